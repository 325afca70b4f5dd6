package filedialog

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"

	"taskdrop/service/desktop/com"
)

// The common item dialog, in shobjidl_core.h.
var (
	openClass     = windows.GUID{Data1: 0xdc1c5a9c, Data2: 0xe88a, Data3: 0x4dde, Data4: [8]byte{0xa5, 0xa1, 0x60, 0xf8, 0x2a, 0x20, 0xae, 0xf7}}
	openInterface = windows.GUID{Data1: 0xd57c7288, Data2: 0xd4ad, Data3: 0x4768, Data4: [8]byte{0xbe, 0x02, 0x9d, 0x96, 0x95, 0x32, 0xd9, 0x60}}
	saveClass     = windows.GUID{Data1: 0xc0b4e2f3, Data2: 0xba21, Data3: 0x4773, Data4: [8]byte{0x8d, 0xba, 0x33, 0x5e, 0xc9, 0x46, 0xeb, 0x8b}}
	saveInterface = windows.GUID{Data1: 0x84bccd23, Data2: 0x5fde, Data3: 0x4cdb, Data4: [8]byte{0xae, 0xa4, 0xaf, 0x64, 0xb8, 0x3d, 0x78, 0xab}}
)

// Places in the tables of methods: IModalWindow, IFileDialog, IFileOpenDialog, IShellItemArray, IShellItem.
const (
	dialogShow        = 3
	dialogSetOptions  = 9
	dialogGetOptions  = 10
	dialogSetFileName = 15
	dialogSetTitle    = 17
	dialogGetResult   = 20
	dialogGetResults  = 27
	arrayCount        = 7
	arrayItem         = 8
	itemName          = 5
)

// Options of a dialog (FOS_...), and the name of an item that is a path (SIGDN_FILESYSPATH).
const (
	optionOverwritePrompt = 0x2
	optionPickFolders     = 0x20
	optionFileSystemOnly  = 0x40
	optionMultiSelect     = 0x200
	optionMustExist       = 0x1000
	nameAsPath            = 0x80058000
)

// ask shows the dialog on a thread of its own. One that stands open when ctx is done stays until the person closes it,
// or the program ends.
func ask(ctx context.Context, what kind, r Request) ([]string, error) {
	type answer struct {
		paths []string
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		var paths []string
		err := com.Run(func() (err error) {
			paths, err = show(what, r)
			return err
		})
		done <- answer{paths, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case a := <-done:
		switch {
		case errors.Is(a.err, com.Cancelled):
			return nil, nil
		case a.err != nil:
			return nil, unavailable(a.err)
		}
		return a.paths, nil
	}
}

func show(what kind, r Request) ([]string, error) {
	class, as := openClass, openInterface
	if what == saveFile {
		class, as = saveClass, saveInterface
	}
	dialog, err := com.New(class, as)
	if err != nil {
		return nil, err
	}
	defer dialog.Release()
	if err := prepare(dialog, what, r); err != nil {
		return nil, err
	}
	if err := dialog.Call(dialogShow, r.Parent); err != nil {
		return nil, err
	}
	if what == openFiles || what == openFolders {
		return chosen(dialog)
	}
	var item *com.Object
	if err := dialog.Call(dialogGetResult, uintptr(unsafe.Pointer(&item))); err != nil {
		return nil, err
	}
	path, err := pathOf(item)
	return []string{path}, err
}

func prepare(dialog *com.Object, what kind, r Request) error {
	var options uint32
	if err := dialog.Call(dialogGetOptions, uintptr(unsafe.Pointer(&options))); err != nil {
		return err
	}
	switch options |= optionFileSystemOnly; what {
	case openFiles:
		options |= optionMultiSelect | optionMustExist
	case openFolders:
		options |= optionPickFolders | optionMultiSelect
	case openFolder:
		options |= optionPickFolders
	case saveFile:
		options |= optionOverwritePrompt
	}
	if err := dialog.Call(dialogSetOptions, uintptr(options)); err != nil {
		return err
	}
	for method, text := range map[int]string{dialogSetTitle: r.Title, dialogSetFileName: r.Name} {
		if text == "" {
			continue
		}
		written, err := com.Text(text)
		if err != nil {
			return err
		}
		if err := dialog.Call(method, uintptr(unsafe.Pointer(written))); err != nil {
			return err
		}
	}
	return nil
}

// chosen reads all that were chosen.
func chosen(dialog *com.Object) ([]string, error) {
	var items *com.Object
	if err := dialog.Call(dialogGetResults, uintptr(unsafe.Pointer(&items))); err != nil {
		return nil, err
	}
	defer items.Release()
	var count uint32
	if err := items.Call(arrayCount, uintptr(unsafe.Pointer(&count))); err != nil {
		return nil, err
	}
	var paths []string
	for i := range count {
		var item *com.Object
		if err := items.Call(arrayItem, uintptr(i), uintptr(unsafe.Pointer(&item))); err != nil {
			return nil, err
		}
		path, err := pathOf(item)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func pathOf(item *com.Object) (string, error) {
	defer item.Release()
	var name *uint16
	if err := item.Call(itemName, nameAsPath, uintptr(unsafe.Pointer(&name))); err != nil {
		return "", err
	}
	defer windows.CoTaskMemFree(unsafe.Pointer(name))
	return windows.UTF16PtrToString(name), nil
}
