package service

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"taskdrop/auth"
)

// connect goes to the configured endpoint, and to the account that is signed in there, if any.
func (s *Service) connect(ctx context.Context) {
	s.mu.Lock()
	e := s.endpoint()
	s.mu.Unlock()
	if err := s.use(ctx, e); err != nil {
		s.signInEnded(err)
	}
}

// use makes an endpoint the one to sign in to.
func (s *Service) use(ctx context.Context, e Endpoint) error {
	config := auth.Config{
		AppsOnly: e.ClientID == "", // an application's account may be all there is
		ClientID: e.ClientID, Tenant: e.Tenant, Login: e.Login, Graph: e.Graph,
		HTTP: &http.Client{Transport: &s.network.signIn}, OpenURL: s.cfg.OpenURL, Translate: s.cfg.Translate, Logger: s.log,
	}
	if !s.demo() {
		config.Store = auth.NewSealedStore(s.cfg.StateDir, s.keyring())
	}
	client, err := auth.New(config)
	if err != nil {
		return err
	}
	s.loadAccounts(ctx, client)
	s.mu.Lock()
	s.auth = client
	want := s.cfg.Account
	last := s.settings.Account
	s.mu.Unlock()
	s.update(func(v *Snapshot) {
		v.HasClientID = e.ClientID != ""
		if v.Phase == PhaseSetup && v.HasClientID {
			v.Phase = s.idlePhase()
		}
	})
	s.openMailboxes(client.Accounts())
	if known, ok := pickAccount(client.Accounts(), want, last); ok {
		return s.enter(ctx, known)
	}
	return nil
}

// keyring is where keys and passwords rest; nil is the system's.
func (s *Service) keyring() auth.Keyring {
	if s.cfg.Keyring == nil {
		return nil // and not a nil inside an interface
	}
	return s.cfg.Keyring
}

// keyringTime is how long the start waits for a keyring, which may be asking the person to unlock it.
const keyringTime = 15 * time.Second

// loadAccounts reads who is signed in. A keyring that takes its time goes on being waited for in the background.
func (s *Service) loadAccounts(ctx context.Context, client *auth.Client) {
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	err := client.Load(short)
	if err == nil {
		return
	}
	s.log.Warn("could not read the kept accounts", "err", err)
	if short.Err() == nil || ctx.Err() != nil {
		return
	}
	s.background(func(ctx context.Context) {
		if err := client.Load(ctx); err != nil {
			s.log.Warn("could not read the kept accounts", "err", err)
			return
		}
		s.openMailboxes(client.Accounts())
		if known, ok := pickAccount(client.Accounts(), s.cfg.Account, ""); ok && !s.signedIn() && !s.signingIn() {
			if err := s.enter(ctx, known); err != nil {
				s.signInEnded(err)
			}
		}
	})
}

// pickAccount chooses the account asked for by address, else the last one, else any that needs nobody.
func pickAccount(accounts []auth.Account, want, last string) (auth.Account, bool) {
	usable := slices.DeleteFunc(slices.Clone(accounts), func(a auth.Account) bool { return a.NeedsSignIn })
	for _, a := range usable {
		if want != "" && strings.EqualFold(a.Username, want) || want == "" && a.ID == last {
			return a, true
		}
	}
	if want == "" && len(usable) > 0 {
		return usable[0], true
	}
	return auth.Account{}, false
}

// enter makes a signed-in account the one in use: its queue goes on, its lists are read, its last choice is taken up.
func (s *Service) enter(ctx context.Context, account auth.Account) error {
	s.mu.Lock()
	client, err := s.mailboxFor(account)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	s.account = account.ID
	picked := s.settings.Choices[account.ID]
	s.mu.Unlock()

	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn, v.SignInError = PhaseSignedIn, SignIn{}, nil
		v.Account = shown(account)
		v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
		v.ListID, v.ListName, v.TaskID, v.TaskTitle = picked.ListID, picked.ListName, picked.TaskID, picked.TaskTitle
		v.RecentLists, v.RecentTasks = picked.RecentLists, picked.RecentTasks
	})
	s.showAccounts()
	if !s.demo() { // the demo's is nobody
		s.remember(func(kept *settings) { kept.Account = account.ID })
	}
	s.queueNow().SignedIn(account.ID)
	s.background(func(ctx context.Context) { s.loadLists(ctx, client) })
	if picked.ListID != "" {
		s.background(func(ctx context.Context) { s.loadTasks(ctx, client, picked.ListID) })
	}
	if picked.TaskID != "" {
		s.background(func(ctx context.Context) { s.loadAttachments(ctx, client, picked.ListID, picked.TaskID) })
	}
	s.reviewHeld(ctx, account.ID)
	s.directPending(ctx)
	return ctx.Err()
}

func shown(a auth.Account) Account {
	account := Account{ID: a.ID, Name: a.Name, Username: a.Username, Personal: a.Personal(), NeedsSignIn: a.NeedsSignIn}
	if a.App != nil {
		account.ByApp, account.TenantID, account.ClientID = true, a.App.Tenant, a.App.ClientID
	}
	return account
}

// leave forgets who is signed in; the queue keeps the account's items for the next sign-in.
func (s *Service) leave(id string, why *Problem) {
	s.boxes.Lock()
	delete(s.mailboxes, id)
	s.boxes.Unlock()
	s.mu.Lock()
	current := s.account == id
	if current {
		s.account = ""
	}
	s.mu.Unlock()
	s.showAccounts()
	if current {
		s.update(func(v *Snapshot) {
			v.Phase, v.Account, v.SignInError = PhaseSignedOut, Account{}, why
			v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
		})
	}
}
