package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// signInState is what the sign-in remembers. Server.mu guards it.
type signInState struct {
	flows  map[string]*flow        // sign-in pages on show, by the id their form carries
	codes  map[string]*code        // authorization codes
	access map[string]*accessToken // access tokens ever issued
	// assertions are the ids of a registration's assertions that were used.
	assertions map[string]bool
	refresh    map[string]*refreshToken
	devices    map[string]*device // by device code
	browser    map[string]string  // browser sessions: cookie to account key
}

func newSignInState() signInState {
	return signInState{
		flows: map[string]*flow{}, codes: map[string]*code{}, access: map[string]*accessToken{}, assertions: map[string]bool{},
		refresh: map[string]*refreshToken{}, devices: map[string]*device{}, browser: map[string]string{},
	}
}

// codeLifetime is how long an authorization code can be redeemed (E4).
const codeLifetime = 10 * time.Minute

// sessionCookie names the browser's session.
const sessionCookie = "ESTSAUTHSTANDIN"

// flow is an authorize request that was found right.
type flow struct {
	clientID, tenant, redirectURI, state, nonce string
	hasState                                    bool
	responseMode                                string
	scopes                                      []string
	challenge, challengeMethod                  string
	prompt, loginHint, domainHint               string
	cp1, satisfied                              bool
}

// code is an authorization code.
type code struct {
	flow
	account Account
	issued  time.Time
	used    bool
}

// signInPages answers everything that is not Graph.
func (s *Server) signInPages(c *call, segments []string) *answer {
	c.kind = CallOther
	tenant, rest := "", ""
	if len(segments) > 0 {
		tenant, rest = segments[0], strings.Join(segments[1:], "/")
	}
	handlers := map[string]struct {
		call   Call
		handle func(*Server, *call, string) *answer
	}{
		"oauth2/v2.0/authorize":                 {CallAuthorize, (*Server).authorize},
		"oauth2/v2.0/token":                     {CallToken, (*Server).redeem},
		"oauth2/v2.0/devicecode":                {CallDeviceCode, (*Server).startDevice},
		"oauth2/v2.0/logout":                    {CallLogout, (*Server).logout},
		"login":                                 {CallSignInPage, (*Server).submitSignIn},
		"devicelogin":                           {CallSignInPage, (*Server).devicePage},
		"discovery/v2.0/keys":                   {CallOther, (*Server).keys},
		"v2.0/.well-known/openid-configuration": {CallOther, (*Server).configuration},
	}
	chosen, ok := handlers[rest]
	if !ok {
		return c.page(http.StatusNotFound, pageRefusal, refusalPage{Title: "Nothing here", Message: "This stand-in has no page under this address.", Code: "404"})
	}
	c.kind = chosen.call
	s.strike(c, nil)
	if c.struck {
		if done, a := c.strikeBefore(); done {
			return a
		}
	}
	return chosen.handle(s, c, tenant)
}

// form reads the parameters of a request: of the body on POST, of the URL otherwise. problem names a parameter given
// twice.
func (c *call) form() (values url.Values, problem string) {
	raw := c.r.URL.RawQuery
	if c.r.Method == http.MethodPost {
		content, err := c.readBody(entityLimit)
		if err != nil {
			return nil, "body"
		}
		raw = string(content)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, "query"
	}
	for name, given := range values {
		if len(given) > 1 {
			return values, name
		}
	}
	return values, ""
}

// authorize checks a sign-in request and shows the page (E1-E3).
func (s *Server) authorize(c *call, tenant string) *answer {
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodPost {
		return c.refuse(900561, "The endpoint only accepts GET and POST requests.")
	}
	values, duplicate := c.form()
	f := &flow{clientID: values.Get("client_id"), tenant: tenant, redirectURI: values.Get("redirect_uri")}
	// A bad client id or redirect URI is never told to the client (E1).
	switch {
	case values == nil || duplicate != "":
		return c.refuse(9000411, fmt.Sprintf("The request is not properly formatted. The parameter '%s' is duplicated or malformed.", duplicate))
	case !c.knownTenant(tenant):
		return c.refuse(90002, fmt.Sprintf("Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", tenant))
	case f.clientID == "":
		return c.refuse(900144, "The request body must contain the following parameter: 'client_id'.")
	case !slices.Contains(c.opts.ClientIDs, f.clientID):
		return c.refuse(700016, fmt.Sprintf("Application with identifier '%s' was not found in the directory.", f.clientID))
	case f.redirectURI == "":
		return c.refuse(900144, "The request must contain the following parameter: 'redirect_uri'.")
	case !redirectRegistered(f.redirectURI, c.opts):
		return c.refuse(50011, fmt.Sprintf("The redirect URI '%s' specified in the request does not match the redirect URIs configured for the application '%s'. Make sure the redirect URI sent in the request matches one added to your application.", f.redirectURI, f.clientID))
	}
	f.state, f.hasState = values.Get("state"), values.Has("state")
	f.responseMode = orDefault(values.Get("response_mode"), "query")
	if !slices.Contains([]string{"query", "fragment", "form_post"}, f.responseMode) {
		f.responseMode = "query"
		return c.sendBack(f, "invalid_request", 90023, "Unsupported 'response_mode' value.")
	}
	if refusal := f.read(c, values); refusal != nil {
		return refusal
	}
	return s.showSignIn(c, f)
}

