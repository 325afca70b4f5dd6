package accounts

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service/graph"
	"taskdrop/service/settings"
	"taskdrop/service/view"
)

// Start goes to the endpoint in force, and to the account that is signed in there, if any.
func (s *Accounts) Start(ctx context.Context) {
	if err := s.Use(ctx, s.endpoint()); err != nil {
		s.SignInEnded(err)
	}
}

func (s *Accounts) endpoint() settings.Endpoint { return s.Setup.InForce().Endpoint() }

// demo reports whether the stand-in is used, whose person is nobody.
func (s *Accounts) demo() bool { return s.Board.Now().Demo }

// Use makes an endpoint the one to sign in to.
func (s *Accounts) Use(ctx context.Context, e settings.Endpoint) error {
	config := auth.Config{
		AppsOnly: e.ClientID == "", // an application's account may be all there is
		ClientID: e.ClientID, Tenant: e.Tenant, Login: e.Login, Graph: e.Graph,
		HTTP: &http.Client{Transport: s.Routes.SignIn()}, OpenURL: s.OpenURL, Translate: s.Translate, Logger: s.Log,
	}

	if !s.demo() {
		config.Store = auth.NewSealedStore(s.StateDir, s.keyring())
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
	s.mu.Unlock()
	last := s.Settings.Now().Account
	s.Board.Update(func(v *view.Snapshot) {
		v.HasClientID = e.ClientID != ""
		if v.Phase == view.PhaseSetup && v.HasClientID {
			v.Phase = s.IdlePhase(v.Demo)
		}
	})
	s.openMailboxes(client.Accounts())
	if known, ok := pickAccount(client.Accounts(), s.Account, last); ok {
		return s.enter(ctx, known)
	}
	return nil
}

// keyring is where keys and passwords rest; nil is the system's.
func (s *Accounts) keyring() tokenstore.Keyring {
	if s.Keyring == nil {
		return nil // and not a nil inside an interface
	}
	return s.Keyring
}

// keyringTime is how long the start waits for a keyring, which may be asking the person to unlock it. A person who
// wants to sign in meanwhile does not wait.
const keyringTime = 15 * time.Second

// loadAccounts reads who is signed in. A keyring that takes its time goes on being waited for in the background.
func (s *Accounts) loadAccounts(ctx context.Context, client *auth.Client) {
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	defer context.AfterFunc(s.keyringWait, cancel)()
	err := client.Load(short)
	if err == nil {
		return
	}
	s.Log.Warn("could not read the kept accounts", "err", err)
	if short.Err() == nil || ctx.Err() != nil {
		return
	}
	last := s.Settings.Now().Account
	s.Group.Go(func(ctx context.Context) {
		if err := client.Load(ctx); err != nil {
			s.Log.Warn("could not read the kept accounts", "err", err)
			return
		}
		s.openMailboxes(client.Accounts())
		if known, ok := pickAccount(client.Accounts(), s.Account, last); ok && s.Current() == "" && !s.SigningIn() {
			if err := s.enter(ctx, known); err != nil {
				s.SignInEnded(err)
			}
		}
	})
}

// pickAccount chooses the account asked for by address, else the last one, else any; of these rather one that needs
// nobody. Where the address is a stranger's, the order for it says so, and the window is of use to the others.
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

// enter makes an account the one in use: its queue goes on, its lists are read, its last choice is taken up. One that
// has to sign in again is shown with what is known of it.
func (s *Accounts) enter(ctx context.Context, account auth.Account) error {
	var client *graph.Client
	if !s.hasEnded(account) {
		var err error
		if client, err = s.openMailbox(account); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.account = account.ID
	s.mu.Unlock()
	s.Board.Update(func(v *view.Snapshot) {
		v.Phase, v.SignIn, v.SignInError = view.PhaseSignedIn, view.SignIn{}, nil
		v.Account = shown(account, client == nil)
		s.ResetLocked(v, account.ID, client != nil)
	})
	s.showAccounts()
	if !s.demo() { // the demo's is nobody
		s.Settings.Change(func(kept *settings.Kept) { kept.Account = account.ID })
	}
	s.Entered(ctx, account.ID, client)
	return ctx.Err()
}

func shown(a auth.Account, ended bool) view.Account {
	account := view.Account{ID: a.ID, Name: a.Name, Username: a.Username, Personal: a.Personal(), NeedsSignIn: a.NeedsSignIn || ended}
	if account.Label() == "" {
		account.Username = a.Label()
	}
	if a.App != nil {
		account.ByApp, account.TenantID, account.ClientID = true, a.App.Tenant, a.App.ClientID
	}
	return account
}

// leave forgets who signed out; the queue keeps the account's items for the next sign-in.
func (s *Accounts) leave(id string) {
	s.mailboxes.close(id)
	s.mu.Lock()
	current := s.account == id
	if current {
		s.account = ""
	}
	s.mu.Unlock()
	s.showAccounts()
	if current {
		s.Left()
		s.Board.Update(func(v *view.Snapshot) {
			v.Phase, v.Account, v.SignInError = view.PhaseSignedOut, view.Account{}, nil
			s.ResetLocked(v, "", false)
		})
	}
}
