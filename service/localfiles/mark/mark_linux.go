package mark

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"
)

// attribute is what browsers set (the freedesktop.org guidelines for extended attributes). File managers show it.
const attribute = "user.xdg.origin.url"

func set(path string) error {
	if err := unix.Setxattr(path, attribute, []byte(origin), 0); err != nil {
		return &fs.PathError{Op: "setxattr", Path: path, Err: err}
	}
	return nil
}

func unsupported(err error) bool { return errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.ENOSYS) }
