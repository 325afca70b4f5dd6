package clipboard

import (
	"context"
	"errors"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"taskdrop/service/desktop/selection"
)

var (
	user32            = windows.NewLazySystemDLL("user32.dll")
	openClipboard     = user32.NewProc("OpenClipboard")
	closeClipboard    = user32.NewProc("CloseClipboard")
	formatAvailable   = user32.NewProc("IsClipboardFormatAvailable")
	clipboardData     = user32.NewProc("GetClipboardData")
	registeredFormat  = user32.NewProc("RegisterClipboardFormatW")
	kernel32          = windows.NewLazySystemDLL("kernel32.dll")
	globalLock        = kernel32.NewProc("GlobalLock")
	globalUnlock      = kernel32.NewProc("GlobalUnlock")
	globalSize        = kernel32.NewProc("GlobalSize")
	moveMemory        = kernel32.NewProc("RtlMoveMemory")
	droppedFile       = windows.NewLazySystemDLL("shell32.dll").NewProc("DragQueryFileW")
	errNotHandedOver  = errors.New("what is on the clipboard was not handed over")
	errClipboardTaken = errors.New("another program holds the clipboard")
)

// Forms in which Windows programs hand over.
const (
	formBitmap   = 8  // CF_DIB
	formText     = 13 // CF_UNICODETEXT
	formFiles    = 15 // CF_HDROP
	formBitmapV5 = 17 // CF_DIBV5
)

// openTries and openPause bound how long another program that holds the clipboard is waited for.
const (
	openTries = 20
	openPause = 50 * time.Millisecond
)

func read(ctx context.Context) (Content, error) {
	runtime.LockOSThread() // the clipboard is open for a thread
	defer runtime.UnlockOSThread()
	if err := open(ctx); err != nil {
		return Content{}, err
	}
	defer closeClipboard.Call()
	if available(formFiles) {
		return files()
	}
	png, err := copiedPicture()
	if err != nil || len(png) > 0 {
		return Content{PNG: png}, err
	}
	if !available(formText) {
		return Content{}, nil
	}
	data, err := take(formText)
	if err != nil {
		return Content{}, err
	}
	text := make([]uint16, len(data)/2)
	for i := range text {
		text[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
	}
	return FromText(windows.UTF16ToString(text)), nil
}

func open(ctx context.Context) error {
	for range openTries {
		if ok, _, _ := openClipboard.Call(0); ok != 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(openPause):
		}
	}
	return unavailable(errClipboardTaken)
}

func available(form uintptr) bool {
	yes, _, _ := formatAvailable.Call(form)
	return yes != 0
}

// files are those copied in a file manager.
func files() (c Content, err error) {
	drop, _, _ := clipboardData.Call(formFiles)
	if drop == 0 {
		return c, errNotHandedOver
	}
	const all = 0xffffffff
	count, _, _ := droppedFile.Call(drop, all, 0, 0)
	for i := range count {
		length, _, _ := droppedFile.Call(drop, i, 0, 0)
		path := make([]uint16, length+1)
		droppedFile.Call(drop, i, uintptr(unsafe.Pointer(&path[0])), length+1)
		c.Paths = append(c.Paths, windows.UTF16ToString(path))
	}
	return c, nil
}

// copiedPicture returns the PNG that a program has put there, or makes one of the bitmap that Windows has of any
// picture.
func copiedPicture() ([]byte, error) {
	name, err := windows.UTF16PtrFromString("PNG")
	if err != nil {
		return nil, err
	}
	if form, _, _ := registeredFormat.Call(uintptr(unsafe.Pointer(name))); form != 0 && available(form) {
		data, err := take(form)
		if err != nil {
			return nil, err
		}
		if made, err := toPNG(data); err == nil {
			return made, nil
		}
	}
	for _, form := range []uintptr{formBitmapV5, formBitmap} {
		if !available(form) {
			continue
		}
		data, err := take(form)
		if err != nil {
			return nil, err
		}
		made, err := bitmap(data)
		if err != nil {
			continue
		}
		return encode(made)
	}
	return nil, nil
}

// take copies what is there in a form.
func take(form uintptr) ([]byte, error) {
	handle, _, _ := clipboardData.Call(form)
	if handle == 0 {
		return nil, errNotHandedOver
	}
	from, _, _ := globalLock.Call(handle)
	if from == 0 {
		return nil, errNotHandedOver
	}
	defer globalUnlock.Call(handle)
	size, _, _ := globalSize.Call(handle)
	switch {
	case size > selection.Most:
		return nil, ErrTooMuch
	case size == 0:
		return nil, nil
	}
	data := make([]byte, size)
	moveMemory.Call(uintptr(unsafe.Pointer(&data[0])), from, size)
	return data, nil
}
