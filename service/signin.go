package service

import (
	"context"
	"errors"
	"strings"
	"time"

	"taskdrop/auth"
	"taskdrop/service/problem"
)

// SignIn opens the person's browser.
func (s *Service) SignIn() {
	s.afterStart(func(ctx context.Context) { s.signInFor(ctx, s.whoIsMissing(), "") })
}

// afterStart does something once Start has found out where to sign in: a person may be quicker than that.
func (s *Service) afterStart(do func(context.Context)) {
	s.hurry()
	s.background(func(ctx context.Context) {
		select {
		case <-s.connected:
			do(ctx)
		case <-ctx.Done():
		}
	})
}

// SignInWithCode signs in with a code that the person enters on any device (C10). It takes the place of a sign-in in the
// browser that is under way. personal matters where the tenant is common, whose page refuses personal accounts (L19).
func (s *Service) SignInWithCode(personal bool) {
	s.afterStart(func(ctx context.Context) {
		if !s.endSignIn(ctx) {
			return
		}
		who := s.whoIsMissing()
		s.mu.Lock()
		options := auth.DeviceOptions{Tenant: codeTenant(s.endpoint().Tenant, personal)}
		s.mu.Unlock()
		options.Show = func(code auth.DeviceCode) {
			s.update(func(v *Snapshot) {
				v.SignIn = SignIn{URL: code.Page, Link: code.Link, Code: code.UserCode, Until: code.Until}
			})
		}
		s.attemptSignIn(ctx, who, func(ctx context.Context, client *auth.Client) (auth.Account, error) {
			return client.SignInWithCode(ctx, options)
		})
	})
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
func (s *Service) endSignIn(ctx context.Context) bool {
	stirred, stop := s.outcome.watch()
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
		case <-stirred:
		}
	}
}

// promptAccount makes the sign-in page ask which account, also where the browser is signed in with one.
const promptAccount = "select_account"

// runSignIn signs in with the person's browser and returns when that has ended, one way or another. prompt is "" or promptAccount.
func (s *Service) runSignIn(ctx context.Context, who whom, prompt string) {
	options := auth.SignInOptions{LoginHint: who.address, Prompt: prompt}
	options.Opened = func(url string, until time.Time) {
		s.update(func(v *Snapshot) { v.SignIn = SignIn{URL: url, Until: until} })
	}
	options.OpenFailed = func(err error) { s.tell(describeAuth(err), false) }
	s.attemptSignIn(ctx, who, func(ctx context.Context, client *auth.Client) (auth.Account, error) {
		return client.SignIn(ctx, options)
	})
}

// attemptSignIn shows a sign-in and takes up its account. A second one while the first is under way does nothing.
func (s *Service) attemptSignIn(ctx context.Context, who whom, signIn func(context.Context, *auth.Client) (auth.Account, error)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	client, busy := s.auth, s.signIn != nil
	if !s.view.Demo && s.endpoint().ClientID == "" {
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
		s.signInEnded(problem.New(problem.ClientIDMissing))
		return
	}
	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn, v.SignInError = PhaseSigningIn, SignIn{Until: time.Now().Add(auth.DefaultWait)}, nil
	})
	defer func() { // last: who waits for its end finds everything said
		s.mu.Lock()
		s.signIn = nil
		s.mu.Unlock()
		s.wake()
	}()
	account, err := signIn(ctx, client)
	if err == nil {
		s.takeUp(who, account)
		err = s.enter(ctx, account)
	}
	if err != nil {
		s.signInEnded(err)
	}
}

// signInEnded shows why nobody is signed in.
func (s *Service) signInEnded(err error) {
	told := describeAuth(err)
	s.log.Warn("sign-in ended without an account", "err", err)
	s.mu.Lock()
	s.whyNobody = told
	s.mu.Unlock()
	if s.backToAccount(told) {
		return
	}
	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn, v.SignInError = s.idlePhase(), SignIn{}, told
	})
}

// idlePhase is the face for nobody signed in. A first start is offered the demo beside the account also where the release
// brings its own application. It is called with mu held or before the service is shared.
func (s *Service) idlePhase() Phase {
	if s.view.Demo {
		return PhaseSignedOut
	}
	switch from := s.resolve().clientID; {
	case from.Value == "", from.From == SourceBuild && s.settings.Account == "":
		return PhaseSetup
	}
	return PhaseSignedOut
}

// describeAuth puts an error of the sign-in into a person's words.
func describeAuth(err error) *Problem {
	var told *Problem
	if errors.As(err, &told) {
		return told
	}
	var refused *auth.Error
	if errors.As(err, &refused) {
		return &Problem{Key: refused.Key(), Text: refused.Text(), Args: refused.Args(), Detail: refused.Detail()}
	}
	return problem.New(problem.Unexpected).WithDetail(err.Error())
}

// CancelSignIn ends a sign-in under way.
func (s *Service) CancelSignIn() {
	s.mu.Lock()
	cancel := s.signIn
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// SignOut deletes the account's tokens on this computer and shows the page that ends the browser's session (C12).
func (s *Service) SignOut() {
	s.background(func(ctx context.Context) {
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
			s.log.Warn("could not delete the kept tokens", "err", err)
		}
		s.leave(id)
		if next, ok := s.another(id); ok {
			if err := s.enter(ctx, next); err != nil {
				s.signInEnded(err)
			}
		}
		if page != "" {
			if err := s.openURL(page); err != nil {
				s.log.Warn("could not open the sign-out page", "err", err)
			}
		}
	})
}
