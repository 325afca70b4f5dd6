// Package selection receives what X11 programs hand over to one another: by a clipboard, or by a drop (ICCCM, section
// 2). It offers nothing itself, and gives no meaning to what it receives.
package selection

import "errors"

// Reasons for which nothing is handed over.
var (
	// ErrSilent means that the owner does not do what it offered.
	ErrSilent = errors.New("the program that copied does not answer")
	// ErrRefused means that the owner could not write what it promised.
	ErrRefused = errors.New("the program that was dragged from could not save the file")
	// ErrTooMuch means that there is more than Most.
	ErrTooMuch = errors.New("what is handed over is too much")
)

// Most is how many bytes are received. A larger file cannot be attached.
const Most = 256 << 20
