package service

import (
	"time"

	"taskdrop/auth"
	"taskdrop/service/graph"
)

// mailbox is a signed-in account's To Do.
type mailbox struct {
	account auth.Account
	auth    *auth.Client
	client  *graph.Client
}

// mailboxOf is asked by the queue, which holds its own lock meanwhile: hence a lock for nothing else.
func (s *Service) mailboxOf(accountID string) *graph.Client {
	s.boxes.RLock()
	defer s.boxes.RUnlock()
	if box := s.mailboxes[accountID]; box != nil {
		return box.client
	}
	return nil
}

// mailboxFor returns the account's client, one for the whole run: its governor must know of every request (R3). It is
// called with mu held.
func (s *Service) mailboxFor(account auth.Account) (*graph.Client, error) {
	s.boxes.Lock()
	defer s.boxes.Unlock()
	if box := s.mailboxes[account.ID]; box != nil && box.auth == s.auth {
		return box.client, nil
	}
	user := ""
	if account.App != nil {
		user = account.App.User // C38
	}
	client, err := graph.New(graph.Config{
		User: user, Graph: s.auth.Graph(), Tokens: s.auth.Tokens(account.ID), Governor: s.governorFor(account.ID),
		HTTP: s.network.toMailbox(account.ID), Logger: s.log,
	})
	if err != nil {
		return nil, err
	}
	s.mailboxes[account.ID] = &mailbox{account: account, auth: s.auth, client: client}
	return client, nil
}

// closeMailbox lets go of an account's client: what is under way with it goes on, and nothing new begins.
func (s *Service) closeMailbox(accountID string) {
	s.boxes.Lock()
	defer s.boxes.Unlock()
	delete(s.mailboxes, accountID)
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
