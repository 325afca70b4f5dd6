package service

import (
	"context"
	"slices"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// begin of a load: the number tells a newer load of the same kind apart. It is called without mu.
func (s *Service) turn(kind string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch[kind]++
	return s.epoch[kind]
}

// show changes the view unless a newer load of this kind has begun meanwhile.
func (s *Service) show(kind string, turn int, change func(*Snapshot)) {
	s.update(func(v *Snapshot) {
		if s.epoch[kind] == turn {
			change(v)
		}
	})
}

// stage is how a load begins: what is on show already stays.
func stage(shown int) Load {
	if shown > 0 {
		return LoadRefreshing
	}
	return LoadBusy
}

// again asks a second time after a passing fault: one 404 or 5xx on a good address proves nothing (L18). A throttled request
// was held back by the governor already.
func again[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	return tries(ctx, 4, ask) // over 6 seconds: somebody waits for it, and has a button to try again
}

// patiently is again for what nobody is there to try again: over a minute and a half, as a file's own requests are.
func patiently[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	return tries(ctx, 8, ask)
}

func tries[T any](ctx context.Context, most int, ask func() (T, error)) (T, error) {
	misses, pause := 0, time.Second
	for try := 1; ; try++ {
		value, err := ask()
		if err == nil || ctx.Err() != nil || try == most || !transfer.Passing(err, &misses) {
			return value, err
		}
		select {
		case <-ctx.Done():
			return value, ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, 30*time.Second)
	}
}

func (s *Service) loadLists(ctx context.Context, client *graph.Client) {
	turn := s.turn("lists")
	s.show("lists", turn, func(v *Snapshot) { v.Lists.Load, v.Lists.Problem = stage(len(v.Lists.Entries)), nil })
	found, err := again(ctx, func() ([]graph.List, error) { return client.Lists(ctx) })
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.log.Warn("could not read the lists", "err", err)
		s.noteRefusal(client, err)
		s.show("lists", turn, func(v *Snapshot) {
			v.Lists.Load, v.Lists.Problem = LoadFailed, transfer.Explain("", err)
		})
		return
	}
	entries := make([]List, len(found))
	for i, l := range found {
		entries[i] = listOf(l)
	}
	s.show("lists", turn, func(v *Snapshot) {
		v.Lists = Lists{Load: LoadReady, Entries: entries}
		if v.ListID == "" {
			return
		}
		at := slices.IndexFunc(entries, func(l List) bool { return l.ID == v.ListID })
		if at < 0 {
			// The remembered list was deleted elsewhere: nothing may go to it (L17).
			v.ListID, v.ListName, v.TaskID, v.TaskTitle = "", "", "", ""
			v.Tasks, v.Attachments = Tasks{}, Attachments{}
			return
		}
		v.ListName = entries[at].Name
	})
}

func listOf(l graph.List) List {
	kind := ListPlain
	switch l.WellknownName {
	case "defaultList":
		kind = ListDefault
	case "flaggedEmails":
		kind = ListFlagged
	}
	return List{ID: l.ID, Name: l.DisplayName, Kind: kind, Shared: l.IsShared || !l.IsOwner}
}

