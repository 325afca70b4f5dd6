package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Issued counts the tokens handed out.
type Issued struct {
	AccessTokens  int `json:"accessTokens"`
	RefreshTokens int `json:"refreshTokens"`
	IDTokens      int `json:"idTokens"`
	Renewals      int `json:"renewals"` // access tokens that came of a refresh token
}

// ListInfo is a list as it is on the server.
type ListInfo struct {
	Account   string `json:"account"` // username
	ID        string `json:"id"`
	Name      string `json:"name"`
	WellKnown string `json:"wellknown"`
	Shared    bool   `json:"shared"`
	Ghost     bool   `json:"ghost,omitempty"` // deleted; its tasks live on for a while (L17)
}

// TaskInfo is a task as it is on the server.
type TaskInfo struct {
	Account     string `json:"account"`
	ListID      string `json:"list"`
	ListName    string `json:"listName"`
	ID          string `json:"id"`
	Title       string `json:"title"`
	Status      string `json:"status"`
	Attachments int    `json:"attachments"`
}

// AttachmentInfo is an attachment as it is on the server.
type AttachmentInfo struct {
	Account     string    `json:"account"`
	ListID      string    `json:"list"`
	ListName    string    `json:"listName"`
	TaskID      string    `json:"task"`
	TaskTitle   string    `json:"taskTitle"`
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	ContentType string    `json:"contentType"`
	Size        int64     `json:"size"` // the content's own, in bytes
	SHA256      string    `json:"sha256"`
	Modified    time.Time `json:"modified"`
}

// LinkInfo is a link of a task. What was not given is "".
type LinkInfo struct {
	Account         string `json:"account"`
	TaskID          string `json:"task"`
	ID              string `json:"id"`
	WebURL          string `json:"webUrl"`
	ApplicationName string `json:"applicationName"`
	DisplayName     string `json:"displayName"`
	ExternalID      string `json:"externalId"`
}

// SessionInfo is an open upload session.
type SessionInfo struct {
	Account string    `json:"account"`
	TaskID  string    `json:"task"`
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Size    int64     `json:"size"`
	Next    int64     `json:"next"` // the next expected byte
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	Expired bool      `json:"expired,omitempty"`
}

// FaultInfo is a fault and how often it struck.
type FaultInfo struct {
	Fault
	Seen    int `json:"seen"`    // matching calls
	Strikes int `json:"strikes"` // of them hit
}

// State is all that a stand-in knows, but no token.
type State struct {
	Lists       []ListInfo       `json:"lists"`
	Tasks       []TaskInfo       `json:"tasks"`
	Attachments []AttachmentInfo `json:"attachments"`
	Links       []LinkInfo       `json:"links"`
	Sessions    []SessionInfo    `json:"sessions"`
	Faults      []FaultInfo      `json:"faults"`
	Requests    []Request        `json:"requests"`
	// MostInFlight is by username how many requests were under way at once at most.
	MostInFlight map[string]int `json:"mostInFlight"`
	Issued       Issued         `json:"issued"`
}

// State is a picture of everything.
func (s *Server) State() State {
	return State{
		Lists: s.Lists(), Tasks: s.Tasks(), Attachments: s.Attachments(), Links: s.Links(), Sessions: s.Sessions(), Faults: s.Faults(),
		Requests: s.Requests(), MostInFlight: s.MostInFlight(), Issued: s.Issued(),
	}
}

// mailboxesLocked are the mailboxes in the order of the accounts.
func (s *Server) mailboxesLocked() []*mailbox {
	var boxes []*mailbox
	for _, account := range s.opts.Accounts {
		boxes = append(boxes, s.mailboxes[account.key()])
	}
	return boxes
}

// Lists are all lists, ghosts last.
func (s *Server) Lists() []ListInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := []ListInfo{}
	for _, m := range s.mailboxesLocked() {
		for _, l := range m.lists {
			infos = append(infos, ListInfo{m.account.Username, l.id, l.name, l.wellknown, l.shared, false})
		}
	}
	for _, m := range s.mailboxesLocked() {
		for _, l := range m.listByID {
			if !l.deleted.IsZero() {
				infos = append(infos, ListInfo{m.account.Username, l.id, l.name, l.wellknown, l.shared, true})
			}
		}
	}
	return infos
}

