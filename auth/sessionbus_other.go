//go:build windows || darwin

package auth

// hasKeyring: these systems always have one.
func hasKeyring() error { return nil }
