package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func mustToken(t *testing.T, source *TokenSource) string {
	t.Helper()
	token, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestRenewedFiveMinutesAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		first := mustToken(t, source)
		time.Sleep(3599*time.Second - margin - time.Second)
		if mustToken(t, source) != first || p.count("") != 0 {
			t.Error("renewed too early")
		}
		time.Sleep(2 * time.Second)
		second := mustToken(t, source)
		if second == first || p.count("refresh_token") != 1 {
			t.Errorf("not renewed ahead of its end: %d requests", p.count("refresh_token"))
		}
		if form := p.requests[0]; form.Get("scope") != "openid profile offline_access Tasks.ReadWrite" || form.Has("code") {
			t.Errorf("refresh request %v", form)
		}
	})
}

func TestShortLivedTokensAreNotRenewedEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		p.lifetime = "60" // a number in quotes, too
		c, account := p.offline()
		source := c.Tokens(account.ID)
		mustToken(t, source)
		time.Sleep(61 * time.Second)
		for range 10 {
			mustToken(t, source)
		}
		if n := p.count(""); n != 1 {
			t.Errorf("%d requests", n)
		}
		time.Sleep(31 * time.Second)
		mustToken(t, source)
		if n := p.count(""); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestUnknownLifetimeLastsUntilRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		p.lifetime = nil
		c, account := p.offline()
		source := c.Tokens(account.ID)
		first := mustToken(t, source)
		time.Sleep(48 * time.Hour)
		if mustToken(t, source) != first {
			t.Error("renewed without a reason")
		}
		second, err := source.Renew(t.Context(), first, "")
		if err != nil || second == first {
			t.Errorf("renewed to %q, %v", second, err)
		}
	})
}

// A storm: everybody finds the token expired, or refused, at once.
func TestOneRenewalForManyCallers(t *testing.T) {
	for name, ask := range map[string]func(*TokenSource, string) (string, error){
		"expired": func(s *TokenSource, _ string) (string, error) { return s.Token(context.Background()) },
		"refused": func(s *TokenSource, old string) (string, error) { return s.Renew(context.Background(), old, "") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newProvider(t)
				c, account := p.offline()
				source := c.Tokens(account.ID)
				first := mustToken(t, source)
				time.Sleep(2 * time.Hour)
				p.fault(status(503))
				var wait sync.WaitGroup
				for range 100 {
					wait.Go(func() {
						token, err := ask(source, first)
						if err != nil || token == first {
							t.Errorf("token %q, %v", token, err)
						}
					})
				}
				wait.Wait()
				if n := p.count("refresh_token"); n != 2 { // the one that failed, and its repetition
					t.Errorf("%d requests", n)
				}
				if token, err := source.Renew(t.Context(), first, ""); err != nil || token == first || p.count("") != 2 {
					t.Errorf("a late caller with the old token caused another request: %v", err)
				}
			})
		})
	}
}

func TestKeepsOldRefreshToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		mustToken(t, source)
		p.extra = map[string]any{"refresh_token": nil, "id_token": nil, "scope": nil}
		for range 3 {
			time.Sleep(time.Hour)
			mustToken(t, source)
		}
		if p.requests[0].Get("refresh_token") != p.requests[2].Get("refresh_token") {
			t.Error("the refresh token changed without a new one")
		}
	})
}

// Faults that pass: nothing is deleted, and while the present token works nobody notices (C8).
func TestPassingFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		first := mustToken(t, source)
		time.Sleep(3599*time.Second - 4*time.Minute)
		p.fault(status(500), status(502), refusal(400, "temporarily_unavailable", 90024), status(429, "Retry-After", "5"))
		for range 20 {
			if mustToken(t, source) != first {
				t.Fatal("another token")
			}
		}
		if n := p.count(""); n != 1 {
			t.Errorf("%d requests for a renewal that has time", n)
		}
		time.Sleep(4 * time.Minute) // expired by now
		start := time.Now()
		if mustToken(t, source) == first {
			t.Error("an expired token was given out")
		}
		// 1 s after the 502, 2 s after temporarily_unavailable, and the 5 s that were asked for.
		if took, n := time.Since(start), p.count(""); took != 8*time.Second || n != 5 {
			t.Errorf("%d requests in %v", n, took)
		}
	})
}

func TestGivesUpOnLastingFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		time.Sleep(2 * time.Hour)
		p.fault(status(500), status(500), status(500), status(500))
		_, err := source.Token(t.Context())
		var e *Error
		if !errors.As(err, &e) || !e.Temporary() || e.SignInRequired() || e.Key() != keyTemporary {
			t.Errorf("error %v", err)
		}
		if n := p.count(""); n != 1+retries {
			t.Errorf("%d requests", n)
		}
		mustToken(t, source)
	})
}

// A long Retry-After is believed without asking again, and handed to the caller.
func TestLongRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		time.Sleep(2 * time.Hour)
		p.fault(status(429, "Retry-After", "120"))
		for range 5 {
			_, err := source.Token(t.Context())
			var e *Error
			if !errors.As(err, &e) || e.RetryAfter != 2*time.Minute || e.Key() != keyBusy || !e.Temporary() {
				t.Errorf("error %v", err)
			}
		}
		if c.Accounts()[0].NeedsSignIn || p.count("") != 1 {
			t.Errorf("%d requests, accounts %+v", p.count(""), c.Accounts())
		}
		time.Sleep(2 * time.Minute)
		mustToken(t, source)
	})
}

func TestInvalidGrantNeedsSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		time.Sleep(2 * time.Hour)
		p.fault(refusal(400, "invalid_grant", 50173))
		for range 3 {
			_, err := source.Token(t.Context())
			var e *Error
			if !errors.As(err, &e) || !e.SignInRequired() || e.Key() != keyRevoked {
				t.Errorf("error %v", err)
			}
		}
		if p.count("") != 1 {
			t.Errorf("%d requests with a refresh token that is gone", p.count(""))
		}
		if got := c.Accounts(); len(got) != 1 || !got[0].NeedsSignIn {
			t.Errorf("accounts %+v", got)
		}
		p.signIn(c)
		mustToken(t, source)
		if c.Accounts()[0].NeedsSignIn {
			t.Error("still needs a sign-in after one")
		}
	})
}

// The provider wants to see the person, but the refresh token stays good.
func TestInteractionRequiredKeepsTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		time.Sleep(2 * time.Hour)
		p.fault(refusal(400, "interaction_required", 50076))
		for range 3 {
			_, err := source.Token(t.Context())
			var e *Error
			if !errors.As(err, &e) || !e.SignInRequired() || e.Key() != keyMFA {
				t.Errorf("error %v", err)
			}
		}
		if p.count("") != 1 {
			t.Errorf("%d requests", p.count(""))
		}
		time.Sleep(calm)
		mustToken(t, source)
	})
}

func TestClaimsChallenge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		first := mustToken(t, source)
		const claims = `{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}`
		_, err := source.Renew(t.Context(), first, claims)
		var e *Error
		if !errors.As(err, &e) || !e.SignInRequired() || e.Claims != claims || e.Key() != keyClaims {
			t.Errorf("error %v", err)
		}
		if p.count("") != 0 {
			t.Error("a silent renewal was tried")
		}
		if mustToken(t, source) == first {
			t.Error("the token that was refused is given out again")
		}
	})
}

// One caller gives up; the renewal goes on for the other. When both are gone it stops trying.
func TestWaitingIsCancellable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, account := p.offline()
		source := c.Tokens(account.ID)
		time.Sleep(2 * time.Hour)
		p.fault(status(503, "Retry-After", "20"), status(503, "Retry-After", "20"))
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wait sync.WaitGroup
		wait.Go(func() {
			_, err := source.Token(impatient)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
		})
		wait.Go(func() {
			if _, err := source.Token(t.Context()); err != nil {
				t.Errorf("the patient caller got %v", err)
			}
		})
		wait.Wait()

		time.Sleep(2 * time.Hour)
		before := p.count("")
		p.fault(status(503, "Retry-After", "20"))
		alone, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := source.Token(alone); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		synctest.Wait()
		if n := p.count("") - before; n != 1 {
			t.Errorf("%d requests after everyone had left", n)
		}
		mustToken(t, source)
	})
}

