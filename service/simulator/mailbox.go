package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// The values of wellknownListName (F20).
const (
	plainList   = "none"
	defaultList = "defaultList"
	flaggedList = "flaggedEmails"
)

// mailbox is one person's To Do. Server.mu guards it and all that hangs on it.
type mailbox struct {
	account  Account
	mint     *mint
	lists    []*list
	listByID map[string]*list
	taskByID map[string]*task
	sessions map[string]*session
	changes  uint64
}

type list struct {
	id, name, wellknown string
	owner, shared       bool
	tasks               []*task
	etag                string
	// deleted is when the list was deleted; its tasks live on for a while (L17).
	deleted time.Time
}

type task struct {
	id, title, status, importance string
	bodyText, bodyType            string
	created, modified             time.Time
	due, completed                *dateTimeZone
	reminder                      *dateTimeZone
	reminderOn                    bool
	categories                    []string
	etag                          string
	list                          *list
	attachments                   []*attachment
	links                         []*link
}

// dateTimeZone is Graph's dateTimeTimeZone.
type dateTimeZone struct {
	DateTime string `json:"dateTime"`
	TimeZone string `json:"timeZone"`
}

// attachment is a taskFileAttachment. Its content is kept as it came, range by range.
type attachment struct {
	id, name, contentType string
	modified              time.Time
	parts                 [][]byte
	size                  int64
	task                  *task
	sha256                string // "" until somebody asks
}

// sum is the SHA-256 of the content in hexadecimal, computed when first asked for.
func (a *attachment) sum() string {
	if a.sha256 == "" {
		hash := sha256.New()
		for _, part := range a.parts {
			hash.Write(part)
		}
		a.sha256 = hex.EncodeToString(hash.Sum(nil))
	}
	return a.sha256
}

// session is an upload session.
type session struct {
	id, name, contentType string
	size, next            int64
	parts                 [][]byte
	created, expires      time.Time
	task                  *task
	// busy is true while a range of it is on its way (E32).
	busy bool
}

// change is a new etag: each write moves it (L13).
func (m *mailbox) change() string {
	m.changes++
	return fmt.Sprintf(`W/"%s%06d=="`, strings.Repeat("A", 4), m.changes)
}

func (m *mailbox) addList(id, name, wellknown string) *list {
	l := &list{id: id, name: name, wellknown: wellknown, owner: true, etag: m.change()}
	m.lists = append(m.lists, l)
	m.listByID[id] = l
	return l
}

func (m *mailbox) addTask(l *list, id, title string, now time.Time) *task {
	t := &task{id: id, title: title, status: "notStarted", importance: "normal", bodyType: "text", created: now, modified: now, etag: m.change(), list: l}
	l.tasks = append(l.tasks, t)
	m.taskByID[id] = t
	return t
}

func (m *mailbox) addAttachment(t *task, id, name, contentType string, parts [][]byte, now time.Time) *attachment {
	a := &attachment{id: id, name: name, contentType: contentType, parts: parts, modified: now, task: t}
	for _, part := range parts {
		a.size += int64(len(part))
	}
	t.attachments = append(t.attachments, a)
	m.touch(t, now)
	return a
}

// touch marks a task as changed.
func (m *mailbox) touch(t *task, now time.Time) {
	t.modified, t.etag = now, m.change()
}

// findList is a list of the mailbox by its exact id, while it answers itself.
func (m *mailbox) findList(id string) *list {
	if l := m.listByID[id]; l != nil && l.deleted.IsZero() {
		return l
	}
	return nil
}

// findTask is a task by its exact id in its exact list. A deleted list's tasks are found for ghost longer (L17).
func (m *mailbox) findTask(listID, taskID string, ghost time.Duration, now time.Time) *task {
	t := m.taskByID[taskID]
	if t == nil || t.list != m.taskList(listID, ghost, now) {
		return nil
	}
	return t
}

// taskList is the list whose tasks a path under listID means: one that is there, or a ghost (L17).
func (m *mailbox) taskList(listID string, ghost time.Duration, now time.Time) *list {
	l := m.listByID[listID]
	if l == nil || !l.deleted.IsZero() && now.Sub(l.deleted) >= ghost {
		return nil
	}
	return l
}

func (m *mailbox) removeTask(t *task) {
	t.list.tasks = without(t.list.tasks, t)
	delete(m.taskByID, t.id)
	for id, s := range m.sessions {
		if s.task == t {
			delete(m.sessions, id)
		}
	}
}

func (m *mailbox) removeAttachment(a *attachment, now time.Time) {
	a.task.attachments = without(a.task.attachments, a)
	m.touch(a.task, now)
}

// removeList deletes a list. It stays known as a ghost (L17).
func (m *mailbox) removeList(l *list, now time.Time) {
	m.lists = without(m.lists, l)
	l.deleted = now
}

// moveTask moves a task into another list, which gives it and what hangs on it new ids (E20). Open sessions end.
func (m *mailbox) moveTask(t *task, to *list, now time.Time) {
	m.removeTask(t)
	t.id, t.list = m.mint.id(m.account.Personal, taskIDBytes), to
	for _, a := range t.attachments {
		a.id = m.mint.id(m.account.Personal, attachIDBytes)
	}
	to.tasks = append(to.tasks, t)
	m.taskByID[t.id] = t
	m.touch(t, now)
}

func (t *task) findAttachment(id string) *attachment {
	for _, a := range t.attachments {
		if a.id == id {
			return a
		}
	}
	return nil
}

// without is items with one of them left out, in a new slice: readers of the old one are not disturbed.
func without[T comparable](items []T, item T) []T {
	kept := make([]T, 0, len(items))
	for _, each := range items {
		if each != item {
			kept = append(kept, each)
		}
	}
	return kept
}
