package selection

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// How files that another program writes are watched: looksEqual looks in a row that find the same mean that it is done.
const (
	lookTime    = 250 * time.Millisecond
	looksEqual  = 8
	looksEmpty  = 60 // where a file is empty: a browser makes it before it begins to write
	startTime   = time.Minute
	settleAtAll = 15 * time.Minute
)

// Settle waits until there are files in a folder and nothing about them changes any more. Archive managers and Firefox
// say that they have saved before they begin. ErrSilent means that no file came.
func Settle(ctx context.Context, folder string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, settleAtAll, ErrSilent)
	defer cancel()
	look := time.NewTicker(lookTime)
	defer look.Stop()
	begun := time.Now()
	for last, equal, enough := "", 0, looksEqual; equal < enough; {
		now, empty, err := describe(folder)
		enough = looksEqual
		if empty {
			enough = looksEmpty
		}
		switch {
		case err == nil && now != "" && now == last:
			equal++
		case err == nil && now == "" && time.Since(begun) > startTime:
			return ErrSilent
		default: // a program may rename while it writes
			last, equal = now, 0
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-look.C:
		}
	}
	return nil
}

// describe lists the ordinary files in and below a folder, with what changes while one is written, and tells whether
// one of them is empty.
func describe(folder string) (files string, empty bool, err error) {
	var list strings.Builder
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		empty = empty || info.Size() == 0
		fmt.Fprintf(&list, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return list.String(), empty, err
}
