// Package selection receives what X11 programs hand over to one another: by a clipboard, or by a drop (ICCCM, section 2).
package selection

import "errors"

// The ways in which a program does not hand over.
var (
	// ErrSilent means that it does not do what it promised.
	ErrSilent = errors.New("the program that copied does not answer")
	// ErrTooMuch means that there is more than anybody would want.
	ErrTooMuch = errors.New("what is handed over is too much")
)

// Most is how much is received, in bytes. A picture that size is no use to a task, but can be told so.
const Most = 256 << 20
