package accounts

import (
	"sync"
	"time"

	"taskdrop/auth"
	"taskdrop/service/graph"
	"taskdrop/service/settings"
)

// mailboxes are the Graph clients of the accounts, one each for the whole run: its governor must know of every request
// (R3). They have a lock of their own: the queue asks for a client while it is locked itself.
type mailboxes struct {
	mu        sync.RWMutex
	byAccount map[string]*mailbox
	governors map[string]*graph.Governor
}

// mailbox is a signed-in account's To Do.
type mailbox struct {
	auth   *auth.Client
	client *graph.Client
}

// of returns an account's client, nil if it has none.
func (m *mailboxes) of(accountID string) *graph.Client {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if box := m.byAccount[accountID]; box != nil {
		return box.client
	}
	return nil
}

// owner is the account whose client this is, "" for one from before a new sign-in.
func (m *mailboxes) owner(client *graph.Client) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for id, box := range m.byAccount {
		if box.client == client {
			return id
		}
	}
	return ""
}

// close lets go of an account's client: what is under way with it goes on, and nothing new begins.
func (m *mailboxes) close(accountID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.byAccount, accountID)
}

func (m *mailboxes) closeAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.byAccount)
}

// governedFor is how long a mailbox that said 429 is treated with care.
const governedFor = 24 * time.Hour

// governorLocked returns the mailbox's governor, which outlives a sign-out: the server remembers too.
func (m *mailboxes) governorLocked(accountID string, kept settings.Kept, remember func(id string, until time.Time)) *graph.Governor {
	governor := m.governors[accountID]
	if governor == nil {
		governor = graph.NewGovernor()
		governor.SetGoverned(time.Since(kept.Governed[accountID]) < governedFor)
		governor.Hold(kept.Held[accountID])
		governor.SetCutoff(kept.Cutoffs[accountID])
		governor.OnHold(func() { remember(accountID, governor.Held()) })
		m.governors[accountID] = governor
	}
	return governor
}

// each calls do with the governor of each mailbox of this run.
func (m *mailboxes) each(do func(accountID string, governor *graph.Governor)) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for id, governor := range m.governors {
		do(id, governor)
	}
}

// open returns the client of a signed-in account.
func (m *mailboxes) open(by *auth.Client, account auth.Account, c Config) (*graph.Client, error) {
	kept := c.Settings.Now()
	// At once, so that the next run keeps the pause however this one ends.
	remember := func(id string, until time.Time) {
		c.Settings.Change(func(kept *settings.Kept) { kept.Held[id] = until })
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if box := m.byAccount[account.ID]; box != nil && box.auth == by {
		return box.client, nil
	}
	user := ""
	if account.App != nil {
		user = account.App.User // C38
	}
	client, err := graph.New(graph.Config{
		User: user, Graph: by.Graph(), Tokens: by.Tokens(account.ID), Governor: m.governorLocked(account.ID, kept, remember),
		HTTP: c.Routes.Mailbox(account.ID), Logger: c.Log,
	})
	if err != nil {
		return nil, err
	}
	m.byAccount[account.ID] = &mailbox{auth: by, client: client}
	return client, nil
}

// Of returns an account's mailbox, nil if it is not signed in.
func (s *Accounts) Of(accountID string) *graph.Client { return s.mailboxes.of(accountID) }

// InUse is the mailbox of the account in use, nil while nobody is signed in.
func (s *Accounts) InUse() *graph.Client { return s.mailboxes.of(s.Current()) }

// openMailbox opens the mailbox of an account.
func (s *Accounts) openMailbox(account auth.Account) (*graph.Client, error) {
	return s.mailboxes.open(s.client(), account, s.Config)
}

// RememberMailboxes notes in the settings what this run has found out: which mailboxes said 429, and up to which size a
// file goes by one request.
func (s *Accounts) RememberMailboxes() {
	s.Settings.Change(func(kept *settings.Kept) {
		s.mailboxes.each(func(id string, governor *graph.Governor) {
			if governor.Governed() && time.Since(kept.Governed[id]) >= governedFor {
				kept.Governed[id] = time.Now()
			}
			if cutoff := governor.Cutoff(); cutoff != graph.FirstCutoff {
				kept.Cutoffs[id] = cutoff
			}
		})
	})
}
