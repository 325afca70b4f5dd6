package awake

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"

	"taskdrop/service/desktop/desktoptest"
)

// bus is a message bus that services can be put on.
type bus struct{ *desktoptest.Bus }

func startBus(t *testing.T) *bus {
	t.Helper()
	return &bus{desktoptest.StartBus(t)}
}

// freeze stops the daemon without closing anything: whoever waits for it, waits.
func (b *bus) freeze(t *testing.T) {
	t.Helper()
	if err := b.Daemon.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
}

// silent returns the address of a bus that accepts connections and never says a word.
func silent(t *testing.T) string {
	t.Helper()
	path := filepath.Join(desktoptest.Folder(t), "bus")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
		}
	}()
	return "unix:path=" + path
}

// nowhere returns the address of a bus that is not there.
func nowhere(t *testing.T) string {
	t.Helper()
	return "unix:path=" + filepath.Join(desktoptest.Folder(t), "bus")
}

// useBuses makes them the computer's buses.
func useBuses(t *testing.T, system, session string) {
	t.Helper()
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", system)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", session)
}

// errNoReply keeps a service from answering a call.
var errNoReply = errors.New("no reply")

// called is a call that a service got.
type called struct {
	method    string
	sender    string
	path      dbus.ObjectPath
	arguments []any
}

// service is a program on a bus that answers calls. It speaks the wire's messages itself, so that a test knows when a
// descriptor has left it.
type service struct {
	conn   *dbus.Conn
	answer func(called) ([]any, error)
	calls  chan called
}

// serve puts a service on the bus under a name.
func (b *bus) serve(t *testing.T, name string, answer func(called) ([]any, error)) *service {
	t.Helper()
	conn, err := dbus.Connect(b.Address)
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("taking the name %s: %v %v", name, reply, err)
	}
	s := &service{conn: conn, answer: answer, calls: make(chan called, 1000)}
	messages := make(chan *dbus.Message, 1000)
	conn.Eavesdrop(messages)
	var answering sync.WaitGroup
	stop := make(chan struct{})
	answering.Go(func() {
		for {
			select {
			case message, open := <-messages:
				switch {
				case !open: // the bus has ended
					return
				case message.Type == dbus.TypeMethodCall:
					s.reply(message)
				}
			case <-stop:
				return
			}
		}
	})
	t.Cleanup(func() {
		conn.Eavesdrop(nil) // Close closes the channel, and the reader may still have a message for it
		close(stop)
		_ = conn.Close()
		answering.Wait()
	})
	return s
}

func (s *service) reply(message *dbus.Message) {
	var c called
	iface, _ := message.Headers[dbus.FieldInterface].Value().(string)
	member, _ := message.Headers[dbus.FieldMember].Value().(string)
	c.method = iface + "." + member
	c.sender, _ = message.Headers[dbus.FieldSender].Value().(string)
	c.path, _ = message.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
	c.arguments = message.Body
	s.calls <- c
	body, err := s.answer(c)
	if errors.Is(err, errNoReply) || message.Flags&dbus.FlagNoReplyExpected != 0 {
		return
	}
	reply := &dbus.Message{Type: dbus.TypeMethodReply, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldDestination: message.Headers[dbus.FieldSender],
		dbus.FieldReplySerial: dbus.MakeVariant(message.Serial()),
	}}
	if err != nil {
		reply.Type, body = dbus.TypeError, []any{err.Error()}
		reply.Headers[dbus.FieldErrorName] = dbus.MakeVariant("org.freedesktop.DBus.Error.AccessDenied")
	}
	if len(body) > 0 {
		reply.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(body...))
		reply.Body = body
	}
	s.conn.Send(reply, nil)
	for _, value := range body {
		if fd, ok := value.(dbus.UnixFD); ok {
			_ = syscall.Close(int(fd)) // the message has its own
		}
	}
}

// next waits for a call.
func (s *service) next(t *testing.T) called {
	t.Helper()
	select {
	case c := <-s.calls:
		return c
	case <-time.After(soon):
		t.Fatal("the service was not called")
		return called{}
	}
}

// logind is a login1 Manager that hands out locks as the real one does: descriptors, held until every copy is closed.
type logind struct {
	*service
	locks chan *os.File // the other ends of those handed out
	ask   chan struct{} // a value for every answer, nil to answer at once
}

func (b *bus) serveLogind(t *testing.T, ask chan struct{}) *logind {
	t.Helper()
	l := &logind{locks: make(chan *os.File, 1000), ask: ask}
	l.service = b.serve(t, "org.freedesktop.login1", func(called) ([]any, error) {
		if l.ask != nil {
			<-l.ask
		}
		var ends [2]int
		if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
			return nil, err
		}
		l.locks <- os.NewFile(uintptr(ends[0]), "lock")
		return []any{dbus.UnixFD(ends[1])}, nil
	})
	t.Cleanup(func() {
		close(l.locks)
		for lock := range l.locks {
			_ = lock.Close()
		}
	})
	return l
}

// lock waits for the next lock handed out.
func (l *logind) lock(t *testing.T) *os.File {
	t.Helper()
	select {
	case lock := <-l.locks:
		t.Cleanup(func() { _ = lock.Close() })
		return lock
	case <-time.After(soon):
		t.Fatal("no lock was taken")
		return nil
	}
}

// isHeld reports whether anybody still has a copy of the lock.
func isHeld(t *testing.T, lock *os.File) bool {
	t.Helper()
	held := true
	raw, err := lock.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	err = raw.Control(func(fd uintptr) {
		polled := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		if _, err := unix.Poll(polled, 0); err != nil {
			t.Error(err)
		}
		held = polled[0].Revents&unix.POLLHUP == 0
	})
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// waitReleased waits until nobody has a copy of the lock.
func waitReleased(t *testing.T, lock *os.File) {
	t.Helper()
	if err := lock.SetReadDeadline(time.Now().Add(soon)); err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatalf("the lock is still held: %v", err)
	}
}
