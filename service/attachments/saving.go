package attachments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"taskdrop/service/bounded"
	"taskdrop/service/graph"
	"taskdrop/service/localfiles/diskerror"
	"taskdrop/service/localfiles/filename"
	"taskdrop/service/localfiles/mark"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// SaveAttachment writes an attachment to a path the person chose, and agreed to replace where there is something.
func (a *Attachments) SaveAttachment(id, path string) {
	a.command(id, func(ctx context.Context, h hanging) {
		if err := a.save(ctx, h, path); err != nil {
			a.TellError(ctx, h.Name, err)
			return
		}
		a.Board.TellIn(problem.New(problem.Saved, "Name", path), true, filepath.Dir(path))
	})
}

// SaveAllAttachments writes all attachments of the chosen task into a folder, one after the other, so that three of
// the mailbox's four requests stay for others (R3). It replaces nothing that lies there.
func (a *Attachments) SaveAllAttachments(folder string) {
	all := a.attachments()
	ctx, cancel := context.WithCancel(a.Group.Context())
	a.mu.Lock()
	busy := a.stopSaving != nil
	if !busy && len(all) > 0 {
		a.stopSaving = cancel
	}
	a.mu.Unlock()
	if busy || len(all) == 0 {
		cancel()
		return
	}
	a.Board.Update(func(v *view.Snapshot) { v.Saving = &view.Saving{Total: len(all)} })
	a.Group.Go(func(context.Context) {
		defer cancel()
		a.saveAll(ctx, all, folder)
	})
}

// CancelSaving stops the saving of all attachments. What is saved stays.
func (a *Attachments) CancelSaving() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopSaving != nil {
		a.stopSaving()
	}
}

func (a *Attachments) saveAll(ctx context.Context, all []hanging, folder string) {
	saved := 0
	var failures []string
	for i, h := range all {
		_, err := a.saveInto(ctx, h, folder)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			a.Log.Error("could not save an attachment", "name", h.Name, "err", err)
			failures = append(failures, failureLine(h.Name, err))
		} else {
			saved++
		}
		a.Board.Update(func(v *view.Snapshot) { v.Saving = &view.Saving{Done: i + 1, Total: len(all)} })
	}
	a.mu.Lock()
	a.stopSaving = nil
	a.mu.Unlock()
	a.Board.Update(func(v *view.Snapshot) { v.Saving = nil })
	if a.Group.Context().Err() != nil {
		return
	}
	told := problem.New(problem.SavedAll, "Folder", folder, "Count", strconv.Itoa(saved))
	if saved < len(all) {
		told = problem.New(problem.SavedSome, "Folder", folder, "Count", strconv.Itoa(saved), "Total", strconv.Itoa(len(all)))
		told = told.WithDetail(strings.Join(failures, "\n"))
	}
	a.Board.TellIn(told, saved == len(all), folder)
}

// failureLine is a line of the details: which file, and why.
func failureLine(name string, err error) string {
	p := transfer.Explain(name, err)
	return strings.TrimSpace(name + ": " + p.Sentence() + " " + p.Detail)
}

// save writes an attachment under a path, whole or not at all.
func (a *Attachments) save(ctx context.Context, h hanging, path string) error {
	partial, err := a.download(ctx, h, filepath.Dir(path))
	if err != nil {
		return err
	}
	if err := os.Rename(partial, path); err != nil {
		_ = os.Remove(partial)
		return saveFailed(h.Name, err)
	}
	return nil
}

// Saved is what became of one attachment of SaveTask.
type Saved struct {
	ID, Name string // of the attachment
	Path     string // where it lies
	Err      error  // why it does not
}

// SaveTask writes all attachments of a task into a folder, as SaveAllAttachments does, and returns what became of each.
func (a *Attachments) SaveTask(ctx context.Context, client *graph.Client, ref graph.TaskRef, folder string) ([]Saved, error) {
	found, err := retry.Long(ctx, func() ([]graph.Attachment, error) { return client.Attachments(ctx, ref) })
	if err != nil {
		return nil, err
	}
	saved := make([]Saved, 0, len(found))
	for _, entry := range Of(found) {
		path, err := a.saveInto(ctx, hanging{Attachment: entry, client: client, ref: ref}, folder)
		if ctx.Err() != nil {
			return saved, context.Cause(ctx)
		}
		saved = append(saved, Saved{entry.ID, entry.Name, path, err})
	}
	return saved, nil
}

