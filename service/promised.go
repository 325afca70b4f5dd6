package service

import (
	"context"

	"taskdrop/service/graph"
	"taskdrop/service/localfiles/spool"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// PlaceForPromised makes a folder of the spool for another program to write dropped files into.
func (s *intake) PlaceForPromised() (folder string, err error) {
	return spool.In(s.stateDir()).Folder()
}

// AddPromised queues what has been written into such a folder for the chosen task. The files stay in the spool until
// they hang on it.
func (s *intake) AddPromised(folder string) {
	to := destination{target: s.browsing.target()}
	s.group.Go(func(ctx context.Context) {
		paths, err := spool.In(s.stateDir()).Take(folder, graph.CleanName)
		if err != nil {
			s.log.Warn("could not keep what was dropped", "err", err)
			s.board.Tell(problem.New(problem.PromisedNotKept).WithDetail(err.Error()), false)
		}
		if len(paths) > 0 {
			s.review.addFiles(ctx, transfer.Collect(ctx, transfer.DroppedPaths(paths)), to.target, to)
		} else if err == nil {
			s.board.Tell(problem.New(problem.PromisedNothing), false)
		}
	})
}
