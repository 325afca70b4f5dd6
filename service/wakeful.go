package service

import (
	"context"

	"taskdrop/service/desktop/awake"
)

// keepAwake holds the computer awake while files are on their way, unless the person does not want that, and lets it sleep
// again as soon as none is.
func (s *Service) keepAwake(ctx context.Context) {
	keeper := awake.New(s.log)
	defer keeper.Close()
	stirred, stop := s.outcome.watch()
	defer stop()
	for {
		if s.Busy() && !s.preferences().AllowSleep {
			keeper.Hold("Files are being attached to tasks")
		} else {
			keeper.Release()
		}
		select {
		case <-ctx.Done():
			return
		case <-stirred:
		}
	}
}
