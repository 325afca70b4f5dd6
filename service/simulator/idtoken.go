package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"sync"
	"time"
)

// signingKey signs id_tokens. It is made when first needed, once for all stand-ins of a process.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the system's randomness failed
	}
	return key
})

const signingKeyID = "taskdrop-stand-in"

// idToken is a signed id_token with the claims of version 2.0 (S5).
func (c *call) idToken(g grant, now time.Time) string {
	subject := sha256.Sum256([]byte(g.clientID + g.account.key()))
	claims := map[string]any{
		"ver": "2.0", "iss": c.base() + "/" + g.account.TenantID + "/v2.0", "sub": base64.RawURLEncoding.EncodeToString(subject[:]), "aud": g.clientID,
		"exp": now.Add(c.opts.TokenLifetime).Unix(), "iat": now.Unix(), "nbf": now.Unix(), "name": g.account.Name,
		"preferred_username": g.account.Username, "oid": g.account.ID, "tid": g.account.TenantID,
	}
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	return signedJWT(claims)
}

// signedJWT signs claims with the stand-in's own key.
func signedJWT(claims map[string]any) string {
	header, _ := json.Marshal(map[string]string{"typ": "JWT", "alg": "RS256", "kid": signingKeyID})
	signed := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(encode(claims))
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, signingKey(), crypto.SHA256, digest[:])
	if err != nil {
		panic(err) // the key is ours and large enough
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// keys is the JSON Web Key Set that id_tokens can be checked with.
func (s *Server) keys(c *call, _ string) *answer {
	public := signingKey().PublicKey
	return c.oauthJSON(http.StatusOK, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "kid": signingKeyID, "n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
	}}})
}

// configuration is OpenID Connect's discovery document.
func (s *Server) configuration(c *call, tenant string) *answer {
	if !c.knownTenant(tenant) {
		return c.oauthError(http.StatusBadRequest, "invalid_tenant", 90002, "Tenant not found.")
	}
	root := c.base() + "/" + tenant
	return c.oauthJSON(http.StatusOK, map[string]any{
		"issuer": c.base() + "/{tenantid}/v2.0", "authorization_endpoint": root + "/oauth2/v2.0/authorize", "token_endpoint": root + "/oauth2/v2.0/token",
		"device_authorization_endpoint": root + "/oauth2/v2.0/devicecode", "end_session_endpoint": root + "/oauth2/v2.0/logout",
		"jwks_uri": root + "/discovery/v2.0/keys", "response_types_supported": []string{"code"},
		"response_modes_supported": []string{"query", "fragment", "form_post"}, "subject_types_supported": []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "scopes_supported": oidcScopes,
	})
}
