// Package instance keeps one TaskDrop per state folder, and hands what a second start was asked to do to the first.
//
// A lock on a file says who is first; the system releases it when the process ends, however it ends. The second start
// speaks to the first through a Unix socket, or a named pipe on Windows, that this user alone can reach. What a
// request means is the caller's business.
package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"taskdrop/service/bounded"
	"taskdrop/service/localfiles/rawpath"
)

// errStranger means that the other end belongs to another user.
var errStranger = errors.New("the window that is open belongs to another user of this computer")

// ErrEnded means that the other process has ended before it was asked: this one may be the first.
var ErrEnded = errors.New("the other TaskDrop has ended")

// ErrRunning means that another process holds the state folder.
var ErrRunning = errors.New("TaskDrop is already running with this state folder")

// Request is what a second start was asked to do.
type Request struct {
	Files  []File `json:"files,omitempty"`
	List   string `json:"list,omitempty"`
	Task   string `json:"task,omitempty"`
	Attach bool   `json:"attach,omitempty"`
	Wait   bool   `json:"wait,omitempty"` // answer when all files are attached or have failed (-quit)
	JSON   bool   `json:"json,omitempty"` // lines are JSON objects
	// NewTask is the title of a task to make in List, in place of Task.
	NewTask string `json:"newTask,omitempty"`
	// Ask is a question in place of files, and Folder is where its answer is saved, an absolute path.
	Ask    string       `json:"ask,omitempty"`
	Folder rawpath.Path `json:"folder,omitempty"`
	// Account is the address of the account it is for.
	Account string `json:"account,omitempty"`
	// Demo, ClientID, Tenant, Login and Graph are what the second start was told to use; an empty one was not given.
	Demo     bool   `json:"demo,omitempty"`
	ClientID string `json:"clientId,omitempty"`
	Tenant   string `json:"tenant,omitempty"`
	Login    string `json:"login,omitempty"`
	Graph    string `json:"graph,omitempty"`
}

// File is a FILE argument: as it was typed, and its absolute path, since the first process runs in another folder.
type File struct {
	Given string
	Path  string
}

// fileForm is a File in JSON, where each byte of a path counts.
type fileForm struct {
	Given rawpath.Path `json:"given"`
	Path  rawpath.Path `json:"path"`
}

// MarshalJSON implements json.Marshaler.
func (f File) MarshalJSON() ([]byte, error) {
	return json.Marshal(fileForm{rawpath.Path(f.Given), rawpath.Path(f.Path)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *File) UnmarshalJSON(data []byte) error {
	var form fileForm
	err := json.Unmarshal(data, &form)
	*f = File{Given: string(form.Given), Path: string(form.Path)}
	return err
}

// Reply is the first process's answer.
type Reply struct {
	Lines  []string `json:"-"`                // for standard output, with Request.Wait
	Failed bool     `json:"failed,omitempty"` // at least one file was not attached
	// Refused is why nothing was taken over, "" if it was.
	Refused string `json:"refused,omitempty"`
}

// replyForm is a Reply in JSON, where each byte of a line counts: lines hold paths.
type replyForm struct {
	plainReply
	Lines []rawpath.Path `json:"lines,omitempty"`
}

type plainReply Reply

// MarshalJSON implements json.Marshaler.
func (r Reply) MarshalJSON() ([]byte, error) {
	form := replyForm{plainReply: plainReply(r)}
	for _, line := range r.Lines {
		form.Lines = append(form.Lines, rawpath.Path(line))
	}
	return json.Marshal(form)
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *Reply) UnmarshalJSON(data []byte) error {
	var form replyForm
	err := json.Unmarshal(data, &form)
	*r = Reply(form.plainReply)
	for _, line := range form.Lines {
		r.Lines = append(r.Lines, string(line))
	}
	return err
}

// Instance is the first process's hold on the state folder.
type Instance struct {
	lock     *os.File
	listener listener
	cancel   context.CancelFunc
	answers  sync.WaitGroup
}

const lockName = "taskdrop.lock"

// listener accepts second starts of this user, and conn is the connection to the other process: a socket, or a pipe
// on Windows.
type (
	listener interface {
		Accept() (conn, error)
		Close() error
	}
	conn interface {
		io.ReadWriteCloser
		SetReadDeadline(time.Time) error
		SetWriteDeadline(time.Time) error
	}
)

// Acquire takes hold of a state folder, and makes it if it is missing. It returns ErrRunning if another process holds
// it.
func Acquire(dir string) (*Instance, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(file); err != nil {
		_ = file.Close()
		return nil, err
	}
	return &Instance{lock: file, cancel: func() {}}, nil
}

// Serve answers second starts, each on a goroutine of its own, until Close.
func (i *Instance) Serve(dir string, answer func(context.Context, Request) Reply) error {
	listener, err := listen(dir)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	i.listener, i.cancel = listener, cancel
	i.answers.Go(func() { i.accept(ctx, listener, answer) })
	return nil
}

func (i *Instance) accept(ctx context.Context, listener listener, answer func(context.Context, Request) Reply) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		i.answers.Go(func() { serve(ctx, conn, answer) })
	}
}

