//go:build unix && !linux && !darwin

package instance

// peer does not know who is at the other end: the rights of the state folder say who may be.
func peer(int) (user int, known bool, err error) { return 0, false, nil }
