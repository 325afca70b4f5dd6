package service

import (
	"context"
	"slices"
	"time"

	"taskdrop/service/accounts"
	"taskdrop/service/attachments"
	"taskdrop/service/graph"
	"taskdrop/service/transfer"
)

// review starts what was dropped. An item whose like hangs on its task already stays held until the person has
// answered.
type review struct {
	*core
	accounts  *accounts.Accounts
	queues    *queues
	held      *heldFor
	questions *questions
	outcome   *outcome
}

// notAskedAbout leaves out what no longer waits, or is part of an open question.
func (s *review) notAskedAbout(ids []uint64) []uint64 {
	held := map[uint64]bool{}
	for _, item := range s.queues.items() {
		held[item.ID] = item.Held
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id uint64) bool { return !held[id] || s.held.of(id) == HeldForAnswer })
}

func (s *review) isHeld(id uint64) bool {
	item := s.queues.item(id)
	return item != nil && item.Held
}

// packed takes up an item whose .zip is made: its like may hang on its task already. The items of an account that is
// not signed in wait for that.
func (s *review) packed(id uint64) {
	s.group.Go(func(ctx context.Context) {
		if item := s.queues.item(id); item != nil && s.accounts.Of(item.Target.AccountID) != nil {
			s.release(ctx, item.Target, []uint64{id})
		}
	})
}

// addFiles queues what was dropped and follows what becomes of it. A file that hangs on its task already waits for an
// answer, unless nobody is asked.
func (s *review) addFiles(ctx context.Context, files []transfer.File, target Target, to destination) []uint64 {
	if len(files) == 0 {
		return nil
	}
	queue := s.queues.now()
	switch {
	case !target.Chosen():
		ids := queue.AddWanted(files, to.wanted())
		s.outcome.follow(ids)
		return ids
	case to.unattended:
		ids := queue.Add(files, target)
		s.outcome.follow(ids)
		return ids
	}
	ids := queue.AddHeld(files, target) // in the queue and its journal first, so that nothing is lost from here on
	s.outcome.follow(ids)
	s.release(ctx, target, ids)
	return ids
}

// assign gives files that have no task this one: those named, or all where ids is nil.
func (s *review) assign(ctx context.Context, target Target, ids []uint64, unattended bool) {
	if unattended {
		s.queues.now().Assign(target, ids)
		return
	}
	s.release(ctx, target, s.queues.now().AssignHeld(target, ids))
}

// start gives files that have no task this one: those named, or all if ids is nil.
func (s *review) start(target Target, ids []uint64) {
	s.group.Go(func(ctx context.Context) { s.assign(ctx, target, ids, s.cfg.Quit) })
}

// reviewHeld takes up what an earlier run, or an earlier sign-in, left held: a crash while a question was open loses
// nothing.
func (s *review) reviewHeld(accountID string) {
	held := map[Target][]uint64{}
	for _, item := range s.queues.now().Snapshot().Items {
		if item.Held && item.Target.AccountID == accountID {
			held[item.Target] = append(held[item.Target], item.ID)
		}
	}
	for target, ids := range held {
		if s.cfg.Quit {
			s.queues.now().Release(ids, nil)
			continue
		}
		s.group.Go(func(ctx context.Context) { s.release(ctx, target, ids) })
	}
}

// release starts held items of one target: all but those that hang there already, about which it asks. With the
// preference to be asked first nothing starts, and only the question is put.
func (s *review) release(ctx context.Context, target Target, ids []uint64) {
	ids = s.notAskedAbout(ids)
	if len(ids) == 0 {
		return
	}
	s.held.set(ids, HeldForLook)
	found := s.duplicates(ctx, target, ids)
	var free, doubled []uint64
	for _, id := range ids {
		if found[id] == nil {
			free = append(free, id)
		} else {
			doubled = append(doubled, id)
		}
	}
	if s.store.Now().Preferences.AskFirst {
		s.held.set(free, HeldForStart)
	} else {
		s.queues.now().Release(free, nil)
	}
	s.askDuplicates(target, doubled, found)
}

