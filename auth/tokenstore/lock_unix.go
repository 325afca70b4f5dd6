//go:build unix

package tokenstore

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// tryLock takes an exclusive lock without waiting. Closing the file releases it.
func tryLock(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) || errors.Is(err, unix.EINTR) {
		return ErrLocked
	}
	return err
}

// belongsToUs reports whether a file, folder or link belongs to this user.
func belongsToUs(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// isOurs reports whether a folder belongs to this user, and nobody else may write in it.
func isOurs(info os.FileInfo) bool { return belongsToUs(info) && info.Mode().Perm()&0o022 == 0 }

// isPrivate reports whether nobody else may look into a folder.
func isPrivate(info os.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }

// syncFolder makes a rename in a folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
