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
