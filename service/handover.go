package service

import (
	"context"
	"slices"
	"strings"

	"taskdrop/service/desktop/instance"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// HandOver carries out what a second start was asked to do, in the window that is open. With Wait it returns when the
// files are attached or have failed.
func (s *orders) HandOver(ctx context.Context, request instance.Request) instance.Reply {
	s.log.Info("a second start hands over", "files", len(request.Files), "attach", request.Attach)
	if err := s.accounts.WaitForStart(ctx); err != nil { // a second start may follow close behind the first
		return instance.Reply{Failed: true}
	}
	if elsewhere := s.elsewhere(request); elsewhere != nil {
		s.log.Error("a second start is for something else than this window", "err", elsewhere)
		s.board.Tell(elsewhere, false)
		return instance.Reply{Failed: true, Refused: elsewhere.Sentence()}
	}
	if request.Ask != "" {
		lines, failed, why := s.Inquire(ctx, Inquiry{
			Ask: request.Ask, List: request.List, Task: request.Task, Account: request.Account,
			Title: request.NewTask, Folder: string(request.Folder), JSON: request.JSON,
		})
		return instance.Reply{Lines: lines, Failed: failed, Refused: why.Sentence()}
	}
	order := Order{List: request.List, Task: request.Task, NewTask: request.NewTask, made: &madeTask{}, Account: request.Account, Attach: request.Attach, Unattended: request.Wait}
	for _, file := range request.Files {
		order.Files = append(order.Files, transfer.Dropped{Path: file.Path, Given: file.Given})
	}
	ids, handOn := s.accept(ctx, order, order.Attach)
	if !request.Wait {
		s.group.Go(handOn)
		return instance.Reply{}
	}
	handOn(ctx)
	s.waitFor(ctx, ids)
	var reply instance.Reply
	for _, result := range s.resultsOf(ids) {
		reply.Lines = append(reply.Lines, result.Line(request.JSON))
		reply.Failed = reply.Failed || !result.Attached
	}
	return reply
}

// elsewhere words why a second start is not for this window: it names the demo, an application or a server, and the
// window is open for another. A start that names none is for whatever is open.
func (s *orders) elsewhere(request instance.Request) *Problem {
	named := request.Demo || request.ClientID != "" || request.Tenant != "" || request.Login != "" || request.Graph != ""
	if demo := s.board.Now().Demo; demo || request.Demo {
		switch {
		case demo && named && !request.Demo:
			return problem.New(problem.OpenInDemo)
		case !demo:
			return problem.New(problem.OpenForReal)
		}
		return nil
	}
	now := s.setup.InForce().Endpoint()
	if now.Graph == "" {
		now.Graph = s.accounts.Graph()
	}
	for _, part := range [][2]string{{request.ClientID, now.ClientID}, {request.Tenant, now.Tenant}, {request.Login, now.Login}, {request.Graph, now.Graph}} {
		if part[0] != "" && !strings.EqualFold(strings.TrimRight(part[0], "/"), strings.TrimRight(part[1], "/")) {
			return problem.New(problem.OpenElsewhere, "Asked", part[0], "Open", part[1])
		}
	}
	return nil
}

// waitFor returns when nothing more happens to these items by itself.
func (s *orders) waitFor(ctx context.Context, ids []uint64) {
	changes, stop := s.board.Watch()
	defer stop()
	for {
		if !slices.ContainsFunc(s.queues.now().Snapshot().Items, func(item *Item) bool {
			moving := item.State == ItemRunning || item.State == ItemQueued
			return moving && slices.Contains(ids, item.ID)
		}) && !s.accounts.SigningIn() {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-s.group.Context().Done():
			return
		case <-changes:
		}
	}
}
