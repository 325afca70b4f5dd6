package service

import (
	"context"
	"errors"
	"slices"

	"taskdrop/service/desktop/clipboard"
	"taskdrop/service/graph"
	"taskdrop/service/localfiles/spool"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// Pasted is what the window knows of a paste.
type Pasted struct {
	// Text is the clipboard's, "" where the window leaves all of it to be read here.
	Text string
	// PictureName is what a picture's file is to be called.
	PictureName string
}

// Paste queues what is on the clipboard: files, or a picture, which becomes a file. It asks before it queues files that
// text names.
func (s *intake) Paste(p Pasted) {
	target := s.browsing.target()
	s.group.Go(func(ctx context.Context) {
		found, err := s.pasted(ctx, p.Text)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.log.Warn("could not read the clipboard", "err", err)
			s.board.Tell(problem.New(pasteFault(err)).WithDetail(err.Error()), false)
		case len(found.PNG) > 0:
			s.attachPicture(ctx, found.PNG, p.PictureName, target)
		case found.Empty():
			s.board.Tell(problem.New(problem.NothingDropped), false)
		case len(found.Named) > 0:
			s.askPaths(QuestionPasted, slices.Concat(found.Named, found.Others))
		default:
			s.AddPaths(slices.Concat(found.Paths, found.Others))
		}
	})
}

// pasteFault is the kind of an error of the clipboard.
func pasteFault(err error) problem.Kind {
	switch {
	case errors.Is(err, clipboard.ErrSilent):
		return problem.PasteSilent
	case errors.Is(err, clipboard.ErrTooMuch):
		return problem.PasteTooMuch
	}
	return problem.PasteFailed
}

// pasted is what there is to paste. Text that names files is preferred: it is from the same moment.
func (s *intake) pasted(ctx context.Context, text string) (clipboard.Content, error) {
	if named := clipboard.FromText(text); !named.Empty() {
		return named, nil
	}
	read := s.cfg.Clipboard
	if read == nil {
		read = clipboard.Read
	}
	found, err := read(ctx)
	if errors.Is(err, clipboard.ErrUnavailable) {
		s.log.Info("there is no clipboard to be read here", "err", err)
		return clipboard.Content{}, nil
	}
	return found, err
}

// attachPicture queues a picture as a file of the spool, which stays until it hangs on its task.
func (s *intake) attachPicture(ctx context.Context, png []byte, name string, target Target) {
	path, err := s.keepPicture(png, graph.CleanName(name))
	if err != nil {
		s.browsing.accounts.TellError(ctx, name, problem.New(problem.PictureNotKept).WithDetail(err.Error()))
		return
	}
	s.review.addFiles(ctx, transfer.Collect(ctx, transfer.DroppedPaths([]string{path})), target, destination{})
}

func (s *intake) keepPicture(png []byte, name string) (string, error) {
	kept := spool.In(s.stateDir())
	out, err := kept.Create(name)
	if err != nil {
		return "", err
	}
	_, err = out.Write(png)
	if err == nil {
		err = out.Sync() // the journal is about to name it
	}
	if err = errors.Join(err, out.Close()); err != nil {
		unspool(kept, out.Name(), s.log)
		return "", err
	}
	return out.Name(), nil
}
