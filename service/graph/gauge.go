package graph

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A file goes by one inline POST up to a size, and by an upload session above it. The POST saves one answer, and costs
// a third more bytes and, where the server echoes the file (L10), their way back. So the two meet where
//
//	answer = size * (4/3 * what a byte takes inline - what a byte takes in a range)
//
// and that is at three times what the line carries during an answer, where a byte takes the same in both.
const (
	// FirstCutoff is that size, in bytes, while nothing is known of the line: right for 100 ms and 1 MB/s.
	FirstCutoff = 327_680
	leastCutoff = 96 << 10
	// mostCutoff is what every mailbox takes (C16, E22).
	mostCutoff = 3_000_000
)

const (
	// gaugedAnswers is how many of the last small requests tell what an answer takes. The shortest is what one saves: a
	// line that is full holds small requests up, too, and saves nothing by fewer of them. The usual one is part of what
	// a content takes, whose bytes would else be blamed for the server's moods.
	gaugedAnswers = 16
	// gaugedBytes is the shortest content that tells what a byte takes.
	gaugedBytes = 64 << 10
	// gaugedShare is how much one content changes what was known: a quarter.
	gaugedShare = 4
	// echoGuess is what a byte takes inline, by what it takes in a range, while no POST was measured: half of it again
	// for its way back (L10).
	echoGuess = 1.5
)

// gauge learns the cut-off from the requests of one mailbox.
type gauge struct {
	mu            sync.Mutex
	answers       []time.Duration // of the last small requests
	ranges, posts byteTime
	longest       int64 // bytes of the longest content so far: what it took says little about much longer ones
	cutoff        int64 // bytes
	refused       int64 // bytes of the smallest file that was refused inline, 0 for none
}

// byteTime is what one byte takes, in seconds, beyond what an answer takes.
type byteTime struct {
	seconds float64
	known   bool
}

func (t *byteTime) add(seconds float64) {
	if !t.known {
		t.seconds, t.known = seconds, true
		return
	}
	t.seconds += (seconds - t.seconds) / gaugedShare
}

// limit is the cut-off in bytes.
func (g *gauge) limit() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	cutoff := cmp.Or(g.cutoff, FirstCutoff)
	if g.refused > 0 {
		cutoff = min(cutoff, g.refused-1)
	}
	return cutoff
}

// answered takes note of what a small request took.
func (g *gauge) answered(took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answers = append(g.answers, took)
	if len(g.answers) > gaugedAnswers {
		g.answers = slices.Delete(g.answers, 0, 1)
	}
}

// carried takes note of what some bytes of files took, inline or as a range, from the request's first byte to the
// answer's last.
func (g *gauge) carried(bytes int64, inline bool, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if bytes < gaugedBytes || len(g.answers) == 0 {
		return
	}
	answers := slices.Sorted(slices.Values(g.answers))
	answer, usual := answers[0], answers[len(answers)/2]
	if answer <= 0 {
		return
	}
	by := &g.ranges
	if inline {
		by = &g.posts
	}
	by.add(max(0, took-usual).Seconds() / float64(bytes))
	g.longest = max(g.longest, bytes)
	ranged, posted := g.ranges, g.posts
	if !ranged.known {
		ranged = posted // its way back included
	}
	if !posted.known {
		posted.seconds = ranged.seconds * echoGuess
	}
	meet := min(2*g.longest, mostCutoff)
	if extra := posted.seconds*4/3 - ranged.seconds; extra > 0 {
		meet = min(meet, int64(answer.Seconds()/extra))
	}
	known := cmp.Or(g.cutoff, FirstCutoff)
	g.cutoff = max(known+(meet-known)/gaugedShare, leastCutoff)
}

// refuse takes note that a file was too long to go inline.
func (g *gauge) refuse(bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refused == 0 || bytes < g.refused {
		g.refused = bytes
	}
}

// Cutoff is the largest file, in bytes, that is to go by one inline POST to this mailbox.
func (g *Governor) Cutoff() int64 { return g.gauge.limit() }

// SetCutoff brings back what an earlier run has learnt. What is no cut-off is passed over.
func (g *Governor) SetCutoff(bytes int64) {
	g.gauge.mu.Lock()
	defer g.gauge.mu.Unlock()
	if bytes > 0 && bytes <= mostCutoff {
		g.gauge.cutoff = bytes
	}
}

// InlineCutoff is the largest file, in bytes, that is to go by AttachInline. A governed mailbox takes a number of bytes
// (F27), so that a third more of them cost more than an answer.
func (c *Client) InlineCutoff() int64 {
	if c.governor.Governed() {
		return min(c.governor.Cutoff(), FirstCutoff)
	}
	return c.governor.Cutoff()
}

// InlineRefused says that the server took a file of this size by a session, and not by AttachInline.
func (c *Client) InlineRefused(bytes int64) { c.governor.gauge.refuse(bytes) }

// measure takes note of what a request of the engine took that was answered well. received is how long the answer was.
func (x *exchange) measure(received int64) {
	if x.client.queue != engineQueue || x.sent.Load() == 0 {
		return
	}
	took := time.Since(x.began) - time.Duration(x.sent.Load())
	switch b := x.q.body; {
	case b != nil && b.file != nil:
		x.client.governor.gauge.carried(b.length, x.q.method == http.MethodPost, took)
	case received <= smallest:
		x.client.governor.gauge.answered(took)
	}
}
