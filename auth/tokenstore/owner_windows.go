package tokenstore

import (
	"os"

	"golang.org/x/sys/windows"
)

// belongsToUs reports whether a file, folder or link belongs to this user, or to the administrators or the system, who
// may do anything here. What an administrator makes belongs to the administrators.
func belongsToUs(path string, info os.FileInfo) bool {
	owner, err := ownerOf(path, info.Mode()&os.ModeSymlink != 0)
	if err != nil {
		return false
	}
	us, err := windows.GetCurrentProcessToken().GetTokenUser()
	return err == nil && trusts(us.User.Sid, owner)
}

// trusts reports whether a user may take what an owner has for their own.
func trusts(user, owner *windows.SID) bool {
	return windows.EqualSid(owner, user) ||
		owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) || owner.IsWellKnown(windows.WinLocalSystemSid)
}

// ownerOf returns the owner of a file, or of a link itself.
func ownerOf(path string, isLink bool) (*windows.SID, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	flags := uint32(windows.FILE_FLAG_BACKUP_SEMANTICS) // which opens folders too
	if isLink {
		flags |= windows.FILE_FLAG_OPEN_REPARSE_POINT
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	file, err := windows.CreateFile(name, windows.READ_CONTROL, share, nil, windows.OPEN_EXISTING, flags, 0)
	if err != nil {
		return nil, err
	}
	defer windows.CloseHandle(file)
	descriptor, err := windows.GetSecurityInfo(file, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return nil, err
	}
	owner, _, err := descriptor.Owner()
	return owner, err
}

// isOurs reports whether a folder belongs to this user. Who may write in it is left to its access list, which a folder
// in the user's profile takes over from there.
func isOurs(path string, info os.FileInfo) bool { return belongsToUs(path, info) }

// isPrivate is left to the access list too.
func isPrivate(os.FileInfo) bool { return true }
