package transfer

import (
	"cmp"
	"context"
	"errors"

	"taskdrop/service/graph"
)

// missing reports whether something that was asked for is not there.
func missing(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Missing()
}

// followTask goes after a task that is not where it was: in another list it has another id (C15). It must be the only
// one of its title, and, where that is known, made at the same moment, since a namesake is not the task that was
// picked. It returns errMoved where the task was found, else the cause.
func (r *run) followTask(ctx context.Context, cause error) error {
	if r.rec.Target.TaskTitle == "" {
		return cause
	}
	found, err := r.namesakes(ctx)
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].TaskID == r.rec.Target.TaskID {
		return cause
	}
	r.log.Info("the task was moved", "item", r.rec.ID, "because", cause)
	r.rec.Target = found[0]
	r.shelf = r.q.shelfOf(r.rec.Target)
	return cmp.Or(r.save(false), errMoved)
}

// namesakes are the tasks of the mailbox that may be the one that was picked.
func (r *run) namesakes(ctx context.Context) ([]Target, error) {
	lists, err := read(ctx, r, r.mailbox.Lists)
	if err != nil {
		return nil, err
	}
	var found []Target
	for _, list := range lists {
		tasks, err := read(ctx, r, func(ctx context.Context) ([]graph.Task, error) { return r.mailbox.Tasks(ctx, list.ID, nil) })
		if refusedAsRequest(err) {
			continue // deleted since, or a kind of list that shows none
		}
		if err != nil {
			return nil, err
		}
		for _, task := range tasks {
			picked := r.rec.Target
			if task.Title != picked.TaskTitle || !picked.TaskCreated.IsZero() && !task.Created.Equal(picked.TaskCreated) {
				continue
			}
			picked.ListID, picked.ListName, picked.TaskID = list.ID, list.DisplayName, task.ID
			found = append(found, picked)
		}
	}
	return found, nil
}
