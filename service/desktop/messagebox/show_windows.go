package messagebox

import (
	"context"

	"golang.org/x/sys/windows"
)

func show(_ context.Context, title, text string) error {
	words, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return err
	}
	caption, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return err
	}
	_, err = windows.MessageBox(0, words, caption, windows.MB_OK|windows.MB_ICONERROR|windows.MB_SETFOREGROUND)
	return err
}
