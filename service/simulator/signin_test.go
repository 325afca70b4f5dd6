package simulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestE1RefusalsThatNeverComeBack(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for name, test := range map[string]struct {
		changes []string
		code    string
	}{
		"unknown client":          {[]string{"client_id", "00000000-0000-0000-0000-000000000001"}, "AADSTS700016"},
		"no client":               {[]string{"client_id", ""}, "AADSTS900144"},
		"no redirect":             {[]string{"redirect_uri", ""}, "AADSTS900144"},
		"foreign redirect":        {[]string{"redirect_uri", "https://example.org/"}, "AADSTS50011"},
		"redirect with a query":   {[]string{"redirect_uri", "http://localhost:1/?a=b"}, "AADSTS50011"},
		"redirect with fragment":  {[]string{"redirect_uri", "http://localhost:1/#a"}, "AADSTS50011"},
		"redirect with user info": {[]string{"redirect_uri", "http://a@localhost:1"}, "AADSTS50011"},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.authorize(test.changes...).want(http.StatusBadRequest, test.code)
			if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") || r.header.Get("Location") != "" {
				t.Fatalf("not a page of its own: %v", r.header)
			}
		})
	}
	c.do("GET", "/nowhere.example/oauth2/v2.0/authorize?"+authorizeValues().Encode(), nil).want(http.StatusBadRequest, "AADSTS90002")
	twice := authorizeValues()
	twice.Add("state", "again")
	c.do("GET", "/common/oauth2/v2.0/authorize?"+twice.Encode(), nil).want(http.StatusBadRequest, "AADSTS9000411")
}

func TestE1RefusalsThatComeBack(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for name, test := range map[string]struct {
		changes     []string
		code, words string
	}{
		"no response_type":      {[]string{"response_type", ""}, "invalid_request", "AADSTS900144"},
		"other response_type":   {[]string{"response_type", "token"}, "unsupported_response_type", "AADSTS700054"},
		"no scope":              {[]string{"scope", ""}, "invalid_request", "AADSTS900144"},
		"unknown scope":         {[]string{"scope", "Tasks.Everything"}, "invalid_scope", "AADSTS70011"},
		"other method":          {[]string{"code_challenge_method", "S512"}, "invalid_request", "AADSTS501491"},
		"short challenge":       {[]string{"code_challenge", "abc"}, "invalid_request", "AADSTS501491"},
		"other prompt":          {[]string{"prompt", "maybe"}, "invalid_request", "AADSTS90023"},
		"other response_mode":   {[]string{"response_mode", "pigeon"}, "invalid_request", "AADSTS90023"},
		"claims that are none":  {[]string{"claims", "{"}, "invalid_request", "AADSTS90023"},
		"nobody to sign in for": {[]string{"prompt", "none"}, "login_required", "AADSTS50058"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.authorize(test.changes...).back().Query()
			if got.Get("error") != test.code || !strings.Contains(got.Get("error_description"), test.words) || got.Get("state") != "some state" {
				t.Fatalf("came back with %v", got)
			}
		})
	}
}

func TestE2RedirectURI(t *testing.T) {
	for _, test := range []struct {
		registered, given string
		anyPort, right    bool
	}{
		{"http://localhost", "http://localhost", false, true},
		{"http://localhost", "http://localhost:51234", false, true},
		{"http://localhost", "http://localhost:51234/", false, true},
		{"http://localhost", "http://localhost:51234/callback", false, false},
		{"http://localhost/callback", "http://localhost:5/callback", false, true},
		{"http://localhost/callback", "http://localhost:5/Callback", false, false},
		{"http://localhost/callback", "http://localhost:5", false, false},
		{"http://localhost", "https://localhost:51234", false, false},
		{"http://localhost", "http://LOCALHOST:51234", false, false},
		{"http://localhost", "http://127.0.0.1:51234", false, false},
		{"http://localhost", "http://[::1]:51234", false, false},
		{"http://127.0.0.1", "http://127.0.0.1:51234", false, false},
		{"http://127.0.0.1:51234", "http://127.0.0.1:51234", false, true},
		{"http://127.0.0.1", "http://127.0.0.1:51234", true, true},
		{"https://app.example/done", "https://app.example:444/done", true, false},
	} {
		if got := redirectRegistered(test.given, Options{RedirectURIs: []string{test.registered}, LoopbackIPAnyPort: test.anyPort}); got != test.right {
			t.Errorf("registered %s, given %s: %v, want %v", test.registered, test.given, got, test.right)
		}
	}
}

func TestE3TheWayBackKeepsStateByteForByte(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for _, state := range []string{"plain", "a+b c%20d&e=f#g", "日本 ☂ \"<>'", "\xff\xfe\x00", strings.Repeat("long", 500)} {
		location := c.authorize("state", state).want(http.StatusFound).header.Get("Location")
		if !strings.HasPrefix(location, "http://localhost:51234/?") {
			t.Fatalf("called %s, want a path of /", location)
		}
		if got := c.authorize("state", state).back().Query().Get("state"); got != state {
			t.Fatalf("state %q came back as %q", state, got)
		}
	}
	if back := c.authorize("state", "").back(); back.Query().Has("state") {
		t.Fatal("a state came back that was never sent")
	}
	if back := c.authorize("response_mode", "fragment").back(); back.RawQuery != "" || !strings.Contains(back.Fragment, "code=") {
		t.Fatalf("fragment mode came back as %s", back)
	}
	c.authorize("response_mode", "form_post").want(http.StatusOK, `action="http://localhost:51234/"`, `name="code"`, `name="state" value="some state"`)
}

func TestE4ACodeIsRedeemedOnce(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	code := c.code()
	c.redeem(codeForm(code)).want(http.StatusOK)
	c.redeem(codeForm(code)).want(http.StatusBadRequest, `"invalid_grant"`, "AADSTS54005", `"error_codes":[54005]`)
	c.redeem(codeForm("made up")).want(http.StatusBadRequest, `"invalid_grant"`)
}

func TestE5ProofAndRedirectURIMustFit(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for name, test := range map[string]struct {
		changes []string
		words   string
	}{
		"no verifier":         {[]string{"code_verifier", ""}, "AADSTS501481"},
		"wrong verifier":      {[]string{"code_verifier", strings.Repeat("x", 43)}, "AADSTS501481"},
		"challenge for proof": {[]string{"code_verifier", challenge()}, "AADSTS501481"},
		"other port":          {[]string{"redirect_uri", "http://localhost:51235"}, "invalid_grant"},
		"added slash":         {[]string{"redirect_uri", "http://localhost:51234/"}, "invalid_grant"},
	} {
		t.Run(name, func(t *testing.T) {
			code := c.code()
			c.redeem(codeForm(code, test.changes...)).want(http.StatusBadRequest, `"invalid_grant"`, test.words)
			c.redeem(codeForm(code)).want(http.StatusOK) // a wrong try does not use the code up
		})
	}
	plain := c.code("code_challenge", verifier, "code_challenge_method", "")
	c.redeem(codeForm(plain)).want(http.StatusOK)
}

func TestE6ParametersThatDoNotBelong(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	c.redeem(codeForm(c.code(), "client_secret", "hush")).want(http.StatusUnauthorized, `"invalid_client"`, "AADSTS700025")
	c.redeem(codeForm(c.code()), "Origin", "http://localhost").want(http.StatusBadRequest, `"invalid_request"`, "AADSTS9002326")
	for _, missing := range []string{"client_id", "grant_type", "code", "redirect_uri"} {
		c.redeem(codeForm(c.code(), missing, "")).want(http.StatusBadRequest, `"invalid_request"`, "AADSTS900144", missing)
	}
	c.redeem(refreshForm("", "refresh_token", "")).want(http.StatusBadRequest, "AADSTS900144", "refresh_token")
	c.redeem(codeForm(c.code(), "client_id", "someone-else")).want(http.StatusBadRequest, `"unauthorized_client"`, "AADSTS700016")
	c.redeem(codeForm(c.code(), "grant_type", "password")).want(http.StatusBadRequest, `"unsupported_grant_type"`)
}

func TestE7TokenTakesPostedFormsOnly(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	c.get("/common/oauth2/v2.0/token?"+codeForm(c.code()).Encode()).want(http.StatusBadRequest, "AADSTS900561")
	c.do("POST", "/common/oauth2/v2.0/token", []byte(`{}`), "Content-Type", "application/json").want(http.StatusBadRequest, "AADSTS900561")
}

