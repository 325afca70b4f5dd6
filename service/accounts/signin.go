package accounts

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"taskdrop/auth"
	"taskdrop/service/problem"
	"taskdrop/service/settings"
	"taskdrop/service/view"
)

// SignIn opens the person's browser.
func (s *Accounts) SignIn() {
	s.AfterStart(func(ctx context.Context) { s.SignInFor(ctx, s.Missing(), "") })
}

// SignInWithCode signs in with a code that the person enters on any device (C10). It takes the place of a sign-in in
// the browser that is under way. personal matters where the tenant is common, whose page refuses personal accounts
// (L19).
func (s *Accounts) SignInWithCode(personal bool) {
	s.AfterStart(func(ctx context.Context) {
		if !s.endSignIn(ctx) {
			return
		}
		s.runCode(ctx, s.Missing(), personal)
	})
}

// runCode signs in with a code and returns when that has ended, one way or another.
func (s *Accounts) runCode(ctx context.Context, who Person, personal bool) {
	s.attemptSignIn(ctx, who, func(ctx context.Context, client *auth.Client) (auth.Account, error) {
		return client.SignInWithCode(ctx, s.codeOptions(personal))
	})
}

func (s *Accounts) codeOptions(personal bool) auth.DeviceOptions {
	show := func(code auth.DeviceCode) {
		s.Board.Update(func(v *view.Snapshot) {
			v.SignIn = view.SignIn{URL: code.Page, Link: code.Link, Code: code.UserCode, Until: code.Until}
		})
	}
	return auth.DeviceOptions{Tenant: codeTenant(s.endpoint().Tenant, personal), Show: show}
}

func (s *Accounts) withCode(openFailed bool) bool { return s.WithCode != nil && s.WithCode(openFailed) }

// seemsPersonal reports whether an account is a personal one, as far as can be told before it signs in. Where it is not
// known it is: who has an account of work or school names the tenant.
func (s *Accounts) seemsPersonal(who Person) bool {
	for _, account := range s.Known() {
		if account.ID == who.id {
			return account.Personal()
		}
	}
	return true
}

// codeTenant is the tenant to ask for a code in place of the one configured, "" for that.
func codeTenant(configured string, personal bool) string {
	switch {
	case configured != "" && !strings.EqualFold(configured, "common"):
		return ""
	case personal:
		return "consumers"
	}
	return "organizations"
}

// endSignIn breaks off a sign-in under way and waits until it is over. It reports false where the program ends first.
func (s *Accounts) endSignIn(ctx context.Context) bool {
	changes, stop := s.Board.Watch()
	defer stop()
	for {
		s.mu.Lock()
		cancel := s.signIn
		s.mu.Unlock()
		if cancel == nil {
			return true
		}
		cancel()
		select {
		case <-ctx.Done():
			return false
		case <-changes:
		}
	}
}

// promptAccount makes the sign-in page ask which account, also where the browser is signed in with one.
const promptAccount = "select_account"

// runSignIn signs in with the person's browser and returns when that has ended, one way or another. prompt is "" or
// promptAccount.
func (s *Accounts) runSignIn(ctx context.Context, who Person, prompt string) {
	options := auth.SignInOptions{LoginHint: who.Address, Prompt: prompt}
	options.Opened = func(url string, until time.Time) {
		s.Board.Update(func(v *view.Snapshot) { v.SignIn = view.SignIn{URL: url, Until: until} })
	}
	s.attemptSignIn(ctx, who, func(ctx context.Context, client *auth.Client) (auth.Account, error) {
		inBrowser, giveUp := context.WithCancel(ctx)
		defer giveUp()
		var code atomic.Bool
		options.OpenFailed = func(err error) {
			if s.withCode(true) {
				code.Store(true)
				giveUp()
				return
			}
			s.Board.Tell(problem.Describe(err), false)
		}
		account, err := client.SignIn(inBrowser, options)
		if err != nil && code.Load() {
			return client.SignInWithCode(ctx, s.codeOptions(s.seemsPersonal(who)))
		}
		return account, err
	})
}

// attemptSignIn shows a sign-in and takes up its account. A second one while the first is under way does nothing.
func (s *Accounts) attemptSignIn(ctx context.Context, who Person, signIn func(context.Context, *auth.Client) (auth.Account, error)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	unset := !s.demo() && s.endpoint().ClientID == ""
	s.mu.Lock()
	client, busy := s.auth, s.signIn != nil
	if unset {
		client = nil
	}
	if client != nil && !busy {
		s.signIn = cancel
		s.asked[who.id] = true
	}
	s.mu.Unlock()
	if busy {
		return
	}
	if client == nil {
		s.SignInEnded(problem.New(problem.ClientIDMissing))
		return
	}
	s.Board.Update(func(v *view.Snapshot) {
		v.Phase, v.SignIn, v.SignInError = view.PhaseSigningIn, view.SignIn{Until: time.Now().Add(auth.DefaultWait)}, nil
	})
	defer func() { // last: who waits for its end finds everything said
		s.mu.Lock()
		s.signIn = nil
		s.mu.Unlock()
		s.Board.Wake()
	}()
	account, err := signIn(ctx, client)
	if err == nil {
		s.takeUp(who, account)
		err = s.enter(ctx, account)
	}
	if err != nil {
		s.SignInEnded(err)
	}
}

// SignInEnded shows why nobody is signed in.
func (s *Accounts) SignInEnded(err error) {
	told := problem.Describe(err)
	s.Log.Warn("sign-in ended without an account", "err", err)
	s.mu.Lock()
	s.whyNobody = told
	s.mu.Unlock()
	if s.backToAccount(told) {
		return
	}
	s.Board.Update(func(v *view.Snapshot) {
		v.Phase, v.SignIn, v.SignInError = s.IdlePhase(v.Demo), view.SignIn{}, told
	})
}

// IdlePhase is the face for nobody signed in. A first start is offered the demo beside the account even if the release
// brings a registration of its own.
func (s *Accounts) IdlePhase(demo bool) view.Phase {
	if demo {
		return view.PhaseSignedOut
	}
	switch from := s.Setup.InForce().ClientID; {
	case from.Value == "", from.From == settings.SourceBuild && s.Settings.Now().Account == "":
		return view.PhaseSetup
	}
	return view.PhaseSignedOut
}

// CancelSignIn ends a sign-in under way.
func (s *Accounts) CancelSignIn() {
	s.mu.Lock()
	cancel := s.signIn
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// SignOut deletes the account's tokens on this computer and shows the page that ends the browser's session (C12).
func (s *Accounts) SignOut() {
	s.Group.Go(func(ctx context.Context) {
		s.mu.Lock()
		client, id := s.auth, s.account
		s.mu.Unlock()
		if client == nil || id == "" {
			return
		}
		page := client.LogoutURL(id)
		if s.byApp(id) {
			page = "" // no browser is signed in
		}
		if err := client.SignOut(ctx, id); err != nil {
			s.Log.Warn("could not delete the kept tokens", "err", err)
		}
		s.leave(id)
		if next, ok := s.another(id); ok {
			if err := s.enter(ctx, next); err != nil {
				s.SignInEnded(err)
			}
		}
		if page != "" {
			if err := s.OpenPage(page); err != nil {
				s.Log.Warn("could not open the sign-out page", "err", err)
			}
		}
	})
}