const (
	// requestTime is how long a second start may take to say what it wants.
	requestTime = 10 * time.Second
	// requestLimit is how many bytes a request may have. No system lets a command line be longer.
	requestLimit = 8 << 20
	// replyLimit is how many bytes an answer may have: a line for each file, with its path and a reason.
	replyLimit = 32 << 20
)

func serve(ctx context.Context, conn conn, answer func(context.Context, Request) Reply) {
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(requestTime))
	var request Request
	if err := json.NewDecoder(bounded.Reader(conn, requestLimit)).Decode(&request); err != nil {
		return
	}
	reply := answer(ctx, request)
	_ = conn.SetWriteDeadline(time.Now().Add(requestTime))
	_ = json.NewEncoder(conn).Encode(reply)
}

// Send hands a request to the process that holds the state folder and returns its answer. A process that has just
// started may not listen yet, so Send tries for half a minute. If that process ends meanwhile the error is ErrEnded.
func Send(ctx context.Context, dir string, request Request) (Reply, error) {
	conn, err := reach(ctx, dir)
	if err != nil {
		return Reply{}, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := json.NewEncoder(conn).Encode(request); err != nil {
		return Reply{}, err
	}
	var reply Reply
	if err := json.NewDecoder(bounded.Reader(conn, replyLimit)).Decode(&reply); err != nil {
		return Reply{}, fmt.Errorf("the open window gave no answer: %w", err)
	}
	return reply, nil
}

func reach(ctx context.Context, dir string) (conn, error) {
	const tries, pause = 150, 200 * time.Millisecond
	for try := 1; ; try++ {
		conn, err := dial(ctx, dir)
		if err == nil || try == tries || errors.Is(err, errStranger) {
			return conn, err
		}
		if isFree(dir) {
			return nil, ErrEnded
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// isFree reports whether nobody holds the state folder.
func isFree(dir string) bool {
	held, err := Acquire(dir)
	if err != nil {
		return false
	}
	_ = held.Close()
	return true
}

// Drain lets no further second start in, and returns when those that wait for an answer have it, or ctx ends.
func (i *Instance) Drain(ctx context.Context) {
	_ = i.letNobodyIn() // StopServing is next, and no worse for it
	answered := make(chan struct{})
	go func() {
		i.answers.Wait()
		close(answered)
	}()
	select {
	case <-answered:
	case <-ctx.Done():
	}
}

func (i *Instance) letNobodyIn() error {
	if i.listener == nil {
		return nil
	}
	listener := i.listener
	i.listener = nil
	return listener.Close()
}

// StopServing stops answering second starts. One that waits for an answer gets none.
func (i *Instance) StopServing() error {
	i.cancel()
	err := i.letNobodyIn()
	i.answers.Wait()
	return err
}

// Close stops answering and releases the folder.
func (i *Instance) Close() error { return errors.Join(i.StopServing(), i.lock.Close()) }