// saveInto writes an attachment into a folder, under a name that nothing has there yet.
func (a *Attachments) saveInto(ctx context.Context, h hanging, folder string) (path string, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	partial, err := a.download(ctx, h, folder)
	if err != nil {
		return "", err
	}
	path, err = reserve(folder, filename.Safe(h.Name))
	if err == nil {
		if err = os.Rename(partial, path); err == nil {
			return path, nil
		}
		_ = os.Remove(path)
	}
	_ = os.Remove(partial)
	return "", saveFailed(h.Name, err)
}

// mostNumbers bounds the search for a free name.
const mostNumbers = 10_000

// reserve makes an empty file under the first free of "a.txt", "a (2).txt" and so on. The system makes it or says that
// something is there, so nothing can be replaced, whatever else writes into the folder.
func reserve(folder, name string) (path string, err error) {
	for n := 1; n <= mostNumbers; n++ {
		path = filepath.Join(folder, filename.Numbered(name, n))
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return path, file.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return "", fmt.Errorf("%d files of this name: %w", mostNumbers, fs.ErrExist)
}

// download streams an attachment into a new file of a folder, beside the name it will have.
func (a *Attachments) download(ctx context.Context, h hanging, folder string) (partial string, err error) {
	partial = filepath.Join(folder, ".taskdrop-"+randomWord()+".part")
	file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return "", saveFailed(h.Name, err)
	}
	_, err = retry.Briefly(ctx, func() (struct{}, error) { return struct{}{}, a.stream(ctx, h, file) })
	if closing := errors.Join(file.Sync(), file.Close()); err == nil && closing != nil {
		err = saveFailed(h.Name, closing)
	}
	if err == nil {
		a.mark(partial)
	}
	if err != nil {
		_ = os.Remove(partial)
		return "", a.noteGone(h, err)
	}
	return partial, nil
}

// mark tells the system that a file came from the network, before anything can open it.
func (a *Attachments) mark(path string) {
	if err := mark.Downloaded(path); err != nil {
		a.Log.Warn("could not mark a file as a download", "err", err)
	}
}

// noteGone words the refusal of an attachment that somebody else deleted.
func (a *Attachments) noteGone(h hanging, err error) error {
	var refused *graph.Error
	if errors.As(err, &refused) && refused.Missing() {
		if a.taskID() == h.ref.TaskID {
			a.Reload()
		}
		return problem.New(problem.AttachmentGone).WithDetail(refused.Detail())
	}
	return err
}

// stream fills the file with the attachment's bytes, from the beginning.
func (a *Attachments) stream(ctx context.Context, h hanging, file *os.File) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return saveFailed(h.Name, err)
	}
	if err := file.Truncate(0); err != nil {
		return saveFailed(h.Name, err)
	}
	body, _, err := h.client.AttachmentContent(ctx, h.ref, h.ID)
	if err != nil {
		return err
	}
	defer body.Close()
	wire := &wireErrors{from: bounded.Reader(body, largestFile)}
	size, err := io.Copy(file, wire)
	switch {
	case errors.Is(wire.err, bounded.ErrTooMuch):
		return problem.New(problem.OddAnswer).WithDetail(wire.err.Error())
	case wire.err != nil:
		return wire.err
	case err != nil:
		return saveFailed(h.Name, err)
	}
	a.learnSize(h.ID, size)
	return nil
}

// wireErrors tells a broken connection from a full disk.
type wireErrors struct {
	from io.Reader
	err  error
}

func (w *wireErrors) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

func saveFailed(name string, err error) error {
	if diskerror.Full(err) {
		return problem.New(problem.DiskFull, "Name", name).WithDetail(err.Error())
	}
	return problem.New(problem.SaveFailed, "Name", name).WithDetail(err.Error())
}
