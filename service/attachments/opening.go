package attachments

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"taskdrop/service/localfiles/filename"
	"taskdrop/service/problem"
)

// openable says why each type may be opened at once: a system starts no file of it as a program, and the program that
// shows it runs nothing in it. All other types may be a program, a link to one, or a document with macros; what a
// system starts cannot be listed in full. So HTML, SVG and XML are not here, which a browser runs, nor Word's and
// Excel's old types, which hold macros.
var openable = map[string]string{
	"pdf": "a viewer keeps its scripts away from files and programs",
	"txt": "text in an editor", "text": "text in an editor", "md": "text in an editor", "log": "text in an editor",
	"csv": "a table; the spreadsheet asks before a formula reaches outside", "tsv": "as csv",
	"json": "text in an editor", "yaml": "text in an editor", "yml": "text in an editor", "toml": "text in an editor",
	"css": "text in an editor, a style without its page", "sql": "text in an editor, no database is connected",
	"rtf":  "text with pictures; an embedded object starts only after a question",
	"docx": "a format without macros; those have docm", "dotx": "as docx; dotm has the macros",
	"xlsx": "a format without macros; those have xlsm",
	"pptx": "a format without macros; those have pptm", "ppsx": "as pptx; ppsm has the macros",
	"odt": "LibreOffice runs no macro from a folder that is not trusted", "ods": "as odt", "odp": "as odt", "numbers": "Apple's table, no macros",
	"pages": "Apple's text, no macros", "key": "Apple's slides, no macros",
	"png": "a picture", "jpg": "a picture", "jpeg": "a picture", "gif": "a picture", "webp": "a picture", "bmp": "a picture",
	"tif": "a picture", "tiff": "a picture", "heic": "a picture", "heif": "a picture", "avif": "a picture", "ico": "a picture",
	"dng": "a camera's picture", "cr2": "a camera's picture", "nef": "a camera's picture",
	"mp3": "sound", "wav": "sound", "flac": "sound", "ogg": "sound", "opus": "sound", "m4a": "sound", "aac": "sound", "aiff": "sound",
	"mid": "notes of music",
	"mp4": "film", "m4v": "film", "mov": "film", "mkv": "film", "avi": "film", "webm": "film", "mpg": "film", "mpeg": "film",
	"zip": "an archive is listed or unpacked; what is in it keeps the mark", "7z": "as zip", "rar": "as zip", "tar": "as zip",
	"gz": "as zip", "tgz": "as zip", "bz2": "as zip", "xz": "as zip", "zst": "as zip",
	"eml": "a mail program runs no script of a message",
	"ics": "a calendar asks before it takes an appointment", "vcf": "an address book asks before it takes a card",
}

func mayOpen(name string) bool {
	return openable[strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))] != ""
}

// openedFiles are copies of attachments that were opened in this run, in a folder that only this user can read.
type openedFiles struct {
	mu     sync.Mutex
	folder string
	copies map[string]openedFile // by the attachment's id
}

type openedFile struct {
	path     string
	modified time.Time
	size     int64
}

// OpenAttachment saves an attachment into a folder of this run and opens it with the system's program for it. What
// could be a program itself is never started: its folder is shown instead, and the person told.
func (a *Attachments) OpenAttachment(id string) {
	a.command(id, func(ctx context.Context, h hanging) {
		path, err := a.copyToOpen(ctx, h)
		if err != nil {
			a.TellError(ctx, h.Name, err)
			return
		}
		shown := path
		if !mayOpen(path) {
			shown = filepath.Dir(path)
			a.Board.Tell(problem.New(problem.NotStarted, "Name", h.Name), false)
		}
		if err := a.OpenFile(ctx, shown); err != nil {
			a.TellError(ctx, h.Name, problem.New(problem.OpenFailed, "Name", h.Name).WithDetail(err.Error()))
		}
	})
}

// copyToOpen saves an attachment, or finds the copy made before. It can't be written to: a program then proposes
// another place for what the person changes in it, as this one goes with the end of the run.
func (a *Attachments) copyToOpen(ctx context.Context, h hanging) (path string, err error) {
	a.opened.mu.Lock()
	defer a.opened.mu.Unlock()
	if before, ok := a.opened.copies[h.ID]; ok && before.untouched() {
		return before.path, nil
	}
	if a.opened.folder == "" {
		if a.opened.folder, err = os.MkdirTemp("", "taskdrop-"); err != nil {
			return "", problem.New(problem.OpenFailed, "Name", h.Name).WithDetail(err.Error())
		}
		a.opened.copies = map[string]openedFile{}
	}
	own := filepath.Join(a.opened.folder, randomWord()) // two attachments may have one name
	if err := os.Mkdir(own, 0o700); err != nil {
		return "", problem.New(problem.OpenFailed, "Name", h.Name).WithDetail(err.Error())
	}
	path = filepath.Join(own, filename.Safe(h.Name))
	if err := a.save(ctx, h, path); err != nil {
		_ = os.Remove(own)
		return "", err
	}
	_ = os.Chmod(path, 0o400)
	if info, err := os.Stat(path); err == nil {
		a.opened.copies[h.ID] = openedFile{path: path, modified: info.ModTime(), size: info.Size()}
	}
	return path, nil
}

func (f openedFile) untouched() bool {
	info, err := os.Stat(f.path)
	return err == nil && info.ModTime().Equal(f.modified) && info.Size() == f.size
}

// discard takes the copies away at the end of the run, but nothing that a person has written to or put beside them.
func (o *openedFiles) discard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, f := range o.copies {
		if f.untouched() {
			_ = os.Chmod(f.path, 0o600) // Windows removes no file that can't be written to
			_ = os.Remove(f.path)
			_ = os.Remove(filepath.Dir(f.path)) // stays where something else is in it
		}
	}
	if o.folder != "" {
		_ = os.Remove(o.folder)
	}
}

// randomWord names something that nobody else has made.
func randomWord() string { return strings.ToLower(rand.Text()[:12]) }
