package terminal

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"taskdrop/service"
)

// said is what a person reads of a snapshot that is shown twice.
func said(v service.Snapshot) string {
	var out strings.Builder
	words := speaker{to: &out}
	words.say(v)
	words.say(v)
	return out.String()
}

func TestACodeIsSaidOnce(t *testing.T) {
	v := service.Snapshot{}
	v.SignIn.URL, v.SignIn.Code, v.SignIn.Until = "https://login.example/device", "ABCD", time.Now()
	if said := said(v); strings.Count(said, "https://login.example/device") != 1 || strings.Count(said, "ABCD") != 1 {
		t.Errorf("%q", said)
	}
	v.Setup.Tenant.Value = "contoso.example"
	if said := said(v); strings.Contains(said, "-tenant") {
		t.Errorf("who named a tenant is told to: %q", said)
	}
}

func TestNamesCannotCommandTheTerminal(t *testing.T) {
	told := &service.Problem{Text: "{{.Name}} is gone", Args: map[string]string{"Name": "a\x1b]0;owned\a\u202etxt"}}
	v := service.Snapshot{}
	v.Notices = append(v.Notices, service.Notice{ID: 1, Problem: told})
	if said := said(v); strings.ContainsAny(said, "\x1b\a\u202e") || !strings.Contains(said, "is gone") {
		t.Errorf("%q", said)
	}
}

func TestAnInterruptionEndsTheWait(t *testing.T) {
	why := errors.New("Ctrl-C")
	told, end := context.WithCancelCause(context.Background())
	end(why)
	if err := Follow(told, nil, silent{}, &Screen{to: &strings.Builder{}}); !errors.Is(err, why) {
		t.Errorf("it ended with %v", err)
	}
}

// silent is a service in which nothing ever happens.
type silent struct{}

func (silent) Start()                     {}
func (silent) Changed() <-chan struct{}   { return nil }
func (silent) Snapshot() service.Snapshot { return service.Snapshot{} }

func TestTheWayToGoOnCanBePasted(t *testing.T) {
	said := GoOn([]string{"/opt/Task Drop/taskdrop", "-state", "/home/o'hara/x"})
	if runtime.GOOS == "windows" {
		t.Skip("a shell of Unix")
	}
	if want := `'/opt/Task Drop/taskdrop' -state '/home/o'\''hara/x' -quit -no-window`; !strings.HasSuffix(said, want) {
		t.Errorf("%q, want at its end %q", said, want)
	}
}
