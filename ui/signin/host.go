// Package signin is the pages before the queue: the first start, signed out, in the browser, and a code for another
// device.
//
// They show what a snapshot says of a sign-in and pass on what a person presses. The sign-in itself is not here, nor is
// the guide to a client id.
package signin

import "taskdrop/service"

// Service is what the pages ask for. Each method returns at once.
type Service interface {
	// StartDemo switches to the built-in stand-in for Microsoft To Do.
	StartDemo()
	// SignIn opens the person's browser.
	SignIn()
	CancelSignIn()
}

// Host is what the pages need of the window around them.
type Host struct {
	Service       Service
	HasClientID   func() bool
	EnterID       func() // opens the guide to a client id
	Settings      func() // opens the settings
	UseCode       func() // offers a sign-in by a code
	AnotherPerson func() // opens the form for app-only access
	CopyDetails   func(*service.Problem)
	CopyText      func(string)
	OpenURL       func(string)
}
