package transfer_test

import (
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"taskdrop/service/problem"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// TestRefusalsEndInASentence: what no repetition mends ends at once, with the right words, nothing attached and no
// session left.
func TestRefusalsEndInASentence(t *testing.T) {
	always := func(f simulator.Fault) simulator.Fault { f.Times = -1; return f }
	tests := map[string]struct {
		fault simulator.Fault
		want  problem.Kind
	}{
		"quota":        {simulator.Fault{Status: 507, Code: "quotaLimitReached"}, problem.MailboxFull},
		"quota as 403": {simulator.Fault{Status: 403, Code: "ErrorQuotaExceeded"}, problem.MailboxFull},
		"forbidden":    {simulator.Fault{Status: 403, Code: "accessDenied"}, problem.Forbidden},
		"malware":      {simulator.Fault{Status: 400, Code: "malwareDetected"}, problem.Malware},
		"no mailbox":   {simulator.Fault{Status: 404, Code: "MailboxNotEnabledForRESTAPI"}, problem.MailboxMissing},
		"bad request":  {simulator.Fault{Status: 400, Code: "invalidRequest", Message: "no"}, problem.Refused},
		"422":          {simulator.Fault{Status: 422}, problem.Refused},
		"down":         {simulator.Fault{Status: 500, Body: simulator.BodyHTML}, problem.ServerFault},
		"page":         {simulator.Fault{Status: 200, Body: simulator.BodyHTML}, problem.OddAnswer},
		"portal":       {simulator.Fault{Status: 302, Header: map[string]string{"Location": "http://portal.example/"}}, problem.OddAnswer},
		"unreachable":  {simulator.Fault{Reset: simulator.ResetBefore}, problem.Unreachable},
	}
	for name, test := range tests {
		for _, call := range []simulator.Call{simulator.CallPutRange, simulator.CallInline, simulator.CallCreateSession, simulator.CallAttachments} {
			t.Run(name+" at "+string(call), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					fault := always(test.fault)
					fault.Call = call
					faults := []simulator.Fault{fault}
					if call == simulator.CallCreateSession {
						fault.Call = simulator.CallInline // the way around is closed as well (C40)
						faults = append(faults, fault)
					}
					w := newWorld(t, simulator.Options{Faults: faults})
					size := 9_000_000
					if call == simulator.CallInline {
						size = 1000
					}
					id := w.add(w.file("x.bin", size))[0]
					w.settle()
					item := w.item(id)
					if item.State != transfer.StateFailed || !item.Problem.Of(test.want) {
						t.Errorf("got %s (%s), want %s", item.Problem.Sentence(), item.Problem.Detail, test.want)
					}
					if strings.Contains(item.Problem.Sentence(), "{{") {
						t.Errorf("unfilled: %s", item.Problem.Sentence())
					}
					w.attachedOnce()
				})
			})
		}
	}
}

func TestSessionsRefusedFallBackToOnePost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{NoSessions: true})
		path := w.file("large.bin", 9_000_000)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
	})
}

func TestATaskThatIsGone(t *testing.T) {
	for _, size := range []int{100, 5_000_000} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{})
			if err := w.server.DeleteTask(w.task.TaskID); err != nil {
				t.Fatal(err)
			}
			id := w.add(w.file("x.bin", size))[0]
			w.settle()
			if item := w.item(id); !item.Problem.Of(problem.TaskGone) {
				t.Errorf("%d bytes: %s", size, item.Problem.Sentence())
			}
			w.noSessions()
		})
	}
}

// TestAServerThatShowsNoSingleList: it is enough that the list stands among all lists.
func TestAServerThatShowsNoSingleList(t *testing.T) {
	for _, status := range []int{400, 404, 405} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{Faults: []simulator.Fault{{Call: simulator.CallList, Status: status, Times: -1}}})
			small, large := w.file("small.txt", 100), w.file("large.bin", 5_000_000)
			w.add(small, large)
			w.settle()
			w.attachedOnce(small, large)
		})
	}
}

// TestNothingGoesIntoAGhostList: a deleted list still takes files for a while (L17), and they would be lost with it.
func TestNothingGoesIntoAGhostList(t *testing.T) {
	for _, size := range []int{100, 5_000_000} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{})
			list, err := w.server.AddList("mia.berger@outlook.example", "Trip")
			if err != nil {
				t.Fatal(err)
			}
			w.task = w.newTask(list, "Tickets")
			if err := w.server.DeleteList(list); err != nil {
				t.Fatal(err)
			}
			id := w.add(w.file("x.bin", size))[0]
			w.settle()
			if item := w.item(id); !item.Problem.Of(problem.ListGone) {
				t.Errorf("%d bytes: %v %s", size, item.State, item.Problem.Sentence())
			}
			w.attachedOnce()
		})
	}
}

func TestRetryAfterARefusalAttachesTheFileOnce(t *testing.T) {
	for _, call := range []simulator.Call{simulator.CallInline, simulator.CallPutRange} {
		synctest.Test(t, func(t *testing.T) {
			size := 1000
			if call == simulator.CallPutRange {
				size = 5_000_000
			}
			// Done each time, and told each time that it was not: only a look at the task tells.
			w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
				{Call: call, Range: lastOf(call), Status: 504, Commit: true, Times: -1},
				{Call: simulator.CallAttachments, Status: 503, Nth: 2, Times: 200},
			}})
			path := w.file("x.bin", size)
			id := w.add(path)[0]
			w.settle()
			if item := w.item(id); item.State != transfer.StateFailed {
				t.Fatalf("%+v", item)
			}
			w.server.SetFaults()
			w.queue.Retry(id)
			w.settle()
			w.attachedOnce(path)
		})
	}
}

func lastOf(call simulator.Call) simulator.Which {
	if call == simulator.CallPutRange {
		return simulator.LastRange
	}
	return simulator.AnyRange
}

func TestAJournalThatCannotBeWrittenSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		_ = w.queue.Close() // from here on no record reaches the disk
		queue := transfer.NewQueue(transfer.Config{Journal: transfer.BrokenJournal(w.dir, errReadOnly{}), Mailbox: w.mailboxOf})
		defer queue.Close()
		w.queue = queue
		id := w.add(w.file("x.bin", 1000))[0]
		w.settle()
		item := w.item(id)
		if !item.Problem.Of(problem.JournalFailed) || !strings.Contains(item.Problem.Sentence(), w.dir) {
			t.Errorf("%s", item.Problem.Sentence())
		}
		w.attachedOnce()
		if n := w.calls(simulator.CallInline); n != 0 {
			t.Errorf("%d requests although nothing could be written down", n)
		}
	})
}

type errReadOnly struct{}

func (errReadOnly) Error() string { return "read-only file system" }

// TestRetryFindsAFileThatIsGoneFromTheDisk: the journal's hash settles the doubt where the file can't.
func TestRetryFindsAFileThatIsGoneFromTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
			{Call: simulator.CallInline, Status: 504, Commit: true, Times: -1},
			{Call: simulator.CallAttachments, Status: 503, Nth: 2, Times: 200},
		}})
		path := w.file("x.bin", 1000)
		id := w.add(path)[0]
		w.settle()
		if item := w.item(id); item.State != transfer.StateFailed {
			t.Fatalf("%+v", item)
		}
		w.server.SetFaults()
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		w.queue.Retry(id)
		w.settle()
		if item := w.item(id); item.State != transfer.StateAttached || len(w.server.Attachments()) != 1 {
			t.Errorf("%v %s, %d attachments", item.State, item.Problem.Sentence(), len(w.server.Attachments()))
		}
	})
}