func TestE8WhatATokenAnswerHolds(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for scope, want := range map[string][2]bool{
		"openid offline_access Tasks.ReadWrite":                           {true, true},
		"offline_access https://graph.microsoft.com/Tasks.ReadWrite":      {true, false},
		"openid Tasks.ReadWrite":                                          {false, true},
		"tasks.readwrite":                                                 {false, false},
		"https://graph.microsoft.com/.default offline_access openid":      {true, true},
		"openid profile offline_access Tasks.ReadWrite Tasks.Read.Shared": {true, true},
	} {
		got := c.signIn(personal, scope).object()
		if _, refresh := got["refresh_token"]; refresh != want[0] {
			t.Errorf("%s: refresh_token %v", scope, refresh)
		}
		if _, id := got["id_token"]; id != want[1] {
			t.Errorf("%s: id_token %v", scope, id)
		}
		if got["token_type"] != "Bearer" || got["expires_in"] != 3599.0 || !strings.Contains(got["scope"].(string), "Tasks.ReadWrite") {
			t.Errorf("%s: answer %v", scope, got)
		}
	}
}

func TestE8IDTokenIsSignedAndNamesThePerson(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for username, tenant := range map[string]string{personal: consumerTenant, work: DefaultAccounts()[1].TenantID} {
		form := codeForm(c.code("login_hint", username, "nonce", "n-1"))
		parts := strings.Split(c.redeem(form).want(http.StatusOK).text("id_token"), ".")
		if len(parts) != 3 {
			t.Fatal("an id_token has three parts")
		}
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		var claims map[string]any
		if json.Unmarshal(payload, &claims) != nil || claims["tid"] != tenant || claims["preferred_username"] != username || claims["aud"] != DemoClientID ||
			claims["nonce"] != "n-1" || claims["iss"] != c.root+"/"+tenant+"/v2.0" || claims["oid"] == "" || claims["name"] == "" {
			t.Fatalf("claims %s", payload)
		}
		signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
		digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
		if err := rsa.VerifyPKCS1v15(c.publicKey(), crypto.SHA256, digest[:], signature); err != nil {
			t.Fatal(err)
		}
	}
}

// publicKey follows the discovery document to the key.
func (c *client) publicKey() *rsa.PublicKey {
	c.t.Helper()
	keys := c.get(c.get("/common/v2.0/.well-known/openid-configuration").want(http.StatusOK).text("jwks_uri")).want(http.StatusOK)
	key := keys.object()["keys"].([]any)[0].(map[string]any)
	n, _ := base64.RawURLEncoding.DecodeString(key["n"].(string))
	e, _ := base64.RawURLEncoding.DecodeString(key["e"].(string))
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
}

func TestE9RenewalKeepsTheOldTokenUnlessSwitched(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	old := c.signIn(personal, allScope).text("refresh_token")
	renewed := c.redeem(refreshForm(old)).want(http.StatusOK)
	if next := renewed.text("refresh_token"); next == "" || next == old {
		t.Fatal("a renewal brings a new refresh token")
	}
	c.redeem(refreshForm(old)).want(http.StatusOK)
	c.redeem(refreshForm(old, "scope", "Tasks.ReadWrite")).want(http.StatusOK)
	c.redeem(refreshForm(old, "scope", "User.Read")).want(http.StatusBadRequest, `"invalid_grant"`, "AADSTS70000")
	if got := c.server.Issued(); got.Renewals != 3 || got.AccessTokens != 4 {
		t.Fatalf("issued %+v", got)
	}
	c.server.Update(func(o *Options) { o.RevokeUsedRefreshTokens = true })
	c.redeem(refreshForm(old)).want(http.StatusOK)
	c.redeem(refreshForm(old)).want(http.StatusBadRequest, `"invalid_grant"`)
}

func TestE10OutcomesOfASignIn(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	for outcome, want := range map[Outcome][2]string{
		OutcomeConsentRefused: {"access_denied", "AADSTS65004"}, OutcomeAdminConsent: {"access_denied", "AADSTS90094"},
		OutcomeMFA: {"interaction_required", "AADSTS50076"}, OutcomeBlockedReturned: {"access_denied", "AADSTS53003"},
		OutcomeUnavailable: {"temporarily_unavailable", "AADSTS90033"}, OutcomeServerError: {"server_error", "AADSTS90033"},
	} {
		c.server.Update(func(o *Options) { o.SignInOutcome = outcome })
		got := c.authorize().back().Query()
		if got.Get("error") != want[0] || !strings.HasPrefix(got.Get("error_description"), want[1]) || got.Get("state") != "some state" {
			t.Errorf("%s came back with %v", outcome, got)
		}
	}
	for outcome, number := range map[Outcome]string{OutcomeBlocked: "AADSTS53003", OutcomeNotAssigned: "AADSTS50105"} {
		c.server.Update(func(o *Options) { o.SignInOutcome = outcome })
		c.authorize().want(http.StatusBadRequest, number)
	}
}

