//go:build linux || darwin

package instance

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shortFolder is a folder whose path is short enough for a socket.
func shortFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "peer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// beAnother makes this process take itself for another user's until the test ends: its own sockets are a stranger's
// then.
func beAnother(t *testing.T) {
	t.Helper()
	me = func() int { return os.Getuid() + 1 }
	t.Cleanup(func() { me = os.Getuid })
}

// TestThePeerIsKnown asks the kernel about both ends of a real connection.
func TestThePeerIsKnown(t *testing.T) {
	near, far := connected(t)
	for _, end := range []*net.UnixConn{near, far} {
		raw, err := end.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		err = raw.Control(func(fd uintptr) {
			if user, known, err := peer(int(fd)); user != os.Getuid() || !known || err != nil {
				t.Errorf("the peer is %d, %v, %v; want %d", user, known, err, os.Getuid())
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := checkPeer(end); err != nil {
			t.Errorf("this user is refused: %v", err)
		}
	}
	beAnother(t)
	for _, end := range []*net.UnixConn{near, far} {
		if err := checkPeer(end); !errors.Is(err, errStranger) {
			t.Errorf("to another user this one is no stranger: %v", err)
		}
	}
}

func connected(t *testing.T) (near, far *net.UnixConn) {
	t.Helper()
	path := filepath.Join(shortFolder(t), socketName)
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dialled, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = dialled.Close(), accepted.Close() })
	return dialled.(*net.UnixConn), accepted.(*net.UnixConn)
}

// TestAStrangerIsNotLetIn: a second start of another user gets its connection closed, and nobody hears what it asks
// for.
func TestAStrangerIsNotLetIn(t *testing.T) {
	dir := shortFolder(t)
	first, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	beAnother(t)
	heard := make(chan Request, 1)
	err = first.Serve(dir, func(_ context.Context, r Request) Reply {
		heard <- r
		return Reply{}
	})
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := net.Dial("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	_, _ = stranger.Write([]byte("{}\n")) // fails if the connection is closed already
	if err := stranger.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if n, err := stranger.Read(make([]byte, 1)); n != 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a stranger is answered %d bytes, %v", n, err)
	}
	if len(heard) != 0 {
		t.Error("a stranger is heard")
	}
}

// TestNothingIsHandedToAStranger: what another user holds in this one's place gets no request.
func TestNothingIsHandedToAStranger(t *testing.T) {
	dir := shortFolder(t)
	listener, err := net.Listen("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	received := make(chan int, 1)
	go func() {
		end, err := listener.Accept()
		if err != nil {
			return
		}
		defer end.Close()
		n, _ := end.Read(make([]byte, 1)) // ends when the other end closes
		received <- n
	}()
	beAnother(t)
	if reply, err := Send(t.Context(), dir, Request{List: "secret"}); !errors.Is(err, errStranger) {
		t.Errorf("%+v, %v", reply, err)
	}
	if n := <-received; n != 0 {
		t.Error("a stranger receives the request")
	}
}

// TestTheTemporaryFolderIsThisUsersAlone: a socket's folder among the temporary files that another user made, that
// others may enter, or that is a link, is refused by who listens and by who dials.
func TestTheTemporaryFolderIsThisUsersAlone(t *testing.T) {
	long := filepath.Join(shortFolder(t), strings.Repeat("long", 30))
	for name, spoil := range map[string]func(t *testing.T, own string){
		"another user's": func(t *testing.T, own string) {
			beAnother(t)
			if err := os.Mkdir(filepath.Join(filepath.Dir(own), "taskdrop-"+strconv.Itoa(me())), 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"open to others": func(t *testing.T, own string) {
			if err := errors.Join(os.Mkdir(own, 0o700), os.Chmod(own, 0o755)); err != nil {
				t.Fatal(err)
			}
		},
		"a link": func(t *testing.T, own string) {
			if err := os.Symlink(shortFolder(t), own); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			temporary := shortFolder(t)
			t.Setenv("TMPDIR", temporary)
			spoil(t, filepath.Join(temporary, "taskdrop-"+strconv.Itoa(me())))
			if listener, err := listen(long); err == nil {
				_ = listener.Close()
				t.Error("it is listened to there")
			}
			if conn, err := dial(t.Context(), long); err == nil || errors.Is(err, os.ErrNotExist) {
				t.Errorf("it is dialled there: %v, %v", conn, err)
			}
		})
	}
	t.Setenv("TMPDIR", shortFolder(t))
	listener, err := listen(long)
	if err != nil {
		t.Fatalf("a folder of this user's alone is refused: %v", err)
	}
	_ = listener.Close()
}
