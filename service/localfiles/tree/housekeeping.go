package tree

import (
	"slices"
	"strings"
)

// housekeepingNames are the names, in lower case, of what systems and desktops put into folders for themselves.
var housekeepingNames = []string{
	// Windows
	"thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "$recycle.bin", "system volume information",
	// macOS; the name of a folder's own icon ends in a carriage return
	".ds_store", ".localized", ".appledouble", ".appledb", ".appledesktop", ".lsoverride", "icon\r", ".spotlight-v100", ".trashes",
	".fseventsd", ".documentrevisions-v100", ".temporaryitems", ".volumeicon.icns", ".com.apple.timemachine.donotpresent", ".apdisk",
	"__macosx", "network trash folder", "temporary items",
	// Linux and network storage
	".directory", ".trash", "@eadir",
}

// housekeepingShapes are beginnings and ends, in lower case, of names that programs make from a file's name or from a
// number.
var housekeepingShapes = []struct{ prefix, suffix string }{
	{"~$", ""},                  // Microsoft Office: who has the document open
	{"~wr", ".tmp"},             // Word: unsaved changes
	{".~lock.", "#"},            // LibreOffice: who has the document open
	{"._", ""},                  // macOS: what other file systems can't hold of a file
	{".#", ""},                  // Emacs: who has the file open
	{"#", "#"},                  // Emacs: unsaved changes
	{".", ".swp"},               // Vim: unsaved changes
	{".", ".swo"},               // Vim
	{".", ".kate-swp"},          // Kate
	{"", "~"},                   // editors: the file before the last change
	{".goutputstream-", ""},     // GNOME: a file that is being written
	{".nfs", ""},                // NFS: a deleted file that is still open
	{".fuse_hidden", ""},        // FUSE: a deleted file that is still open
	{".trash-", ""},             // the trash of a removable disk
	{".syncthing.", ".tmp"},     // Syncthing: a file on its way
	{".com.google.chrome.", ""}, // Chrome: a download that is not whole
}

// Housekeeping reports whether a name is one that a system, a desktop or an editor gives to files and folders that it
// makes for itself. A person who drops a folder does not see them in it.
func Housekeeping(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains(housekeepingNames, name) {
		return true
	}
	for _, shape := range housekeepingShapes {
		if len(name) > len(shape.prefix)+len(shape.suffix) && strings.HasPrefix(name, shape.prefix) && strings.HasSuffix(name, shape.suffix) {
			return true
		}
	}
	return false
}
