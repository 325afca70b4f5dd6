package ui

import (
	"taskdrop/service"
	"taskdrop/ui/settings"
	"taskdrop/ui/signin"
)

// Services are what the window needs of the program behind it, a part each. Every method of a part returns at once:
// work happens on other goroutines and shows in a later Snapshot. One value may serve several parts.
type Services struct {
	State       State
	SignIn      SignIn
	Tasks       Tasks
	Adding      Adding
	Queue       Queue
	Attachments Attachments
	Settings    settings.Service
	Desktop     Desktop
}

// State is what the window draws.
type State interface {
	// Snapshot is the newest picture of everything. It never blocks on I/O.
	Snapshot() service.Snapshot
	// Changed receives after each change that is not a mere byte count; changes in between are merged into one.
	Changed() <-chan struct{}
	// Busy reports whether closing now would interrupt an upload.
	Busy() bool
}

// SignIn is who uses the program.
type SignIn interface {
	signin.Service
	// Connect stores an application and signs in with it. Without a client id it signs in with the one there is.
	Connect(service.Application)
	// SignInAgain opens the browser for one account, whose items wait for it; "" is like SignIn.
	SignInAgain(accountID string)
	// SignInWithCode signs in by a code to be entered on any device, in place of a sign-in under way.
	SignInWithCode(personal bool)
	// SignOut signs the account in use out; another one that is signed in takes its place.
	SignOut()
	// UseAccount puts another signed-in account in use; AddAccount signs one more in.
	UseAccount(id string)
	AddAccount()
	// AddAppAccount puts another person's tasks in use by an application; AppAttempt in the snapshot follows it.
	AddAppAccount(service.AppAccount)
	// AppConsentLink is the page on which an administrator grants an application its permissions, "" where one is
	// missing.
	AppConsentLink(tenant, clientID string) string
}

// Tasks is lists and tasks.
type Tasks interface {
	ChooseList(id string)
	ChooseTask(id string)
	// Refresh reads lists, tasks and attachments again.
	Refresh()
	CreateList(name string)
	CreateTask(title string)
	// OpenTask shows a task in the person's browser.
	OpenTask(listID, taskID string)
	// MakeShortcut makes an icon on which files are dropped to go to one task.
	MakeShortcut(service.Shortcut)
}

// Adding is what comes into the queue, and what is asked about it.
type Adding interface {
	// AddPaths queues files and folders (walked elsewhere), by path or URI, for the chosen task. The person is told
	// about what is not on this computer.
	AddPaths(paths []string)
	// PlaceForPromised makes a folder for another program to write dropped files into; it touches the disk, so it is not
	// for the goroutine that draws. AddPromised queues what has been written there for the chosen task.
	PlaceForPromised() (folder string, err error)
	AddPromised(folder string)
	// Paste queues the files, or the picture, on the clipboard.
	Paste(service.Pasted)
	// Answer answers the snapshot's question: for the first thing it is about, or for all of them.
	Answer(id uint64, answer service.Answer, forAll bool)
	// PutOff takes a question about items of the queue away, until one of them is resumed.
	PutOff(question uint64)
}

// Queue is what is in the queue.
type Queue interface {
	Pause(id uint64)
	// Resume goes on with an item, or asks again what was put off about it.
	Resume(id uint64)
	Retry(id uint64)
	// TryNow ends an item's wait before its next try.
	TryNow(id uint64)
	// Cancel stops an item, deletes its upload session and takes it out of the queue.
	Cancel(id uint64)
	// Undo removes the attachment of an attached item from its task again.
	Undo(id uint64)
	// SendFirst and SendLast change an item's place in the queue.
	SendFirst(id uint64)
	SendLast(id uint64)
	PauseAll()
	ResumeAll()
	RetryFailed()
	CancelAll()
	// ClearDone takes attached, undone and failed items out of the queue.
	ClearDone()
}

// Attachments is what hangs on the chosen task.
type Attachments interface {
	// OpenAttachment saves an attachment into a folder of this run and opens it with the system's program for it.
	OpenAttachment(id string)
	// SaveAttachment writes an attachment to a path the person chose.
	SaveAttachment(id, path string)
	// SaveAllAttachments writes all attachments of the chosen task into a folder, replacing nothing there.
	SaveAllAttachments(folder string)
	CancelSaving()
	// DeleteAttachment takes an attachment off the task after some seconds; until then UndoDelete brings it back, and
	// FinishDelete waits no longer.
	DeleteAttachment(id string)
	UndoDelete(id string)
	FinishDelete(id string)
	// ShowPictures says which attachments' rows are on show: their small pictures come into the snapshot.
	ShowPictures(ids []string)
	// OpenPreview makes the large picture of an attachment for the snapshot, until ClosePreview or another one.
	OpenPreview(id string)
	ClosePreview()
}

// Desktop is the desktop around the window.
type Desktop interface {
	// ShowFolder shows a folder of this computer in the person's file manager.
	ShowFolder(folder string)
	// AskTray answers whether an icon in the desktop's tray is wanted and can be seen, on any goroutine.
	AskTray(answer func(there bool))
	// SetAttention asks the desktop for the person's eye, or no longer.
	SetAttention(wanted bool)
	// UseWindow tells which window the button on the taskbar is of: a handle of Windows.
	UseWindow(handle uintptr)
}
