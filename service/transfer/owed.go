package transfer

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"taskdrop/service/graph"
)

// owedAfter is how long a range may go without a byte or an answer before the server is asked whether it still works on
// it. It is above the 29 s after which the service was seen to say that it gave up (L6). How long the range itself is
// waited for is graph's to say; what it bounds is the time that an answer takes which never comes.
const owedAfter = 35 * time.Second

// put sends a range, and returns how it ended. If its answer is owed for long, the beginning of the same range goes out
// beside it: the server takes that if it has nothing of the first any more, refuses it by its start if it has taken the
// first (L5), does not know the session if the first was the last one (L8), and says that it is busy, or nothing, while
// it works. Then the first is waited for, however long that takes (R8). None of these attaches the file twice, as a
// session attaches it once.
func (s *sender) put(ctx context.Context, part graph.Range, file io.ReaderAt) ended {
	var moved atomic.Int64 // when a byte last left, in Unix nanoseconds
	first := putting(ctx, s.mailbox, s.rec.SessionURL, part, file, func(n int) {
		if n > 0 {
			moved.Store(time.Now().UnixNano())
		}
		s.live.inFlight.Add(int64(n))
		s.q.count(s.live, n)
	})
	defer first.cancel()
	timer := time.NewTimer(owedAfter)
	defer timer.Stop()
	for {
		select {
		case answered := <-first.done:
			return answered
		case <-timer.C:
		}
		left := owedAfter // it waits for its turn
		if last := moved.Load(); last != 0 {
			left -= time.Since(time.Unix(0, last))
		}
		if left <= 0 {
			return s.askAfter(ctx, first, part)
		}
		timer.Reset(left)
	}
}

// askAfter sends the beginning of a range whose answer is owed, and returns the answer to it if that settles both, else
// the answer to the range.
func (s *sender) askAfter(ctx context.Context, first *pending, part graph.Range) ended {
	short := part
	short.Length = min(short.Length, smallestRange)
	second := putting(ctx, s.mailbox.Engine(nil), s.rec.SessionURL, short, s.src.file, nil)
	defer second.cancel()
	select {
	case answered := <-first.done:
		second.cancel()
		<-second.done
		return answered
	case answered := <-second.done:
		s.log.Info("asked after a range", "item", s.rec.ID, "err", answered.err)
		if !s.settles(part, answered.err) {
			late := <-first.done
			s.stalled = s.stalled || late.err != nil
			return late
		}
		first.cancel()
		if late := <-first.done; late.err == nil {
			return late
		}
		if answered.again = true; answered.err != nil {
			answered.part = part
		}
		return answered
	}
}

// settles reports whether an answer to the beginning of a range tells what became of the whole. A session that is gone
// has taken its last range; before that, a 404 may pass (L18).
func (s *sender) settles(part graph.Range, err error) bool {
	var answer *graph.Error
	if !errors.As(err, &answer) {
		return err == nil
	}
	return answer.Missing() && s.mayAttach(part) || answer.Status == http.StatusBadRequest && rangeConflict(answer)
}

// pending is a range on its way. Whoever has one waits for its end.
type pending struct {
	done   <-chan ended // has one value in the end
	cancel context.CancelFunc
}

// ended is what came of a range.
type ended struct {
	part   graph.Range // what was sent, and if an error is the answer, what it is about
	answer graph.RangeAnswer
	err    error
	again  bool // the answer is to a second sending
}

// putting sends a range on a goroutine of its own.
func putting(ctx context.Context, c *graph.Client, url string, part graph.Range, file io.ReaderAt, sent func(n int)) *pending {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan ended, 1)
	go func() {
		answer, err := c.PutRange(ctx, url, part, file, sent)
		done <- ended{part: part, answer: answer, err: err}
	}()
	return &pending{done, cancel}
}
