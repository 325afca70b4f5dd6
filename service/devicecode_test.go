package service_test

import (
	"net/http"
	"net/url"
	"testing"

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
