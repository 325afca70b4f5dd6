package fileuri

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

const hasShares = true

var getConnection = windows.NewLazySystemDLL("mpr.dll").NewProc("WNetGetConnectionW")

// ownShares returns the shares behind the person's network drives, and their home if it is on a server. It asks this
// computer alone.
func ownShares() []string {
	own := []string{os.Getenv("USERPROFILE"), os.Getenv("HOMESHARE")}
	if getConnection.Find() != nil {
		return own
	}
	for drive := 'A'; drive <= 'Z'; drive++ {
		name, err := windows.UTF16PtrFromString(string(drive) + ":")
		if err != nil {
			continue
		}
		share := make([]uint16, 1024)
		length := uint32(len(share))
		failed, _, _ := getConnection.Call(uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&share[0])), uintptr(unsafe.Pointer(&length)))
		if failed == 0 {
			own = append(own, windows.UTF16ToString(share))
		}
	}
	return own
}
