package simulator

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// accessToken is what a bearer stands for.
type accessToken struct {
	clientID               string
	account                Account
	scopes                 []string
	issued, expires        time.Time
	declaredCP1, satisfied bool
	appOnly                bool
}

// has reports whether the token was granted a Graph scope, given by its short name.
func (t *accessToken) has(scope string) bool {
	return slices.ContainsFunc(t.scopes, func(granted string) bool { return strings.EqualFold(granted, scope) })
}

// refreshLifetime is how long a refresh token lives.
const refreshLifetime = 90 * 24 * time.Hour

// refreshToken is what a refresh token stands for.
type refreshToken struct {
	clientID       string
	account        Account
	scopes         []string
	nonce          string
	expires        time.Time
	revoked        bool
	cp1, satisfied bool
}

// oidcScopes are not of Graph; graphScopes are the delegated ones a client may ask for, by their short names.
var (
	oidcScopes  = []string{"openid", "profile", "email", "offline_access"}
	graphScopes = []string{"Tasks.ReadWrite", "Tasks.Read", "Tasks.ReadWrite.Shared", "Tasks.Read.Shared", "User.Read"}
)

// readScopes splits a scope parameter. Graph scopes may be written short or as URI of a Graph host; problem says
// what is wrong with one.
func (c *call) readScopes(scope string) (scopes []string, problem string) {
	for _, name := range strings.Fields(scope) {
		short := name
		for _, resource := range []string{"https://graph.microsoft.com/", "https://graph.microsoft.us/", "https://dod-graph.microsoft.us/", c.base() + "/"} {
			if rest, ok := strings.CutPrefix(name, resource); ok {
				short = rest
			}
		}
		i := slices.IndexFunc(slices.Concat(graphScopes, []string{".default"}), func(known string) bool { return strings.EqualFold(known, short) })
		switch {
		case slices.Contains(oidcScopes, name):
			scopes = append(scopes, name)
		case i == len(graphScopes):
			scopes = append(scopes, graphScopes...)
		case i >= 0:
			scopes = append(scopes, graphScopes[i])
		default:
			return nil, fmt.Sprintf("The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.", name)
		}
	}
	return scopes, ""
}

// oauthError is an error of the token endpoint (S5).
func (c *call) oauthError(status int, code string, number int, message string) *answer {
	return c.oauthJSON(status, map[string]any{
		"error": code, "error_description": strings.NewReplacer(" Trace ID", "\r\nTrace ID", " Correlation ID", "\r\nCorrelation ID", " Timestamp", "\r\nTimestamp").Replace(c.describe(number, message)),
		"error_codes": []int{number}, "timestamp": time.Now().UTC().Format("2006-01-02 15:04:05Z"),
		"trace_id": c.requestID, "correlation_id": c.clientReq, "error_uri": fmt.Sprintf("%s/error?code=%d", c.base(), number),
	})
}

func (c *call) oauthJSON(status int, v any) *answer {
	header := http.Header{}
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store, no-cache")
	header.Set("x-ms-request-id", c.requestID)
	return &answer{status: status, header: header, body: encode(v)}
}

