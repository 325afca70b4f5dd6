package auth

import (
	"context"
	"errors"
	"os"
	"time"
)

// errLocked is a lock file that another copy of the program holds.
var errLocked = errors.New("locked by another copy of the program")

// lockPoll is how often a lock held by another copy is tried again.
const lockPoll = 20 * time.Millisecond

// lockFile takes the lock that a file stands for, and waits for it until ctx ends. The system lets go of it when the
// process ends, however it ends.
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
		if !errors.Is(err, errLocked) {
			file.Close()
			return nil, err
		}
		select {
		case <-ctx.Done():
			file.Close()
			return nil, errors.Join(errLocked, ctx.Err())
		case <-time.After(lockPoll):
		}
	}
}
