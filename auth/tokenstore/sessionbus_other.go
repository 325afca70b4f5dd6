//go:build windows || darwin

package tokenstore

// hasKeyring returns nil: these systems always have a keyring.
func hasKeyring() error { return nil }
