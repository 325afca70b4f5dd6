package graph

import (
	"slices"
	"time"
)

// The service takes this much upload per mailbox (F27, C29).
const (
	paceBytes  = 150_000_000 // bytes of body
	paceWindow = 5 * time.Minute
	// paceReserve is kept for small bodies, so that a new task or a new session need not wait for files.
	paceReserve = 1_000_000
	smallest    = 16 << 10 // bytes up to which a body is small
)

// upload is a body that counts: from when its request is let in until five minutes after its end, as nobody knows at
// which moment between the server counts it.
type upload struct {
	bytes int64
	ended time.Time // zero while it is under way
}

// pace counts the bytes uploaded in the window that ends now. It counts from the start, so that the first 429 finds
// the window filled with what went before.
type pace struct {
	underWay int64
	ended    []*upload // in the order of their end
	sum      int64     // of ended
}

func smallBody(bytes int64) bool { return bytes <= smallest }

// fits reports whether so many bytes more may go now.
func (p *pace) fits(bytes int64, now time.Time) bool {
	if bytes == 0 {
		return true
	}
	p.forget(now)
	used := p.underWay + p.sum
	// Larger than all that is allowed could never go otherwise.
	return used == 0 || used+bytes <= budget(bytes)
}

func budget(bytes int64) int64 {
	if smallBody(bytes) {
		return paceBytes
	}
	return paceBytes - paceReserve
}

// when is the time from which so many bytes will fit; zero where that depends on uploads still under way.
func (p *pace) when(bytes int64) time.Time {
	over := p.underWay + p.sum + bytes - budget(bytes)
	for _, u := range p.ended {
		if over -= u.bytes; over <= 0 {
			return u.ended.Add(paceWindow)
		}
	}
	return time.Time{}
}

func (p *pace) admit(bytes int64) *upload {
	p.underWay += bytes
	return &upload{bytes: bytes}
}

// finish is called once per upload. Bytes that were never sent do not count.
func (p *pace) finish(u *upload, unused bool, now time.Time) {
	p.underWay -= u.bytes
	p.forget(now)
	if unused || u.bytes == 0 {
		return
	}
	u.ended = now
	p.ended = append(p.ended, u)
	p.sum += u.bytes
}

// forget drops what has left the window.
func (p *pace) forget(now time.Time) {
	gone := 0
	for gone < len(p.ended) && now.Sub(p.ended[gone].ended) >= paceWindow {
		p.sum -= p.ended[gone].bytes
		gone++
	}
	p.ended = slices.Delete(p.ended, 0, gone)
}
