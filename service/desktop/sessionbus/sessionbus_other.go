//go:build !unix || darwin

// Package sessionbus is about D-Bus, which this system's desktop does without.
package sessionbus

// NeverStart does nothing: no library starts a bus here.
func NeverStart() {}
