//go:build linux

package e2e

import (
	"bytes"
	"image"
	"slices"
	"sync"
	"testing"
	"time"
)

// passing keeps every picture of the screen from a moment on. A message that disappears by itself could come and go
// while one picture is read.
type passing struct {
	desktop  *desktop
	stop     func()
	mu       sync.Mutex
	pictures []*image.Gray // taken and not read yet, each unlike the one before
	failure  error
}

// watch starts to take pictures.
func (d *desktop) watch(t *testing.T) *passing {
	t.Helper()
	p := &passing{desktop: d}
	enough, stopped := make(chan struct{}), make(chan struct{})
	p.stop = sync.OnceFunc(func() { close(enough); <-stopped })
	t.Cleanup(p.stop)
	go func() {
		defer close(stopped)
		for last := image.NewGray(image.Rectangle{}); ; {
			picture, err := d.picture()
			if err != nil {
				p.mu.Lock()
				p.failure = err
				p.mu.Unlock()
				return
			}
			if grey := readable(picture); !bytes.Equal(grey.Pix, last.Pix) {
				last = grey
				p.mu.Lock()
				p.pictures = append(p.pictures, grey)
				p.mu.Unlock()
			}
			select {
			case <-enough:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return p
}

// next returns the first picture that was not read yet, nil without one.
func (p *passing) next(t *testing.T) *image.Gray {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure != nil {
		t.Fatal(p.failure)
	}
	if len(p.pictures) == 0 {
		return nil
	}
	first := p.pictures[0]
	p.pictures = slices.Delete(p.pictures, 0, 1)
	return first
}

// shows waits until one of the pictures says a phrase, and ends the watch.
func (p *passing) shows(t *testing.T, phrase string) {
	t.Helper()
	defer p.stop()
	var words []word
	for deadline := time.Now().Add(waitLimit); time.Now().Before(deadline); {
		picture := p.next(t)
		if picture == nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		words = p.desktop.read(t, picture)
		if _, found := find(words, phrase); found {
			return
		}
	}
	t.Fatalf("within %v the screen did not show %q; it says:\n%s", waitLimit, phrase, text(words))
}
