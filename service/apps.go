package service

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"taskdrop/auth"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
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

// AppAttempt is how the last AddAppAccount stands. It came to an account where Problem is nil in the end.
type AppAttempt struct {
	Number  uint64 // rises with each
	Busy    bool
	Problem *Problem
}

// AddAppAccount puts another person's tasks in use, by an application of their organization and without their sign-in. AppAttempt
// in the snapshot says what became of it. One at a time: a second call while the first is under way does nothing.
func (s *Service) AddAppAccount(a AppAccount) {
	busy := false
	s.update(func(v *Snapshot) {
		if busy = v.AppAttempt.Busy; !busy {
			v.AppAttempt = AppAttempt{Number: v.AppAttempt.Number + 1, Busy: true}
		}
	})
	if busy {
		return
	}
	s.background(func(ctx context.Context) {
		var told *Problem
		if err := s.addApp(ctx, a); err != nil {
			s.log.Warn("no account by an application", "err", err)
			told = describeAuth(err)
		}
		s.update(func(v *Snapshot) { v.AppAttempt.Busy, v.AppAttempt.Problem = false, told })
	})
}

// AppConsentLink is the page on which an administrator grants an application its permissions, "" where something is missing.
func (s *Service) AppConsentLink(tenant, clientID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.auth == nil || tenant == "" || clientID == "" {
		return ""
	}
	return s.auth.AppConsentURL(auth.App{Tenant: tenant, ClientID: clientID})
}

// addApp gets a token, sees whether it opens the tasks, and only then puts the account in use.
func (s *Service) addApp(ctx context.Context, a AppAccount) error {
	select {
	case <-s.connected: // a person may be quicker than the start
	case <-ctx.Done():
		return ctx.Err()
	}
	key, err := readKey(a)
	if err != nil {
		return err
	}
	s.mu.Lock()
	client := s.auth
	s.mu.Unlock()
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
			s.closeMailbox(account.ID)
		}
		return err
	}
	s.takeUp(whom{}, account)
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
		content, err := io.ReadAll(io.LimitReader(file, auth.CertificateFileLimit))
		if err != nil {
			return auth.AppKey{}, problem.New(problem.Unreadable, "Name", path).WithDetail(err.Error())
		}
		return auth.ReadAppKey(content, a.Password)
	}
	return auth.AppKey{Secret: strings.TrimSpace(a.Secret)}, nil
}

// tryMailbox sees whether the token opens the tasks. Microsoft gives one also where no administrator has granted anything: only
// the first look at the tasks tells.
func (s *Service) tryMailbox(ctx context.Context, account auth.Account) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	s.mu.Lock()
	client, err := s.mailboxFor(account)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if _, err := again(ctx, func() ([]graph.List, error) { return client.Lists(ctx) }); err != nil {
		return transfer.Explain(account.Username, err)
	}
	return nil
}

// tryAppAgain tries with the key that is kept: an administrator may have put right what was wrong.
func (s *Service) tryAppAgain(ctx context.Context, app auth.App) {
	if err := s.addApp(ctx, AppAccount{Tenant: app.Tenant, ClientID: app.ClientID, User: app.User}); err != nil && ctx.Err() == nil {
		told := describeAuth(err)
		s.mu.Lock()
		s.whyNobody = told
		s.mu.Unlock()
		s.tell(told, false)
	}
}

func (s *Service) byApp(accountID string) bool {
	return slices.ContainsFunc(s.knownAccounts(), func(a auth.Account) bool { return a.ID == accountID && a.App != nil })
}

func (s *Service) knownAccounts() []auth.Account {
	s.mu.Lock()
	client := s.auth
	s.mu.Unlock()
	if client == nil {
		return nil
	}
	return client.Accounts()
}
