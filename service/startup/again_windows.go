package startup

import (
	"errors"
	"os"
	"os/exec"
)

// Again runs this program, started with args, in place of this process, and returns its exit status.
func Again(args []string) (status int, err error) {
	path, err := os.Executable()
	if err != nil {
		return 0, err
	}
	command := exec.Command(path, args...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = command.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), nil
	}
	return 0, err
}
