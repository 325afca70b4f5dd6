// Package retry repeats a read of the server after a passing fault: one 404 or 5xx on a good address proves nothing
// (L18). The requests of an upload are not its business; the engine has rules of its own for them.
package retry

import (
	"context"
	"time"

	"taskdrop/service/transfer"
)

// Briefly repeats a question for about 6 seconds. A person waits for the answer and has a button to ask again.
func Briefly[T any](ctx context.Context, ask func() (T, error)) (T, error) { return tries(ctx, 4, ask) }

// Long repeats a question for about a minute and a half, as an upload does. It is for what nobody is there to ask
// again.
func Long[T any](ctx context.Context, ask func() (T, error)) (T, error) { return tries(ctx, 8, ask) }

func tries[T any](ctx context.Context, most int, ask func() (T, error)) (T, error) {
	misses, pause := 0, time.Second
	for try := 1; ; try++ {
		value, err := ask()
		if err == nil || ctx.Err() != nil || try == most || !transfer.Passing(err, &misses) {
			return value, err
		}
		select {
		case <-ctx.Done():
			return value, ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, 30*time.Second)
	}
}
