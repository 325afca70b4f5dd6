//go:build !(linux || freebsd || openbsd || netbsd || windows)

package windowplace

func of(any) (x, y int, ok bool) { return 0, 0, false }

func onScreen(int, int) bool { return false }
