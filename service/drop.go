package service

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"taskdrop/service/fileuri"
	"taskdrop/service/gvfs"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// largestToPack is up to where a file that is too large is tried as a .zip by itself: more would keep the disk busy for
// something the person has not asked for.
const largestToPack = 1 << 30

// destination is where dropped files are meant to go.
type destination struct {
	target     Target // the task chosen when they were dropped, if one was
	order      *Order // whose list and task they go to, nil for the window's own
	unattended bool   // nobody is there to be asked
}

// wanted is what the journal keeps of an order until its task is found. One that names neither list nor task says nothing.
func (to destination) wanted() transfer.Wanted {
	if to.order == nil || to.order.List == "" && to.order.Task == "" {
		return transfer.Wanted{}
	}
	return transfer.Wanted{List: to.order.List, Task: to.order.Task, Account: to.order.Account}
}

// AddPaths queues files and folders for the chosen task. A folder asks whether each file is meant, or one .zip of it.
func (s *Service) AddPaths(paths []string) {
	paths = slices.Clone(paths)
	to := destination{target: s.target()}
	s.background(func(ctx context.Context) {
		paths, others := untangle(paths)
		s.take(ctx, transfer.DroppedPaths(paths), to)
		if len(others) > 0 {
			s.takeURIs(ctx, others, to)
		}
	})
}

// AddURIs queues what file managers have URIs for and no paths, and tells the person about what is not a file on this computer.
func (s *Service) AddURIs(uris []string) {
	uris = slices.Clone(uris)
	to := destination{target: s.target()}
	s.background(func(ctx context.Context) { s.takeURIs(ctx, uris, to) })
}

func (s *Service) takeURIs(ctx context.Context, uris []string, to destination) {
	paths, rest := gvfs.Locate(ctx, uris)
	s.take(ctx, transfer.DroppedPaths(paths), to)
	if len(rest) > 0 && ctx.Err() == nil {
		s.tell(problem.New(problem.NotOnComputer, "Name", rest[0]), false)
	}
}

// untangle finds the URIs that were taken for paths.
func untangle(dropped []string) (paths, others []string) {
	for _, path := range dropped {
		if uri, is := fileuri.Joined(path); is {
			if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
				others = append(others, uri)
				continue
			}
		}
		paths = append(paths, path)
	}
	return paths, others
}

// take queues what was dropped. Folders wait for an answer, unless nobody is asked; then each of their files is meant, which
// loses nothing (design section 2). What waits for an answer was not taken yet: a crash before it leaves nothing half done.
func (s *Service) take(ctx context.Context, dropped []transfer.Dropped, to destination) []uint64 {
	var folders []folder
	var rest []transfer.Dropped
	for _, d := range dropped {
		if info, err := os.Stat(d.Path); !to.unattended && err == nil && info.IsDir() {
			if f := lookInto(ctx, d); f.count > 0 {
				folders = append(folders, f)
				continue
			}
		}
		rest = append(rest, d)
	}
	files := transfer.Collect(ctx, rest)
	ids := s.addFiles(ctx, files, to.target, to)
	s.offerAllPacked(files, ids, to)
	s.askFolders(folders, to)
	return ids
}

// later queues what a question was about: for the task that was chosen at the drop, else for the one chosen by now, else for
// whatever is chosen next.
func (s *Service) later(ctx context.Context, to destination, add func(Target) []uint64) []uint64 {
	target := to.target
	if !target.Chosen() && to.order == nil {
		target = s.target()
	}
	ids := add(target)
	if to.order != nil {
		s.followUp(ctx, *to.order, ids)
	}
	return ids
}

func (s *Service) addLater(ctx context.Context, to destination, files []transfer.File) []uint64 {
	return s.later(ctx, to, func(target Target) []uint64 { return s.addFiles(ctx, files, target, to) })
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

func (s *Service) askFolders(folders []folder, to destination) {
	if len(folders) == 0 {
		return
	}
	q := Question{Kind: QuestionFolder, Name: filepath.Base(folders[0].dropped.Path), Count: len(folders)}
	for _, f := range folders {
		q.Files += f.count
		q.Bytes += f.bytes
	}
	s.ask(q, func(answer Answer, _ bool) {
		s.background(func(ctx context.Context) {
			for _, f := range folders {
				switch answer {
				case AnswerEach:
					s.offerAllPacked(f.files, s.addLater(ctx, to, f.files), to)
				case AnswerZip:
					s.packLater(ctx, to, f)
				}
			}
		})
	})
}

// packLater queues the one .zip of a folder. The queue makes it, so that it is not lost where the program ends meanwhile.
func (s *Service) packLater(ctx context.Context, to destination, f folder) {
	s.later(ctx, to, func(target Target) []uint64 {
		ids := []uint64{s.queueNow().AddPacking(f.dropped, f.bytes, target)}
		s.outcome.follow(ids)
		return ids
	})
}

// offerAllPacked tries those files that are too large as a .zip, one after the other: the disk has other things to do.
func (s *Service) offerAllPacked(files []transfer.File, ids []uint64, to destination) {
	if to.unattended {
		return
	}
	s.background(func(ctx context.Context) {
		for i, file := range files {
			if i < len(ids) && file.Problem.Of(problem.TooLarge) && file.Size <= largestToPack && ctx.Err() == nil {
				s.offerPacked(ctx, ids[i], file, to)
			}
		}
	})
}

// offerPacked offers the .zip of a file that is too large, once it is known to fit. Until the person takes the offer the row keeps
// saying what is wrong; then it becomes the .zip's, which is in the journal at once.
func (s *Service) offerPacked(ctx context.Context, id uint64, file transfer.File, to destination) {
	packer := packerIn(s.stateDir(s.demo()), s.log)
	packed, err := packer.Pack(ctx, file.Path, func(int64) {})
	if err != nil {
		s.log.Info("a file that is too large does not fit as a .zip either", "err", err)
		return
	}
	if item := s.item(id); item == nil || item.State != ItemFailed {
		packer.Discard(packed) // taken out of the queue meanwhile
		return
	}
	s.ask(Question{Kind: QuestionOversize, Name: filepath.Base(file.Path), Count: 1, Files: 1, Bytes: packed.Size}, func(answer Answer, _ bool) {
		s.background(func(ctx context.Context) {
			if answer != AnswerZip || !s.queueNow().Substitute(id, packed) {
				packer.Discard(packed)
				return
			}
			s.packed(id)
			s.later(ctx, to, func(target Target) []uint64 {
				ids := []uint64{id}
				if target.Chosen() {
					s.assign(ctx, target, ids, false) // where it had no task yet
				}
				return ids
			})
		})
	})
}
