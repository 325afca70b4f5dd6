package simulator

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// deviceCodeLifetime is how long a device code can be approved and redeemed (E11).
const deviceCodeLifetime = 15 * time.Minute

// device is a device code and how far it has come (E11).
type device struct {
	clientID, tenant, userCode string
	scopes                     []string
	expires, lastAsked         time.Time
	interval                   time.Duration
	account                    Account
	approved, declined, used   bool
	cp1, satisfied             bool
}

// startDevice hands out a device code.
func (s *Server) startDevice(c *call, tenant string) *answer {
	values, refusal := c.tokenForm(tenant)
	if refusal != nil {
		return refusal
	}
	if values.Get("scope") == "" {
		return c.missing("scope")
	}
	if c.opts.NoPublicClientFlows {
		return c.confidential()
	}
	scopes, problem := c.readScopes(values.Get("scope"))
	if problem != "" {
		return c.oauthError(http.StatusBadRequest, "invalid_scope", 70011, problem)
	}
	claims, _ := readClaims(values.Get("claims"))
	d := &device{
		clientID: values.Get("client_id"), tenant: tenant, scopes: scopes, userCode: newUserCode(), interval: c.opts.DeviceCodeInterval,
		expires: time.Now().Add(deviceCodeLifetime), cp1: claims.cp1, satisfied: claims.satisfied,
	}
	if c.opts.AutoAccept {
		d.account, d.approved = c.autoAccount(&flow{tenant: tenant})
	}
	value := "D" + randomText(150)
	s.mu.Lock()
	s.signIn.devices[value] = d
	s.mu.Unlock()
	page := c.base() + "/" + tenant + "/devicelogin"
	return c.oauthJSON(http.StatusOK, map[string]any{
		"device_code": value, "user_code": d.userCode, "verification_uri": page, "expires_in": int(deviceCodeLifetime / time.Second),
		"interval": int(c.opts.DeviceCodeInterval / time.Second),
		"message":  fmt.Sprintf("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", page, d.userCode),
	})
}

func (c *call) confidential() *answer {
	return c.oauthError(http.StatusUnauthorized, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
}

// newUserCode is nine letters and digits that are not mistaken for one another.
func newUserCode() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	var code strings.Builder
	for range 9 {
		i, _ := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		code.WriteByte(letters[i.Int64()])
	}
	return code.String()
}

// redeemDevice answers a poll: pending until approved, slow_down for one that comes too early (E11).
func (s *Server) redeemDevice(c *call, values url.Values) *answer {
	if values.Get("device_code") == "" {
		return c.missing("device_code")
	}
	if c.opts.NoPublicClientFlows {
		return c.confidential()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.signIn.devices[values.Get("device_code")]
	if d == nil || d.used || d.clientID != values.Get("client_id") {
		return c.oauthError(http.StatusBadRequest, "bad_verification_code", 70018, "The device code is unknown.")
	}
	now := time.Now()
	early := !d.lastAsked.IsZero() && now.Sub(d.lastAsked) < d.interval
	d.lastAsked = now
	switch {
	case !now.Before(d.expires):
		return c.oauthError(http.StatusBadRequest, "expired_token", 70019, "The device code has expired.")
	case early:
		d.interval += 5 * time.Second // RFC 8628, 3.5
		return c.oauthError(http.StatusBadRequest, "slow_down", 70016, "The application polls too often.")
	case d.declined:
		return c.oauthError(http.StatusBadRequest, "authorization_declined", 70017, "The user declined the authorization request.")
	case !d.approved:
		return c.oauthError(http.StatusBadRequest, "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
	}
	d.used = true
	return s.issueLocked(c, grant{clientID: d.clientID, account: d.account, granted: d.scopes, scopes: d.scopes, cp1: d.cp1, satisfied: d.satisfied})
}

// devicePage takes the code that a person types in.
func (s *Server) devicePage(c *call, tenant string) *answer {
	if c.r.Method == http.MethodGet {
		return c.devicePageFor(tenant, c.r.URL.Query().Get("code"), "")
	}
	values, problem := c.form()
	if c.r.Method != http.MethodPost || problem != "" {
		return c.refuse(900561, "This page takes its own form only.")
	}
	account, chosen := c.accountNamed(values.Get("account"))
	accept := values.Get("action") == "accept"
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.signIn.deviceOf(values.Get("code"))
	switch {
	case d == nil || !time.Now().Before(d.expires):
		return c.devicePageFor(tenant, values.Get("code"), "That code didn't work. Check the code and try again.")
	case accept && !chosen:
		return c.devicePageFor(tenant, values.Get("code"), "Choose an account.")
	case accept && d.tenant == "common" && account.Personal && !c.opts.DeviceCodeEverywhere:
		// The client hears nothing of it (L19).
		return c.refuse(0, "invalid_request: The provided value for the input parameter 'redirect_uri' is not valid. The expected value is a URI which matches a redirect URI registered for this client application.")
	case accept && !account.welcome(d.tenant):
		return c.refuse(50020, fmt.Sprintf("User account '%s' is not allowed at the authority '%s'.", account.Username, d.tenant))
	}
	d.approved, d.declined, d.account = accept, !accept, account
	title, message := "You have signed in", "You may close this window and go back to the application on your device."
	if !accept {
		title, message = "You declined", "The application on your device was not signed in. You may close this window."
	}
	return c.page(http.StatusOK, pageRefusal, refusalPage{Title: title, Message: message})
}

// deviceOf is the device of the user code that a person typed.
func (s *signInState) deviceOf(userCode string) *device {
	for _, d := range s.devices {
		if strings.EqualFold(d.userCode, strings.TrimSpace(userCode)) && !d.approved && !d.declined {
			return d
		}
	}
	return nil
}
