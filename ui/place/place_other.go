//go:build !(linux || freebsd || openbsd || netbsd || windows)

package place

func of(any) (x, y int, ok bool) { return 0, 0, false }

func onScreen(int, int) bool { return false }
