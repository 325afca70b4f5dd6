package ui

import (
	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// notices are the messages over the window, and what of the service has become one.
type notices struct {
	*widgets.Toasts
	svc         Services
	copyProblem func(*service.Problem)
	last        uint64            // notices up to this one have been shown
	deletions   map[string]func() // takes the message about one away, by attachment
}

func newNotices(svc Services, toasts *widgets.Toasts, copyProblem func(*service.Problem)) *notices {
	return &notices{Toasts: toasts, svc: svc, copyProblem: copyProblem, deletions: map[string]func(){}}
}

// tell puts a message up, with "Copy details" if there are any.
func (n *notices) tell(text string, good bool, p *service.Problem) {
	toast := widgets.Toast{Text: text, Good: good, CloseTip: words.Close()}
	if p != nil && p.Detail != "" {
		toast.Action, toast.OnAction = words.CopyDetails(), func() { n.copyProblem(p) }
	}
	n.Show(toast)
}

// takeUp puts each of the service's messages up once.
func (n *notices) takeUp(all []service.Notice) {
	for _, notice := range all {
		if notice.ID > n.last {
			n.last = notice.ID
			n.tellNotice(notice)
		}
	}
}

// tellNotice puts a message up, with the folder it is about to press.
func (n *notices) tellNotice(notice service.Notice) {
	if notice.Folder == "" || notice.Problem.Detail != "" {
		n.tell(words.Problem(notice.Problem), notice.Good, notice.Problem)
		return
	}
	n.Show(widgets.Toast{
		Text: words.Problem(notice.Problem), Good: notice.Good, CloseTip: words.Close(),
		Action: textShowFolder(), OnAction: func() { n.svc.Desktop.ShowFolder(notice.Folder) },
	})
}

// takeUpDeletions has one message up for each deletion that can be undone, as long as it can.
func (n *notices) takeUpDeletions(pending []service.Deletion) {
	still := make(map[string]bool, len(pending))
	for _, d := range pending {
		still[d.ID] = true
		if n.deletions[d.ID] != nil {
			continue
		}
		n.deletions[d.ID] = n.Show(widgets.Toast{
			Text: textDeleting(d.Name), Icon: look.IconTrash, CloseTip: words.Close(),
			Action: textUndoDelete(), OnAction: func() { n.svc.Attachments.UndoDelete(d.ID) },
			OnClose: func() { n.svc.Attachments.FinishDelete(d.ID) },
		})
	}
	for id, remove := range n.deletions {
		if !still[id] {
			remove()
			delete(n.deletions, id)
		}
	}
}
