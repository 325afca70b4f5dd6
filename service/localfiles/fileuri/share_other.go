//go:build !windows

package fileuri

const hasShares = false

func ownShares() []string { return nil }
