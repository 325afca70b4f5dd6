package service

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"taskdrop/service/archive"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/spool"
	"taskdrop/service/transfer"
)

// largestToPack is up to where a file that is too large is tried as a .zip by itself: more would keep the disk busy for
// something the person has not asked for.
const largestToPack = 1 << 30

// AddPaths queues files and folders for the chosen task. A folder asks whether each file is meant, or one .zip of it.
func (s *Service) AddPaths(paths []string) {
	paths = slices.Clone(paths)
	target := s.target()
	s.background(func(ctx context.Context) {
		add := func(ctx context.Context, files []transfer.File) []uint64 {
			return s.addFiles(ctx, files, target, false)
		}
		s.take(ctx, transfer.DroppedPaths(paths), false, add, add)
	})
}

// queueing puts files into the queue for whatever task they are meant for.
type queueing func(ctx context.Context, files []transfer.File) []uint64

// take queues what was dropped. Folders wait for an answer, unless nobody is asked; then each of their files is meant, which
// loses nothing (design section 2). What waits for an answer was not taken yet: a crash before it leaves nothing half done, and it
// is queued by later.
func (s *Service) take(ctx context.Context, dropped []transfer.Dropped, unattended bool, now, later queueing) []uint64 {
	var folders []folder
	var rest []transfer.Dropped
	for _, d := range dropped {
		if info, err := os.Stat(d.Path); !unattended && err == nil && info.IsDir() {
			if f := lookInto(ctx, d); f.count > 0 {
				folders = append(folders, f)
				continue
			}
		}
		rest = append(rest, d)
	}
	files := transfer.Collect(ctx, rest)
	ids := now(ctx, files)
	if !unattended {
		s.offerAllPacked(files, ids, later)
	}
	s.askFolders(folders, later)
	return ids
}

// folder is a dropped folder and what is in it.
type folder struct {
	dropped transfer.Dropped
	files   []transfer.File
	count   int // files that could be sent or packed
	bytes   int64
}

func lookInto(ctx context.Context, d transfer.Dropped) folder {
	f := folder{dropped: d, files: transfer.Collect(ctx, []transfer.Dropped{d})}
	for _, file := range f.files {
		if file.Problem == nil || file.Problem.Of(problem.TooLarge) {
			f.count++
			f.bytes += file.Size
		}
	}
	return f
}

func (s *Service) askFolders(folders []folder, enqueue queueing) {
	if len(folders) == 0 {
		return
	}
	q := Question{Kind: QuestionFolder, Name: filepath.Base(folders[0].dropped.Path), Count: len(folders)}
	for _, f := range folders {
		q.Files += f.count
		q.Bytes += f.bytes
	}
	s.ask(q, func(answer Answer, _ bool) {
		for _, f := range folders {
			switch answer {
			case AnswerEach:
				s.background(func(ctx context.Context) { s.offerAllPacked(f.files, enqueue(ctx, f.files), enqueue) })
			case AnswerZip:
				s.background(func(ctx context.Context) { s.attachPacked(ctx, f.dropped, enqueue) })
			}
		}
	})
}

// attachPacked queues one .zip of a folder.
func (s *Service) attachPacked(ctx context.Context, d transfer.Dropped, enqueue queueing) {
	name := filepath.Base(d.Path)
	s.tell(problem.New(problem.Packing, "Name", name), true)
	path, err := s.pack(ctx, d.Path)
	if err != nil {
		s.tellError(ctx, name, packProblem(name, err))
		return
	}
	s.enqueuePacked(ctx, path, enqueue)
}

// packProblem words why there is no .zip.
func packProblem(name string, err error) error {
	if errors.Is(err, archive.ErrTooLarge) {
		return problem.New(problem.ArchiveTooLarge, "Name", name, "Limit", transfer.SizeLimit())
	}
	return problem.New(problem.ArchiveFailed, "Name", name).WithDetail(err.Error())
}

func (s *Service) enqueuePacked(ctx context.Context, path string, enqueue queueing) {
	enqueue(ctx, transfer.Collect(ctx, transfer.DroppedPaths([]string{path})))
}

// offerAllPacked tries those files that are too large as a .zip, one after the other: the disk has other things to do.
func (s *Service) offerAllPacked(files []transfer.File, ids []uint64, enqueue queueing) {
	s.background(func(ctx context.Context) {
		for i, file := range files {
			if i < len(ids) && file.Problem.Of(problem.TooLarge) && file.Size <= largestToPack && ctx.Err() == nil {
				s.offerPacked(ctx, ids[i], file, enqueue)
			}
		}
	})
}

// offerPacked offers the .zip of a file that is too large, once it is known to fit. The row keeps saying what is wrong until
// the person takes the offer.
func (s *Service) offerPacked(ctx context.Context, id uint64, file transfer.File, enqueue queueing) {
	path, err := s.pack(ctx, file.Path)
	if err != nil {
		s.log.Info("a file that is too large does not fit as a .zip either", "err", err)
		return
	}
	info, err := os.Stat(path)
	if err != nil {
		s.log.Warn("the .zip is gone", "err", err)
		return
	}
	s.ask(Question{Kind: QuestionOversize, Name: filepath.Base(file.Path), Count: 1, Files: 1, Bytes: info.Size()}, func(answer Answer, _ bool) {
		s.background(func(ctx context.Context) {
			if answer != AnswerZip {
				s.unspool(path)
				return
			}
			s.enqueuePacked(ctx, path, enqueue)
			s.queueNow().Cancel(id) // the failed row: the .zip stands for it now
		})
	})
}

// pack writes the .zip of a file or folder into the spool and returns its path.
func (s *Service) pack(ctx context.Context, root string) (string, error) {
	out, err := s.spool().Create(graph.CleanName(filepath.Base(root) + ".zip"))
	if err != nil {
		return "", err
	}
	buffered := bufio.NewWriterSize(out, 64<<10)
	err = archive.Write(ctx, buffered, root, transfer.MaxFileSize)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = out.Sync() // the journal is about to name it
	}
	if err = errors.Join(err, out.Close()); err != nil {
		s.unspool(out.Name())
		return "", err
	}
	return out.Name(), nil
}

func (s *Service) spool() spool.Spool { return spool.In(s.stateDir(s.demo())) }

func (s *Service) unspool(path string) {
	if err := s.spool().Remove(path); err != nil {
		s.log.Warn("could not delete a spooled file", "err", err)
	}
}

// sweepSpool deletes what no item of the queue needs any more. It runs while nothing can be packed: at the start, before the
// queue is shared, and at the end.
func (s *Service) sweepSpool(dir string, queue *transfer.Queue) {
	var needed []string
	for _, item := range queue.Snapshot().Items {
		if item.State != ItemAttached && item.State != ItemUndone {
			needed = append(needed, item.Path)
		}
	}
	if err := spool.In(dir).Sweep(needed); err != nil {
		s.log.Warn("could not empty the spool", "err", err)
	}
}
