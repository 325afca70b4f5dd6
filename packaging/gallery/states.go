package main

import (
	"taskdrop/service"
	"taskdrop/service/problem"
)

// state is one picture to take.
type state struct {
	name     string
	press    string // what brings the window from the snapshot into the state, in xdotool's words
	snapshot func() service.Snapshot
}

// states are all there are; a further one is a line here. Escape takes the greeting away that covers the lower edge.
var states = []state{
	{"first-start", "", firstStart},
	{"first-start-refused", "", refused},
	{"client-id", "key Tab Return", firstStart},
	{"signed-out", "", signedOut},
	{"signed-out-demo", "", signedOutOfDemo},
	{"signing-in", "", signingIn},
	{"code", "", code},
	{"greeting", "", chosen},
	{"empty", "key Escape", unchosen},
	{"empty-task", "key Escape", chosen},
	{"needs-task", "key Escape", needsTask},
	{"queue", "key Escape", atWork},
	{"queue-states", "key Escape", everyState},
	{"queue-states-2", "key Escape ctrl+1 key End", everyState},
	{"queue-done", "key Escape", allDone},
	{"queue-failed", "key Escape", someFailed},
	{"queue-names", "key Escape", everyScript},
	{"queue-long", "key Escape", tenThousand},
	{"lists", "key Escape ctrl+l", unchosen},
	{"tasks", "key Escape ctrl+t", chosen},
	{"tasks-filter", "key Escape ctrl+t type rech", chosen},
	{"tasks-none", "key Escape ctrl+t type zzz", chosen},
	{"tasks-loading", "key Escape ctrl+t", tasksLoading},
	{"tasks-failed", "key Escape ctrl+t", tasksFailed},
	{"on-this-task", "key Escape ctrl+2", chosen},
	{"on-this-task-empty", "key Escape ctrl+2", nothingAttached},
	{"on-this-task-failed", "key Escape ctrl+2", attachmentsFailed},
	{"question-folder", "", asking(service.Question{ID: 1, Kind: service.QuestionFolder, Name: "Belege 2025", Count: 1, Files: 14, Bytes: 31_600_000})},
	{"question-duplicate", "", asking(service.Question{ID: 1, Kind: service.QuestionDuplicate, Name: "Rechnung Nr. 4711 – Zahnarzt.pdf", Count: 3})},
	{"question-large", "", asking(service.Question{ID: 1, Kind: service.QuestionOversize, Name: "Messwerte.csv", Count: 1, Bytes: 4_100_000})},
	{"details", "key Escape ctrl+1 key Down Down Down key i", atWork},
	{"row-menu", "key Escape ctrl+1 key Down key Return", atWork},
	{"menu", "key Escape F10", chosen},
	{"account", "key Escape Tab Tab Tab Tab Tab key Return", chosen},
	{"shortcuts", "key Escape F1", chosen},
	{"toasts", "", noticed},
}

func refused() service.Snapshot {
	s := firstStart()
	s.SignInError = problem.New(problem.Unreachable).WithDetail("dial tcp: no such host")
	return s
}
