package service

import (
	"context"
	"slices"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// hanging is an attachment of the chosen task, and the way to it.
type hanging struct {
	Attachment
	client *graph.Client
	ref    graph.TaskRef
}

// attachments are those of the chosen task, without what is being deleted.
func (s *Service) attachments() (found []hanging) {
	client, t := s.inUse(), s.target()
	if client == nil || !t.Chosen() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view.Attachments.TaskID != t.TaskID {
		return nil
	}
	for _, a := range s.deletions.left(s.view.Attachments.Entries) {
		found = append(found, hanging{Attachment: a, client: client, ref: graph.TaskRef{ListID: t.ListID, TaskID: t.TaskID}})
	}
	return found
}

// attachment is one of them, and says so where it is there no more.
func (s *Service) attachment(id string) (hanging, bool) {
	found := s.attachments()
	at := slices.IndexFunc(found, func(h hanging) bool { return h.ID == id })
	if at < 0 {
		s.tell(problem.New(problem.AttachmentGone), false)
		return hanging{}, false
	}
	return found[at], true
}

// command runs a command of the person's about an attachment.
func (s *Service) command(id string, do func(context.Context, hanging)) {
	h, ok := s.attachment(id)
	if !ok {
		return
	}
	s.background(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		do(ctx, h)
	})
}

// DeleteAttachment takes an attachment off what is shown at once, and off its task when the time to undo it is over.
func (s *Service) DeleteAttachment(id string) {
	h, ok := s.attachment(id)
	if !ok {
		return
	}
	waiting := s.deletions.begin(h.ID, h.Name, time.Now())
	s.wake()
	s.background(func(ctx context.Context) {
		goes := s.deletions.wait(ctx, waiting)
		s.wake()
		if goes {
			s.deleteNow(ctx, h)
		}
	})
}

func (s *Service) deleteNow(ctx context.Context, h hanging) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	_, err := again(ctx, func() (struct{}, error) { return struct{}{}, h.client.DeleteAttachment(ctx, h.ref, h.ID) })
	if err != nil {
		s.deletions.failed(h.ID)
		s.wake()
		s.tellError(ctx, h.Name, err)
		return
	}
	if s.target().TaskID == h.ref.TaskID {
		s.refreshAttachments()
	}
}

// UndoDelete brings an attachment back whose deletion still waits.
func (s *Service) UndoDelete(id string) { s.deletions.undo(id) }

// FinishDelete ends the wait of a deletion: the person does not want to undo it.
func (s *Service) FinishDelete(id string) { s.deletions.finish(id) }

// knowSizes puts in the files' own sizes where they are known: from the queue, and from what was downloaded. The service lists
// some 240 bytes more (L9).
func (s *Service) knowSizes(entries []Attachment) {
	own := map[string]int64{}
	for _, item := range s.queueNow().Snapshot().Items {
		if item.State == ItemAttached && item.AttachmentID != "" {
			own[item.AttachmentID] = item.Size
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range entries {
		if size, known := own[entries[i].ID]; known {
			entries[i].Size, entries[i].Exact = size, true
		} else if size, known := s.lengths[entries[i].ID]; known {
			entries[i].Size, entries[i].Exact = size, true
		}
	}
}

// learnSize notes an attachment's own size, which its download told.
func (s *Service) learnSize(id string, size int64) {
	s.update(func(v *Snapshot) {
		s.lengths[id] = size
		at := slices.IndexFunc(v.Attachments.Entries, func(a Attachment) bool { return a.ID == id })
		if at < 0 || v.Attachments.Entries[at].Exact {
			return
		}
		v.Attachments.Entries = slices.Clone(v.Attachments.Entries)
		v.Attachments.Entries[at].Size, v.Attachments.Entries[at].Exact = size, true
	})
}
