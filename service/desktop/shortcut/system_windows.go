package shortcut

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"

	"taskdrop/service/desktop/com"
)

const extension = ".lnk"

// The shell's link object, in shobjidl_core.h and objidl.h.
var (
	linkClass     = windows.GUID{Data1: 0x00021401, Data4: [8]byte{0xc0, 0, 0, 0, 0, 0, 0, 0x46}}
	linkInterface = windows.GUID{Data1: 0x000214f9, Data4: [8]byte{0xc0, 0, 0, 0, 0, 0, 0, 0x46}}
	fileInterface = windows.GUID{Data1: 0x0000010b, Data4: [8]byte{0xc0, 0, 0, 0, 0, 0, 0, 0x46}}
)

// Places in the tables of methods: IShellLinkW, IPersistFile.
const (
	linkSetDescription = 7
	linkSetArguments   = 11
	linkSetIcon        = 17
	linkSetPath        = 20
	fileSave           = 6
)

func desktopFolder() (string, error) {
	folder, err := windows.KnownFolderPath(windows.FOLDERID_Desktop, 0)
	if err != nil {
		return "", ErrNoDesktop
	}
	return folder, nil
}

// is has no say: a link is not read again.
func (s Shortcut) is(string) bool { return false }

// Save writes the icon to a path, in place of what is there. Windows puts the dropped files behind the arguments.
func (s Shortcut) Save(_ context.Context, path string) error {
	return com.Run(func() error { return s.save(path) })
}

func (s Shortcut) save(path string) error {
	link, err := com.New(linkClass, linkInterface)
	if err != nil {
		return err
	}
	defer link.Release()
	program, arguments := s.Command[0], windows.ComposeCommandLine(s.Command[1:])
	for _, set := range []struct {
		method int
		text   string
	}{{linkSetPath, program}, {linkSetArguments, arguments}, {linkSetDescription, s.Comment}, {linkSetIcon, program}} {
		text, err := com.Text(set.text)
		if err != nil {
			return err
		}
		if err := link.Call(set.method, uintptr(unsafe.Pointer(text)), 0); err != nil { // the first icon; the others heed no second
			return err
		}
	}
	file, err := link.As(fileInterface)
	if err != nil {
		return err
	}
	defer file.Release()
	to, err := com.Text(path)
	if err != nil {
		return err
	}
	const remember = 1
	return file.Call(fileSave, uintptr(unsafe.Pointer(to)), remember)
}
