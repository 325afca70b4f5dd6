package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// startLog writes to standard error and to a rotating file in the state folder; a Windows GUI program has no standard error.
// A crash leaves its trace beside it. The log works without the file where the folder can't be written.
func startLog(state string) (*slog.Logger, io.Closer) {
	_ = os.MkdirAll(state, 0o700)
	file := &lumberjack.Logger{Filename: filepath.Join(state, "taskdrop.log"), MaxSize: 5, MaxBackups: 3}
	logger := slog.New(slog.NewTextHandler(bothWriters{os.Stderr, file}, nil))
	if crash, err := os.OpenFile(filepath.Join(state, "crash.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err == nil {
		_ = debug.SetCrashOutput(crash, debug.CrashOptions{})
		_ = crash.Close() // the runtime keeps a copy
	}
	return logger, file
}

// bothWriters writes to each, whatever becomes of the others.
type bothWriters []io.Writer

func (b bothWriters) Write(p []byte) (int, error) {
	for _, w := range b {
		_, _ = w.Write(p)
	}
	return len(p), nil
}
