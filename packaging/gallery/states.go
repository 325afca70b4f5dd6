package main

import (
	"taskdrop/auth"
	"taskdrop/service"
	"taskdrop/service/problem"
)

// state is one picture to take.
type state struct {
	name     string
	press    string // what brings the window from the snapshot into the state, in xdotool's words; a semicolon waits until it stands still
	snapshot func() service.Snapshot
}

// states are all pictures. Escape closes the greeting that covers the lower edge.
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
	{"on-this-task-pictures", "key Escape ctrl+2", withPictures},
	{"on-this-task-deleting", "key ctrl+2", deleting},
	{"on-this-task-saving", "key Escape ctrl+2", saving},
	{"preview", "key Escape ctrl+2 key Down Up space", previewed},
	{"on-this-task-empty", "key Escape ctrl+2", nothingAttached},
	{"on-this-task-failed", "key Escape ctrl+2", attachmentsFailed},
	{"question-folder", "", asking(service.Question{ID: 1, Kind: service.QuestionFolder, Name: "Belege 2025", Count: 1, Files: 14, Bytes: 31_600_000})},
	{"question-duplicate", "", asking(service.Question{ID: 1, Kind: service.QuestionDuplicate, Name: "Rechnung Nr. 4711 – Zahnarzt.pdf", Task: "Steuererklärung 2025", Count: 3})},
	{"question-pasted", "", asking(service.Question{ID: 1, Kind: service.QuestionPasted, Count: 8, Paths: []string{
		"/home/mia/.ssh/id_ed25519", "/home/mia/Steuer 2025/Rechnung\u202Efdp.exe", "/home/mia/c.pdf", "/home/mia/d.pdf", "/home/mia/e.pdf", "/f", "/g", "/h"}})},
	{"question-share", "", asking(service.Question{ID: 1, Kind: service.QuestionShare, Count: 1, Paths: []string{`\\files.example\scans\a.pdf`}})},
	{"question-large", "", asking(service.Question{ID: 1, Kind: service.QuestionOversize, Name: "Messwerte.csv", Count: 1, Bytes: 4_100_000})},
	{"details", "key Escape ctrl+1 key Down Down Down key i", atWork},
	{"row-menu", "key Escape ctrl+1 key Down key Return", atWork},
	{"menu", "key Escape F10", chosen},
	{"account", "key Escape Tab Tab Tab Tab Tab key Return", twoAccounts},
	{"app-account", "key Escape Tab Tab Tab Tab Tab key Return", byApp},
	{"app-form", "key Tab Tab Tab Tab Tab key Return", firstStart},
	{"app-form-steps", "key Tab Tab Tab Tab Tab key Return; key Tab Tab Tab Tab Tab Tab Tab", firstStart},
	{"app-form-certificate", "key Tab Tab Tab Tab Tab key Return; key Tab Tab Tab Tab key Return", firstStart},
	{"app-form-refused", "key Tab Tab Tab Tab Tab Tab key Return", appRefused},
	{"shortcuts", "key Escape F1", chosen},
	{"toasts", "", noticed},
	{"about", "key Escape F10 key Up Up Return", chosen},
	{"licences", "key Escape F10 key Up Up Return; key Tab Return", chosen},
	{"settings", "key Escape ctrl+comma", chosen},
	{"settings-given", "key Escape ctrl+comma", setUp},
	{"settings-proxy", "key Escape ctrl+comma key Down Down Down", setUp},
	{"settings-sending", "key Escape ctrl+comma key Down", chosen},
	{"settings-appearance", "key Escape ctrl+comma key Down Down", chosen},
	{"settings-network", "key Escape ctrl+comma key Down Down Down", chosen},
	{"settings-files", "key Escape ctrl+comma key Down Down Down Down", chosen},
}

// byApp has two people's tasks by app-only access beside the person's own.
func byApp() service.Snapshot {
	s := chosen()
	app := func(user string, ended bool) service.Account {
		return service.Account{ID: user, Username: user, ByApp: true, TenantID: "contoso.com", ClientID: "5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5", NeedsSignIn: ended}
	}
	s.Accounts = []service.Account{s.Account, app("jonas@contoso.com", false), app("lena@contoso.com", true)}
	s.Account = s.Accounts[1]
	return s
}

// appRefused is app-only access that waits for an administrator.
func appRefused() service.Snapshot {
	s := signedOut()
	s.Accounts = byApp().Accounts
	s.SignInError = &service.Problem{
		Key: "auth.app_consent", Text: auth.Sentences()["auth.app_consent"], Detail: "AADSTS65001",
		Args: map[string]string{"Link": "https://login.microsoftonline.com/contoso.com/adminconsent?client_id=5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5"},
	}
	return s
}

func refused() service.Snapshot {
	s := firstStart()
	s.SignInError = problem.New(problem.Unreachable).WithDetail("dial tcp: no such host")
	return s
}
