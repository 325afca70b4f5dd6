package tokenstore

import (
	"context"
	"errors"
	"os"
	"time"
)

// ErrLocked says that another copy of the program holds a lock.
var ErrLocked = errors.New("locked by another copy of the program")

// lockPoll is the pause between attempts to take a lock that another copy holds.
const lockPoll = 20 * time.Millisecond

// lockFile takes the lock that a file stands for, and waits for it until ctx ends. The system releases the lock when
// the process ends.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = tryLock(file)
		if err == nil {
			return func() { file.Close() }, nil
		}
		if !errors.Is(err, ErrLocked) {
			file.Close()
			return nil, err
		}
		select {
		case <-ctx.Done():
			file.Close()
			return nil, errors.Join(ErrLocked, ctx.Err())
		case <-time.After(lockPoll):
		}
	}
}
