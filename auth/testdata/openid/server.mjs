// A certified OpenID provider that is not ours, with Microsoft's routes: node server.mjs PORT
// It ends a refresh token when it is used, and the whole grant when one is used twice.
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const root = `http://127.0.0.1:${port}`;
const base = '/common/oauth2/v2.0';

const provider = new Provider(root, {
  clients: [{
    client_id: 'taskdrop',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://localhost'],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  }],
  scopes: ['openid', 'offline_access', 'profile', 'Tasks.ReadWrite'],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
  conformIdTokenClaims: false,
  findAccount: async (ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: 'Ada of Elsewhere', preferred_username: `${id}@op.example` }),
  }),
  pkce: { required: () => true },
  rotateRefreshToken: true,
  features: { devInteractions: { enabled: true }, deviceFlow: { enabled: true } },
  routes: {
    authorization: `${base}/authorize`,
    token: `${base}/token`,
    device_authorization: `${base}/devicecode`,
    code_verification: '/device',
    end_session: `${base}/logout`,
  },
});

provider.listen(port, '127.0.0.1', () => console.log(`listening on ${root}`));
