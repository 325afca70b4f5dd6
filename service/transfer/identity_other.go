//go:build !unix

package transfer

import "io/fs"

// fileIdentity is empty where a FileInfo does not carry one: size and time must do there (C31).
func fileIdentity(fs.FileInfo) string { return "" }
