package service

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"taskdrop/service/graph"
	"taskdrop/service/localfiles/archive"
	"taskdrop/service/localfiles/spool"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// packer makes the .zips of one queue in its spool.
type packer struct {
	spool spool.Spool
	log   *slog.Logger
	// housekeeping says whether what desktops and editors keep for themselves is packed, too.
	housekeeping func() bool
}

func packerIn(stateDir string, log *slog.Logger, housekeeping func() bool) packer {
	return packer{spool.In(stateDir), log, housekeeping}
}

// maxPackings is how often a folder is packed that changes meanwhile (C31).
const maxPackings = 3

// Pack implements transfer.Packer.
func (p packer) Pack(ctx context.Context, source string, read func(total int64)) (transfer.Packed, error) {
	for again := 1; ; again++ {
		packed, err := p.packOnce(ctx, source, read)
		if err == nil || ctx.Err() != nil {
			return packed, err
		}
		if again < maxPackings && errors.Is(err, archive.ErrChanged) {
			p.log.Info("packs again", "because", err)
			continue
		}
		return packed, packProblem(filepath.Base(source), err)
	}
}

func (p packer) packOnce(ctx context.Context, source string, read func(total int64)) (transfer.Packed, error) {
	out, err := p.spool.Create(graph.CleanName(filepath.Base(source) + ".zip"))
	if err != nil {
		return transfer.Packed{}, err
	}
	packed := transfer.Packed{Path: out.Name()}
	var total int64
	read(0)
	buffered := bufio.NewWriterSize(out, 64<<10)
	left, err := archive.Write(ctx, buffered, source, archive.Options{
		Limit: transfer.MaxFileSize, Housekeeping: p.housekeeping(),
		Read: func(n int) {
			total += int64(n)
			read(total)
		},
	})
	packed.LeftOut = left.Unsendable
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = out.Sync() // the journal is about to name it
	}
	if err == nil {
		packed.Size, err = sizeOf(out)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		p.Discard(packed)
		return transfer.Packed{}, err
	}
	return packed, nil
}

func sizeOf(file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Discard implements transfer.Packer.
func (p packer) Discard(packed transfer.Packed) { unspool(p.spool, packed.Path, p.log) }

func unspool(kept spool.Spool, path string, log *slog.Logger) {
	if err := kept.Remove(path); err != nil {
		log.Warn("could not delete a spooled file", "err", err)
	}
}

// packProblem words why there is no .zip.
func packProblem(name string, err error) error {
	var told *problem.Problem
	switch {
	case errors.Is(err, archive.ErrTooLarge):
		return problem.New(problem.ArchiveTooLarge, "Name", name, "Limit", transfer.SizeLimit(), "LimitBytes", fmt.Sprint(transfer.MaxFileSize))
	case errors.Is(err, archive.ErrEmpty):
		told = problem.New(problem.EmptyFolder, "Name", name)
	case errors.Is(err, archive.ErrChanged):
		told = problem.New(problem.ArchiveChanging, "Name", name)
	case errors.Is(err, fs.ErrNotExist):
		told = problem.New(problem.FileGone, "Name", name)
	default:
		told = problem.New(problem.ArchiveFailed, "Name", name)
	}
	return told.WithDetail(err.Error())
}

// sweepSpool deletes what none of these paths needs. It runs while nothing is packed: before the queue opens, and when
// it has closed.
func sweepSpool(dir string, needed []string, log *slog.Logger) {
	if err := spool.In(dir).Sweep(needed); err != nil {
		log.Warn("could not empty the spool", "err", err)
	}
}

// unsent are the files that a queue still has to send.
func unsent(queue *transfer.Queue) (paths []string) {
	for _, item := range queue.Snapshot().Items {
		if item.State != ItemAttached && item.State != ItemUndone {
			paths = append(paths, item.Path, item.Archive)
		}
	}
	return paths
}
