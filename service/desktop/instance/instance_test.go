package instance_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"taskdrop/service/desktop/instance"
)

func acquire(t *testing.T, dir string) *instance.Instance {
	t.Helper()
	first, err := instance.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = first.Close() })
	return first
}

func TestASecondStartIsAnsweredByTheFirst(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.TrimSpace(strings.Repeat("a rather long folder name ", 6))) // longer than a socket's path may be
	for name, dir := range map[string]string{"short": t.TempDir(), "long": long} {
		t.Run(name, func(t *testing.T) {
			first := acquire(t, dir)
			asked := make(chan instance.Request, 1)
			err := first.Serve(dir, func(_ context.Context, r instance.Request) instance.Reply {
				asked <- r
				return instance.Reply{Lines: []string{"attached\tx\ty"}, Failed: true}
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := instance.Acquire(dir); !errors.Is(err, instance.ErrRunning) {
				t.Fatalf("a second start took hold as well: %v", err)
			}
			want := instance.File{Given: "größe.txt", Path: "/home/mia/größe.txt"}
			reply, err := instance.Send(t.Context(), dir, instance.Request{Files: []instance.File{want}, Wait: true})
			if err != nil || !reply.Failed || len(reply.Lines) != 1 {
				t.Fatalf("%+v, %v", reply, err)
			}
			if got := <-asked; len(got.Files) != 1 || got.Files[0] != want || !got.Wait {
				t.Errorf("asked for %+v", got)
			}
		})
	}
}

func TestAfterTheFirstHasEndedTheNextTakesHold(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, dir)
	if err := first.Serve(dir, func(context.Context, instance.Request) instance.Reply { return instance.Reply{} }); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	next := acquire(t, dir)
	if err := next.Serve(dir, func(context.Context, instance.Request) instance.Reply { return instance.Reply{} }); err != nil {
		t.Fatalf("a socket left behind is in the way: %v", err)
	}
	if _, err := instance.Send(t.Context(), dir, instance.Request{}); err != nil {
		t.Error(err)
	}
}

func TestClosingEndsARequestThatWaits(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, dir)
	waiting := make(chan struct{})
	err := first.Serve(dir, func(ctx context.Context, _ instance.Request) instance.Reply {
		close(waiting)
		<-ctx.Done()
		return instance.Reply{Failed: true}
	})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan instance.Reply, 1)
	go func() {
		reply, _ := instance.Send(context.Background(), dir, instance.Request{Wait: true})
		answered <- reply
	}()
	<-waiting
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if reply := <-answered; !reply.Failed {
		t.Errorf("%+v", reply)
	}
}

// TestAPathIsHandedOverByteForByte: a path is bytes, and so is a line that names one.
func TestAPathIsHandedOverByteForByte(t *testing.T) {
	dir := t.TempDir()
	err := acquire(t, dir).Serve(dir, func(_ context.Context, r instance.Request) instance.Reply {
		var reply instance.Reply
		for _, file := range r.Files {
			reply.Lines = append(reply.Lines, "attached\t"+file.Given+"\t"+file.Path)
		}
		return reply
	})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"gro\xdf.txt", "cut \xe2\x82", "two\nlines\tand a tab", "C:\\half \xed\xa0\xbd of a pair", "größe.txt", "\xff\xfe"}
	var request instance.Request
	for _, name := range names {
		request.Files = append(request.Files, instance.File{Given: name, Path: "/home/\xdf/" + name})
	}
	reply, err := instance.Send(t.Context(), dir, request)
	if err != nil || len(reply.Lines) != len(names) {
		t.Fatalf("%+v, %v", reply, err)
	}
	for i, name := range names {
		if want := "attached\t" + name + "\t/home/\xdf/" + name; reply.Lines[i] != want {
			t.Errorf("%q comes back as %q", want, reply.Lines[i])
		}
	}
}

// TestARequestIsBounded: a request larger than any command line is refused, and the next one is answered.
func TestARequestIsBounded(t *testing.T) {
	dir := t.TempDir()
	answered := 0
	err := acquire(t, dir).Serve(dir, func(context.Context, instance.Request) instance.Reply {
		answered++
		return instance.Reply{}
	})
	if err != nil {
		t.Fatal(err)
	}
	huge := instance.Request{List: strings.Repeat("x", 9<<20)}
	if reply, err := instance.Send(t.Context(), dir, huge); err == nil {
		t.Errorf("9 MB are answered: %+v", reply)
	}
	many := instance.Request{Files: make([]instance.File, 600_000)}
	if reply, err := instance.Send(t.Context(), dir, many); err == nil {
		t.Errorf("600,000 files are answered: %+v", reply)
	}
	if _, err := instance.Send(t.Context(), dir, instance.Request{}); err != nil || answered != 1 {
		t.Errorf("answered %d requests, %v", answered, err)
	}
}

// TestASecondStartLearnsThatTheFirstHasEnded asks a first that lets nobody in, and ends while it is asked.
func TestASecondStartLearnsThatTheFirstHasEnded(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, dir)
	asked := make(chan error, 1)
	go func() {
		_, err := instance.Send(t.Context(), dir, instance.Request{})
		asked <- err
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-asked; !errors.Is(err, instance.ErrEnded) {
		t.Errorf("it learns %v", err)
	}
}

func TestDrainWaitsForAnAnswerUnderWay(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, dir)
	begun, goOn := make(chan struct{}), make(chan struct{})
	err := first.Serve(dir, func(context.Context, instance.Request) instance.Reply {
		close(begun)
		<-goOn
		return instance.Reply{Lines: []string{"attached"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan instance.Reply, 1)
	go func() {
		reply, _ := instance.Send(t.Context(), dir, instance.Request{Wait: true})
		answered <- reply
	}()
	<-begun
	ended, end := context.WithCancel(t.Context())
	end()
	first.Drain(ended) // who is told to end does not wait
	close(goOn)
	first.Drain(t.Context())
	if reply := <-answered; len(reply.Lines) != 1 {
		t.Errorf("the second start is answered %+v", reply)
	}
}
