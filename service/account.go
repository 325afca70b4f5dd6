package service

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"taskdrop/auth"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// endpoint is what to sign in to, from the command line, the settings and the build, in this order. It is called with mu held
// or before the service is shared.
func (s *Service) endpoint() Endpoint {
	e := s.cfg.Endpoint
	if e.ClientID == "" {
		e.ClientID = s.settings.ClientID
		if e.Tenant == "" {
			e.Tenant = s.settings.Tenant
		}
	}
	if e.ClientID == "" {
		e.ClientID = s.cfg.BuiltInClientID
	}
	return e
}

// connect goes to the configured endpoint, and to the account that is signed in there, if any.
func (s *Service) connect(ctx context.Context) {
	s.mu.Lock()
	e := s.endpoint()
	s.mu.Unlock()
	if e.ClientID == "" {
		return
	}
	if err := s.use(ctx, e); err != nil {
		s.signInEnded(err)
	}
}

// use makes an endpoint the one to sign in to.
func (s *Service) use(ctx context.Context, e Endpoint) error {
	config := auth.Config{
		ClientID: e.ClientID, Tenant: e.Tenant, Login: e.Login, Graph: e.Graph,
		OpenURL: s.cfg.OpenURL, Translate: s.cfg.Translate, Logger: s.log,
	}
	if !s.demo() {
		config.Store = auth.NewSealedStore(s.cfg.StateDir, nil)
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
		v.HasClientID = true
		if v.Phase == PhaseSetup {
			v.Phase = PhaseSignedOut
		}
	})
	if known, ok := pickAccount(client.Accounts(), want, last); ok {
		return s.enter(ctx, known)
	}
	return nil
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
		if known, ok := pickAccount(client.Accounts(), s.cfg.Account, ""); ok && !s.signedIn() && !s.signingIn() {
			if err := s.enter(ctx, known); err != nil {
				s.signInEnded(err)
			}
		}
	})
}

func (s *Service) demo() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view.Demo
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
	s.remember(func(kept *settings) { kept.Account = account.ID })
	s.queueNow().SignedIn(account.ID)
	s.background(func(ctx context.Context) { s.loadLists(ctx, client) })
	if picked.ListID != "" {
		s.background(func(ctx context.Context) { s.loadTasks(ctx, client, picked.ListID) })
	}
	if picked.TaskID != "" {
		s.background(func(ctx context.Context) { s.loadAttachments(ctx, client, picked.ListID, picked.TaskID) })
	}
	s.directPending(ctx)
	return ctx.Err()
}

func shown(a auth.Account) Account {
	return Account{ID: a.ID, Name: a.Name, Username: a.Username, Personal: a.Personal()}
}

// mailboxFor returns the account's client, one for the whole run: its governor must know of every request (rule 3). It is
// called with mu held.
func (s *Service) mailboxFor(account auth.Account) (*graph.Client, error) {
	s.boxes.Lock()
	defer s.boxes.Unlock()
	if box := s.mailboxes[account.ID]; box != nil && box.auth == s.auth {
		return box.client, nil
	}
	client, err := graph.New(graph.Config{
		Graph: s.auth.Graph(), Tokens: s.auth.Tokens(account.ID), Governor: s.governorFor(account.ID), Logger: s.log,
	})
	if err != nil {
		return nil, err
	}
	s.mailboxes[account.ID] = &mailbox{account: account, auth: s.auth, client: client}
	return client, nil
}

// governedFor is how long a mailbox that said 429 is treated with care.
const governedFor = 24 * time.Hour

// governorFor returns the mailbox's governor, which outlives a sign-out: the server remembers too. It is called with mu held.
func (s *Service) governorFor(accountID string) *graph.Governor {
	governor := s.governors[accountID]
	if governor == nil {
		governor = graph.NewGovernor()
		governor.SetGoverned(time.Since(s.settings.Governed[accountID]) < governedFor)
		s.governors[accountID] = governor
	}
	return governor
}

// noteGoverned remembers which mailboxes said 429 in this run.
func (s *Service) noteGoverned() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, governor := range s.governors {
		if governor.Governed() && time.Since(s.settings.Governed[id]) >= governedFor {
			s.settings.Governed[id] = time.Now()
		}
	}
}

// inUse is the client of the account in use, nil while nobody is signed in.
func (s *Service) inUse() *graph.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mailboxOf(s.account)
}

func (s *Service) signedIn() bool { return s.inUse() != nil }

// SignIn opens the person's browser.
func (s *Service) SignIn() {
	s.background(func(ctx context.Context) {
		select {
		case <-s.connected: // a person may be quicker than the start
			s.runSignIn(ctx, auth.SignInOptions{LoginHint: s.cfg.Account})
		case <-ctx.Done():
		}
	})
}

