package transfer

import (
	"context"
	"errors"
	"slices"

	"taskdrop/service/problem"
)

// replace takes the attachments that this item replaces off the task, now that its own hangs there. Where the program closes or
// somebody must sign in first the record stays in doubt: the next run finds the item's own attachment and comes here again. Any
// other failure leaves both on the task and says so; the file itself has arrived, also for whoever cancels just now.
func (r *run) replace(ctx context.Context, own string) error {
	for len(r.rec.Replaces) > 0 {
		old := r.rec.Replaces[0]
		if old != own {
			_, err := read(ctx, r, func(ctx context.Context) (struct{}, error) {
				return struct{}{}, r.mailbox.DeleteAttachment(ctx, r.ref(), old) // 404 counts as done
			})
			if errors.Is(err, errShutdown) || errors.Is(err, errSignIn) {
				return err
			}
			if err != nil {
				r.log.Warn("could not take the replaced attachment off", "item", r.rec.ID, "err", err)
				r.oldKept = problem.New(problem.OldKept, "Name", r.rec.Name)
			}
		}
		r.rec.Replaces = slices.Clone(r.rec.Replaces[1:])
	}
	return nil
}
