//go:build !linux && !darwin && !windows

package mark

import "errors"

func set(string) error { return errors.ErrUnsupported }

func unsupported(err error) bool { return errors.Is(err, errors.ErrUnsupported) }