// read takes the rest of an authorize request. What is wrong in it is told to the client.
func (f *flow) read(c *call, values url.Values) *answer {
	var problem string
	f.scopes, problem = c.readScopes(values.Get("scope"))
	f.challenge, f.challengeMethod = values.Get("code_challenge"), orDefault(values.Get("code_challenge_method"), "plain")
	f.prompt, f.loginHint, f.domainHint, f.nonce = values.Get("prompt"), values.Get("login_hint"), values.Get("domain_hint"), values.Get("nonce")
	claims, ok := readClaims(values.Get("claims"))
	f.cp1, f.satisfied = claims.cp1, claims.satisfied
	switch {
	case values.Get("response_type") == "":
		return c.sendBack(f, "invalid_request", 900144, "The request body must contain the following parameter: 'response_type'.")
	case values.Get("response_type") != "code":
		return c.sendBack(f, "unsupported_response_type", 700054, "The response_type is not enabled for the application.")
	case values.Get("scope") == "":
		return c.sendBack(f, "invalid_request", 900144, "The request body must contain the following parameter: 'scope'.")
	case problem != "":
		return c.sendBack(f, "invalid_scope", 70011, problem)
	case f.challengeMethod != "plain" && f.challengeMethod != "S256":
		return c.sendBack(f, "invalid_request", 501491, "The code_challenge_method is not supported.")
	case values.Has("code_challenge") && !verifierForm.MatchString(f.challenge), values.Has("code_challenge_method") && f.challenge == "":
		return c.sendBack(f, "invalid_request", 501491, "The size or form of the code_challenge parameter is invalid.")
	case !slices.Contains([]string{"", "login", "none", "consent", "select_account"}, f.prompt):
		return c.sendBack(f, "invalid_request", 90023, "Unsupported 'prompt' value.")
	case !ok:
		return c.sendBack(f, "invalid_request", 90023, "The claims parameter is no JSON.")
	}
	return nil
}

// requestedClaims is what a claims parameter asks for.
type requestedClaims struct{ cp1, satisfied bool }

// readClaims looks for the cp1 capability, and for the claims of our own challenge (E14).
func readClaims(claims string) (requestedClaims, bool) {
	if claims == "" {
		return requestedClaims{}, true
	}
	var parsed struct {
		AccessToken map[string]*struct {
			Value  string   `json:"value"`
			Values []string `json:"values"`
		} `json:"access_token"`
	}
	if json.Unmarshal([]byte(claims), &parsed) != nil {
		return requestedClaims{}, false
	}
	capabilities, asked := parsed.AccessToken["xms_cc"], parsed.AccessToken["acrs"]
	return requestedClaims{
		cp1:       capabilities != nil && slices.ContainsFunc(capabilities.Values, func(v string) bool { return strings.EqualFold(v, "cp1") }),
		satisfied: asked != nil && asked.Value == "c1",
	}, true
}

// knownTenant knows the three common names, and the tenants of the accounts by id or domain.
func (c *call) knownTenant(tenant string) bool {
	return slices.Contains([]string{"common", "organizations", "consumers"}, tenant) ||
		slices.ContainsFunc(c.opts.Accounts, func(a Account) bool { return a.inTenant(tenant) })
}

// inTenant reports whether tenant is the account's own, by id or by the domain of its address.
func (a Account) inTenant(tenant string) bool {
	_, domain, _ := strings.Cut(a.Username, "@")
	return strings.EqualFold(tenant, a.TenantID) || !a.Personal && strings.EqualFold(tenant, domain)
}

