package service

import (
	"taskdrop/service/accounts"
	"taskdrop/service/attachments"
	"taskdrop/service/localfiles/filename"
	"taskdrop/service/problem"
	"taskdrop/service/settings"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// The window and the tests import this package alone; these are the names of what its parts define.
type (
	// Snapshot is everything the window draws.
	Snapshot      = view.Snapshot
	Phase         = view.Phase
	Load          = view.Load
	Account       = view.Account
	SignIn        = view.SignIn
	ListKind      = view.ListKind
	List          = view.List
	Task          = view.Task
	Attachment    = view.Attachment
	Lists         = view.Lists
	Tasks         = view.Tasks
	Attachments   = view.Attachments
	Notice        = view.Notice
	QuestionKind  = view.QuestionKind
	Question      = view.Question
	Answer        = view.Answer
	HeldFor       = view.HeldFor
	Shortcut      = view.Shortcut
	ShortcutPlace = view.ShortcutPlace
	Preview       = view.Preview
	Deletion      = view.Deletion
	Saving        = view.Saving
	AppAttempt    = view.AppAttempt
	Setup         = view.Setup
	// Item is one file in the queue.
	Item = transfer.Status
	// ItemState is where an item stands.
	ItemState = transfer.State
	// Wait is what a running item waits for and until when.
	Wait = transfer.Wait
	// WaitReason is the kind of a Wait.
	WaitReason = transfer.WaitReason
	// Target is the task an item goes to.
	Target = transfer.Target
	// Totals sums the queue up.
	Totals = transfer.Totals
	// Queue is the whole queue.
	Queue = transfer.QueueStatus
	// Problem is an error in a person's words.
	Problem     = problem.Problem
	Application = settings.Application
	Cloud       = settings.Cloud
	Network     = settings.Network
	ProxyMode   = settings.ProxyMode
	Display     = settings.Display
	Preferences = settings.Preferences
	Source      = settings.Source
	InForce     = settings.InForce
	Endpoint    = settings.Endpoint
	Given       = settings.Given
	AppAccount  = accounts.AppAccount
)

// The states of an Item.
const (
	ItemUnassigned = transfer.StateUnassigned
	ItemQueued     = transfer.StateQueued
	ItemRunning    = transfer.StateRunning
	ItemPaused     = transfer.StatePaused
	ItemSignIn     = transfer.StateSignIn
	ItemAttached   = transfer.StateAttached
	ItemFailed     = transfer.StateFailed
	ItemUndone     = transfer.StateUndone
	ItemPacking    = transfer.StatePacking
)

// The reasons of a Wait.
const (
	WaitNone      = transfer.WaitNone
	WaitTurn      = transfer.WaitTurn
	WaitThrottled = transfer.WaitThrottled
	WaitPace      = transfer.WaitPace
	WaitRetry     = transfer.WaitRetry
	WaitCheck     = transfer.WaitCheck
	WaitSibling   = transfer.WaitSibling
	WaitAnswer    = transfer.WaitAnswer
)

// The values of the names above.
const (
	PhaseSetup        = view.PhaseSetup
	PhaseSignedOut    = view.PhaseSignedOut
	PhaseSigningIn    = view.PhaseSigningIn
	PhaseSignedIn     = view.PhaseSignedIn
	LoadNone          = view.LoadNone
	LoadBusy          = view.LoadBusy
	LoadRefreshing    = view.LoadRefreshing
	LoadReady         = view.LoadReady
	LoadFailed        = view.LoadFailed
	ListPlain         = view.ListPlain
	ListDefault       = view.ListDefault
	ListFlagged       = view.ListFlagged
	QuestionFolder    = view.QuestionFolder
	QuestionOversize  = view.QuestionOversize
	QuestionDuplicate = view.QuestionDuplicate
	QuestionPasted    = view.QuestionPasted
	QuestionShare     = view.QuestionShare
	AnswerLeaveOut    = view.AnswerLeaveOut
	AnswerEach        = view.AnswerEach
	AnswerZip         = view.AnswerZip
	AnswerReplace     = view.AnswerReplace
	AnswerKeepBoth    = view.AnswerKeepBoth
	HeldForLook       = view.HeldForLook
	HeldForStart      = view.HeldForStart
	HeldForAnswer     = view.HeldForAnswer
	SourceDefault     = settings.SourceDefault
	SourceBuild       = settings.SourceBuild
	SourceSettings    = settings.SourceSettings
	SourceEnvironment = settings.SourceEnvironment
	SourceFlag        = settings.SourceFlag
	CloudGlobal       = settings.CloudGlobal
	CloudUS           = settings.CloudUS
	CloudUSDoD        = settings.CloudUSDoD
	CloudChina        = settings.CloudChina
	CloudCustom       = settings.CloudCustom
	ProxySystem       = settings.ProxySystem
	ProxyNone         = settings.ProxyNone
	ProxyOwn          = settings.ProxyOwn
)

// MaxFileSize is the largest file To Do takes, in bytes.
const MaxFileSize = transfer.MaxFileSize

// ShowsPicture reports whether an attachment is of a kind of picture that can be shown.
func ShowsPicture(a Attachment) bool { return attachments.ShowsPicture(a) }

// ReadDisplay reads what has to be known before the window is opened.
func ReadDisplay(stateDir string) Display { return settings.ReadDisplay(stateDir) }

// CheckApplication says what can't be used about a registration, nil if all can.
func CheckApplication(a Application) *Problem { return settings.CheckApplication(a) }

// SafeName makes an attachment's name one that a file of this computer can have.
func SafeName(name string) string { return filename.Safe(name) }
