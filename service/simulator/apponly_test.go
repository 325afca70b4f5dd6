package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const tokenPath = "/contoso.example/oauth2/v2.0/token"

// appForm is a client credentials request, with changes in pairs.
func appForm(changes ...string) url.Values {
	return changed(url.Values{
		"client_id": {DemoClientID}, "grant_type": {"client_credentials"}, "scope": {"https://graph.microsoft.com/.default"},
	}, changes...)
}

func TestAppOnlySignIn(t *testing.T) {
	c := start(t, Options{ClientSecret: "hush"})
	form := func(changes ...string) url.Values {
		return appForm(append([]string{"client_secret", "hush"}, changes...)...)
	}
	for _, tenant := range []string{"common", "organizations", "consumers", consumerTenant} {
		c.postForm("/"+tenant+"/oauth2/v2.0/token", form()).want(http.StatusBadRequest, "AADSTS9001023")
	}
	c.postForm(tokenPath, appForm()).want(http.StatusUnauthorized, "AADSTS7000216")
	c.postForm(tokenPath, form("client_secret", "loud")).want(http.StatusUnauthorized, "AADSTS7000215")
	for _, scope := range []string{"", "Tasks.ReadWrite", "https://graph.microsoft.com/Tasks.ReadWrite.All", "https://example.org/.default"} {
		c.postForm(tokenPath, form("scope", scope)).want(http.StatusBadRequest, `"invalid_scope"`)
	}
	r := c.postForm(tokenPath, form()).want(http.StatusOK)
	for _, never := range []string{"refresh_token", "id_token"} {
		if _, given := r.object()[never]; given {
			t.Errorf("app-only sign-in has no %s", never)
		}
	}
	c.token = r.text("access_token")
	var claims struct{ Roles []string }
	if payload, err := base64.RawURLEncoding.DecodeString(strings.Split(c.token, ".")[1]); err != nil || json.Unmarshal(payload, &claims) != nil || len(claims.Roles) != 1 || claims.Roles[0] != "Tasks.ReadWrite.All" {
		t.Errorf("roles %v", claims.Roles)
	}
	c.get("/v1.0/me/todo/lists").want(http.StatusBadRequest, "/me request is only valid with delegated")
	c.get("/v1.0/users/"+work+"/todo/lists").want(http.StatusOK, "Tasks")
	c.get("/v1.0/users/"+DefaultAccounts()[1].ID+"/todo/lists").want(http.StatusOK, "Tasks")
	c.get("/v1.0/users/"+personal+"/todo/lists").want(http.StatusNotFound, "ErrorInvalidUser")
	c.post("/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"/users/`+work+`/todo/lists"}]}`).want(http.StatusOK, `"status":200`)

	c.server.Update(func(o *Options) { o.NoAppConsent = true })
	c.token = c.postForm(tokenPath, form()).want(http.StatusOK).text("access_token")
	c.get("/v1.0/users/"+work+"/todo/lists").want(http.StatusForbidden, "accessDenied")
}

// The limits of an application count in the mailbox it asks for.
func TestAppOnlyRequestsCountInTheMailboxTheyAskFor(t *testing.T) {
	lena := Account{ID: "c3a9e1f7-5b20-4d8e-9f64-1ab7c0d25e83", TenantID: DefaultAccounts()[1].TenantID, Username: "l.wolf@contoso.example"}
	c := start(t, Options{ClientSecret: "hush", MaxRequests: 2, Accounts: append(DefaultAccounts(), lena)})
	c.token = c.postForm(tokenPath, appForm("client_secret", "hush")).want(http.StatusOK).text("access_token")
	for range 2 {
		c.get("/v1.0/users/" + work + "/todo/lists").want(http.StatusOK)
		c.get("/v1.0/users/" + lena.Username + "/todo/lists").want(http.StatusOK)
	}
	c.get("/v1.0/users/" + lena.Username + "/todo/lists").want(http.StatusTooManyRequests)
}

// signer makes assertions.
type signer struct {
	t           *testing.T
	key         *rsa.PrivateKey
	certificate []byte
}

func newSigner(t *testing.T) signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return signer{t, key, der}
}

