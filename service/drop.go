package service

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"taskdrop/service/desktop/gvfs"
	"taskdrop/service/localfiles/fileuri"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// intake takes what a person drops or pastes.
type intake struct {
	*core
	browsing  *browsing
	queues    *queues
	questions *questions
	review    *review
	outcome   *outcome
	// followUp sends the items of an order where it says.
	followUp func(ctx context.Context, order Order, ids []uint64) bool
}

// largestToPack is up to where a file that is too large is tried as a .zip by itself: more would keep the disk busy
// for something the person has not asked for.
const largestToPack = 1 << 30

// destination is where dropped files are meant to go.
type destination struct {
	target     Target // the task chosen when they were dropped, if one was
	order      *Order // whose list and task they go to, nil for the window's own
	unattended bool   // nobody is there to be asked
}

// wanted is what the journal keeps of an order until its task is found. One that names neither list nor task says
// nothing.
func (to destination) wanted() transfer.Wanted {
	if to.order == nil || to.order.List == "" && to.order.Task == "" && to.order.NewTask == "" {
		return transfer.Wanted{}
	}
	if made := to.order.made; made != nil && made.wanted.Load() != nil {
		return *made.wanted.Load()
	}
	return transfer.Wanted{List: to.order.List, Task: to.order.Task, NewTask: to.order.NewTask, Account: to.order.Account}
}

// AddPaths queues files and folders, by path or URI, for the chosen task. A folder asks whether each file is meant, or
// one .zip of it.
func (s *intake) AddPaths(paths []string) {
	paths = slices.Clone(paths)
	to := destination{target: s.browsing.target()}
	s.group.Go(func(ctx context.Context) {
		here, shared := s.splitShares(paths)
		if len(shared) > 0 {
			s.askPaths(QuestionShare, shared)
		}
		if len(here) > 0 || len(shared) == 0 {
			s.take(ctx, transfer.DroppedPaths(here), to)
		}
	})
}

// splitShares takes out the paths on other computers that are none of the person's own drives. Nothing has looked at
// them yet.
func (s *intake) splitShares(paths []string) (here, shared []string) {
	outside := s.cfg.OutsideOwnDrives
	if outside == nil {
		outside = fileuri.OutsideOwnDrives
	}
	for _, path := range paths {
		local := path
		if named, ok := fileuri.Path(path); ok {
			local = named
		}
		if outside(local) {
			shared = append(shared, path)
		} else {
			here = append(here, path)
		}
	}
	return here, shared
}

// askPaths asks whether to queue files, and does so if the person says yes. Nothing looks at them before.
func (s *intake) askPaths(kind QuestionKind, paths []string) {
	s.questions.ask(Question{Kind: kind, Count: len(paths), Paths: paths}, func(answer Answer, _ bool) {
		if answer != AnswerEach {
			return
		}
		to := destination{target: s.browsing.target()}
		s.group.Go(func(ctx context.Context) { s.take(ctx, transfer.DroppedPaths(paths), to) })
	})
}

// take queues what was dropped. Folders wait for an answer, unless nobody is asked; then each of their files is meant,
// which loses nothing. What waits for an answer was not taken yet: a crash before it leaves nothing half done.
func (s *intake) take(ctx context.Context, dropped []transfer.Dropped, to destination) []uint64 {
	dropped, elsewhere := locate(ctx, dropped)
	if to.unattended {
		dropped = append(dropped, elsewhere...) // each has its line in what is reported
	} else if len(elsewhere) > 0 {
		s.board.Tell(problem.New(problem.NotOnComputer, "Name", uriOf(elsewhere[0])), false)
	}
	var folders []folder
	var rest []transfer.Dropped
	for _, d := range dropped {
		if info, err := os.Stat(d.Path); !to.unattended && err == nil && info.IsDir() {
			if f := s.lookInto(ctx, d); f.count > 0 {
				s.tellLeftOut([]transfer.Dropped{d}, f.leftOut, to)
				folders = append(folders, f)
				continue
			}
		}
		rest = append(rest, d)
	}
	files, leftOut := s.collect(ctx, rest)
	s.tellLeftOut(rest, leftOut, to)
	ids := s.review.addFiles(ctx, files, to.target, to)
	s.offerAllPacked(files, ids, to)
	s.askFolders(folders, to)
	return ids
}

// locate finds the files behind what is no path but a URI. File managers have such of their own, and a toolkit or a
// command line takes one for a path.
func locate(ctx context.Context, dropped []transfer.Dropped) (here, elsewhere []transfer.Dropped) {
	var uris []string
	for _, d := range dropped {
		if uri := uriOf(d); uri != "" {
			uris = append(uris, uri)
		}
	}
	found := gvfs.Locate(ctx, uris)
	for _, d := range dropped {
		uri := uriOf(d)
		if path, is := found[uri]; is {
			d.Path = path
		} else if uri != "" {
			elsewhere = append(elsewhere, d)
			continue
		}
		here = append(here, d)
	}
	return here, elsewhere
}

// uriOf is the URI that something dropped is, "" for a path.
func uriOf(d transfer.Dropped) string {
	uri, is := d.Given, fileuri.Elsewhere(d.Given)
	if !is {
		uri, is = fileuri.Joined(d.Path)
	}
	if !is {
		return ""
	}
	if _, err := os.Lstat(d.Path); !errors.Is(err, os.ErrNotExist) {
		return "" // a file of such a name
	}
	return uri
}