func (s *Service) loadTasks(ctx context.Context, client *graph.Client, listID string) {
	turn := s.turn("tasks")
	fresh := false // nothing of this list is on show yet, so each page is as it comes
	s.show("tasks", turn, func(v *Snapshot) {
		if v.Tasks.ListID != listID {
			v.Tasks = Tasks{ListID: listID}
		}
		v.Tasks.Load, v.Tasks.Problem = stage(len(v.Tasks.Entries)), nil
		fresh = v.Tasks.Load == LoadBusy
	})
	var partial []Task
	found, err := again(ctx, func() ([]graph.Task, error) {
		partial = nil
		return client.Tasks(ctx, listID, func(page []graph.Task) {
			if !fresh {
				return
			}
			for _, t := range page {
				partial = append(partial, taskOf(t))
			}
			entries := slices.Clone(partial)
			s.show("tasks", turn, func(v *Snapshot) { v.Tasks.Entries = entries })
		})
	})
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.log.Warn("could not read the tasks", "err", err)
		s.noteRefusal(client, err)
		s.show("tasks", turn, func(v *Snapshot) {
			v.Tasks.Load, v.Tasks.Problem = LoadFailed, transfer.Explain("", err)
		})
		return
	}
	entries := make([]Task, len(found))
	for i, t := range found {
		entries[i] = taskOf(t)
	}
	s.show("tasks", turn, func(v *Snapshot) {
		v.Tasks = Tasks{Load: LoadReady, ListID: listID, Entries: entries}
		if v.ListID != listID || v.TaskID == "" {
			return
		}
		at := slices.IndexFunc(entries, func(t Task) bool { return t.ID == v.TaskID })
		if at < 0 {
			// Deleted, or moved and so under another id (F22): a drop must not go there.
			v.TaskID, v.TaskTitle, v.Attachments = "", "", Attachments{}
			return
		}
		v.TaskTitle = entries[at].Title
	})
}

func taskOf(t graph.Task) Task {
	return Task{
		ID: t.ID, Title: t.Title, Completed: t.Completed(), Important: t.Important(), Due: t.Due,
		HasAttachments: t.HasAttachments != nil && *t.HasAttachments, Created: t.Created,
	}
}

func (s *Service) loadAttachments(ctx context.Context, client *graph.Client, listID, taskID string) {
	turn := s.turn("attachments")
	s.show("attachments", turn, func(v *Snapshot) {
		if v.Attachments.TaskID != taskID {
			v.Attachments = Attachments{TaskID: taskID}
		}
		v.Attachments.Load, v.Attachments.Problem = stage(len(v.Attachments.Entries)), nil
	})
	ref := graph.TaskRef{ListID: listID, TaskID: taskID}
	found, err := again(ctx, func() ([]graph.Attachment, error) { return client.Attachments(ctx, ref) })
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.log.Warn("could not read the attachments", "err", err)
		s.noteRefusal(client, err)
		s.show("attachments", turn, func(v *Snapshot) {
			v.Attachments.Load, v.Attachments.Problem = LoadFailed, transfer.Explain("", err)
		})
		return
	}
	entries := attachmentsOf(found)
	s.knowSizes(entries)
	s.show("attachments", turn, func(v *Snapshot) {
		v.Attachments = Attachments{Load: LoadReady, TaskID: taskID, Entries: entries}
	})
	s.retryPictures()
}

func attachmentsOf(found []graph.Attachment) []Attachment {
	entries := make([]Attachment, len(found))
	for i, a := range found {
		entries[i] = Attachment{ID: a.ID, Name: a.Name, ContentType: a.ContentType, Size: a.Size, Modified: a.Modified}
	}
	return entries
}

// ChooseList chooses the list whose tasks are offered.
func (s *Service) ChooseList(id string) {
	s.mu.Lock()
	at := slices.IndexFunc(s.view.Lists.Entries, func(l List) bool { return l.ID == id })
	if at < 0 || s.view.ListID == id {
		s.mu.Unlock()
		return
	}
	name := s.view.Lists.Entries[at].Name
	s.mu.Unlock()
	s.setList(id, name)
}

func (s *Service) setList(id, name string) {
	s.update(func(v *Snapshot) {
		v.ListID, v.ListName, v.TaskID, v.TaskTitle = id, name, "", ""
		v.Tasks, v.Attachments = Tasks{Load: LoadBusy, ListID: id}, Attachments{}
	})
	s.rememberChoice()
	if client := s.clientOrSay(); client != nil {
		s.background(func(ctx context.Context) { s.loadTasks(ctx, client, id) })
	}
}

// ChooseTask chooses the task that files go to. Files that wait for a task start.
func (s *Service) ChooseTask(id string) {
	s.mu.Lock()
	at := slices.IndexFunc(s.view.Tasks.Entries, func(t Task) bool { return t.ID == id })
	if at < 0 {
		s.mu.Unlock()
		return
	}
	title := s.view.Tasks.Entries[at].Title
	s.mu.Unlock()
	s.setTask(id, title)
	if target := s.target(); target.Chosen() {
		s.background(func(ctx context.Context) { s.assign(ctx, target, nil, s.cfg.Quit) })
	}
}

