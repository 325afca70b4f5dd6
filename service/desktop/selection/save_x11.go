//go:build unix && !darwin

package selection

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jezek/xgb/xproto"
)

// DirectSave is the form in which a program saves what is dropped itself, where it is told to (XDS).
const DirectSave = "XdndDirectSave0"

// Save has the program that was dragged from write its file into a folder. source is its window, which names the file.
// whole is false if only Settle can tell when it is.
func (r *Receiver) Save(source xproto.Window, folder string) (whole bool, err error) {
	property, err := r.atom(DirectSave)
	if err != nil {
		return false, err
	}
	kind, err := r.atom("text/plain")
	if err != nil {
		return false, err
	}
	named, err := xproto.GetProperty(r.conn, false, source, property, xproto.GetPropertyTypeAny, 0, 1<<10).Reply()
	if err != nil {
		return false, err
	}
	path := filepath.Join(folder, FileName(string(named.Value)))
	address := (&url.URL{Scheme: "file", Path: path}).String()
	err = xproto.ChangePropertyChecked(r.conn, xproto.PropModeReplace, source, property, kind, 8, uint32(len(address)), []byte(address)).Check()
	if err != nil {
		return false, err
	}
	r.within = savingTime
	verdict, err := r.Receive(DirectSave)
	switch {
	case err != nil:
		return false, err
	case string(verdict) == "S":
		return false, nil
	case string(verdict) == "F": // it can't write there, and hands the content over instead
		data, err := r.Receive("application/octet-stream")
		if err != nil {
			return false, err
		}
		return true, os.WriteFile(path, data, 0o600)
	}
	return false, fmt.Errorf("%w: it answered %q", ErrRefused, verdict)
}

// FileName makes the name of a file of what another program calls it.
func FileName(called string) string {
	called = strings.ToValidUTF8(called[strings.LastIndexAny(called, `/\`)+1:], "_")
	called = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, called)
	const most = 200 // bytes; file systems take 255
	if len(called) > most {
		extension := filepath.Ext(called)
		if len(extension) > 20 {
			extension = ""
		}
		called = strings.ToValidUTF8(called[:most-len(extension)], "") + extension
	}
	if called == "" || called == "." || called == ".." {
		return "file"
	}
	return called
}
