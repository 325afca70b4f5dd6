package auth_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"taskdrop/auth"
	"taskdrop/service/simulator"
)

// standIn runs the stand-in with an accepting person in front of it, unless options say otherwise.
func standIn(t *testing.T, options simulator.Options) (*simulator.Server, string) {
	t.Helper()
	options.AutoAccept = true
	server := simulator.New(options)
	running, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	return server, running.URL()
}

// newClient signs in at the stand-in, with a browser whose last page goes to pages.
func newClient(t *testing.T, root string, pages chan<- string, change ...func(*auth.Config)) *auth.Client {
	t.Helper()
	config := auth.Config{
		ClientID: simulator.DemoClientID, Login: root, Graph: root, Wait: 20 * time.Second,
		OpenURL: func(page string) error {
			go func() {
				response, err := http.Get(page)
				if err != nil {
					return
				}
				defer response.Body.Close()
				body, _ := io.ReadAll(response.Body)
				if pages != nil {
					pages <- string(body)
				}
			}()
			return nil
		},
	}
	for _, f := range change {
		f(&config)
	}
	client, err := auth.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func callGraph(t *testing.T, root, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, root+"/v1.0/me/todo/lists", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func keyOf(err error) string {
	var e *auth.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Key()
}

func TestStandInSignIn(t *testing.T) {
	for _, who := range simulator.DefaultAccounts() {
		t.Run(who.Username, func(t *testing.T) {
			server, root := standIn(t, simulator.Options{RevokeUsedRefreshTokens: true})
			pages := make(chan string, 1)
			client := newClient(t, root, pages)
			account, err := client.SignIn(t.Context(), auth.SignInOptions{LoginHint: who.Username})
			if err != nil {
				t.Fatal(err)
			}
			if account.Username != who.Username || account.Name != who.Name || account.Personal() != who.Personal || account.ObjectID != who.ID {
				t.Errorf("account %+v", account)
			}
			if page := <-pages; !strings.Contains(page, "You are signed in, "+who.Name) {
				t.Errorf("the browser shows %s", page)
			}
			source := client.Tokens(account.ID)
			token, err := source.Token(t.Context())
			if err != nil || callGraph(t, root, token) != http.StatusOK {
				t.Fatalf("the token does not open Graph: %v", err)
			}
			server.ExpireAccessTokens()
			for range 3 {
				if status := callGraph(t, root, token); status != http.StatusUnauthorized {
					t.Errorf("status %d with an expired token", status)
				}
				if token, err = source.Renew(t.Context(), token, ""); err != nil || callGraph(t, root, token) != http.StatusOK {
					t.Fatalf("renewed: %v", err)
				}
				server.ExpireAccessTokens()
			}
			server.RevokeRefreshTokens()
			if _, err = source.Renew(t.Context(), token, ""); keyOf(err) != "auth.revoked" || !client.Accounts()[0].NeedsSignIn {
				t.Errorf("after revocation: %v", err)
			}
			if _, err := client.SignIn(t.Context(), auth.SignInOptions{LoginHint: account.Username}); err != nil || client.Accounts()[0].NeedsSignIn {
				t.Errorf("signing in again: %v", err)
			}
		})
	}
}

func TestStandInRefusals(t *testing.T) {
	tests := []struct {
		name    string
		options simulator.Options
		key     string
		page    string
	}{
		{"consent refused", simulator.Options{SignInOutcome: simulator.OutcomeConsentRefused}, "auth.denied", "refused in the browser"},
		{"admin consent", simulator.Options{SignInOutcome: simulator.OutcomeAdminConsent}, "auth.admin_consent", "adminconsent"},
		{"blocked", simulator.Options{SignInOutcome: simulator.OutcomeBlockedReturned}, "auth.blocked", "administrator"},
		{"further step", simulator.Options{SignInOutcome: simulator.OutcomeMFA}, "auth.mfa", "further step"},
		{"passing fault", simulator.Options{SignInOutcome: simulator.OutcomeUnavailable}, "auth.temporary", "few minutes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, root := standIn(t, test.options)
			pages := make(chan string, 1)
			client := newClient(t, root, pages)
			if _, err := client.SignIn(t.Context(), auth.SignInOptions{}); keyOf(err) != test.key {
				t.Errorf("error %v", err)
			}
			if page := <-pages; !strings.Contains(page, "You are not signed in") || !strings.Contains(page, test.page) {
				t.Errorf("the browser shows %s", page)
			}
		})
	}
}

// Pages that never come back: the wait ends with help, not with a guess.
func TestStandInPagesThatNeverComeBack(t *testing.T) {
	for name, setUp := range map[string]func(*auth.Config){
		"unknown application": func(config *auth.Config) { config.ClientID = "00000000-0000-0000-0000-00000000dead" },
		"unknown tenant":      func(config *auth.Config) { config.Tenant = "nobody.example" },
	} {
		t.Run(name, func(t *testing.T) {
			_, root := standIn(t, simulator.Options{})
			client := newClient(t, root, nil, setUp, func(config *auth.Config) { config.Wait = 300 * time.Millisecond })
			if _, err := client.SignIn(t.Context(), auth.SignInOptions{}); keyOf(err) != "auth.timeout" {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestStandInRefreshOutcomes(t *testing.T) {
	tests := []struct {
		outcome           simulator.Outcome
		key               string
		signIn, forgotten bool
	}{
		{simulator.OutcomeRevoked, "auth.revoked", true, true},
		{simulator.OutcomeExpired, "auth.expired", true, true},
		{simulator.OutcomeConsentRequired, "auth.consent", true, true},
		{simulator.OutcomeMFA, "auth.mfa", true, false},
		{simulator.OutcomeBlocked, "auth.blocked", true, false},
	}
	for _, test := range tests {
		t.Run(string(test.outcome), func(t *testing.T) {
			_, root := standIn(t, simulator.Options{RefreshOutcome: test.outcome})
			client := newClient(t, root, nil)
			account, err := client.SignIn(t.Context(), auth.SignInOptions{})
			if err != nil {
				t.Fatal(err)
			}
			source := client.Tokens(account.ID)
			token, err := source.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = source.Renew(t.Context(), token, "")
			var e *auth.Error
			if !errors.As(err, &e) || e.Key() != test.key || e.SignInRequired() != test.signIn {
				t.Errorf("error %v", err)
			}
			if e.CorrelationID == "" || e.Timestamp == "" || !strings.Contains(e.Detail(), "AADSTS") {
				t.Errorf("detail %q", e.Detail())
			}
			if client.Accounts()[0].NeedsSignIn != test.forgotten {
				t.Errorf("accounts %+v", client.Accounts())
			}
		})
	}
}

// A renewal storm against a server that ends each refresh token when it is used.
func TestStandInRefreshStorm(t *testing.T) {
	server, root := standIn(t, simulator.Options{RevokeUsedRefreshTokens: true})
	client := newClient(t, root, nil)
	account, err := client.SignIn(t.Context(), auth.SignInOptions{})
	if err != nil {
		t.Fatal(err)
	}
	source := client.Tokens(account.ID)
	old, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server.ExpireAccessTokens()
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() {
			if token, err := source.Renew(t.Context(), old, ""); err != nil || token == old {
				t.Errorf("renewed: %v", err)
			}
		})
	}
	wait.Wait()
	if n := server.Issued().Renewals; n != 1 {
		t.Errorf("%d renewals for 100 callers", n)
	}
}

// A claims challenge: Graph refuses, the next sign-in brings what it asked for.
func TestStandInClaimsChallenge(t *testing.T) {
	_, root := standIn(t, simulator.Options{RequireClaims: true})
	client := newClient(t, root, nil)
	account, err := client.SignIn(t.Context(), auth.SignInOptions{})
	if err != nil {
		t.Fatal(err)
	}
	source := client.Tokens(account.ID)
	token, err := source.Token(t.Context())
	if err != nil || callGraph(t, root, token) != http.StatusUnauthorized {
		t.Fatalf("Graph asks for no claims: %v", err)
	}
	const claims = `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
	_, err = source.Renew(t.Context(), token, claims)
	var e *auth.Error
	if !errors.As(err, &e) || !e.SignInRequired() || e.Claims != claims {
		t.Fatalf("error %v", err)
	}
	if _, err := client.SignIn(t.Context(), auth.SignInOptions{Claims: e.Claims, LoginHint: account.Username}); err != nil {
		t.Fatal(err)
	}
	if token, err = source.Token(t.Context()); err != nil || callGraph(t, root, token) != http.StatusOK {
		t.Errorf("after answering the challenge: %v", err)
	}
	// A request that was on its way meanwhile comes back with the old token: the new one is what it wants.
	if late, err := source.Renew(t.Context(), "an older token", claims); err != nil || late != token || client.Accounts()[0].NeedsSignIn {
		t.Errorf("a late challenge asks for another sign-in: %v", err)
	}
}

func TestStandInDeviceCode(t *testing.T) {
	_, root := standIn(t, simulator.Options{DeviceCodeInterval: time.Second})
	client := newClient(t, root, nil)
	var shown auth.DeviceCode
	account, err := client.SignInWithCode(t.Context(), auth.DeviceOptions{Tenant: "consumers", Show: func(code auth.DeviceCode) { shown = code }})
	if err != nil || account.Name == "" {
		t.Fatalf("account %+v, %v", account, err)
	}
	if page, err := url.Parse(shown.Page); err != nil || page.Host == "" || len(shown.UserCode) < 6 {
		t.Errorf("shown %+v", shown)
	}
	token, err := client.Tokens(account.ID).Token(t.Context())
	if err != nil || callGraph(t, root, token) != http.StatusOK {
		t.Fatalf("token: %v", err)
	}
	// What began at /consumers is renewed through /common (L19).
	if _, err := client.Tokens(account.ID).Renew(t.Context(), token, ""); err != nil {
		t.Error(err)
	}
}

// Two accounts side by side, and one of them after a restart of the program.
func TestStandInManyAccounts(t *testing.T) {
	folder, ring := filepath.Join(t.TempDir(), "state"), &ringOfMaps{secrets: map[string]string{}}
	_, root := standIn(t, simulator.Options{})
	kept := func(config *auth.Config) { config.Store = auth.NewSealedStore(folder, ring) }
	client := newClient(t, root, nil, kept)
	var ids []string
	for _, who := range simulator.DefaultAccounts() {
		account, err := client.SignIn(t.Context(), auth.SignInOptions{LoginHint: who.Username})
		if err != nil || account.Username != who.Username {
			t.Fatalf("account %+v, %v", account, err)
		}
		ids = append(ids, account.ID)
	}
	if err := client.AtRest(); err != nil {
		t.Fatal(err)
	}
	next := newClient(t, root, nil, kept)
	if err := next.Load(t.Context()); err != nil || len(next.Accounts()) != 2 {
		t.Fatalf("accounts %+v, %v", next.Accounts(), err)
	}
	for _, id := range ids {
		token, err := next.Tokens(id).Token(t.Context())
		if err != nil || callGraph(t, root, token) != http.StatusOK {
			t.Errorf("%s: %v", id, err)
		}
	}
	if err := next.SignOut(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	last := newClient(t, root, nil, kept)
	if err := last.Load(t.Context()); err != nil || len(last.Accounts()) != 1 || last.Accounts()[0].ID != ids[1] {
		t.Errorf("accounts %+v, %v", last.Accounts(), err)
	}
}

// ringOfMaps is a keyring for one test.
type ringOfMaps struct {
	mu      sync.Mutex
	secrets map[string]string
}

func (r *ringOfMaps) Get(service, user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	secret, ok := r.secrets[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return secret, nil
}

func (r *ringOfMaps) Set(service, user, secret string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets[service+"/"+user] = secret
	return nil
}
