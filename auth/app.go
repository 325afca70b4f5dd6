package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// App is the app-only access of a registration to one person's tasks, without that person's sign-in (S12). It reaches
// data of organizations only, never of personal accounts.
type App struct {
	// Tenant is the organization's id or domain. None of the names that stand for many is one.
	Tenant string `json:"tenant"`
	// ClientID is the registration's id, which need not be that of TaskDrop's own.
	ClientID string `json:"clientId"`
	// User is whose tasks they are: a user name, usually an address, or an object id.
	User string `json:"user"`
}

// AppKey proves that we are a registration: a client secret, or a certificate with its private key. It is kept in the
// sealed store and nowhere else, and is never shown again.
type AppKey struct {
	Secret      string `json:"secret,omitempty"`
	Certificate []byte `json:"certificate,omitempty"` // DER
	PrivateKey  []byte `json:"privateKey,omitempty"`  // PKCS#8
}

// String keeps a key out of whatever prints one (C11).
func (AppKey) String() string { return "(a secret)" }

func (k AppKey) isZero() bool { return k.Secret == "" && len(k.PrivateKey) == 0 }

// opApp is the Op of an Error of app-only access.
const opApp = "app"

// id returns the account's key. It has no dot, so it is never that of a person, which has one between oid and tid.
func (a App) id() string {
	sum := sha256.Sum256([]byte(strings.ToLower(a.Tenant + "\n" + a.ClientID + "\n" + a.User)))
	return "app-" + hex.EncodeToString(sum[:16])
}

func (a App) account() Account {
	return Account{ID: a.id(), TenantID: a.Tenant, Username: a.User, App: &a}
}

var guidShape = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// checkApp refuses an App that can't work, before anything is sent.
func checkApp(app App, key AppKey) (App, error) {
	app = App{Tenant: strings.TrimSpace(app.Tenant), ClientID: strings.TrimSpace(app.ClientID), User: strings.TrimSpace(app.User)}
	refuse := func(key, value string) (App, error) {
		return App{}, &Error{key: key, Op: opApp, args: map[string]string{"Value": clip(value, 200)}}
	}
	switch strings.ToLower(app.Tenant) {
	case "", "common", "organizations", "consumers", personalTenant:
		return refuse(keyAppTenant, app.Tenant)
	}
	switch {
	case strings.Trim(app.Tenant, tenantCharacters) != "" || strings.Trim(app.Tenant, ".") == "":
		return refuse(keyBadTenant, app.Tenant)
	case !guidShape.MatchString(app.ClientID):
		return refuse(keyBadClientID, app.ClientID)
	case !guidShape.MatchString(app.User) && !userShape.MatchString(app.User):
		return refuse(keyAppUser, app.User)
	case guidShape.MatchString(key.Secret):
		return refuse(keyAppSecretID, "") // the portal shows a secret's id beside its value
	}
	return app, nil
}

var userShape = regexp.MustCompile(`^[^\s@/\\?#\x00-\x1f]{1,200}@[^\s@/\\?#\x00-\x1f]{1,200}$`)

// SignInApp makes an app-only account usable: it gets a first token and keeps the key for the next runs. A zero key
// stands for the one that is kept for this account already. Errors are *Error.
func (c *Client) SignInApp(ctx context.Context, app App, key AppKey) (Account, error) {
	app, err := checkApp(app, key)
	if err != nil {
		return Account{}, err
	}
	account := app.account()
	known := c.session(account.ID)
	if key.isZero() && known != nil {
		key = known.appKey()
	}
	if key.isZero() {
		return Account{}, fault(opApp, keyAppNoKey, nil)
	}
	granted, err := c.ask(ctx, c.appRequest(app, key, ""))
	if err != nil {
		c.logger.Info("the application got no token", "error", err)
		return Account{}, err
	}
	c.mu.Lock()
	s := c.findLocked(account.ID)
	if s == nil {
		s = newSession(c, account)
		c.sessions = append(c.sessions, s)
	}
	c.mu.Unlock()
	s.setAppKey(key)
	s.begin(ctx, account, granted)
	c.logger.Info("signed in as an application", "account", account.ID)
	return account, nil
}

func (s *session) appKey() AppKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key
}

func (s *session) setAppKey(key AppKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = key
}

// appRequest asks for an app-only token. There is no refresh token; the same request is sent again each time.
func (c *Client) appRequest(app App, key AppKey, claims string) tokenRequest {
	config := clientcredentials.Config{
		ClientID:       app.ClientID,
		ClientSecret:   key.Secret,
		TokenURL:       c.appTokenURL(app),
		AuthStyle:      oauth2.AuthStyleInParams,
		Scopes:         []string{c.config.Graph + "/.default"},
		EndpointParams: url.Values{},
	}
	if claims != "" {
		config.EndpointParams.Set("claims", claims)
	}
	request := tokenRequest{op: opApp, retries: retries, secrets: []string{key.Secret}, app: &app}
	request.send = func(ctx context.Context) (*oauth2.Token, error) {
		if key.Secret == "" {
			signed, err := key.assertion(app.ClientID, config.TokenURL, time.Now()) // each is used once
			if err != nil {
				return nil, err
			}
			c.secrets.add(signed)
			config.EndpointParams.Set("client_assertion_type", assertionType)
			config.EndpointParams.Set("client_assertion", signed)
		}
		return config.Token(ctx)
	}
	return request
}

func (c *Client) appTokenURL(app App) string {
	return c.config.Login + "/" + app.Tenant + "/oauth2/v2.0/token"
}

// AppConsentURL returns the page on which an administrator grants a registration what it lists.
func (c *Client) AppConsentURL(app App) string {
	return c.config.Login + "/" + app.Tenant + "/adminconsent?client_id=" + queryEscape(app.ClientID)
}

// renewApp gets the next app-only token with the newest key.
func (s *session) renewApp(ctx context.Context, generation int) *Error {
	key, err := s.newestAppKey(ctx)
	if err != nil {
		return s.note(ctx, generation, err)
	}
	s.mu.Lock()
	app, claims := *s.account.App, s.claims
	s.mu.Unlock()
	granted, err := s.client.once(ctx, s.client.appRequest(app, key, claims))
	if err != nil {
		return s.note(ctx, generation, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.generation == generation {
		s.key, s.claims = key, ""
		s.refused, s.calmUntil = nil, time.Time{}
		s.installLocked(granted, s.kept)
	}
	return nil
}

// newestAppKey returns the key in the store, which another copy of the program may have replaced or deleted.
func (s *session) newestAppKey(ctx context.Context) (AppKey, *Error) {
	own := s.appKey()
	entry, err := s.newestEntry(ctx)
	switch {
	case err != nil:
		return AppKey{}, err
	case entry.Key == nil:
		return own, nil
	}
	return *entry.Key, nil
}
