package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/picker"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// header is the top of the window: list, task, refresh, menu and the person.
type header struct {
	object  *fyne.Container
	lists   *picker.Picker
	tasks   *picker.Picker
	refresh *widgets.IconButton
	menu    *widgets.IconButton
	avatar  *widgets.Avatar
	locale  *format.Locale
	now     func() time.Time

	// The entries made last, kept while the snapshot's are the same: 10,000 tasks are not copied at each tick.
	listsOf     []service.List
	listEntries []picker.Entry
	tasksOf     []service.Task
	tasksDay    int
	taskEntries []picker.Entry
}

func newHeader(svc Services, locale *format.Locale, now func() time.Time, showMenu, showAccount func()) *header {
	h := &header{locale: locale, now: now}
	h.lists = picker.New(picker.Config{
		Words: picker.ListWords(), OnChosen: svc.Tasks.ChooseList, OnCreate: svc.Tasks.CreateList, OnRefresh: svc.Tasks.Refresh, FormatCount: locale.Count,
	})
	h.tasks = picker.New(picker.Config{
		Words: picker.TaskWords(), OnChosen: svc.Tasks.ChooseTask, OnCreate: svc.Tasks.CreateTask, OnRefresh: svc.Tasks.Refresh, FormatCount: locale.Count,
	})
	h.refresh = widgets.NewIconButton(look.IconRefresh, textRefresh(), svc.Tasks.Refresh)
	h.menu = widgets.NewIconButton(look.IconGear, textMenu(), showMenu)
	h.avatar = widgets.NewAvatar(showAccount)
	row := container.New(&headerLayout{}, h.lists, h.tasks, h.refresh, h.menu, h.avatar)
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorCard})
	h.object = frame(nil, widgets.NewHairline(),
		container.NewStack(ground, widgets.Inset(row, 14, 14, look.Margin, look.Margin)))
	return h
}

// takeUp draws the choices and the person of a snapshot.
func (h *header) takeUp(s *service.Snapshot) {
	if !sameSlice(h.listsOf, s.Lists.Entries) {
		h.listsOf, h.listEntries = s.Lists.Entries, listEntries(s.Lists.Entries)
	}
	// A new day changes "due tomorrow".
	if day := h.now().YearDay(); !sameSlice(h.tasksOf, s.Tasks.Entries) || day != h.tasksDay {
		h.tasksOf, h.tasksDay = s.Tasks.Entries, day
		h.taskEntries = h.entriesOfTasks(s.Tasks.Entries)
	}
	h.lists.SetState(picker.State{
		Load: pickerLoad(s.Lists.Load), Entries: h.listEntries, Recent: s.RecentLists, SelectedID: s.ListID, SelectedText: s.ListName,
		Problem: problemOf(s.Lists.Problem), Detail: detailOf(s.Lists.Problem),
	})
	h.tasks.SetState(picker.State{
		Load: pickerLoad(s.Tasks.Load), Entries: h.taskEntries, Recent: s.RecentTasks, Section: s.ListName, SelectedID: s.TaskID, SelectedText: s.TaskTitle,
		Problem: problemOf(s.Tasks.Problem), Detail: detailOf(s.Tasks.Problem), Disabled: s.ListID == "",
	})
	h.tasks.SetAttention(s.NeedsTask && s.ListID != "")
	h.lists.SetAttention(s.NeedsTask && s.ListID == "")
	name := accountName(s)
	if s.Account.ByApp {
		h.avatar.SetName(s.Account.Username, name)
		h.avatar.SetBadge(look.IconKey)
	} else {
		h.avatar.SetName(name, name)
		h.avatar.SetBadge("")
	}
}

func sameSlice[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func problemOf(p *service.Problem) string {
	if p == nil {
		return ""
	}
	return words.Problem(p)
}

func detailOf(p *service.Problem) string {
	if p == nil {
		return ""
	}
	return p.Detail
}

// accountName is what the person is called: their name, else their address, else that it is the demo.
func accountName(s *service.Snapshot) string {
	switch {
	case s.Account.ByApp:
		return textAppAccount(s.Account.Username)
	case s.Account.Name != "":
		return s.Account.Name
	case s.Account.Username != "":
		return s.Account.Username
	case s.Demo:
		return textDemoAccount()
	}
	return ""
}

func listEntries(lists []service.List) []picker.Entry {
	entries := make([]picker.Entry, len(lists))
	for i, list := range lists {
		entries[i] = picker.Entry{ID: list.ID, Title: list.Name, Kind: listKind(list)}
	}
	return entries
}

func listKind(list service.List) string {
	switch {
	case list.Kind == service.ListDefault:
		return textListDefault()
	case list.Kind == service.ListFlagged:
		return textListFlagged()
	case list.Shared:
		return textListShared()
	}
	return ""
}

func (h *header) entriesOfTasks(tasks []service.Task) []picker.Entry {
	now := h.now()
	entries := make([]picker.Entry, len(tasks))
	for i, task := range tasks {
		entry := picker.Entry{ID: task.ID, Title: task.Title, Important: task.Important, Done: task.Completed, Clip: task.HasAttachments}
		if !task.Due.IsZero() {
			entry.Detail = h.locale.Due(task.Due, now)
		}
		entries[i] = entry
	}
	return entries
}

// headerLayout gives the list a third of the room at most, the task the rest, and the buttons their own size.
type headerLayout struct{}

const (
	headerGap float32 = 10
	listMost  float32 = 230
	listLeast float32 = 130
)

func (headerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	lists, tasks, buttons := objects[0], objects[1], objects[2:]
	right := size.Width
	for i := len(buttons) - 1; i >= 0; i-- {
		own := buttons[i].MinSize()
		right -= own.Width
		buttons[i].Move(fyne.NewPos(right, (size.Height-own.Height)/2))
		buttons[i].Resize(own)
		right -= headerGap
	}
	wide := max(listLeast, min(listMost, (right-headerGap)*0.36))
	y := (size.Height - look.ControlHeight) / 2
	lists.Move(fyne.NewPos(0, y))
	lists.Resize(fyne.NewSize(wide, look.ControlHeight))
	tasks.Move(fyne.NewPos(wide+headerGap, y))
	tasks.Resize(fyne.NewSize(right-wide-headerGap, look.ControlHeight))
}

func (headerLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	buttons := 3*look.ButtonHeight + 3*headerGap
	return fyne.NewSize(2*listLeast+headerGap+buttons, look.ControlHeight)
}

// pickerLoad is a stage of the service's loading as a picker has it.
func pickerLoad(stage service.Load) picker.Load {
	switch stage {
	case service.LoadBusy:
		return picker.Loading
	case service.LoadRefreshing:
		return picker.Refreshing
	case service.LoadReady:
		return picker.Ready
	case service.LoadFailed:
		return picker.Failed
	case service.LoadNone:
	}
	return picker.None
}