func TestE10OutcomesOfARenewal(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	token := c.signIn(personal, allScope).text("refresh_token")
	for outcome, want := range map[Outcome]struct {
		status int
		words  []string
	}{
		OutcomeRevoked:         {400, []string{`"invalid_grant"`, "AADSTS50173", `"suberror":"bad_token"`}},
		OutcomeExpired:         {400, []string{`"invalid_grant"`, "AADSTS700082"}},
		OutcomeMFA:             {400, []string{`"interaction_required"`, "AADSTS50076"}},
		OutcomeConsentRequired: {400, []string{`"invalid_grant"`, "AADSTS65001", `"suberror":"consent_required"`}},
		OutcomeUnavailable:     {503, []string{`"temporarily_unavailable"`}},
	} {
		c.server.Update(func(o *Options) { o.RefreshOutcome = outcome })
		c.redeem(refreshForm(token)).want(want.status, want.words...)
	}
	c.server.Update(func(o *Options) { o.RefreshOutcome = OutcomeAccepted })
	c.redeem(refreshForm(token)).want(http.StatusOK)
	c.server.RevokeRefreshTokens()
	c.redeem(refreshForm(token)).want(http.StatusBadRequest, "AADSTS50173")
}

var (
	flowField  = regexp.MustCompile(`name="flow" value="([^"]+)"`)
	checkedOne = regexp.MustCompile(`value="([^"]+)" checked`)
)

// submit sends the sign-in page's form.
func (c *client) submit(page reply, values ...string) reply {
	c.t.Helper()
	form := changed(url.Values{"flow": {flowField.FindStringSubmatch(string(page.body))[1]}, "account": {personal}, "action": {"accept"}}, values...)
	return c.postForm("/common/login", form)
}

func TestTheSignInPageAsksAPerson(t *testing.T) {
	c := start(t, Options{AppName: "Tidy & Co"})
	page := c.authorize().want(http.StatusOK, "Tidy &amp; Co", `id="accept"`, `id="cancel"`, `type="radio" name="account"`, personal, work, "update and delete your tasks", `id="outcome"`)
	for _, foreign := range []string{"http://", "https://", "<link", "src="} {
		if strings.Contains(strings.Split(string(page.body), "<body>")[1], foreign) {
			t.Errorf("the page has %q in it", foreign)
		}
	}
	accepted := c.submit(page, "account", work).back().Query()
	if accepted.Get("code") == "" || accepted.Get("state") != "some state" {
		t.Fatalf("accepting came back with %v", accepted)
	}
	c.token = c.redeem(codeForm(accepted.Get("code"))).want(http.StatusOK).text("access_token")
	if strings.Count(c.token, ".") != 2 {
		t.Error("a work account's token looks like a JWT (E12)")
	}
	cancelled := c.submit(c.authorize(), "action", "cancel").back().Query()
	if cancelled.Get("error") != "access_denied" || !strings.Contains(cancelled.Get("error_description"), "AADSTS65004") {
		t.Fatalf("cancelling came back with %v", cancelled)
	}
	other := c.submit(c.authorize(), "outcome", string(OutcomeMFA)).back().Query()
	if other.Get("error") != "interaction_required" {
		t.Fatalf("another outcome came back with %v", other)
	}
	c.submit(c.authorize(), "account", "").want(http.StatusOK, `id="accept"`)
	c.submit(c.authorize(), "flow", "stale").want(http.StatusBadRequest)
}

func TestTheSignInPageFitsAuthorityAndHint(t *testing.T) {
	c := start(t, Options{})
	for hint, want := range map[string]string{"": personal, work: work, strings.ToUpper(work): work} {
		page := c.authorize("login_hint", hint).want(http.StatusOK)
		if got := checkedOne.FindStringSubmatch(string(page.body)); got == nil || got[1] != want {
			t.Errorf("hint %q has %v chosen", hint, got)
		}
	}
	if page := c.authorize("login_hint", "stranger@example.org"); checkedOne.Match(page.body) {
		t.Error("an unknown hint chooses nobody")
	}
	page := c.do("GET", "/organizations/oauth2/v2.0/authorize?"+authorizeValues().Encode(), nil).want(http.StatusOK)
	c.submit(page, "account", personal).want(http.StatusBadRequest, "AADSTS50020")
	page = c.do("GET", "/contoso.example/oauth2/v2.0/authorize?"+authorizeValues().Encode(), nil).want(http.StatusOK)
	if c.submit(page, "account", work).back().Query().Get("code") == "" {
		t.Error("an account may sign in at its own tenant")
	}
}

