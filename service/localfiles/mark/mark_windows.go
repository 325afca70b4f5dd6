package mark

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

const (
	// stream is the part of a file in which Windows keeps the mark of the web. Only NTFS and ReFS have such parts.
	stream = ":Zone.Identifier"
	// internet is the zone of what came from anywhere.
	internet = "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=" + origin + "\r\n"
)

func set(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err // a stream of a file that is not there would make one
	}
	return os.WriteFile(path+stream, []byte(internet), 0o600)
}

func unsupported(err error) bool {
	return errors.Is(err, windows.ERROR_INVALID_NAME) || errors.Is(err, windows.ERROR_INVALID_PARAMETER) ||
		errors.Is(err, windows.ERROR_NOT_SUPPORTED) || errors.Is(err, windows.ERROR_INVALID_FUNCTION)
}
