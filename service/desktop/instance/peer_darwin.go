package instance

import "golang.org/x/sys/unix"

// peer returns the user at the other end, as the kernel noted it when the two connected.
func peer(fd int) (user int, known bool, err error) {
	credentials, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, false, err
	}
	return int(credentials.Uid), true, nil
}