// redeem is the token endpoint (E4-E10).
func (s *Server) redeem(c *call, tenant string) *answer {
	values, refusal := c.tokenForm(tenant)
	if refusal != nil {
		return refusal
	}
	if values.Get("grant_type") == "" {
		return c.missing("grant_type")
	}
	if values.Get("grant_type") == "client_credentials" {
		return s.redeemApp(c, tenant, values)
	}
	if values.Has("client_secret") || values.Has("client_assertion") {
		return c.oauthError(http.StatusUnauthorized, "invalid_client", 700025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.")
	}
	if c.r.Header.Get("Origin") != "" {
		return c.oauthError(http.StatusBadRequest, "invalid_request", 9002326, "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.")
	}
	switch values.Get("grant_type") {
	case "authorization_code":
		return s.redeemCode(c, values)
	case "refresh_token":
		return s.renew(c, tenant, values)
	case "urn:ietf:params:oauth:grant-type:device_code", "device_code":
		return s.redeemDevice(c, values)
	}
	return c.oauthError(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
}

// tokenForm reads a form for /token or /devicecode and checks what both need (E6, E7).
func (c *call) tokenForm(tenant string) (url.Values, *answer) {
	if c.r.Method != http.MethodPost {
		return nil, c.oauthError(http.StatusBadRequest, "invalid_request", 900561, fmt.Sprintf("The endpoint only accepts POST requests. Received a %s request.", c.r.Method))
	}
	mediaType, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(mediaType), "application/x-www-form-urlencoded") {
		return nil, c.oauthError(http.StatusBadRequest, "invalid_request", 900561, "The endpoint only accepts POST requests with the Content-Type application/x-www-form-urlencoded.")
	}
	values, problem := c.form()
	switch {
	case problem != "":
		return nil, c.oauthError(http.StatusBadRequest, "invalid_request", 9000411, fmt.Sprintf("The request is not properly formatted. The parameter '%s' is duplicated or malformed.", problem))
	case !c.knownTenant(tenant):
		return nil, c.oauthError(http.StatusBadRequest, "invalid_request", 90002, fmt.Sprintf("Tenant '%s' not found.", tenant))
	case values.Get("client_id") == "":
		return nil, c.missing("client_id")
	case !slices.Contains(c.opts.ClientIDs, values.Get("client_id")):
		return nil, c.oauthError(http.StatusBadRequest, "unauthorized_client", 700016, fmt.Sprintf("Application with identifier '%s' was not found in the directory.", values.Get("client_id")))
	}
	return values, nil
}

func (c *call) missing(parameter string) *answer {
	return c.oauthError(http.StatusBadRequest, "invalid_request", 900144, fmt.Sprintf("The request body must contain the following parameter: '%s'.", parameter))
}

func (c *call) invalidGrant(number int, message string) *answer {
	return c.oauthError(http.StatusBadRequest, "invalid_grant", number, message)
}

// verifierForm is RFC 7636's: 43 to 128 unreserved characters.
var verifierForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// proves checks a code_verifier against the challenge it answers (E5).
func (f *flow) proves(verifier string) bool {
	if f.challenge == "" {
		return verifier == ""
	}
	if !verifierForm.MatchString(verifier) {
		return false
	}
	answered := verifier
	if f.challengeMethod == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		answered = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(answered), []byte(f.challenge)) == 1
}