// Tasks are all tasks, list by list.
func (s *Server) Tasks() []TaskInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := []TaskInfo{}
	s.eachTaskLocked(func(m *mailbox, t *task) {
		infos = append(infos, TaskInfo{m.account.Username, t.list.id, t.list.name, t.id, t.title, t.status, len(t.attachments)})
	})
	return infos
}

// eachTaskLocked visits the tasks of all lists that are there, then those of ghosts.
func (s *Server) eachTaskLocked(visit func(*mailbox, *task)) {
	for _, m := range s.mailboxesLocked() {
		lists := slices.Clone(m.lists)
		for _, l := range m.listByID {
			if !l.deleted.IsZero() {
				lists = append(lists, l)
			}
		}
		for _, l := range lists {
			for _, t := range l.tasks {
				visit(m, t)
			}
		}
	}
}

// Attachments are all attachments, with the SHA-256 of their content.
func (s *Server) Attachments() []AttachmentInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := []AttachmentInfo{}
	s.eachTaskLocked(func(m *mailbox, t *task) {
		for _, a := range t.attachments {
			infos = append(infos, AttachmentInfo{m.account.Username, t.list.id, t.list.name, t.id, t.title, a.id, a.name, a.contentType, a.size, a.sum(), a.modified})
		}
	})
	return infos
}

// Links are all links of tasks.
func (s *Server) Links() []LinkInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := []LinkInfo{}
	s.eachTaskLocked(func(m *mailbox, t *task) {
		for _, l := range t.links {
			infos = append(infos, LinkInfo{m.account.Username, t.id, l.id, given(l.webURL), given(l.applicationName), given(l.displayName), given(l.externalID)})
		}
	})
	return infos
}

func given(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// Sessions are the upload sessions that were neither finished nor cancelled.
func (s *Server) Sessions() []SessionInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := []SessionInfo{}
	now := time.Now()
	for _, m := range s.mailboxesLocked() {
		for _, u := range m.sessions {
			infos = append(infos, SessionInfo{m.account.Username, u.task.id, u.id, u.name, u.size, u.next, u.created, u.expires, !now.Before(u.expires)})
		}
	}
	slices.SortFunc(infos, func(a, b SessionInfo) int { return a.Created.Compare(b.Created) })
	return infos
}

// Requests are the requests so far, in the order of arrival (E46).
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := make([]Request, len(s.record.entries))
	for i, e := range s.record.entries {
		requests[i] = e.Request
	}
	return requests
}

// ForgetRequests empties the record; numbers go on.
func (s *Server) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record.entries = nil
	clear(s.record.most)
	for user, now := range s.record.now {
		s.record.most[user] = now
	}
}

// MostInFlight is by username how many requests were under way at once at most.
func (s *Server) MostInFlight() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	most := map[string]int{}
	for user, n := range s.record.most {
		most[user] = n
	}
	return most
}

// Issued counts the tokens handed out so far.
func (s *Server) Issued() Issued {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record.issued
}

// Faults are the faults in force and how often each struck.
func (s *Server) Faults() []FaultInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := []FaultInfo{}
	for _, f := range s.faults {
		infos = append(infos, FaultInfo{f.Fault, f.seen, f.strikes})
	}
	return infos
}

// SetFaults replaces the faults; their counts begin anew.
func (s *Server) SetFaults(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = arm(faults)
}

// AddFaults adds faults after those in force.
func (s *Server) AddFaults(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &armedFault{Fault: f, number: len(s.faults) + 1})
	}
}

// ExpireAccessTokens ends every access token now; refresh tokens stay.
func (s *Server) ExpireAccessTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, token := range s.signIn.access {
		token.expires = time.Time{}
	}
}

// RevokeRefreshTokens ends every refresh token, as a change of password does.
func (s *Server) RevokeRefreshTokens() {
	s.RevokeRefreshTokensOf("")
}

// RevokeRefreshTokensOf ends one account's refresh tokens; username "" is everybody's.
func (s *Server) RevokeRefreshTokensOf(username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, token := range s.signIn.refresh {
		if username == "" || token.account.named(username) {
			token.revoked = true
		}
	}
}

// ExpireSessions ends every upload session now.
func (s *Server) ExpireSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mailboxes {
		for _, u := range m.sessions {
			u.expires = time.Now()
		}
	}
}

