package transfer

import (
	"sync"
	"time"
)

const (
	meterWindow = 5 * time.Second
	meterStep   = 250 * time.Millisecond
)

// meter estimates a rate over the last seconds, so that the time left does not jump with every range.
type meter struct {
	mu      sync.Mutex
	total   int64
	samples []sample // oldest first, at least meterStep apart
}

type sample struct {
	at    time.Time
	total int64
}

func (m *meter) add(n int) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.samples) == 0 || now.Sub(m.samples[len(m.samples)-1].at) >= meterStep {
		m.samples = append(m.samples, sample{now, m.total})
		m.forget(now)
	}
	m.total += int64(n)
}

func (m *meter) forget(now time.Time) {
	keep := 0
	for keep < len(m.samples) && now.Sub(m.samples[keep].at) > meterWindow {
		keep++
	}
	m.samples = append(m.samples[:0], m.samples[keep:]...)
}

// rate is bytes per second, 0 while there is too little to tell from.
func (m *meter) rate() float64 {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(now)
	if len(m.samples) == 0 {
		return 0
	}
	first := m.samples[0]
	span := now.Sub(first.at)
	if span < meterStep {
		return 0
	}
	return float64(m.total-first.total) / span.Seconds()
}