// welcome reports whether an account may sign in at an authority (S1).
func (a Account) welcome(tenant string) bool {
	switch tenant {
	case "common":
		return true
	case "consumers":
		return a.Personal
	case "organizations":
		return !a.Personal
	}
	return a.inTenant(tenant)
}

// redirectRegistered compares a redirect URI with the registered ones: scheme, host and path exactly, the port too
// except on localhost (E2). No path and "/" are the same URI.
func redirectRegistered(given string, opts Options) bool {
	u, err := url.Parse(given)
	if err != nil || u.Scheme == "" || u.Host == "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(given, "#") || u.User != nil {
		return false
	}
	return slices.ContainsFunc(opts.RedirectURIs, func(registered string) bool {
		r, err := url.Parse(registered)
		if err != nil || u.Scheme != r.Scheme || orDefault(u.EscapedPath(), "/") != orDefault(r.EscapedPath(), "/") {
			return false
		}
		anyPort := r.Hostname() == "localhost" || opts.LoopbackIPAnyPort && r.Hostname() == "127.0.0.1"
		return u.Host == r.Host || anyPort && u.Hostname() == r.Hostname()
	})
}

// showSignIn shows the page, or answers in its place if the request or an option says so.
func (s *Server) showSignIn(c *call, f *flow) *answer {
	session, signedIn := s.browserAccount(c)
	fits := signedIn && session.welcome(f.tenant) && (f.loginHint == "" || strings.EqualFold(f.loginHint, session.Username))
	switch {
	case f.prompt == "none" && !signedIn:
		return c.sendBack(f, "login_required", 50058, "A silent sign-in request was sent but no user is signed in.")
	case f.prompt == "none" && !fits:
		return c.sendBack(f, "interaction_required", 16000, "Either multiple user identities are available for the current request or selected account is not supported for the scenario.")
	case f.prompt == "none", c.opts.SingleSignOn && fits && f.prompt == "":
		return s.finishSignIn(c, f, session, c.opts.SignInOutcome)
	case c.opts.AutoAccept:
		account, ok := c.autoAccount(f)
		if !ok {
			return c.refuse(50020, "No account of this stand-in may sign in at this authority.")
		}
		return s.finishSignIn(c, f, account, c.opts.SignInOutcome)
	}
	id := randomText(24)
	s.mu.Lock()
	s.signIn.flows[id] = f
	s.mu.Unlock()
	return c.signInPage(id, f, session, signedIn)
}

// autoAccount is the account that AutoAccept signs in.
func (c *call) autoAccount(f *flow) (Account, bool) {
	for _, wanted := range []string{f.loginHint, ""} {
		for _, account := range c.opts.Accounts {
			if account.welcome(f.tenant) && (wanted == "" || strings.EqualFold(wanted, account.Username)) {
				return account, true
			}
		}
	}
	return Account{}, false
}