// mailboxNamedLocked is the mailbox of a username; "" is the first account's.
func (s *Server) mailboxNamedLocked(username string) (*mailbox, error) {
	for _, m := range s.mailboxesLocked() {
		if username == "" || m.account.named(username) {
			return m, nil
		}
	}
	return nil, fmt.Errorf("there is no account %q", username)
}

// AddList adds a list as another program would. username "" is the first account.
func (s *Server) AddList(username, name string) (listID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.mailboxNamedLocked(username)
	if err != nil {
		return "", err
	}
	return m.addList(m.mint.id(m.account.Personal, listIDBytes), name, plainList).id, nil
}

// DeleteList deletes a list, which then is a ghost for a while (L17).
func (s *Server) DeleteList(listID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mailboxes {
		if l := m.findList(listID); l != nil {
			m.removeList(l, time.Now())
			return nil
		}
	}
	return fmt.Errorf("there is no list %q", listID)
}

// AddTask adds a task as another program would.
func (s *Server) AddTask(listID, title string) (taskID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mailboxes {
		if l := m.findList(listID); l != nil {
			return m.addTask(l, m.mint.id(m.account.Personal, taskIDBytes), title, time.Now()).id, nil
		}
	}
	return "", fmt.Errorf("there is no list %q", listID)
}

// taskNamedLocked finds a task by its id.
func (s *Server) taskNamedLocked(taskID string) (*mailbox, *task, error) {
	for _, m := range s.mailboxes {
		if t := m.taskByID[taskID]; t != nil {
			return m, t, nil
		}
	}
	return nil, nil, fmt.Errorf("there is no task %q", taskID)
}

// MoveTask moves a task to another list of its mailbox, which gives it a new id (E20). Its open sessions end.
func (s *Server) MoveTask(taskID, toListID string) (newTaskID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, t, err := s.taskNamedLocked(taskID)
	if err != nil {
		return "", err
	}
	to := m.findList(toListID)
	if to == nil {
		return "", fmt.Errorf("there is no list %q", toListID)
	}
	m.moveTask(t, to, time.Now())
	return t.id, nil
}

// DeleteTask deletes a task with all that hangs on it.
func (s *Server) DeleteTask(taskID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, t, err := s.taskNamedLocked(taskID)
	if err == nil {
		m.removeTask(t)
	}
	return err
}

// AddAttachment hangs content on a task as another program would.
func (s *Server) AddAttachment(taskID, name, contentType string, content []byte) (attachmentID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, t, err := s.taskNamedLocked(taskID)
	if err != nil {
		return "", err
	}
	id := m.mint.id(m.account.Personal, attachIDBytes)
	m.addAttachment(t, id, name, orDefault(contentType, "application/octet-stream"), [][]byte{slices.Clone(content)}, time.Now())
	return id, nil
}

// attachmentNamedLocked finds an attachment by its id.
func (s *Server) attachmentNamedLocked(attachmentID string) (*mailbox, *attachment, error) {
	for _, m := range s.mailboxes {
		for _, t := range m.taskByID {
			if a := t.findAttachment(attachmentID); a != nil {
				return m, a, nil
			}
		}
	}
	return nil, nil, fmt.Errorf("there is no attachment %q", attachmentID)
}

// DeleteAttachment takes an attachment off its task.
func (s *Server) DeleteAttachment(attachmentID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, a, err := s.attachmentNamedLocked(attachmentID)
	if err == nil {
		m.removeAttachment(a, time.Now())
	}
	return err
}

// Content is the content of an attachment.
func (s *Server) Content(attachmentID string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, a, err := s.attachmentNamedLocked(attachmentID)
	if err != nil {
		return nil, err
	}
	return slices.Concat(a.parts...), nil
}

// Corrupt flips a bit of an attachment's content: what a check after the upload must find.
func (s *Server) Corrupt(attachmentID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, a, err := s.attachmentNamedLocked(attachmentID)
	if err != nil {
		return err
	}
	content := slices.Concat(a.parts...)
	if len(content) == 0 {
		return fmt.Errorf("attachment %q is empty", attachmentID)
	}
	content[len(content)/2] ^= 1
	a.parts, a.sha256 = [][]byte{content}, ""
	return nil
}