// runSignIn signs in and returns when that has ended, one way or another. A second one while the first is under way does nothing.
func (s *Service) runSignIn(ctx context.Context, options auth.SignInOptions) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	client, busy := s.auth, s.signIn != nil
	if client != nil && !busy {
		s.signIn = cancel
	}
	s.mu.Unlock()
	if busy {
		return
	}
	if client == nil {
		s.signInEnded(problem.New(problem.ClientIDMissing))
		return
	}
	options.Opened = func(url string, until time.Time) {
		s.update(func(v *Snapshot) { v.SignIn = SignIn{URL: url, Until: until} })
	}
	options.OpenFailed = func(err error) { s.tell(describeAuth(err), false) }
	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn, v.SignInError = PhaseSigningIn, SignIn{Until: time.Now().Add(auth.DefaultWait)}, nil
	})
	account, err := client.SignIn(ctx, options)
	s.mu.Lock()
	s.signIn = nil
	s.mu.Unlock()
	if err == nil {
		err = s.enter(ctx, account)
	}
	if err != nil {
		s.signInEnded(err)
		return
	}
	if fault := client.AtRest(); fault != nil && !s.demo() {
		s.tell(describeAuth(fault), false) // this run only, and said so
	}
}

func firstOf(names ...string) string {
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}

// signInEnded shows why nobody is signed in.
func (s *Service) signInEnded(err error) {
	told := describeAuth(err)
	s.log.Warn("sign-in ended without an account", "err", err)
	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn, v.SignInError = PhaseSignedOut, SignIn{}, told
		if !v.HasClientID {
			v.Phase = PhaseSetup
		}
	})
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
		if err := client.SignOut(ctx, id); err != nil {
			s.log.Warn("could not delete the kept tokens", "err", err)
		}
		s.leave(id, nil)
		if page != "" {
			if err := s.openURL(page); err != nil {
				s.log.Warn("could not open the sign-out page", "err", err)
			}
		}
	})
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
	if current {
		s.update(func(v *Snapshot) {
			v.Phase, v.Account, v.SignInError = PhaseSignedOut, Account{}, why
			v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
		})
	}
}

// signInNeeded: the server takes no token of this account any more. Its items wait, sessions kept, for a person (C9).
func (s *Service) signInNeeded(accountID string, cause error) {
	s.mu.Lock()
	current := accountID == s.account && s.view.Phase == PhaseSignedIn
	s.mu.Unlock()
	if !current {
		return
	}
	s.leave(accountID, problem.New(problem.SignInNeeded).WithDetail(describeAuth(cause).Detail))
	if s.cfg.Quit {
		s.background(func(ctx context.Context) { s.runSignIn(ctx, auth.SignInOptions{LoginHint: s.cfg.Account}) })
	}
}

// StartDemo switches to the built-in stand-in for Microsoft To Do.
func (s *Service) StartDemo() { s.background(s.startDemo) }

func (s *Service) startDemo(ctx context.Context) {
	if s.cfg.StartDemo == nil {
		s.signInEnded(problem.New(problem.DemoFailed))
		return
	}
	e, err := s.cfg.StartDemo()
	if err != nil {
		s.signInEnded(problem.New(problem.DemoFailed).WithDetail(err.Error()))
		return
	}
	s.mu.Lock()
	if !s.view.Demo {
		old := s.queue
		s.openQueue(s.stateDir(true))
		s.backgroundLocked(func(context.Context) {
			if err := old.Close(); err != nil {
				s.log.Warn("could not close the journal", "err", err)
			}
		})
	}
	s.mu.Unlock()
	s.update(func(v *Snapshot) { v.Demo, v.SignInError = true, nil })
	if err := s.use(ctx, e); err != nil {
		s.signInEnded(err)
	}
}

// Connect stores a client id and tenant and signs in with them. "" keeps the client id there is.
func (s *Service) Connect(clientID, tenant string) {
	clientID, tenant = strings.TrimSpace(clientID), strings.TrimSpace(tenant)
	s.background(func(ctx context.Context) {
		s.mu.Lock()
		e := s.endpoint()
		if clientID != "" {
			e.ClientID, e.Tenant = clientID, tenant
			s.cfg.Endpoint.ClientID, s.cfg.Endpoint.Tenant = clientID, tenant
		}
		s.mu.Unlock()
		if err := s.use(ctx, e); err != nil {
			s.signInEnded(err)
			return
		}
		if clientID != "" {
			s.remember(func(kept *settings) { kept.ClientID, kept.Tenant = clientID, tenant })
		}
		if !s.signedIn() {
			s.runSignIn(ctx, auth.SignInOptions{LoginHint: s.cfg.Account})
		}
	})
}
