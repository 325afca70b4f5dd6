//go:build unix

package startup

import (
	"os"
	"syscall"
)

// Again puts this program, started with args, in place of this process. It returns only where that fails.
func Again(args []string) (status int, err error) {
	path, err := os.Executable()
	if err != nil {
		return 0, err
	}
	return 0, syscall.Exec(path, append([]string{os.Args[0]}, args...), os.Environ())
}
