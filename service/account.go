package service

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service/graph"
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
		config.AtRestChanged = s.showAtRest
	}
	client, err := auth.New(config)
	if err != nil {
		return err
	}
	s.loadAccounts(ctx, client)
	s.mu.Lock()
	s.auth = client
	clear(s.ended)
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
func (s *Service) keyring() tokenstore.Keyring {
	if s.cfg.Keyring == nil {
		return nil // and not a nil inside an interface
	}
	return s.cfg.Keyring
}

// keyringTime is how long the start waits for a keyring, which may be asking the person to unlock it. A person who wants to
// sign in meanwhile does not wait.
const keyringTime = 15 * time.Second

// loadAccounts reads who is signed in. A keyring that takes its time goes on being waited for in the background.
func (s *Service) loadAccounts(ctx context.Context, client *auth.Client) {
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	defer context.AfterFunc(s.patience, cancel)()
	err := client.Load(short)
	if err == nil {
		return
	}
	s.log.Warn("could not read the kept accounts", "err", err)
	if short.Err() == nil || ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	last := s.settings.Account
	s.mu.Unlock()
	s.background(func(ctx context.Context) {
		if err := client.Load(ctx); err != nil {
			s.log.Warn("could not read the kept accounts", "err", err)
			return
		}
		s.openMailboxes(client.Accounts())
		if known, ok := pickAccount(client.Accounts(), s.cfg.Account, last); ok && s.accountInUse() == "" && !s.signingIn() {
			if err := s.enter(ctx, known); err != nil {
				s.signInEnded(err)
			}
		}
	})
}

// pickAccount chooses the account asked for by address, else the last one, else any; of these rather one that needs nobody. Where
// the address is a stranger's, the order for it says so, and the window is of use to the others.
func pickAccount(accounts []auth.Account, want, last string) (auth.Account, bool) {
	fits := func(a auth.Account) int {
		fit := 1
		if a.ID == last {
			fit += 2
		}
		if !a.NeedsSignIn {
			fit += 4
		}
		return fit
	}
	if slices.ContainsFunc(accounts, func(a auth.Account) bool { return a.Called(want) }) {
		accounts = slices.DeleteFunc(slices.Clone(accounts), func(a auth.Account) bool { return !a.Called(want) })
	}
	if len(accounts) == 0 {
		return auth.Account{}, false
	}
	return slices.MaxFunc(accounts, func(a, b auth.Account) int { return cmp.Compare(fits(a), fits(b)) }), true
}

// enter makes an account the one in use: its queue goes on, its lists are read, its last choice is taken up. One that has to
// sign in again is shown with what is known of it.
func (s *Service) enter(ctx context.Context, account auth.Account) error {
	s.mu.Lock()
	var client *graph.Client
	if !account.NeedsSignIn && !s.ended[account.ID] {
		var err error
		if client, err = s.mailboxFor(account); err != nil {
			s.mu.Unlock()
			return err
		}
	}
	s.account = account.ID
	picked := s.settings.Choices[account.ID]
	s.mu.Unlock()

	s.forgetPictures()
	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn, v.SignInError = PhaseSignedIn, SignIn{}, nil
		v.Account = shown(account, client == nil)
		v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
		v.ListID, v.ListName, v.TaskID, v.TaskTitle = picked.ListID, picked.ListName, picked.TaskID, picked.TaskTitle
		v.RecentLists, v.RecentTasks = picked.RecentLists, picked.RecentTasks
		if client == nil {
			v.nothingToRead()
		}
	})
	s.showAccounts()
	if !s.demo() { // the demo's is nobody
		s.remember(func(kept *settings) { kept.Account = account.ID })
	}
	if client == nil {
		return ctx.Err()
	}
	s.queueNow().SignedIn(account.ID)
	s.background(func(ctx context.Context) { s.loadLists(ctx, client) })
	if picked.ListID != "" {
		s.background(func(ctx context.Context) { s.loadTasks(ctx, client, picked.ListID) })
	}
	if picked.TaskID != "" {
		s.background(func(ctx context.Context) { s.loadAttachments(ctx, client, picked.ListID, picked.TaskID) })
	}
	s.reviewHeld(account.ID)
	s.directPending(ctx)
	return ctx.Err()
}

func shown(a auth.Account, ended bool) Account {
	account := Account{ID: a.ID, Name: a.Name, Username: a.Username, Personal: a.Personal(), NeedsSignIn: a.NeedsSignIn || ended}
	if account.Label() == "" {
		account.Username = a.Label()
	}
	if a.App != nil {
		account.ByApp, account.TenantID, account.ClientID = true, a.App.Tenant, a.App.ClientID
	}
	return account
}

// leave forgets who signed out; the queue keeps the account's items for the next sign-in.
func (s *Service) leave(id string) {
	s.closeMailbox(id)
	s.mu.Lock()
	current := s.account == id
	if current {
		s.account = ""
	}
	s.mu.Unlock()
	s.showAccounts()
	if current {
		s.forgetPictures()
		s.update(func(v *Snapshot) {
			v.Phase, v.Account, v.SignInError = PhaseSignedOut, Account{}, nil
			v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
		})
	}
}
