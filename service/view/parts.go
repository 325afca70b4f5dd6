package view

import (
	"image"
	"time"

	"taskdrop/service/settings"
)

// QuestionKind is what a person is to decide about files they dropped.
type QuestionKind int

// The questions.
const (
	// QuestionFolder: each file, or one .zip? Answers: AnswerEach, AnswerZip, AnswerLeaveOut.
	QuestionFolder QuestionKind = iota
	// QuestionOversize: the file is too large, and its .zip would fit. Answers: AnswerZip, AnswerLeaveOut.
	QuestionOversize
	// QuestionDuplicate: a file of the same name and size hangs on the task already. Answers: AnswerReplace,
	// AnswerKeepBoth, AnswerLeaveOut.
	QuestionDuplicate
	// QuestionPasted: text names these files, and text can come from anywhere. Answers: AnswerEach, AnswerLeaveOut.
	QuestionPasted
	// QuestionShare: these files are on another computer, to which this one would sign in. Answers: AnswerEach,
	// AnswerLeaveOut.
	QuestionShare
)

// Question waits for a person's answer. What it is about waits meanwhile; everything else goes on.
type Question struct {
	ID   uint64
	Kind QuestionKind
	// Name is the folder's or file's, the first one's where Count is above 1.
	Name  string
	Count int
	// Paths are what QuestionPasted and QuestionShare are about, as they were written.
	Paths []string
	// Task is the title of the task that QuestionDuplicate is about.
	Task string
	// Files and Bytes are what a folder holds; with QuestionOversize Bytes is the .zip's size.
	Files int
	Bytes int64
}

// Answer is one way out of a Question.
type Answer int

// The answers. AnswerLeaveOut is safe for each: nothing is attached, and nothing on disk or on the task is touched.
const (
	AnswerLeaveOut Answer = iota
	AnswerEach
	AnswerZip
	AnswerReplace
	AnswerKeepBoth
)

// HeldFor says what an item waits for that was never started. The queue knows only that it was not.
type HeldFor int

// What held items wait for.
const (
	HeldForLook   HeldFor = iota // it is being looked up whether its like hangs on the task already
	HeldForStart                 // the person starts it
	HeldForAnswer                // the person answers the question about it
)

// Shortcut is an icon that a person wants.
type Shortcut struct {
	Target  Target
	Comment string // in the person's language: what the icon is for
	Path    string // of its file, "" for the desktop folder
}

// ShortcutPlace asks where an icon is to be put by a person who has no desktop folder. IDs rise, so that a window asks
// each once.
type ShortcutPlace struct {
	ID   uint64
	For  Shortcut
	Name string // of the file, proposed
}

// Preview is the large picture of an attachment.
type Preview struct {
	ID      string // of the attachment
	Load    Load
	Image   image.Image // once it is ready
	Problem *Problem
}

// Deletion is an attachment that is deleted when its time is over.
type Deletion struct {
	ID, Name string // of the attachment
	Until    time.Time
}

// Saving is how far the saving of all attachments has come.
type Saving struct {
	Done, Total int
}

// AppAttempt is how the last AddAppAccount stands. It came to an account where Problem is nil in the end.
type AppAttempt struct {
	Number  uint64 // rises with each
	Busy    bool
	Problem *Problem
}

// Setup is how the program is set up: what the person set, and what is in force.
type Setup struct {
	// Application and Network are what the settings say, whatever is in force.
	Application settings.Application
	Network     settings.Network
	Display     settings.Display
	// ClientID, Tenant and Cloud are in force. Cloud's Value is the sign-in host.
	ClientID, Tenant, Cloud settings.InForce
	// BuiltIn reports whether this release carries an application of its own.
	BuiltIn bool
	// PasswordKnown is whether the proxy's password is known; PasswordKept, whether it is for the next start, too.
	PasswordKnown, PasswordKept bool
	// ApplicationProblem and NetworkProblem are why what is set can't be used, nil where it can.
	ApplicationProblem, NetworkProblem *Problem
	// ApplicationTaken and NetworkTaken rise with each one that was taken up, or refused.
	ApplicationTaken, NetworkTaken int
	// LogFolder is where log, queue and settings are.
	LogFolder string
}
