// Package messagebox shows a sentence on the screen where the program's own window can't be opened: with a box of
// Windows, or with whichever small program a desktop has for that.
package messagebox

import (
	"context"
	"errors"
)

// ErrNone says that nothing here can show a message.
var ErrNone = errors.New("nothing on this desktop can show a message")

// Show shows text until the person closes it, or ctx ends.
func Show(ctx context.Context, title, text string) error { return show(ctx, title, text) }