// browserAccount is the account of the browser's session.
func (s *Server) browserAccount(c *call) (Account, bool) {
	cookie, err := c.r.Cookie(sessionCookie)
	if err != nil {
		return Account{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mailboxes[s.signIn.browser[cookie.Value]]
	if m == nil {
		return Account{}, false
	}
	return m.account, true
}

// submitSignIn takes what a person chose on the page.
func (s *Server) submitSignIn(c *call, _ string) *answer {
	if c.r.Method != http.MethodPost {
		return c.refuse(900561, "This page is only reached from the sign-in page.")
	}
	values, problem := c.form()
	s.mu.Lock()
	f := s.signIn.flows[values.Get("flow")]
	s.mu.Unlock()
	if f == nil || problem != "" {
		return c.refuse(90015, "This sign-in page is from another run of the stand-in. Start the sign-in again from the application.")
	}
	if values.Get("action") != "accept" {
		return s.finishSignIn(c, f, Account{}, OutcomeConsentRefused)
	}
	account, ok := c.accountNamed(values.Get("account"))
	switch {
	case !ok:
		return c.signInPage(values.Get("flow"), f, Account{}, false)
	case !account.welcome(f.tenant):
		return c.refuse(50020, fmt.Sprintf("User account '%s' is not allowed at the authority '%s'. The account needs to be of the kind that the application asked for.", account.Username, f.tenant))
	}
	outcome := c.opts.SignInOutcome
	if values.Get("outcome") != "" {
		outcome = Outcome(values.Get("outcome"))
	}
	return s.finishSignIn(c, f, account, outcome)
}

func (c *call) accountNamed(username string) (Account, bool) {
	for _, account := range c.opts.Accounts {
		if strings.EqualFold(account.Username, username) {
			return account, true
		}
	}
	return Account{}, false
}

// signInOutcomes are the ways a sign-in ends badly and tells the client (E10).
var signInOutcomes = map[Outcome]struct {
	code    string
	number  int
	message string
}{
	OutcomeConsentRefused:  {"access_denied", 65004, "User declined to consent to access the app."},
	OutcomeAdminConsent:    {"access_denied", 90094, "An administrator of the organization has set a policy that prevents you from granting the application the permissions it is requesting. Admin consent is required."},
	OutcomeMFA:             {"interaction_required", 50076, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource."},
	OutcomeBlockedReturned: {"access_denied", 53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."},
	OutcomeUnavailable:     {"temporarily_unavailable", 90033, "A transient error has occurred. Please try again."},
	OutcomeServerError:     {"server_error", 90033, "A transient error has occurred. Please try again."},
}

// finishSignIn ends a sign-in: with a code, or the way the outcome says.
func (s *Server) finishSignIn(c *call, f *flow, account Account, outcome Outcome) *answer {
	switch outcome {
	case OutcomeBlocked:
		return c.refuse(53003, "Access has been blocked by Conditional Access policies. Your sign-in was successful but does not meet the criteria to access this resource.")
	case OutcomeNotAssigned:
		return c.refuse(50105, "The signed in user is not assigned to a role for the application. Ask an administrator to grant access.")
	}
	if refusal, ok := signInOutcomes[outcome]; ok {
		return c.sendBack(f, refusal.code, refusal.number, refusal.message)
	}
	session := randomText(32)
	value := authorizationCode(account)
	s.mu.Lock()
	s.signIn.browser[session] = account.key()
	s.signIn.codes[value] = &code{flow: *f, account: account, issued: time.Now()}
	s.mu.Unlock()
	a := c.goBack(f, [][2]string{{"code", value}, {"session_state", newGUID()}})
	cookie := http.Cookie{Name: sessionCookie, Value: session, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	a.header.Add("Set-Cookie", cookie.String())
	return a
}

// authorizationCode has the shape that codes have for the kind of account.
func authorizationCode(account Account) string {
	if account.Personal {
		return "M.C507_SN1.2.U." + newGUID()
	}
	return "1.A" + randomText(300)
}

// sendBack tells the client of an error (S4).
func (c *call) sendBack(f *flow, code string, number int, message string) *answer {
	return c.goBack(f, [][2]string{{"error", code}, {"error_description", c.describe(number, message)}})
}

// goBack sends the browser to the redirect URI, with state byte for byte as it came (E3).
func (c *call) goBack(f *flow, values [][2]string) *answer {
	if f.hasState {
		values = append(values, [2]string{"state", f.state})
	}
	target := f.redirectURI
	if u, err := url.Parse(target); err == nil && u.Path == "" {
		target += "/"
	}
	if f.responseMode == "form_post" {
		return c.page(http.StatusOK, pageFormPost, formPostPage{Target: target, Values: values})
	}
	var pairs []string
	for _, value := range values {
		pairs = append(pairs, value[0]+"="+strings.ReplaceAll(url.QueryEscape(value[1]), "+", "%20"))
	}
	mark := map[string]string{"query": "?", "fragment": "#"}[f.responseMode]
	header := http.Header{}
	header.Set("Location", target+mark+strings.Join(pairs, "&"))
	header.Set("Cache-Control", "no-store, no-cache")
	return &answer{status: http.StatusFound, header: header}
}

// describe is an error_description as the sign-in writes it.
func (c *call) describe(number int, message string) string {
	return fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", number, message, c.requestID, c.clientReq, time.Now().UTC().Format("2006-01-02 15:04:05Z"))
}

// logout ends the browser's session (S7).
func (s *Server) logout(c *call, _ string) *answer {
	values, _ := c.form()
	if cookie, err := c.r.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		delete(s.signIn.browser, cookie.Value)
		s.mu.Unlock()
	}
	a := c.page(http.StatusOK, pageRefusal, refusalPage{Title: "You signed out of your account", Message: "It's a good idea to close all browser windows."})
	if back := values.Get("post_logout_redirect_uri"); back != "" && redirectRegistered(back, c.opts) {
		a = &answer{status: http.StatusFound, header: http.Header{"Location": {back}}}
	}
	cookie := http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1}
	a.header.Add("Set-Cookie", cookie.String())
	return a
}