// redeemCode trades an authorization code for tokens (E4, E5, E8).
func (s *Server) redeemCode(c *call, values url.Values) *answer {
	for _, parameter := range []string{"code", "redirect_uri"} {
		if values.Get(parameter) == "" {
			return c.missing(parameter)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	redeemed := s.signIn.codes[values.Get("code")]
	switch {
	case redeemed == nil:
		return c.invalidGrant(70000, "Provided grant is invalid or malformed.")
	case redeemed.used:
		return c.invalidGrant(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.")
	case time.Since(redeemed.issued) >= codeLifetime:
		return c.invalidGrant(70008, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.")
	case redeemed.clientID != values.Get("client_id"):
		return c.invalidGrant(70000, "The code was issued to another application.")
	case redeemed.redirectURI != values.Get("redirect_uri"):
		return c.invalidGrant(50011, "The redirect URI specified in the request does not match the one the code was issued for.")
	case !redeemed.proves(values.Get("code_verifier")):
		return c.invalidGrant(501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.")
	}
	scopes, refusal := c.narrowScopes(values, redeemed.scopes)
	if refusal != nil {
		return refusal
	}
	redeemed.used = true
	return s.issueLocked(c, grant{
		clientID: redeemed.clientID, account: redeemed.account, granted: redeemed.scopes, scopes: scopes, nonce: redeemed.nonce,
		cp1: redeemed.cp1 || declaresCP1(values), satisfied: redeemed.satisfied,
	})
}

func declaresCP1(values url.Values) bool {
	claims, _ := readClaims(values.Get("claims"))
	return claims.cp1
}

// narrowScopes are the scopes asked for, which must be among those granted (S6). None asked for = all.
func (c *call) narrowScopes(values url.Values, granted []string) ([]string, *answer) {
	if values.Get("scope") == "" {
		return granted, nil
	}
	scopes, problem := c.readScopes(values.Get("scope"))
	if problem != "" {
		return nil, c.oauthError(http.StatusBadRequest, "invalid_scope", 70011, problem)
	}
	for _, scope := range scopes {
		if !slices.Contains(granted, scope) && !strings.Contains(values.Get("scope"), ".default") {
			return nil, c.invalidGrant(70000, "The request was denied because one or more scopes requested are unauthorized or expired. The user must first sign in and grant the client application access to the requested scope.")
		}
	}
	return scopes, nil
}

// refreshOutcomes are the ways a renewal ends badly (E10).
var refreshOutcomes = map[Outcome]struct {
	status   int
	code     string
	number   int
	suberror string
	message  string
}{
	OutcomeConsentRequired: {http.StatusBadRequest, "invalid_grant", 65001, "consent_required", "The user or administrator has not consented to use the application."},
	OutcomeAdminConsent:    {http.StatusBadRequest, "invalid_grant", 90094, "consent_required", "Admin consent is required."},
	OutcomeMFA:             {http.StatusBadRequest, "interaction_required", 50076, "basic_action", "You must use multi-factor authentication to access the resource."},
	OutcomeBlocked:         {http.StatusBadRequest, "interaction_required", 53003, "message_only", "Access has been blocked by Conditional Access policies."},
	OutcomeRevoked:         {http.StatusBadRequest, "invalid_grant", 50173, "bad_token", "The provided grant has expired due to it being revoked, a fresh auth token is needed."},
	OutcomeExpired:         {http.StatusBadRequest, "invalid_grant", 700082, "bad_token", "The refresh token has expired due to inactivity."},
	OutcomeUnavailable:     {http.StatusServiceUnavailable, "temporarily_unavailable", 90033, "", "A transient error has occurred. Please try again."},
	OutcomeServerError:     {http.StatusInternalServerError, "server_error", 90033, "", "A transient error has occurred. Please try again."},
}

// renew trades a refresh token for new tokens (E9, E10).
func (s *Server) renew(c *call, tenant string, values url.Values) *answer {
	if values.Get("refresh_token") == "" {
		return c.missing("refresh_token")
	}
	if refusal, ok := refreshOutcomes[c.opts.RefreshOutcome]; ok {
		return c.oauthErrorWith(refusal.status, refusal.code, refusal.number, refusal.suberror, refusal.message)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.signIn.refresh[values.Get("refresh_token")]
	switch {
	case old == nil || old.clientID != values.Get("client_id"):
		return c.invalidGrant(9002313, "Invalid request. Request is malformed or invalid.")
	case old.revoked:
		return c.oauthErrorWith(http.StatusBadRequest, "invalid_grant", 50173, "bad_token", "The provided grant has expired due to it being revoked, a fresh auth token is needed.")
	case !time.Now().Before(old.expires):
		return c.oauthErrorWith(http.StatusBadRequest, "invalid_grant", 700082, "bad_token", "The refresh token has expired due to inactivity.")
	case !old.account.welcome(tenant):
		return c.invalidGrant(50020, "The account is not allowed at this authority.")
	}
	scopes, refusal := c.narrowScopes(values, old.scopes)
	if refusal != nil {
		return refusal
	}
	old.revoked = c.opts.RevokeUsedRefreshTokens
	return s.issueLocked(c, grant{
		clientID: old.clientID, account: old.account, granted: old.scopes, scopes: scopes, nonce: old.nonce,
		cp1: old.cp1 || declaresCP1(values), satisfied: old.satisfied, renewed: true,
	})
}

// oauthErrorWith is an oauthError with a suberror.
func (c *call) oauthErrorWith(status int, code string, number int, suberror, message string) *answer {
	a := c.oauthError(status, code, number, message)
	if suberror != "" {
		a.body = append(a.body[:len(a.body)-1], fmt.Sprintf(`,"suberror":%q}`, suberror)...)
	}
	return a
}

// grant is what tokens are issued for: the scopes asked for now, out of those granted.
type grant struct {
	clientID        string
	account         Account
	granted, scopes []string
	nonce           string
	cp1, satisfied  bool
	renewed         bool
}

// issueLocked makes tokens: a refresh token only with offline_access, an id_token only with openid (E8).
func (s *Server) issueLocked(c *call, g grant) *answer {
	now := time.Now()
	value := bearer(g.account)
	s.signIn.access[value] = &accessToken{
		clientID: g.clientID, account: g.account, scopes: g.scopes, issued: now, expires: now.Add(c.opts.TokenLifetime), declaredCP1: g.cp1, satisfied: g.satisfied,
	}
	s.record.issued.AccessTokens++
	content := map[string]any{
		"token_type": "Bearer", "expires_in": int(c.opts.TokenLifetime / time.Second), "ext_expires_in": int(c.opts.TokenLifetime / time.Second),
		"access_token": value, "scope": writtenScopes(g),
	}
	if slices.Contains(g.granted, "offline_access") {
		refresh := refreshValue(g.account)
		s.signIn.refresh[refresh] = &refreshToken{
			clientID: g.clientID, account: g.account, scopes: g.granted, nonce: g.nonce, expires: now.Add(refreshLifetime), cp1: g.cp1, satisfied: g.satisfied,
		}
		content["refresh_token"] = refresh
		s.record.issued.RefreshTokens++
	}
	if slices.Contains(g.scopes, "openid") {
		content["id_token"] = c.idToken(g, now)
		s.record.issued.IDTokens++
	}
	if g.renewed {
		s.record.issued.Renewals++
	}
	return c.oauthJSON(http.StatusOK, content)
}

// AccessToken signs a person in without a browser: it gives a token with Tasks.ReadWrite, for tests of clients whose
// sign-in is not what is tried. username "" is the first account.
func (s *Server) AccessToken(username string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.mailboxNamedLocked(username)
	if err != nil {
		return "", err
	}
	value, now := bearer(m.account), time.Now()
	s.signIn.access[value] = &accessToken{
		clientID: s.opts.ClientIDs[0], account: m.account, scopes: []string{"Tasks.ReadWrite"}, issued: now, expires: now.Add(s.opts.TokenLifetime),
	}
	s.record.issued.AccessTokens++
	return value, nil
}

// writtenScopes is the scope of a token answer: short names for personal accounts, URIs for work, as the real ones
// differ.
func writtenScopes(g grant) string {
	var written []string
	for _, scope := range g.scopes {
		if !g.account.Personal && !slices.Contains(oidcScopes, scope) {
			scope = "https://graph.microsoft.com/" + scope
		}
		if scope != "offline_access" {
			written = append(written, scope)
		}
	}
	return strings.Join(written, " ")
}

// bearer is a new access token: opaque for personal accounts, with the look of a JWT for work (E12).
func bearer(account Account) string {
	if account.Personal {
		return "EwB4A8l6BAAU" + base64.StdEncoding.EncodeToString([]byte(randomText(700)))
	}
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","nonce":"` + randomText(24) + `","alg":"RS256","kid":"stand-in"}`))
	return header + "." + randomText(900) + "." + randomText(256)
}

func refreshValue(account Account) string {
	if account.Personal {
		return "M.C507_SN1.0.U.-" + randomText(200)
	}
	return "1.A" + randomText(700)
}
