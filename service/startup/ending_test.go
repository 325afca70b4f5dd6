package startup

import (
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// scene is a run whose end is watched: what was told, and how the process was ended.
type scene struct {
	*Ending
	told   []error
	exited []int
}

func newScene(status int) *scene {
	s := &scene{}
	s.Ending = NewEnding(func(noWindow error) int {
		s.told = append(s.told, noWindow)
		return status
	}, func(status int) { s.exited = append(s.exited, status) }, slog.New(slog.DiscardHandler))
	return s
}

// TestTheOutcomeComesWhateverTheToolkitDoes runs toolkits that misbehave after a script's files are done.
func TestTheOutcomeComesWhateverTheToolkitDoes(t *testing.T) {
	for name, end := range map[string]func(){
		"returns": func() {}, "panics": func() { panic("settings watcher") }, "hangs": func() { time.Sleep(24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(1)
				done, closed := make(chan struct{}), make(chan struct{})
				go s.Watch(done, closed, nil)
				go func() {
					time.Sleep(time.Second)
					close(done)
				}()
				begun := time.Now()
				s.Run(func(started func()) {
					started()
					<-done
					synctest.Wait()
					if len(s.told) != 1 || s.told[0] != nil || len(s.exited) != 1 || s.exited[0] != 1 || time.Since(begun) > 2*time.Second {
						t.Errorf("told %v, ended with %v after %v", s.told, s.exited, time.Since(begun))
					}
					end()
				})
				if len(s.told) != 1 {
					t.Errorf("told %d times", len(s.told))
				}
			})
		})
	}
}

// TestAPersonClosesTheWindow runs toolkits that misbehave after the window is closed, with nobody waiting for an
// outcome.
func TestAPersonClosesTheWindow(t *testing.T) {
	for name, c := range map[string]struct {
		end    func()
		exited int
	}{
		"returns": {func() {}, 0},
		"panics":  {func() { panic("settings watcher") }, 0},
		"hangs":   {func() { time.Sleep(endingTime + time.Second) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(0)
				closed := make(chan struct{})
				go s.Watch(nil, closed, nil)
				status := s.Run(func(started func()) {
					started()
					close(closed)
					s.Finish(nil)
					c.end()
				})
				synctest.Wait()
				if status != 0 || len(s.told) != 1 || len(s.exited) != c.exited {
					t.Errorf("status %d, told %v, ended with %v", status, s.told, s.exited)
				}
			})
		})
	}
}

func TestAToolkitThatCannotStart(t *testing.T) {
	for name, start := range map[string]func(){
		"panics": func() { panic("no display") }, "hangs": func() { time.Sleep(24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(1)
				go s.Watch(make(chan struct{}), make(chan struct{}), nil)
				status := s.Run(func(func()) { start() })
				if status != 1 || len(s.told) != 1 || s.told[0] == nil {
					t.Errorf("status %d, told %v", status, s.told)
				}
			})
		})
	}
}

func TestACrashOfTheProgramStaysOne(t *testing.T) {
	s := newScene(0)
	defer func() {
		if cause := recover(); cause != "our own" || len(s.told) != 0 {
			t.Errorf("recovered %v, told %v", cause, s.told)
		}
	}()
	s.Run(func(started func()) {
		started()
		panic("our own")
	})
}

func TestASignalEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(1)
		told := make(chan struct{})
		close(told)
		s.Watch(make(chan struct{}), make(chan struct{}), told)
		if len(s.told) != 1 || len(s.exited) != 1 || s.exited[0] != 1 {
			t.Errorf("told %v, ended with %v", s.told, s.exited)
		}
	})
}