// later queues what a question was about: for the task that was chosen at the drop, else for the one chosen by now,
// else for whatever is chosen next.
func (s *intake) later(ctx context.Context, to destination, add func(Target) []uint64) []uint64 {
	target := to.target
	if !target.Chosen() && to.order == nil {
		target = s.browsing.target()
	}
	ids := add(target)
	if to.order != nil {
		s.followUp(ctx, *to.order, ids)
	}
	return ids
}

func (s *intake) addLater(ctx context.Context, to destination, files []transfer.File) []uint64 {
	return s.later(ctx, to, func(target Target) []uint64 { return s.review.addFiles(ctx, files, target, to) })
}

// folder is a dropped folder and what is in it.
type folder struct {
	dropped transfer.Dropped
	files   []transfer.File
	count   int // files that could be sent or packed
	bytes   int64
	leftOut int
}

// collect finds the files at dropped paths, without what desktops and editors keep in folders for themselves unless
// the person wants that, too.
func (s *intake) collect(ctx context.Context, dropped []transfer.Dropped) (files []transfer.File, leftOut int) {
	if s.takesHousekeeping() {
		return transfer.Collect(ctx, dropped), 0
	}
	return transfer.CollectMeant(ctx, dropped)
}

// tellLeftOut says how many files were left out of dropped folders, and how to take them.
func (s *intake) tellLeftOut(dropped []transfer.Dropped, count int, to destination) {
	if count == 0 {
		return
	}
	told := problem.New(problem.LeftOut, "Name", filepath.Base(dropped[0].Path), "Count", strconv.Itoa(count))
	if to.unattended {
		s.log.Info(told.Sentence())
		return
	}
	s.board.Tell(told, true)
}

func (s *intake) lookInto(ctx context.Context, d transfer.Dropped) folder {
	f := folder{dropped: d}
	f.files, f.leftOut = s.collect(ctx, []transfer.Dropped{d})
	for _, file := range f.files {
		if file.Problem == nil || file.Problem.Of(problem.TooLarge) {
			f.count++
			f.bytes += file.Size
		}
	}
	return f
}

func (s *intake) askFolders(folders []folder, to destination) {
	if len(folders) == 0 {
		return
	}
	q := Question{Kind: QuestionFolder, Name: filepath.Base(folders[0].dropped.Path), Count: len(folders)}
	for _, f := range folders {
		q.Files += f.count
		q.Bytes += f.bytes
	}
	s.questions.ask(q, func(answer Answer, _ bool) {
		s.group.Go(func(ctx context.Context) {
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

// packLater queues the one .zip of a folder. The queue makes it, so that it is not lost where the program ends
// meanwhile.
func (s *intake) packLater(ctx context.Context, to destination, f folder) {
	s.later(ctx, to, func(target Target) []uint64 {
		ids := []uint64{s.queues.now().AddPacking(f.dropped, f.bytes, target, to.wanted())}
		s.outcome.follow(ids)
		return ids
	})
}

// offerAllPacked tries those files that are too large as a .zip, one after the other: the disk has other things to do.
func (s *intake) offerAllPacked(files []transfer.File, ids []uint64, to destination) {
	if to.unattended {
		return
	}
	s.group.Go(func(ctx context.Context) {
		for i, file := range files {
			if i < len(ids) && file.Problem.Of(problem.TooLarge) && file.Size <= largestToPack && ctx.Err() == nil {
				s.offerPacked(ctx, ids[i], file, to)
			}
		}
	})
}

// offerPacked offers the .zip of a file that is too large, once it is known to fit. Until the person takes the offer
// the row keeps saying what is wrong; then it becomes the .zip's, which is in the journal at once.
func (s *intake) offerPacked(ctx context.Context, id uint64, file transfer.File, to destination) {
	packer := packerIn(s.stateDir(), s.log, s.takesHousekeeping)
	packed, err := packer.Pack(ctx, file.Path, func(int64) {})
	if err != nil {
		s.log.Info("a file that is too large does not fit as a .zip either", "err", err)
		return
	}
	if item := s.queues.item(id); item == nil || item.State != ItemFailed {
		packer.Discard(packed) // taken out of the queue meanwhile
		return
	}
	s.questions.ask(Question{Kind: QuestionOversize, Name: filepath.Base(file.Path), Count: 1, Files: 1, Bytes: packed.Size}, func(answer Answer, _ bool) {
		s.group.Go(func(ctx context.Context) {
			if answer != AnswerZip || !s.queues.now().Substitute(id, packed) {
				packer.Discard(packed)
				return
			}
			s.review.packed(id)
			s.later(ctx, to, func(target Target) []uint64 {
				ids := []uint64{id}
				if target.Chosen() {
					s.review.assign(ctx, target, ids, false) // where it had no task yet
				}
				return ids
			})
		})
	})
}

// Retry tries a failed item again; one that never had a task gets the chosen one.
func (s *intake) Retry(id uint64) {
	s.queues.now().Retry(id)
	if target := s.browsing.target(); target.Chosen() {
		s.review.start(target, []uint64{id})
	}
}

// Undo removes the attachment of an attached item from its task again.
func (s *intake) Undo(id uint64) {
	s.group.Go(func(ctx context.Context) {
		name := ""
		if item := s.queues.item(id); item != nil {
			name = item.Name
		}
		if err := s.queues.now().Undo(id); err != nil {
			s.browsing.accounts.TellError(ctx, name, err)
			return
		}
		s.board.Tell(problem.New(problem.Undone, "Name", name), true)
		s.browsing.attachments.Reload()
	})
}
