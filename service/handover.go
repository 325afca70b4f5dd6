package service

import (
	"context"
	"slices"

	"taskdrop/service/instance"
	"taskdrop/service/transfer"
)

// HandOver carries out what a second start was asked to do, in the window that is open. With Wait it returns when the files are
// attached or have failed.
func (s *Service) HandOver(ctx context.Context, request instance.Request) instance.Reply {
	s.log.Info("a second start hands over", "files", len(request.Files), "attach", request.Attach)
	order := Order{List: request.List, Task: request.Task, Attach: request.Attach, Unattended: request.Wait}
	for _, file := range request.Files {
		order.Files = append(order.Files, transfer.Dropped{Path: file.Path, Given: file.Given})
	}
	ids := s.carryOut(ctx, order, order.Attach)
	if !request.Wait {
		return instance.Reply{}
	}
	s.waitFor(ctx, ids)
	var reply instance.Reply
	for _, result := range s.resultsOf(ids) {
		reply.Lines = append(reply.Lines, result.Line())
		reply.Failed = reply.Failed || !result.Attached
	}
	return reply
}

// waitFor returns when nothing more happens to these items by itself.
func (s *Service) waitFor(ctx context.Context, ids []uint64) {
	stirred, stop := s.outcome.watch()
	defer stop()
	for {
		if !slices.ContainsFunc(s.queueNow().Snapshot().Items, func(item *Item) bool {
			moving := item.State == ItemRunning || item.State == ItemQueued
			return moving && slices.Contains(ids, item.ID)
		}) && !s.signingIn() {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-s.ctx.Done():
			return
		case <-stirred:
		}
	}
}
