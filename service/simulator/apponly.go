package simulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// appPermission is the application permission that opens other people's tasks (S12).
	appPermission = "Tasks.ReadWrite.All"
	// assertionType is that of RFC 7523.
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	// longestAssertion is the longest life of an assertion: Microsoft's documents ask for 5 to 10 minutes.
	longestAssertion = 10 * time.Minute
	// skew is how far apart the two clocks may be.
	skew = 5 * time.Minute
)

// redeemApp is the client credentials grant, for app-only access to one organization. A secret or an assertion
// signed with a certificate's key proves the registration (S12). There is no refresh token and no id_token.
func (s *Server) redeemApp(c *call, tenant string, values url.Values) *answer {
	organization := slices.IndexFunc(c.opts.Accounts, func(a Account) bool { return !a.Personal && a.inTenant(tenant) })
	if organization < 0 {
		return c.oauthError(http.StatusBadRequest, "invalid_request", 9001023, "The grant type is not supported over the /common or /consumers endpoints. Please use the tenant-specific endpoint.")
	}
	if refusal := s.proveApp(c, tenant, values); refusal != nil {
		return refusal
	}
	if !slices.Contains([]string{"https://graph.microsoft.com/.default", c.base() + "/.default"}, values.Get("scope")) {
		return c.oauthError(http.StatusBadRequest, "invalid_scope", 1002012, fmt.Sprintf("The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", values.Get("scope")))
	}
	token := &accessToken{clientID: values.Get("client_id"), account: c.opts.Accounts[organization], issued: time.Now(), appOnly: true}
	token.expires = token.issued.Add(c.opts.TokenLifetime)
	if !c.opts.NoAppConsent {
		token.scopes = []string{appPermission}
	}
	value := c.appToken(token)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signIn.access[value] = token
	s.record.issued.AccessTokens++
	life := int(c.opts.TokenLifetime / time.Second)
	return c.oauthJSON(http.StatusOK, map[string]any{"token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": value})
}

// appToken is a token with the roles that the administrator granted. Clients must not look into it.
func (c *call) appToken(token *accessToken) string {
	claims := map[string]any{
		"aud": "https://graph.microsoft.com", "iss": "https://sts.windows.net/" + token.account.TenantID + "/", "appid": token.clientID,
		"idtyp": "app", "tid": token.account.TenantID, "iat": token.issued.Unix(), "exp": token.expires.Unix(), "uti": randomText(16),
	}
	if len(token.scopes) > 0 {
		claims["roles"] = token.scopes
	}
	return signedJWT(claims)
}

// proveApp checks a secret or an assertion. A nil answer means that it is right.
func (s *Server) proveApp(c *call, tenant string, values url.Values) *answer {
	refuse := func(number int, message string) *answer {
		return c.oauthError(http.StatusUnauthorized, "invalid_client", number, message)
	}
	secret, assertion := values.Get("client_secret"), values.Get("client_assertion")
	switch {
	case secret != "" && assertion != "":
		return c.oauthError(http.StatusBadRequest, "invalid_request", 7000217, "Only one of 'client_secret' and 'client_assertion' may be presented.")
	case secret == "" && assertion == "":
		return refuse(7000216, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")
	case assertion != "":
		if number, problem := s.checkAssertion(c, tenant, values); problem != "" {
			return refuse(number, problem)
		}
	case c.opts.ClientSecret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(c.opts.ClientSecret)) != 1:
		return refuse(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '"+values.Get("client_id")+"'.")
	}
	return nil
}

// checkAssertion checks an assertion whole: form, certificate, signature, audience, subject, time, and that it is
// new.
func (s *Server) checkAssertion(c *call, tenant string, values url.Values) (number int, problem string) {
	if values.Get("client_assertion_type") != assertionType {
		return 900144, "The request body must contain the following parameter: 'client_assertion_type'."
	}
	certificate, err := readCertificate(c.opts.ClientCertificate)
	if err != nil {
		return 700027, "Client assertion failed signature validation. No certificate is registered for the application."
	}
	claims, problem := verifyAssertion(values.Get("client_assertion"), certificate)
	if problem != "" {
		return 700027, "Client assertion failed signature validation. " + problem
	}
	now, id := time.Now(), values.Get("client_id")
	begins, ends := time.Unix(claims.NotBefore, 0), time.Unix(claims.Expires, 0)
	switch {
	case claims.Issuer != id || claims.Subject != id:
		return 700021, "Client assertion application identifier doesn't match 'client_id' parameter."
	case claims.Audience != c.base()+"/"+tenant+"/oauth2/v2.0/token":
		return 700023, fmt.Sprintf("Client assertion audience claim does not match Realm issuer. Review the documentation. Audience: %s", claims.Audience)
	case claims.Expires == 0 || now.After(ends.Add(skew)) || now.Before(begins.Add(-skew)):
		return 700024, "Client assertion is not within its valid time range."
	case claims.NotBefore == 0 || ends.Sub(begins) > longestAssertion:
		return 700024, "Client assertion is valid for longer than 10 minutes."
	case claims.ID == "" || !s.firstUse(claims.ID):
		return 700027, "Client assertion has no 'jti', or one that was used before."
	}
	return 0, ""
}

// firstUse remembers an assertion's id.
func (s *Server) firstUse(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	used := s.signIn.assertions[id]
	s.signIn.assertions[id] = true
	return !used
}

// assertionClaims are what a client says in an assertion.
type assertionClaims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	ID        string `json:"jti"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
}

// verifyAssertion checks header and signature against the registered certificate.
func verifyAssertion(assertion string, certificate *x509.Certificate) (claims assertionClaims, problem string) {
	signed, signature, ok := cutLast(assertion, ".")
	head, body, ok2 := strings.Cut(signed, ".")
	var header struct {
		Algorithm string `json:"alg"`
		Type      string `json:"typ"`
		SHA256    string `json:"x5t#S256"`
		SHA1      string `json:"x5t"`
	}
	if !ok || !ok2 || !decodePart(head, &header) || !decodePart(body, &claims) {
		return claims, "It is not a JWT."
	}
	long, short := sha256.Sum256(certificate.Raw), sha1.Sum(certificate.Raw)
	byLong := header.SHA256 == base64.RawURLEncoding.EncodeToString(long[:])
	byShort := header.SHA256 == "" && header.SHA1 == base64.RawURLEncoding.EncodeToString(short[:])
	if !byLong && !byShort {
		return claims, "The key was not found: no certificate has this thumbprint."
	}
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	key, isRSA := certificate.PublicKey.(*rsa.PublicKey)
	if err != nil || !isRSA || header.Type != "JWT" {
		return claims, "The signature, its key or its header is malformed."
	}
	digest := sha256.Sum256([]byte(signed))
	switch header.Algorithm {
	case "PS256":
		err = rsa.VerifyPSS(key, crypto.SHA256, digest[:], raw, &rsa.PSSOptions{SaltLength: sha256.Size})
	case "RS256":
		err = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], raw)
	default:
		return claims, fmt.Sprintf("The algorithm %q is not supported.", header.Algorithm)
	}
	if err != nil {
		return claims, "The signature is wrong: " + err.Error()
	}
	return claims, ""
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

func decodePart(part string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}

// readCertificate reads the first certificate of a PEM text.
func readCertificate(text string) (*x509.Certificate, error) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errors.New("there is no certificate in it")
		}
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
}
