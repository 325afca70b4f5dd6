package tree

import "testing"

func TestWhatDesktopsAndEditorsKeepForThemselves(t *testing.T) {
	for _, name := range []string{
		".DS_Store", "Thumbs.db", "thumbs.db", "THUMBS.DB", "desktop.ini", "Desktop.ini", "~$x.docx", "~$dget.xlsx", "~WRL0003.tmp",
		".~lock.x#", ".~lock.Plan B.odt#", "._x", "._photo.jpg", ".directory", "Icon\r", ".localized", "$RECYCLE.BIN",
		"System Volume Information", ".Trash-1000", "__MACOSX", ".notes.txt.swp", "#notes#", ".#notes", "notes.txt~", ".nfs000001",
		".fuse_hidden0001", ".Spotlight-V100", "ehthumbs.db", "@eaDir",
	} {
		if !Housekeeping(name) {
			t.Errorf("%q is taken for a person's file", name)
		}
	}
	for _, name := range []string{
		"report.docx", "$x.docx", "~x.docx", ".env", ".gitignore", ".x", "Icon", "icon", "thumbs.db.txt", "desktop.ini.bak", "lock#", "#1",
		"#", "~", ".", "._", "~$", "x.swp", "recycle.bin", "directory", "DS_Store", "Thumbs", "\xdf", "AC\\DC report.pdf",
	} {
		if Housekeeping(name) {
			t.Errorf("%q is taken for housekeeping", name)
		}
	}
}
