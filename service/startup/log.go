package startup

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// Logs are the traces that a run leaves.
type Logs struct {
	*slog.Logger
	File io.Closer
	// Crash is the path of the trace of the last run's crash; "" if it did not crash.
	Crash string
}

// OpenLog writes to standard error and to a rotating file in the state folder; a Windows GUI program has no standard
// error. A crash leaves its trace beside it. The log works without the file where the folder can't be written.
func OpenLog(state string, level slog.Level) Logs {
	_ = os.MkdirAll(state, 0o700)
	file := &lumberjack.Logger{Filename: filepath.Join(state, "taskdrop.log"), MaxSize: 5, MaxBackups: 3}
	l := Logs{Logger: slog.New(slog.NewTextHandler(bothWriters{os.Stderr, file}, &slog.HandlerOptions{Level: level})), File: file}
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

// bothWriters writes to each, whatever becomes of the others.
type bothWriters []io.Writer

func (b bothWriters) Write(p []byte) (int, error) {
	for _, w := range b {
		_, _ = w.Write(p)
	}
	return len(p), nil
}
