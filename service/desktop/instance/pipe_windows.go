package instance

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"

	"taskdrop/service/bounded"
)

const (
	// nameFile is the file of the state folder that holds the pipe's name. The name is another one at each start and
	// this user alone can read it, so nobody can take the name first.
	nameFile   = "taskdrop.pipe"
	nameLimit  = 1 << 10 // bytes
	namePrefix = `\\.\pipe\taskdrop-`
)

// pipeListener makes pipes of one name, each for one second start.
//
// go-winio does the same in a fifth of the lines, and keeps both checks. Its listener hangs under Wine 8, where these
// tests run, so this code stays until it does not.
type pipeListener struct {
	name   *uint16
	rights windows.SecurityAttributes // this user's alone
	next   windows.Handle             // the pipe for the next second start
	closed windows.Handle             // an event
}

func listen(dir string) (listener, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, fmt.Errorf("finding out who this user is: %w", err)
	}
	rights, err := windows.SecurityDescriptorFromString("D:P(A;;GA;;;" + user.User.Sid.String() + ")")
	if err != nil {
		return nil, err
	}
	l := &pipeListener{rights: windows.SecurityAttributes{SecurityDescriptor: rights}}
	l.rights.Length = uint32(unsafe.Sizeof(l.rights))
	name := namePrefix + rand.Text()
	if l.name, err = windows.UTF16PtrFromString(name); err != nil {
		return nil, err
	}
	if l.closed, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		return nil, err
	}
	if err := l.make(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err != nil {
		return nil, errors.Join(err, windows.CloseHandle(l.closed))
	}
	if err := os.WriteFile(filepath.Join(dir, nameFile), []byte(name), 0o600); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

// make makes the next pipe. Programs on other machines are refused, this user's as well.
func (l *pipeListener) make(flags uint32) (err error) {
	const size = 4096 // of a pipe's buffers, in bytes
	l.next, err = windows.CreateNamedPipe(l.name, windows.PIPE_ACCESS_DUPLEX|windows.FILE_FLAG_OVERLAPPED|flags,
		windows.PIPE_TYPE_BYTE|windows.PIPE_REJECT_REMOTE_CLIENTS, windows.PIPE_UNLIMITED_INSTANCES, size, size, 0, &l.rights)
	return err
}

// Accept waits for a second start. After Close it releases every handle.
func (l *pipeListener) Accept() (conn, error) {
	if err := l.connect(); err != nil {
		return nil, errors.Join(err, l.release())
	}
	pipe := os.NewFile(uintptr(l.next), nameFile)
	if err := l.make(0); err != nil {
		return nil, errors.Join(err, pipe.Close(), windows.CloseHandle(l.closed))
	}
	return pipe, nil
}

// connect waits until a second start has opened the next pipe.
func (l *pipeListener) connect() error {
	opened, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(opened)
	wait := windows.Overlapped{HEvent: opened}
	switch err := windows.ConnectNamedPipe(l.next, &wait); err {
	case nil, windows.ERROR_PIPE_CONNECTED, windows.ERROR_NO_DATA: // it is opened, and perhaps closed again
		return nil
	case windows.ERROR_IO_PENDING:
	default:
		return err
	}
	which, err := windows.WaitForMultipleObjects([]windows.Handle{l.closed, opened}, false, windows.INFINITE)
	if err == nil && which == windows.WAIT_OBJECT_0 {
		err = net.ErrClosed
	}
	if err != nil {
		_ = windows.CancelIoEx(l.next, &wait)
	}
	var none uint32 // of its bytes
	return errors.Join(err, windows.GetOverlappedResult(l.next, &wait, &none, true))
}

func (l *pipeListener) release() error {
	return errors.Join(windows.CloseHandle(l.next), windows.CloseHandle(l.closed))
}

// Close makes Accept return.
func (l *pipeListener) Close() error { return windows.SetEvent(l.closed) }

func dial(_ context.Context, dir string) (conn, error) {
	name, err := bounded.ReadFile(filepath.Join(dir, nameFile), nameLimit)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(string(name), namePrefix) || len(name) != len(namePrefix)+len(rand.Text()) { // it may be half written
		return nil, fmt.Errorf("%s names no pipe of TaskDrop's", nameFile)
	}
	path, err := windows.UTF16PtrFromString(string(name))
	if err != nil {
		return nil, err
	}
	// The process at the other end learns which user this is, and cannot act as them.
	const flags = windows.FILE_FLAG_OVERLAPPED | windows.SECURITY_SQOS_PRESENT | windows.SECURITY_IDENTIFICATION
	pipe, err := windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING, flags, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: nameFile, Err: err}
	}
	return os.NewFile(uintptr(pipe), nameFile), nil
}
