package panel

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"

	"taskdrop/service/desktop/com"
)

var (
	taskbarList   = windows.GUID{Data1: 0x56fdf344, Data2: 0xfd6d, Data3: 0x11d0, Data4: [8]byte{0x95, 0x8a, 0x00, 0x60, 0x97, 0xc9, 0xa0, 0x90}}
	iTaskbarList3 = windows.GUID{Data1: 0xea1afb91, Data2: 0x9e28, Data3: 0x4b86, Data4: [8]byte{0x90, 0xe9, 0x9e, 0x9f, 0x8a, 0x5e, 0xef, 0xaf}}

	flashWindowEx = windows.NewLazySystemDLL("user32.dll").NewProc("FlashWindowEx")
)

// The methods of ITaskbarList3 that are called, by their places in its table, and their values (shobjidl_core.h).
const (
	hrInit           = 3
	setProgressValue = 9
	setProgressState = 10

	noProgress     = 0
	normalProgress = 2
)

// The flags of FlashWindowEx (winuser.h).
const (
	flashStop      = 0
	flashTray      = 2
	flashUntilSeen = 12 // until the window comes to the front
)

const wantsWindow = true

// button is the window's button on the taskbar. Its component lives on a thread of its own, which does one job at a
// time.
type button struct {
	window uintptr
	jobs   chan job
}

type job struct {
	state  State
	result chan error
}

func (p *Panel) connect(context.Context) (link, error) {
	p.mu.Lock()
	window := p.window
	p.mu.Unlock()
	b := &button{window: window, jobs: make(chan job)}
	ready := make(chan error, 1)
	go func() {
		if err := com.Run(func() error { return b.serve(ready) }); err != nil {
			select {
			case ready <- err: // it never came to serve
			default:
			}
		}
	}()
	if err := <-ready; err != nil {
		return nil, err
	}
	return b, nil
}

// serve shows states on the thread of the component until close.
func (b *button) serve(ready chan<- error) error {
	list, err := com.New(taskbarList, iTaskbarList3)
	if err == nil {
		defer list.Release()
		err = list.Call(hrInit)
	}
	ready <- err
	if err != nil {
		return err
	}
	urgent := false
	for next := range b.jobs {
		next.result <- b.draw(list, next.state)
		if next.state.Urgent != urgent {
			urgent = next.state.Urgent
			b.flash(urgent)
		}
	}
	return nil
}

func (b *button) draw(list *com.Object, s State) error {
	if !s.Visible {
		return list.Call(setProgressState, b.window, noProgress)
	}
	return errors.Join(list.Call(setProgressState, b.window, normalProgress),
		list.Call(setProgressValue, append([]uintptr{b.window}, append(wide(uint64(s.Progress*steps)), wide(steps)...)...)...))
}

// flash asks for the person's eye until the window comes to the front.
func (b *button) flash(on bool) {
	info := struct {
		size     uint32
		window   uintptr
		flags    uint32
		count    uint32
		interval uint32
	}{window: b.window, flags: flashStop}
	if on {
		info.flags, info.count = flashTray|flashUntilSeen, 3
	}
	info.size = uint32(unsafe.Sizeof(info))
	_, _, _ = flashWindowEx.Call(uintptr(unsafe.Pointer(&info))) // answers how the window was before
}

func (b *button) show(s State) error {
	result := make(chan error, 1)
	b.jobs <- job{s, result}
	return <-result
}

func (b *button) close() { close(b.jobs) }

// wide is a 64-bit argument as a call takes it.
func wide(value uint64) []uintptr {
	if unsafe.Sizeof(uintptr(0)) == 8 {
		return []uintptr{uintptr(value)}
	}
	return []uintptr{uintptr(uint32(value)), uintptr(value >> 32)}
}

// HasTray reports that Windows always has one.
func HasTray(context.Context) bool { return true }
