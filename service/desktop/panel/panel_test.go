package panel

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// recorder keeps what it is shown, and when.
type recorder struct {
	began  time.Time
	states []State
	at     []time.Duration
	closed bool
}

func (r *recorder) show(s State) error {
	r.states, r.at = append(r.states, s), append(r.at, time.Since(r.began))
	return nil
}

func (r *recorder) close() { r.closed = true }

func recorded(err error) (*Panel, *recorder) {
	r := &recorder{began: time.Now()}
	p := New(nil)
	p.window = 1
	p.open = func(context.Context) (link, error) { return r, err }
	return p, r
}

func TestProgressIsShownOnceASecondAndTheLastOneAlways(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, r := recorded(nil)
		for i := range 84 { // 2.5 seconds
			p.Show(State{Visible: true, Progress: float64(i) / 100})
			time.Sleep(30 * time.Millisecond)
		}
		p.Show(State{Urgent: true, Progress: 0.7})
		time.Sleep(5 * time.Second)
		synctest.Wait()
		want := []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}
		if !slices.Equal(r.at, want) || r.states[3] != (State{Urgent: true}) || r.states[1].Progress != 0.33 {
			t.Errorf("shown %v at %v", r.states, r.at)
		}
		p.Close()
		if last := r.states[len(r.states)-1]; last != (State{}) || !r.closed {
			t.Errorf("after the end: %v, closed %v", last, r.closed)
		}
		p.Show(State{Visible: true})
		p.Close()
		synctest.Wait()
		if len(r.states) != 5 {
			t.Errorf("shown after the end: %v", r.states[5:])
		}
	})
}

func TestWhatCannotBeSeenIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, r := recorded(nil)
		p.Show(State{})
		if p.running {
			t.Error("begun although there is nothing to show")
		}
		p.Show(State{Visible: true, Progress: 0.5})
		time.Sleep(2 * time.Second)
		p.Show(State{Visible: true, Progress: 0.50001})
		p.Show(State{Visible: true, Progress: 7})
		p.Show(State{Visible: true, Progress: 0.5})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(r.states) != 1 {
			t.Errorf("shown %v", r.states)
		}
		p.Close()
	})
}

func TestNobodyWaitsForAPanel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, r := recorded(errors.New("no panel"))
		p.Show(State{Visible: true})
		p.Show(State{Visible: true, Progress: 1})
		p.Close()
		synctest.Wait()
		if len(r.states) != 0 {
			t.Errorf("shown %v", r.states)
		}

		p, _ = recorded(nil)
		stuck := make(chan struct{})
		p.open = func(context.Context) (link, error) { <-stuck; return nil, errors.New("at last") }
		p.Show(State{Visible: true})
		began := time.Now()
		p.Close()
		if waited := time.Since(began); waited != closingTime {
			t.Errorf("waited %v", waited)
		}
		close(stuck)
	})
}
