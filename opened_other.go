//go:build !darwin

package main

// onOpened has nothing to do here: files that a desktop opens with TaskDrop are arguments of a start.
func onOpened(func(paths []string)) {}