func TestPromptNoneAndLogoutGoByTheBrowsersSession(t *testing.T) {
	c := start(t, Options{})
	c.http.Jar, _ = cookiejar.New(nil)
	c.submit(c.authorize()).back()
	if c.authorize("prompt", "none").back().Query().Get("code") == "" {
		t.Fatal("a session signs in silently with prompt=none")
	}
	if got := c.authorize("prompt", "none", "login_hint", work).back().Query().Get("error"); got != "interaction_required" {
		t.Fatalf("a session of another account came back with %q", got)
	}
	c.authorize().want(http.StatusOK, `id="accept"`) // a session alone signs nobody in
	c.server.Update(func(o *Options) { o.SingleSignOn = true })
	if c.authorize().back().Query().Get("code") == "" {
		t.Fatal("single sign-on shows no page")
	}
	c.authorize("prompt", "select_account").want(http.StatusOK, `id="accept"`)
	c.get("/common/oauth2/v2.0/logout").want(http.StatusOK, "signed out")
	if got := c.authorize("prompt", "none").back().Query().Get("error"); got != "login_required" {
		t.Fatalf("after logout prompt=none came back with %q", got)
	}
	if back := c.get("/common/oauth2/v2.0/logout?post_logout_redirect_uri=" + url.QueryEscape("http://localhost:9")).back(); back.Host != "localhost:9" {
		t.Fatalf("logout went to %s", back)
	}
}

// startDevice asks for a device code.
func (c *client) startDevice(tenant string) reply {
	c.t.Helper()
	return c.postForm("/"+tenant+"/oauth2/v2.0/devicecode", url.Values{"client_id": {DemoClientID}, "scope": {allScope}})
}

func (c *client) poll(deviceCode string) reply {
	c.t.Helper()
	return c.redeem(url.Values{"client_id": {DemoClientID}, "grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {deviceCode}})
}

// decide answers the page of a device code.
func (c *client) decide(code reply, action, username string) reply {
	c.t.Helper()
	c.get(code.text("verification_uri")).want(http.StatusOK, `id="code"`)
	return c.postForm(code.text("verification_uri"), url.Values{"code": {strings.ToLower(code.text("user_code"))}, "account": {username}, "action": {action}})
}

func TestE11DeviceCode(t *testing.T) {
	c := start(t, Options{DeviceCodeInterval: 1})
	code := c.startDevice("consumers").want(http.StatusOK, "expires_in", "message")
	c.poll(code.text("device_code")).want(http.StatusBadRequest, `"authorization_pending"`, "AADSTS70016")
	c.decide(code, "accept", personal).want(http.StatusOK, "You have signed in")
	c.poll(code.text("device_code")).want(http.StatusOK, "refresh_token", "id_token")
	c.poll(code.text("device_code")).want(http.StatusBadRequest, `"bad_verification_code"`)
	c.poll("made up").want(http.StatusBadRequest, `"bad_verification_code"`)
	declined := c.startDevice("common")
	c.decide(declined, "cancel", "").want(http.StatusOK, "declined")
	c.poll(declined.text("device_code")).want(http.StatusBadRequest, `"authorization_declined"`)
	c.server.Update(func(o *Options) { o.NoPublicClientFlows = true })
	c.startDevice("common").want(http.StatusUnauthorized, "AADSTS7000218")
}

func TestL19DeviceCodeOfAPersonalAccount(t *testing.T) {
	c := start(t, Options{DeviceCodeInterval: 1})
	code := c.startDevice("common")
	c.decide(code, "accept", personal).want(http.StatusBadRequest, "invalid_request", "redirect_uri")
	c.poll(code.text("device_code")).want(http.StatusBadRequest, `"authorization_pending"`)
	c.decide(code, "accept", work).want(http.StatusOK)

	code = c.startDevice("consumers")
	c.decide(code, "accept", personal).want(http.StatusOK)
	token := c.poll(code.text("device_code")).want(http.StatusOK).text("refresh_token")
	c.redeem(refreshForm(token)).want(http.StatusOK) // through /common

	c.server.Update(func(o *Options) { o.DeviceCodeEverywhere = true })
	c.decide(c.startDevice("common"), "accept", personal).want(http.StatusOK)
}
