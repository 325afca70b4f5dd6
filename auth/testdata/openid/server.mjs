// A certified OpenID provider that is not ours, with Microsoft's routes, at a free port: node server.mjs
// It ends a refresh token when it is used, and the whole grant when one is used twice.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const base = '/common/oauth2/v2.0';

const configuration = {
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
};

// The provider wants to know its address, which is known only once the port is open.
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const root = `http://127.0.0.1:${server.address().port}`;
  server.on('request', new Provider(root, configuration).callback());
  console.log(`listening on ${root}`);
});
