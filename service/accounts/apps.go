package accounts

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"taskdrop/auth"
	"taskdrop/service/bounded"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// AppAccount says whose tasks an application is to use by itself, and how it proves that it may (C38).
type AppAccount struct {
	Tenant, ClientID string
	User             string // whose tasks
	// Secret, or CertificateFile with its Password where it has one. All "" are those that are kept for this account.
	Secret, CertificateFile, Password string
}

// String keeps the secrets out of whatever prints one (C11).
func (a AppAccount) String() string { return "app account of " + a.User }

// AddAppAccount puts another person's tasks in use, by an application of their organization and without their sign-in.
// view.AppAttempt in the snapshot says what became of it. One at a time: a second call while the first is under way
// does nothing.
func (s *Accounts) AddAppAccount(a AppAccount) {
	busy := false
	s.Board.Update(func(v *view.Snapshot) {
		if busy = v.AppAttempt.Busy; !busy {
			v.AppAttempt = view.AppAttempt{Number: v.AppAttempt.Number + 1, Busy: true}
		}
	})
	if busy {
		return
	}
	s.Group.Go(func(ctx context.Context) {
		var told *problem.Problem
		if err := s.addApp(ctx, a); err != nil {
			s.Log.Warn("no account by an application", "err", err)
			told = problem.Describe(err)
		}
		s.Board.Update(func(v *view.Snapshot) { v.AppAttempt.Busy, v.AppAttempt.Problem = false, told })
	})
}

// AppConsentLink is the page on which an administrator grants an application its permissions, "" where something is
// missing.
func (s *Accounts) AppConsentLink(tenant, clientID string) string {
	client := s.client()
	if client == nil || tenant == "" || clientID == "" {
		return ""
	}
	return client.AppConsentURL(auth.App{Tenant: tenant, ClientID: clientID})
}

// addApp gets a token, sees whether it opens the tasks, and only then puts the account in use.
func (s *Accounts) addApp(ctx context.Context, a AppAccount) error {
	if err := s.WaitForStart(ctx); err != nil { // a person may be quicker than the start
		return err
	}
	key, err := readKey(a)
	if err != nil {
		return err
	}
	client := s.client()
	if client == nil {
		return problem.New(problem.Unexpected) // the start has said why
	}
	before := client.Accounts()
	account, err := client.SignInApp(ctx, auth.App{Tenant: a.Tenant, ClientID: a.ClientID, User: a.User}, key)
	if err != nil {
		return err
	}
	if err := s.tryMailbox(ctx, account); err != nil {
		if !slices.ContainsFunc(before, func(known auth.Account) bool { return known.ID == account.ID }) {
			err = errors.Join(err, client.SignOut(ctx, account.ID))
			s.leave(account.ID)
		} else if s.hasEnded(account) {
			s.mailboxes.close(account.ID)
		}
		return err
	}
	s.takeUp(Person{}, account)
	return s.enter(ctx, account)
}

// readKey is the secret, or what the certificate's file holds.
func readKey(a AppAccount) (auth.AppKey, error) {
	if path := strings.TrimSpace(a.CertificateFile); path != "" {
		file, err := os.Open(path)
		if err != nil {
			return auth.AppKey{}, problem.New(problem.FileGone, "Name", path).WithDetail(err.Error())
		}
		defer file.Close()
		content, err := bounded.ReadAll(file, auth.CertificateFileLimit)
		if err != nil {
			return auth.AppKey{}, problem.New(problem.Unreadable, "Name", path).WithDetail(err.Error())
		}
		return auth.ReadAppKey(content, a.Password)
	}
	return auth.AppKey{Secret: strings.TrimSpace(a.Secret)}, nil
}

// tryMailbox sees whether the token opens the tasks. Microsoft gives one also where no administrator has granted
// anything: only the first look at the tasks tells.
func (s *Accounts) tryMailbox(ctx context.Context, account auth.Account) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	client, err := s.openMailbox(account)
	if err != nil {
		return err
	}
	if _, err := retry.Briefly(ctx, func() ([]graph.List, error) { return client.Lists(ctx) }); err != nil {
		return transfer.Explain(account.Username, err)
	}
	return nil
}

// tryAppAgain tries with the key that is kept: an administrator may have put right what was wrong.
func (s *Accounts) tryAppAgain(ctx context.Context, app auth.App) {
	if err := s.addApp(ctx, AppAccount{Tenant: app.Tenant, ClientID: app.ClientID, User: app.User}); err != nil && ctx.Err() == nil {
		told := problem.Describe(err)
		s.mu.Lock()
		s.whyNobody = told
		s.mu.Unlock()
		s.Board.Tell(told, false)
	}
}

// byApp reports whether an account is reached by app-only access.
func (s *Accounts) byApp(accountID string) bool {
	return slices.ContainsFunc(s.Known(), func(a auth.Account) bool { return a.ID == accountID && a.App != nil })
}
