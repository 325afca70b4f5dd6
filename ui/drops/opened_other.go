//go:build !darwin

package drops

// OnOpened has nothing to do here: files that a desktop opens with TaskDrop are arguments of a start.
func OnOpened(func(paths []string)) {}