func (s *Service) setTask(id, title string) {
	var listID string
	s.update(func(v *Snapshot) {
		v.TaskID, v.TaskTitle = id, title
		v.Attachments = Attachments{Load: LoadBusy, TaskID: id}
		listID = v.ListID
	})
	s.rememberChoice()
	if client := s.clientOrSay(); client != nil {
		s.background(func(ctx context.Context) { s.loadAttachments(ctx, client, listID, id) })
	}
}

// target is the chosen task of the account in use.
func (s *Service) target() Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.account == "" {
		return Target{}
	}
	v := &s.view
	t := Target{AccountID: s.account, AccountName: v.Account.Label(), ByApp: v.Account.ByApp, ListID: v.ListID, ListName: v.ListName, TaskID: v.TaskID, TaskTitle: v.TaskTitle}
	if at := slices.IndexFunc(v.Tasks.Entries, func(task Task) bool { return task.ID == t.TaskID }); at >= 0 {
		t.TaskCreated = v.Tasks.Entries[at].Created
	}
	return t
}

// clientOrSay is the client of the account in use. Where that has to sign in again it says so.
func (s *Service) clientOrSay() *graph.Client {
	client := s.inUse()
	if client == nil {
		s.update(func(v *Snapshot) {
			v.nothingToRead()
			s.note(problem.New(problem.SignInNeeded), false)
		})
	}
	return client
}

func (s *Service) rememberChoice() {
	t := s.target()
	if t.AccountID == "" {
		return
	}
	var now choice
	s.remember(func(kept *settings) {
		before := kept.Choices[t.AccountID]
		now = choice{
			ListID: t.ListID, ListName: t.ListName, TaskID: t.TaskID, TaskTitle: t.TaskTitle,
			RecentLists: recent(before.RecentLists, t.ListID), RecentTasks: recent(before.RecentTasks, t.TaskID),
		}
		kept.Choices[t.AccountID] = now
	})
	s.update(func(v *Snapshot) { v.RecentLists, v.RecentTasks = now.RecentLists, now.RecentTasks })
}

// Refresh reads lists, tasks and attachments again.
func (s *Service) Refresh() {
	client := s.clientOrSay()
	if client == nil {
		return
	}
	t := s.target()
	s.background(func(ctx context.Context) { s.loadLists(ctx, client) })
	if t.ListID != "" {
		s.background(func(ctx context.Context) { s.loadTasks(ctx, client, t.ListID) })
	}
	if t.TaskID != "" {
		s.background(func(ctx context.Context) { s.loadAttachments(ctx, client, t.ListID, t.TaskID) })
	}
}

// CreateList makes a new list and chooses it.
func (s *Service) CreateList(name string) {
	client := s.clientOrSay()
	if client == nil {
		return
	}
	s.background(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		made, err := client.CreateList(ctx, name)
		if err != nil {
			s.tellError(ctx, name, err)
			return
		}
		s.update(func(v *Snapshot) { v.Lists.Entries = append(slices.Clone(v.Lists.Entries), listOf(made)) })
		s.setList(made.ID, made.DisplayName)
	})
}

// CreateTask makes a new task in the chosen list and chooses it. Files that wait for a task go to it.
func (s *Service) CreateTask(title string) {
	client, t := s.clientOrSay(), s.target()
	if client == nil || t.ListID == "" {
		return
	}
	s.background(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		made, err := client.CreateTask(ctx, t.ListID, title)
		if err != nil {
			s.tellError(ctx, title, err)
			return
		}
		chosen := false
		s.update(func(v *Snapshot) {
			if chosen = v.ListID == t.ListID; chosen {
				v.Tasks.Entries = append([]Task{taskOf(made)}, v.Tasks.Entries...)
			}
		})
		if chosen {
			s.ChooseTask(made.ID)
		}
	})
}
