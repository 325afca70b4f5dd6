package main

import (
	"errors"

	"taskdrop/service"
)

// still is a service in which nothing happens: it shows the same snapshot whatever the window asks for.
type still struct {
	snapshot service.Snapshot
}

func (s still) Snapshot() service.Snapshot { return s.snapshot }
func (still) Changed() <-chan struct{}     { return nil }
func (still) Busy() bool                   { return false }

func (still) StartDemo()                           {}
func (still) Connect(service.Application)          {}
func (still) SignIn()                              {}
func (still) SignInAgain(string)                   {}
func (still) SignInWithCode(bool)                  {}
func (still) CancelSignIn()                        {}
func (still) SignOut()                             {}
func (still) UseAccount(string)                    {}
func (still) AddAccount()                          {}
func (still) AddAppAccount(service.AppAccount)     {}
func (still) AppConsentLink(string, string) string { return "" }
func (still) ChooseList(string)                    {}
func (still) ChooseTask(string)                    {}
func (still) Refresh()                             {}
func (still) CreateList(string)                    {}
func (still) CreateTask(string)                    {}
func (still) PlaceForPromised() (string, error)    { return "", errors.ErrUnsupported }
func (still) AddPromised(string)                   {}
func (still) AddPaths([]string)                    {}
func (still) Paste(service.Pasted)                 {}
func (still) MakeShortcut(service.Shortcut)        {}
func (still) Refuse([]string)                      {}
func (still) AskTray(func(bool))                   {}
func (still) PutOff(uint64)                        {}
func (still) Answer(uint64, service.Answer, bool)  {}
func (still) Pause(uint64)                         {}
func (still) Resume(uint64)                        {}
func (still) Retry(uint64)                         {}
func (still) TryNow(uint64)                        {}
func (still) Cancel(uint64)                        {}
func (still) Undo(uint64)                          {}
func (still) SendFirst(uint64)                     {}
func (still) SendLast(uint64)                      {}
func (still) PauseAll()                            {}
func (still) ResumeAll()                           {}
func (still) RetryFailed()                         {}
func (still) CancelAll()                           {}
func (still) ClearDone()                           {}
func (still) OpenAttachment(string)                {}
func (still) SaveAttachment(string, string)        {}
func (still) SaveAllAttachments(string)            {}
func (still) CancelSaving()                        {}
func (still) DeleteAttachment(string)              {}
func (still) UndoDelete(string)                    {}
func (still) FinishDelete(string)                  {}
func (still) ShowPictures([]string)                {}
func (still) OpenPreview(string)                   {}
func (still) ClosePreview()                        {}
func (still) ShowFolder(string)                    {}
func (still) OpenTask(string, string)              {}
func (still) SetAttention(bool)                    {}
func (still) UseWindow(uintptr)                    {}
func (still) SetPreferences(service.Preferences)   {}
func (still) SetApplication(service.Application)   {}
func (still) SetNetwork(service.Network, string)   {}
func (still) SetDisplay(service.Display)           {}
func (still) ResetSettings()                       {}