func TestSignOutDuringRenewal(t *testing.T) {
	for name, answer := range map[string]func(*provider) func(http.ResponseWriter){
		"between two attempts": func(*provider) func(http.ResponseWriter) { return status(503, "Retry-After", "20") },
		"before its answer": func(p *provider) func(http.ResponseWriter) {
			return func(w http.ResponseWriter) {
				time.Sleep(20 * time.Second)
				p.grant(w)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newProvider(t)
				store := &countingStore{Store: NewSealedStore(t.TempDir(), &memoryKeyring{})}
				c, account := p.offline(func(config *Config) { config.Store = store })
				source := c.Tokens(account.ID)
				time.Sleep(2 * time.Hour)
				p.fault(answer(p))
				result := make(chan error, 1)
				go func() {
					_, err := source.Token(t.Context())
					result <- err
				}()
				synctest.Wait()
				if err := c.SignOut(t.Context(), account.ID); err != nil {
					t.Fatal(err)
				}
				var e *Error
				if err := <-result; !errors.As(err, &e) || !e.SignInRequired() {
					t.Errorf("error %v", err)
				}
				time.Sleep(time.Minute) // an answer that comes now is wanted by nobody
				synctest.Wait()
				if kept, err := store.Load(t.Context()); err != nil || len(kept) != 0 || store.saves != 1 {
					t.Errorf("%d sign-ins are kept after the sign-out, and %d were saved, %v", len(kept), store.saves, err)
				}
			})
		})
	}
}

// countingStore counts what is saved.
type countingStore struct {
	Store
	saves int
}

func (s *countingStore) Save(ctx context.Context, entry Saved) error {
	s.saves++
	return s.Store.Save(ctx, entry)
}

// A provider that grants less than it was asked for, and takes a renewal for no more than that (RFC 6749, 6).
func TestARenewalAsksForNoMoreThanWasGranted(t *testing.T) {
	p := newProvider(t)
	c, account := p.offline()
	source := c.Tokens(account.ID)
	first := mustToken(t, source)
	p.fault(refusal(400, codeInvalidScope, 70011))
	p.scopeless = true
	second, err := source.Renew(t.Context(), first, "")
	if err != nil || second == first {
		t.Fatalf("renewed: %v", err)
	}
	if asked := p.requests[len(p.requests)-1]; asked.Has("scope") || asked.Get("refresh_token") == "" {
		t.Errorf("asked for %q", asked.Get("scope"))
	}
}

// Answers that are almost right.
func TestOddTokenAnswers(t *testing.T) {
	good := `{"access_token":"Ew","token_type":"bEaReR","expires_in":3599,"refresh_token":"r"}`
	tests := []struct {
		name, kind, body string
		ok               bool
	}{
		{"plain", "application/json", good, true},
		{"named text", "text/plain", good, true},
		{"without a name", "", good, true},
		{"a BOM-less stream with spaces", "application/json", "\n  " + good + "\n", true},
		{"null lifetime", "application/json", `{"access_token":"Ew","expires_in":null}`, true},
		{"huge lifetime", "application/json", `{"access_token":"Ew","expires_in":99999999999}`, true},
		{"lifetime as text", "application/json", `{"access_token":"Ew","token_type":"BEARER","expires_in":"3599"}`, true},
		{"no kind of token", "application/json", `{"access_token":"Ew"}`, true},
		{"scopes as a list", "application/json", `{"access_token":"Ew","token_type":"bearer","scope":["openid","Tasks.ReadWrite"]}`, true},
		{"lifetime with a fraction", "application/json", `{"access_token":"Ew","token_type":"bearer","expires_in":3599.5}`, true},
		{"lifetime in the past", "application/json", `{"access_token":"Ew","token_type":"bearer","expires_in":-5}`, true},
		{"lifetime beyond time", "application/json", `{"access_token":"Ew","token_type":"bearer","expires_in":1e18}`, true},
		{"with a byte order mark", "application/json; charset=utf-8", "\uFEFF" + good, true},
		{"lifetime that is none", "application/json", `{"access_token":"Ew","expires_in":"soon"}`, true},
		{"no token", "application/json", `{"token_type":"Bearer"}`, false},
		{"HTML", "text/html", "<html>log in to the hotel</html>", false},
		{"empty", "application/json", "", false},
		{"array", "application/json", "[]", false},
		{"cut short", "application/json", good[:40], false},
		{"endless", "application/json", `{"access_token":"Ew"}` + strings.Repeat(" ", answerLimit), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newProvider(t)
			c, _ := p.offline()
			p.fault(func(w http.ResponseWriter) {
				w.Header()["Content-Type"] = []string{test.kind}
				_, _ = w.Write([]byte(test.body))
			})
			granted, err := c.refresh(t.Context(), "old")
			if test.ok {
				if err != nil || granted.access != "Ew" || !granted.expiry.IsZero() && granted.expiry.Before(time.Now()) {
					t.Errorf("granted %+v, %v", granted, err)
				}
				return
			}
			if err == nil || err.Key() != keyBadAnswer || err.SignInRequired() {
				t.Errorf("error %v", err)
			}
		})
	}
}
