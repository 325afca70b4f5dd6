package ui

import (
	"context"
	"errors"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"taskdrop/service"
	"taskdrop/service/desktop/filedialog"
)

// nativeChooser uses the desktop's own dialogs, and Fyne's where the desktop has none or does not answer.
type nativeChooser struct {
	fallback FileChooser
	log      *slog.Logger
	asking   bool // a dialog is open; it may be behind the window
}

func (c *nativeChooser) OpenFiles(parent fyne.Window, chosen func(paths []string)) {
	request := filedialog.Request{Title: textDialogAddFiles(), Parent: handleOf(parent)}
	c.ask(request, filedialog.OpenFiles, chosen, func() { c.fallback.OpenFiles(parent, chosen) })
}

func (c *nativeChooser) OpenFolders(parent fyne.Window, chosen func(paths []string)) {
	request := filedialog.Request{Title: textDialogAddFolder(), Parent: handleOf(parent)}
	c.ask(request, filedialog.OpenFolders, chosen, func() { c.fallback.OpenFolders(parent, chosen) })
}

func (c *nativeChooser) OpenFolder(parent fyne.Window, chosen func(path string)) {
	request := filedialog.Request{Title: textDialogSaveInto(), Parent: handleOf(parent)}
	c.ask(request, single(filedialog.OpenFolder), first(chosen), func() { c.fallback.OpenFolder(parent, chosen) })
}

func (c *nativeChooser) SaveFile(parent fyne.Window, name string, chosen func(path string)) {
	request := filedialog.Request{Title: textDialogSave(), Parent: handleOf(parent), Name: service.SafeName(name)}
	c.ask(request, single(filedialog.SaveFile), first(chosen), func() { c.fallback.SaveFile(parent, name, chosen) })
}

// ask waits for the dialog on a goroutine of its own, and brings the answer back to the UI's.
func (c *nativeChooser) ask(request filedialog.Request, show func(context.Context, filedialog.Request) ([]string, error),
	chosen func([]string), otherwise func()) {
	if c.asking {
		return
	}
	c.asking = true
	go func() {
		paths, err := show(context.Background(), request) // the desktop takes its dialog away when the program ends
		fyne.Do(func() {
			c.asking = false
			switch {
			case errors.Is(err, filedialog.ErrUnavailable):
				c.log.Info("the desktop's file dialog is not to be had, so the window shows its own", "err", err)
				otherwise()
			case err != nil:
				c.log.Warn("the file dialog ended", "err", err)
			case len(paths) > 0:
				chosen(paths)
			}
		})
	}()
}

func single(ask func(context.Context, filedialog.Request) (string, error)) func(context.Context, filedialog.Request) ([]string, error) {
	return func(ctx context.Context, r filedialog.Request) ([]string, error) {
		path, err := ask(ctx, r)
		if path == "" {
			return nil, err
		}
		return []string{path}, err
	}
}

func first(chosen func(string)) func([]string) {
	return func(paths []string) { chosen(paths[0]) }
}

// handleOf is the window in the system's own numbers, 0 where a dialog has no use for it.
func handleOf(window fyne.Window) (handle uintptr) {
	native, ok := window.(driver.NativeWindow)
	if !ok {
		return 0
	}
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WindowsWindowContext:
			handle = c.HWND
		}
	})
	return handle
}
