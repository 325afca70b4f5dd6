package service

import (
	"context"
	"slices"
	"sync"

	"taskdrop/service/accounts"
	"taskdrop/service/attachments"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/settings"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// browsing reads the lists and tasks of the account in use, and knows the chosen ones.
type browsing struct {
	*core
	accounts    *accounts.Accounts
	attachments *attachments.Attachments
	// chosen sends files to a task that was just chosen: those named, or all that have none if ids is nil.
	chosen func(target Target, ids []uint64)

	mu     sync.Mutex
	newest map[string]int // numbers the loads of each kind; an answer to an earlier one is dropped
}

// begin numbers a load.
func (s *browsing) begin(kind string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newest[kind]++
	return s.newest[kind]
}

// show changes the view unless a newer load of this kind has begun meanwhile.
func (s *browsing) show(kind string, turn int, change func(*Snapshot)) {
	s.board.Update(func(v *Snapshot) {
		s.mu.Lock()
		newest := s.newest[kind] == turn
		s.mu.Unlock()
		if newest {
			change(v)
		}
	})
}

// reset empties what is shown of an account, and puts in the last choice of the next one. It takes no lock but the
// settings'.
func (s *browsing) reset(v *Snapshot, accountID string, readable bool) {
	v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
	if accountID == "" {
		return
	}
	picked := s.store.Now().Choices[accountID]
	v.ListID, v.ListName, v.TaskID, v.TaskTitle = picked.ListID, picked.ListName, picked.TaskID, picked.TaskTitle
	v.RecentLists, v.RecentTasks = picked.RecentLists, picked.RecentTasks
	if !readable {
		nothingToRead(v)
	}
}

// load reads the lists of an account, and the tasks and attachments of its last choice.
func (s *browsing) load(accountID string, client *graph.Client) {
	picked := s.store.Now().Choices[accountID]
	s.group.Go(func(ctx context.Context) { s.loadLists(ctx, client) })
	if picked.ListID != "" {
		s.group.Go(func(ctx context.Context) { s.loadTasks(ctx, client, picked.ListID) })
	}
	if picked.TaskID != "" {
		s.group.Go(func(ctx context.Context) { s.attachments.Load(ctx, client, picked.ListID, picked.TaskID) })
	}
}

func (s *browsing) loadLists(ctx context.Context, client *graph.Client) {
	turn := s.begin("lists")
	s.show("lists", turn, func(v *Snapshot) { v.Lists.Load, v.Lists.Problem = view.Stage(len(v.Lists.Entries)), nil })
	found, err := retry.Briefly(ctx, func() ([]graph.List, error) { return client.Lists(ctx) })
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.log.Warn("could not read the lists", "err", err)
		s.accounts.Refused(client, err)
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

// listName is what a list is called, its id if it is not known here.
func (s *browsing) listName(id string) string {
	lists := s.board.Now().Lists.Entries
	if at := slices.IndexFunc(lists, func(l List) bool { return l.ID == id }); at >= 0 {
		return lists[at].Name
	}
	return id
}

func (s *browsing) loadTasks(ctx context.Context, client *graph.Client, listID string) {
	turn := s.begin("tasks")
	fresh := false // nothing of this list is on show yet, so each page is as it comes
	s.show("tasks", turn, func(v *Snapshot) {
		if v.Tasks.ListID != listID {
			v.Tasks = Tasks{ListID: listID}
		}
		v.Tasks.Load, v.Tasks.Problem = view.Stage(len(v.Tasks.Entries)), nil
		fresh = v.Tasks.Load == LoadBusy
	})
	var partial []Task
	found, err := retry.Briefly(ctx, func() ([]graph.Task, error) {
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
		err = transfer.OfList(ctx, client, s.listName(listID), err)
		s.accounts.Refused(client, err)
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

// ChooseList chooses the list whose tasks are offered.
func (s *browsing) ChooseList(id string) {
	v := s.board.Now()
	at := slices.IndexFunc(v.Lists.Entries, func(l List) bool { return l.ID == id })
	if at >= 0 && v.ListID != id {
		s.setList(id, v.Lists.Entries[at].Name)
	}
}

func (s *browsing) setList(id, name string) {
	s.board.Update(func(v *Snapshot) {
		v.ListID, v.ListName, v.TaskID, v.TaskTitle = id, name, "", ""
		v.Tasks, v.Attachments = Tasks{Load: LoadBusy, ListID: id}, Attachments{}
	})
	s.rememberChoice()
	if client := s.clientOrSay(); client != nil {
		s.group.Go(func(ctx context.Context) { s.loadTasks(ctx, client, id) })
	}
}

// ChooseTask chooses the task that files go to. Files that wait for a task start.
func (s *browsing) ChooseTask(id string) {
	entries := s.board.Now().Tasks.Entries
	at := slices.IndexFunc(entries, func(t Task) bool { return t.ID == id })
	if at < 0 {
		return
	}
	s.setTask(id, entries[at].Title)
	if target := s.target(); target.Chosen() {
		s.chosen(target, nil)
	}
}

func (s *browsing) setTask(id, title string) {
	var listID string
	s.board.Update(func(v *Snapshot) {
		v.TaskID, v.TaskTitle = id, title
		v.Attachments = Attachments{Load: LoadBusy, TaskID: id}
		listID = v.ListID
	})
	s.rememberChoice()
	if client := s.clientOrSay(); client != nil {
		s.group.Go(func(ctx context.Context) { s.attachments.Load(ctx, client, listID, id) })
	}
}

// target is the chosen task of the account in use.
func (s *browsing) target() Target {
	account := s.accounts.Current()
	if account == "" {
		return Target{}
	}
	v := s.board.Now()
	if v.Account.ID != account { // it is being changed
		return Target{}
	}
	t := Target{
		AccountID: account, AccountName: v.Account.Label(), ByApp: v.Account.ByApp,
		ListID: v.ListID, ListName: v.ListName, TaskID: v.TaskID, TaskTitle: v.TaskTitle,
	}
	if at := slices.IndexFunc(v.Tasks.Entries, func(task Task) bool { return task.ID == t.TaskID }); at >= 0 {
		t.TaskCreated = v.Tasks.Entries[at].Created
	}
	return t
}

// clientOrSay is the client of the account in use. Where that has to sign in again it says so.
func (s *browsing) clientOrSay() *graph.Client {
	client := s.accounts.InUse()
	if client == nil {
		s.board.Update(func(v *Snapshot) {
			nothingToRead(v)
			v.AddNotice(view.Notice{Problem: problem.New(problem.SignInNeeded)})
		})
	}
	return client
}

func (s *browsing) rememberChoice() {
	t := s.target()
	if t.AccountID == "" {
		return
	}
	var now settings.Choice
	s.store.Change(func(kept *settings.Kept) {
		now = kept.Choices[t.AccountID].After(t.ListID, t.ListName, t.TaskID, t.TaskTitle)
		kept.Choices[t.AccountID] = now
	})
	s.board.Update(func(v *Snapshot) { v.RecentLists, v.RecentTasks = now.RecentLists, now.RecentTasks })
}

// Refresh reads lists, tasks and attachments again.
func (s *browsing) Refresh() {
	client := s.clientOrSay()
	if client == nil {
		return
	}
	t := s.target()
	s.group.Go(func(ctx context.Context) { s.loadLists(ctx, client) })
	if t.ListID != "" {
		s.group.Go(func(ctx context.Context) { s.loadTasks(ctx, client, t.ListID) })
	}
	if t.TaskID != "" {
		s.group.Go(func(ctx context.Context) { s.attachments.Load(ctx, client, t.ListID, t.TaskID) })
	}
}

// CreateList makes a new list and chooses it.
func (s *browsing) CreateList(name string) {
	client := s.clientOrSay()
	if client == nil {
		return
	}
	s.group.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		made, err := client.CreateList(ctx, name)
		if err != nil {
			s.accounts.TellError(ctx, name, err)
			return
		}
		s.board.Update(func(v *Snapshot) { v.Lists.Entries = append(slices.Clone(v.Lists.Entries), listOf(made)) })
		s.setList(made.ID, made.DisplayName)
	})
}

// CreateTask makes a new task in the chosen list and chooses it. Files that wait for a task go to it.
func (s *browsing) CreateTask(title string) {
	client, t := s.clientOrSay(), s.target()
	if client == nil || t.ListID == "" {
		return
	}
	s.group.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		made, err := client.CreateTask(ctx, t.ListID, title)
		if err != nil {
			s.accounts.TellError(ctx, title, err)
			return
		}
		chosen := false
		s.board.Update(func(v *Snapshot) {
			if chosen = v.ListID == t.ListID; chosen {
				v.Tasks.Entries = append([]Task{taskOf(made)}, v.Tasks.Entries...)
			}
		})
		if chosen {
			s.ChooseTask(made.ID)
		}
	})
}

// nothingToRead is what the dropdowns say of an account that has to sign in again. What is known and chosen stays.
func nothingToRead(v *Snapshot) {
	why := problem.New(problem.SignInNeeded)
	if v.Tasks.ListID != v.ListID {
		v.Tasks = Tasks{ListID: v.ListID}
	}
	if v.Attachments.TaskID != v.TaskID {
		v.Attachments = Attachments{TaskID: v.TaskID}
	}
	v.Lists.Load, v.Lists.Problem = LoadFailed, why
	v.Tasks.Load, v.Tasks.Problem = LoadFailed, why
	v.Attachments.Load, v.Attachments.Problem = LoadFailed, why
}
