package startup

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"gopkg.in/natefinch/lumberjack.v2"
)

// Logs are the traces that a run leaves.
type Logs struct {
	*slog.Logger
	File io.Closer
	// Console is standard error.
	Console *Console
	// Crash is the path of the trace of the last run's crash; "" if it did not crash.
	Crash string
}

// OpenLog writes to standard error and to a rotating file in the state folder; a Windows GUI program has no standard
// error. A crash leaves its trace beside it. The log works without the file where the folder can't be written.
func OpenLog(state string, level slog.Level) Logs {
	_ = os.MkdirAll(state, 0o700)
	file := &lumberjack.Logger{Filename: filepath.Join(state, "taskdrop.log"), MaxSize: 5, MaxBackups: 3}
	l := Logs{File: file, Console: &Console{to: os.Stderr}}
	l.Logger = slog.New(slog.NewTextHandler(bothWriters{l.Console, file}, &slog.HandlerOptions{Level: level}))
	name := filepath.Join(state, "crash.log")
	l.Crash = crashOfLastRun(name)
	if crash, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err == nil {
		_ = debug.SetCrashOutput(crash, debug.CrashOptions{})
		_ = crash.Close() // the runtime keeps a copy
	}
	return l
}

// crashOfLastRun moves the trace of a crash to a name of its own, so that it is reported once, and returns its path.
func crashOfLastRun(name string) string {
	info, err := os.Stat(name)
	if err != nil || info.Size() == 0 {
		return ""
	}
	aside := filepath.Join(filepath.Dir(name), "crash-"+info.ModTime().UTC().Format("20060102-150405")+".log")
	if os.Rename(name, aside) != nil {
		return ""
	}
	return aside
}

// Console writes to standard error, or to what has taken that over.
type Console struct {
	mu sync.Mutex
	to io.Writer
}

// Divert has everything written to another writer from now on.
func (c *Console) Divert(to io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to = to
}

// Write implements io.Writer.
func (c *Console) Write(text []byte) (int, error) {
	c.mu.Lock()
	to := c.to
	c.mu.Unlock()
	return to.Write(text)
}

// bothWriters writes to each, whatever becomes of the others.
type bothWriters []io.Writer

func (b bothWriters) Write(p []byte) (int, error) {
	for _, w := range b {
		_, _ = w.Write(p)
	}
	return len(p), nil
}
