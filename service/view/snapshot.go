// Package view is what the window draws: one immutable Snapshot, and the Board that holds the newest. The parts of the
// program change it; no part reads its own state back from it.
package view

import (
	"cmp"
	"image"
	"time"

	"taskdrop/service/problem"
	"taskdrop/service/settings"
	"taskdrop/service/transfer"
)

type (
	// Target is the task an item goes to.
	Target = transfer.Target
	// Queue is the whole queue.
	Queue = transfer.QueueStatus
	// Problem is an error in a person's words.
	Problem = problem.Problem
)

// Phase is which of the window's faces fits.
type Phase int

// The phases, in the order a new person sees them.
const (
	PhaseSetup     Phase = iota // nothing configured: try the demo, or connect an account
	PhaseSignedOut              // configured, nobody signed in
	PhaseSigningIn              // the browser is open; SignIn says since when and until when
	PhaseSignedIn
)

// Load is how far a list from the server has come.
type Load int

// The stages of a Load. LoadRefreshing keeps the earlier entries on show.
const (
	LoadNone Load = iota
	LoadBusy
	LoadRefreshing
	LoadReady
	LoadFailed // Problem says why; entries, if any, are those from before
)

// Account is a person who is signed in.
type Account struct {
	ID       string // oid and tid, never an address (C6)
	Name     string // "Mia Berger"; may be empty
	Username string // what they sign in with, usually an address
	Personal bool   // a personal Microsoft account, not one of work or school
	// ByApp: an application uses this person's tasks by itself, TenantID and ClientID are where and which.
	ByApp              bool
	TenantID, ClientID string
	// NeedsSignIn is true once the provider takes this account's sign-in no longer (C8); its items wait.
	NeedsSignIn bool
}

// Label is what an account is called in one word: its address, else its name.
func (a Account) Label() string { return cmp.Or(a.Username, a.Name) }

// SignIn is the state of a sign-in under way.
type SignIn struct {
	// URL is the page to open by hand when no browser came up. It carries state and challenge but no secret. With a
	// Code it is where to enter that.
	URL string
	// Code is what to enter on any device (C10), "" for a sign-in in this computer's browser.
	Code string
	// Link is URL for what is clicked or scanned: the provider may have filled in Code there. It is set with Code.
	Link string
	// Until is when the wait ends by itself.
	Until time.Time
}

// ListKind tells the built-in lists from a person's own.
type ListKind int

// The kinds of list.
const (
	ListPlain   ListKind = iota
	ListDefault          // the built-in Tasks list, whatever its name is in the person's language
	ListFlagged          // flagged e-mails
)

// List is a todoTaskList.
type List struct {
	ID     string
	Name   string
	Kind   ListKind
	Shared bool
}

// Task is a todoTask.
type Task struct {
	ID        string
	Title     string
	Completed bool
	Important bool
	Due       time.Time // midnight of the day, in UTC; zero where there is none
	// HasAttachments is what the server said, if it said so (C35).
	HasAttachments bool
	Created        time.Time
}

// Attachment is a taskFileAttachment that hangs on the chosen task.
type Attachment struct {
	ID          string
	Name        string // as the server has it: never a path (L11)
	ContentType string
	Size        int64
	Exact       bool // Size is the file's own; else as listed, some 240 bytes above it (L9)
	Modified    time.Time
}

// Lists is the state of the first dropdown.
type Lists struct {
	Load    Load
	Entries []List
	Problem *Problem
}

// Tasks is the state of the second dropdown.
type Tasks struct {
	Load    Load
	ListID  string
	Entries []Task
	Problem *Problem
}

// Attachments is what hangs on the chosen task.
type Attachments struct {
	Load    Load
	TaskID  string
	Entries []Attachment
	Problem *Problem
}

// Notice is a passing message, shown as a toast. IDs rise, so that a window shows each once.
type Notice struct {
	ID      uint64
	Problem *Problem // Text with its fields; also used for good news
	Good    bool
	Folder  string // of this computer, which it is about; "" for none
}

// Snapshot is everything the window draws, immutable. A window can be rebuilt from one at any time.
type Snapshot struct {
	Revision    uint64
	Phase       Phase
	Demo        bool
	HasClientID bool // an account can be connected without asking for a client id first
	Account     Account
	Accounts    []Account // all who are signed in on this computer
	SignIn      SignIn
	// MemoryOnly says why sign-ins are kept for this run only; nil where they rest on disk, sealed.
	MemoryOnly  *Problem
	SignInError *Problem // why the last sign-in ended without an account
	AppAttempt  AppAttempt
	Lists       Lists
	Tasks       Tasks
	ListID      string // the chosen list, "" for none
	TaskID      string // the chosen task, "" for none
	// TaskTitle and ListName are the chosen ones' names, known also while the dropdowns load.
	ListName, TaskTitle string
	// RecentLists and RecentTasks are ids of the account's last choices, the newest first.
	RecentLists, RecentTasks []string
	Attachments              Attachments
	Pictures                 map[string]image.Image // small ones of attachments, by their ids, as far as they are made
	Preview                  *Preview               // the large picture that is open, nil for none
	Deleting                 []Deletion             // attachments that can still be brought back, in the order they were deleted
	Saving                   *Saving                // of all attachments, nil while that is not under way
	Queue                    Queue
	Notices                  []Notice // the last few
	Preferences              settings.Preferences
	Setup                    Setup
	Question                 *Question // waits for an answer, nil while nothing is asked, or all was put off
	// HeldFor says of held items what they wait for. One it does not name is being looked up.
	HeldFor map[uint64]HeldFor
	// ShortcutPlace asks where an icon is to be put, nil until that is asked for the first time.
	ShortcutPlace *ShortcutPlace
	// NeedsTask is true while files wait for a task to be chosen.
	NeedsTask bool

	lastNotice uint64
}

// Stage is how a load begins that finds so many entries on show: they stay.
func Stage(shown int) Load {
	if shown > 0 {
		return LoadRefreshing
	}
	return LoadBusy
}