// askDuplicates asks about items that hang on their task already. Until the answer they stay in the queue, held.
func (s *review) askDuplicates(target Target, ids []uint64, found map[uint64]*duplicate) {
	ids = s.notAskedAbout(ids)
	if len(ids) == 0 {
		return
	}
	s.held.set(ids, HeldForAnswer)
	q := Question{Kind: QuestionDuplicate, Name: found[ids[0]].name, Task: target.TaskTitle, Count: len(ids)}
	again := func(ids []uint64) { s.askDuplicates(target, ids, found) }
	s.questions.askAbout(ids, q, again, func(answer Answer, forAll bool) {
		s.held.set(ids, HeldForLook) // no longer for this answer
		about, rest := ids, []uint64(nil)
		if !forAll {
			about, rest = ids[:1], ids[1:]
		}
		switch answer {
		case AnswerReplace:
			s.queues.now().Release(about, replacedBy(about, found))
		case AnswerKeepBoth:
			s.queues.now().Release(about, nil)
		default:
			for _, id := range about {
				if s.isHeld(id) { // not one that the person started by its row meanwhile
					s.queues.now().Cancel(id)
				}
			}
		}
		s.askDuplicates(target, rest, found)
	})
}

// replacedBy says what each of the items replaces. Those of one answer do not replace one another: the person meant
// what was there before them.
func replacedBy(ids []uint64, found map[uint64]*duplicate) map[uint64]transfer.Replaced {
	replaced := make(map[uint64]transfer.Replaced, len(ids))
	for _, id := range ids {
		replaced[id] = transfer.Replaced{
			Attachments: found[id].attachments,
			Items:       slices.DeleteFunc(slices.Clone(found[id].items), func(other uint64) bool { return slices.Contains(ids, other) }),
		}
	}
	return replaced
}

// duplicate is what hangs on the task, or is on its way there, of an item's name and size.
type duplicate struct {
	name        string
	attachments []string // ids of those on the task
	items       []uint64 // those on their way, which the queue follows until they hang there
}

// lookTime bounds the look for duplicates: without a network files go on as if there were none, and wait in the queue.
const lookTime = 5 * time.Second

// justNow is how long an attachment may be missing from the task's list after it arrived.
const justNow = time.Minute

// duplicates finds those held items of which the same name and size hangs on the task, or is on its way there: dropped
// earlier, or before it in the same drop.
func (s *review) duplicates(ctx context.Context, target Target, ids []uint64) map[uint64]*duplicate {
	there := s.onTask(ctx, target)
	asked := make(map[uint64]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	type look struct {
		name string
		size int64
	}
	before := map[look][]uint64{}
	found := map[uint64]*duplicate{}
	for _, item := range s.queues.now().Snapshot().Items {
		same := item.Target.AccountID == target.AccountID && item.Target.TaskID == target.TaskID
		if !same || item.State == ItemFailed || item.State == ItemUndone || item.State == ItemPacking {
			continue
		}
		key := look{item.Name, item.Size}
		if asked[item.ID] && item.Held {
			d := &duplicate{name: item.Name, items: before[key]}
			for _, a := range there {
				if a.Name == item.Name && mayBe(a.Size, item.Size) {
					d.attachments = append(d.attachments, a.ID)
				}
			}
			if len(d.attachments)+len(d.items) > 0 {
				found[item.ID] = d
			}
		}
		// What arrived a while ago is on the task by the server's word, or was taken off it again.
		if item.State != ItemAttached || time.Since(item.Finished) < justNow {
			before[key] = append(slices.Clone(before[key]), item.ID)
		}
	}
	return found
}

// mayBe reports whether an attachment of this listed size may hold that many bytes: the service lists some 230 to 260
// bytes more than there are (L9), the documents as many (C36).
func mayBe(listed, size int64) bool { return listed >= size && listed-size <= 512 }

// onTask is what hangs on a task by the server's word: what the window shows may be some seconds old. Without an
// answer it is what the window shows.
func (s *review) onTask(ctx context.Context, target Target) []Attachment {
	if client := s.accounts.Of(target.AccountID); client != nil {
		ctx, cancel := context.WithTimeout(ctx, lookTime)
		defer cancel()
		found, err := client.Attachments(ctx, graph.TaskRef{ListID: target.ListID, TaskID: target.TaskID})
		if err == nil {
			return attachments.Of(found)
		}
		s.log.Warn("could not look for files of the same name", "err", err)
	}
	v := s.board.Now()
	if s.accounts.Current() == target.AccountID && v.Attachments.TaskID == target.TaskID {
		return v.Attachments.Entries
	}
	return nil
}
