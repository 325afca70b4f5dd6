//go:build unix

package tokenstore

import (
	"os"
	"syscall"
)

// belongsToUs reports whether a file, folder or link belongs to this user.
func belongsToUs(_ string, info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// isOurs reports whether a folder belongs to this user, and nobody else may write in it.
func isOurs(path string, info os.FileInfo) bool {
	return belongsToUs(path, info) && info.Mode().Perm()&0o022 == 0
}

// isPrivate reports whether nobody else may look into a folder.
func isPrivate(info os.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }
