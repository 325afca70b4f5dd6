// Package com calls Windows' component objects (COM), such as its file dialogs and shortcuts, without a C compiler.
// It knows no component by name: its callers bring identifiers and places of methods.
package com

import (
	"fmt"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var coCreateInstance = windows.NewLazySystemDLL("ole32.dll").NewProc("CoCreateInstance")

// Object is a component behind one of its interfaces: a pointer to a table of methods.
type Object struct{ methods *[64]uintptr }

// Failure is an HRESULT that says so.
type Failure uint32

// Error implements error.
func (f Failure) Error() string {
	// A failure of facility 7 has a Windows error in its low half.
	if f>>16 == 0x8007 {
		return fmt.Sprintf("%v (0x%08x)", windows.Errno(f&0xffff), uint32(f))
	}
	return fmt.Sprintf("COM error 0x%08x", uint32(f))
}

// Cancelled is what a dialog answers when the person closes it.
const Cancelled Failure = 0x800704c7

func result(hr uintptr) error {
	if int32(hr) < 0 {
		return Failure(uint32(hr))
	}
	return nil
}

// Run runs do on a thread of its own, prepared for components with windows.
func Run(do func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with its apartment
		err := windows.CoInitializeEx(0, windows.COINIT_APARTMENTTHREADED|windows.COINIT_DISABLE_OLE1DDE)
		if err != nil && err != syscall.Errno(windows.S_FALSE) {
			done <- err
			return
		}
		defer windows.CoUninitialize()
		done <- do()
	}()
	return <-done
}

const inProcess = 1 // CLSCTX_INPROC_SERVER

// New makes a component.
func New(class, as windows.GUID) (*Object, error) {
	var made *Object
	hr, _, _ := coCreateInstance.Call(uintptr(unsafe.Pointer(&class)), 0, inProcess, uintptr(unsafe.Pointer(&as)), uintptr(unsafe.Pointer(&made)))
	return made, result(hr)
}

// Call calls a method by its place in the table. What the arguments point to must not move meanwhile.
//
//go:uintptrescapes
func (o *Object) Call(method int, arguments ...uintptr) error {
	hr, _, _ := syscall.SyscallN(o.methods[method], append([]uintptr{uintptr(unsafe.Pointer(o))}, arguments...)...)
	return result(hr)
}

// As asks for another interface of the same component.
func (o *Object) As(interfaceID windows.GUID) (*Object, error) {
	var other *Object
	err := o.Call(0, uintptr(unsafe.Pointer(&interfaceID)), uintptr(unsafe.Pointer(&other)))
	return other, err
}

// Release gives the component back.
func (o *Object) Release() {
	_, _, _ = syscall.SyscallN(o.methods[2], uintptr(unsafe.Pointer(o))) // answers how many still hold it
}

// Text is a Go string as a method takes it.
func Text(s string) (*uint16, error) { return windows.UTF16PtrFromString(s) }