// sign makes an assertion that is right but for what change does.
func (s signer) sign(root string, change func(header, claims map[string]any)) string {
	s.t.Helper()
	thumbprint := sha256.Sum256(s.certificate)
	header := map[string]any{"alg": "PS256", "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(thumbprint[:])}
	now := time.Now().Unix()
	claims := map[string]any{
		"aud": root + tokenPath, "iss": DemoClientID, "sub": DemoClientID, "jti": randomText(8), "nbf": now, "exp": now + 300,
	}
	if change != nil {
		change(header, claims)
	}
	signed := base64.RawURLEncoding.EncodeToString(encode(header)) + "." + base64.RawURLEncoding.EncodeToString(encode(claims))
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPSS(rand.Reader, s.key, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if header["alg"] == "RS256" {
		signature, err = rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, digest[:])
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestAppOnlySignInByAssertion(t *testing.T) {
	good, other := newSigner(t), newSigner(t)
	c := start(t, Options{ClientCertificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: good.certificate}))})
	send := func(assertion string, changes ...string) reply {
		return c.postForm(tokenPath, appForm(append([]string{"client_assertion_type", assertionType, "client_assertion", assertion}, changes...)...))
	}
	set := func(name string, value any) func(header, claims map[string]any) {
		return func(_, claims map[string]any) { claims[name] = value }
	}
	once := good.sign(c.root, nil)
	send(once).want(http.StatusOK)
	send(once).want(http.StatusUnauthorized, "AADSTS700027")
	send(good.sign(c.root, func(header, _ map[string]any) { header["alg"] = "RS256" })).want(http.StatusOK)
	send(good.sign(c.root, func(header, _ map[string]any) {
		short := sha1.Sum(good.certificate)
		delete(header, "x5t#S256")
		header["x5t"] = base64.RawURLEncoding.EncodeToString(short[:])
	})).want(http.StatusOK)

	now := time.Now().Unix()
	refused := map[string][]string{
		"AADSTS700027": {
			other.sign(c.root, nil), "a.b.c", "no token", once[:len(once)-8] + "AAAAAAAA",
			good.sign(c.root, func(header, _ map[string]any) { header["alg"] = "none" }), good.sign(c.root, func(header, _ map[string]any) { delete(header, "x5t#S256") }),
			good.sign(c.root, func(header, _ map[string]any) { header["typ"] = "JWS" }), good.sign(c.root, set("jti", "")),
		},
		"AADSTS700023": {good.sign(c.root, set("aud", c.root)), good.sign("https://login.example", nil)},
		"AADSTS700021": {good.sign(c.root, set("iss", "somebody")), good.sign(c.root, set("sub", "somebody"))},
		"AADSTS700024": {
			good.sign(c.root, set("exp", now-600)), good.sign(c.root, set("nbf", now+600)), good.sign(c.root, set("exp", now+3600)),
			good.sign(c.root, func(_, claims map[string]any) { delete(claims, "exp") }),
		},
	}
	for number, assertions := range refused {
		for _, assertion := range assertions {
			send(assertion).want(http.StatusUnauthorized, number)
		}
	}
	send(good.sign(c.root, nil), "client_assertion_type", "urn:other").want(http.StatusUnauthorized, "AADSTS900144")
	send(good.sign(c.root, nil), "client_secret", "hush").want(http.StatusBadRequest, "AADSTS7000217")
	c.server.Update(func(o *Options) { o.ClientCertificate = "" })
	send(good.sign(c.root, nil)).want(http.StatusUnauthorized, "AADSTS700027")
	if err := (Options{ClientCertificate: "none"}).Check(); err == nil {
		t.Error("a certificate that is none is taken")
	}
}
