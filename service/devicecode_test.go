package service_test

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

func TestACodeTakesThePlaceOfABrowserThatNeverOpens(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{OpenURL: func(string) error { return nil }})
	p.SignIn()
	p.until("waiting for a browser", func(s service.Snapshot) bool { return s.Phase == service.PhaseSigningIn && s.SignIn.URL != "" })
	p.SignInWithCode(true)
	given := p.until("a code", func(s service.Snapshot) bool { return s.SignIn.Code != "" }).SignIn
	if given.Until.IsZero() {
		t.Error("nobody is told until when it is good")
	}
	answer, err := http.PostForm(given.URL, url.Values{
		"code": {given.Code}, "account": {simulator.DefaultAccounts()[0].Username}, "action": {"accept"},
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	s := p.until("signed in", signedIn)
	if s.Account.Name != "Mia Berger" || s.SignIn.Code != "" {
		t.Errorf("signed in as %+v", s.Account)
	}
}

func TestACodeCanBeCancelled(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.until("ready", func(s service.Snapshot) bool { return s.Phase == service.PhaseSignedOut && s.HasClientID })
	p.SignInWithCode(false)
	p.until("a code", func(s service.Snapshot) bool { return s.SignIn.Code != "" })
	p.CancelSignIn()
	p.until("back", func(s service.Snapshot) bool { return s.Phase == service.PhaseSignedOut && s.SignIn.Code == "" })
}

// TestACodeWhereNoBrowserOpens has a script's sign-in need a code from the start, or once its browser could not be
// opened: its file is attached, and the browser is tried where there may be one.
func TestACodeWhereNoBrowserOpens(t *testing.T) {
	for name, failedFirst := range map[string]bool{"no browser": false, "it does not open": true} {
		t.Run(name, func(t *testing.T) {
			var tried []string
			file := filepath.Join(t.TempDir(), "letter.txt")
			if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
			p := start(t, simulator.Options{DeviceCodeInterval: time.Second}, service.Config{
				Quit: true, Order: order("Tasks", sampleTask, file),
				OpenURL: func(page string) error {
					tried = append(tried, page)
					return errors.New("there is none")
				},
				WithCode: func(openFailed bool) bool { return openFailed || !failedFirst },
			})
			p.done()
			if results := p.Results(); len(results) != 1 || !results[0].Attached || (len(tried) > 0) != failedFirst {
				t.Errorf("%+v, after %q", results, tried)
			}
		})
	}
}
