package main

import (
	"fmt"
	"time"

	"taskdrop/service"
	"taskdrop/service/problem"
)

// now is the moment of every picture.
var now = time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC)

func day(after int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+after, 0, 0, 0, 0, time.UTC)
}

func firstStart() service.Snapshot { return service.Snapshot{Phase: service.PhaseSetup} }

// setUp is a company's network and cloud, overridden by the command line.
func setUp() service.Snapshot {
	s := chosen()
	s.Setup = service.Setup{
		Application: service.Application{ClientID: "11111111-2222-3333-4444-555555555555", Tenant: "contoso.example", Cloud: service.CloudCustom,
			Login: "https://login.contoso.example", Graph: "https://graph.contoso.example"},
		ClientID:  service.InForce{Value: "99999999-8888-7777-6666-555555555555", From: service.SourceFlag},
		Tenant:    service.InForce{Value: "organizations", From: service.SourceEnvironment},
		Cloud:     service.InForce{Value: "login.contoso.example", From: service.SourceSettings},
		Network:   service.Network{ProxyMode: service.ProxyOwn, Proxy: "http://proxy.contoso.example:3128", ProxyUser: "mia", CAFile: "/etc/contoso/certificates.pem"},
		LogFolder: "/home/mia/.config/taskdrop", PasswordKnown: true, PasswordKept: true,
		NetworkProblem: problem.New(problem.ProxyRefused),
	}
	return s
}

func signedOut() service.Snapshot {
	return service.Snapshot{Phase: service.PhaseSignedOut, HasClientID: true}
}

func signedOutOfDemo() service.Snapshot {
	return service.Snapshot{Phase: service.PhaseSignedOut, HasClientID: true, Demo: true}
}

func signingIn() service.Snapshot {
	return service.Snapshot{Phase: service.PhaseSigningIn, HasClientID: true,
		SignIn: service.SignIn{URL: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", Until: now.Add(5 * time.Minute)}}
}

func code() service.Snapshot {
	s := signingIn()
	s.SignIn = service.SignIn{URL: "https://microsoft.com/devicelogin", Link: "https://microsoft.com/devicelogin", Code: "A7KD 93PX", Until: now.Add(15 * time.Minute)}
	return s
}

var mia = service.Account{ID: "mia", Name: "Mia Berger", Username: "mia@example.org", Personal: true}

// unchosen is a sign-in with lists and tasks, none of them chosen.
func unchosen() service.Snapshot {
	return service.Snapshot{
		Phase: service.PhaseSignedIn, HasClientID: true, Account: mia,
		Accounts: []service.Account{mia},
		ListID:   "l1", ListName: "Finanzen", RecentLists: []string{"l1"},
		Lists: service.Lists{Load: service.LoadReady, Entries: []service.List{
			{ID: "l0", Name: "Tasks", Kind: service.ListDefault}, {ID: "l1", Name: "Finanzen"}, {ID: "l2", Name: "Umbau 🏡", Shared: true},
			{ID: "l3", Name: "読書リスト"}, {ID: "l4", Name: "Flagged Emails", Kind: service.ListFlagged},
		}},
		Tasks: service.Tasks{Load: service.LoadReady, ListID: "l1", Entries: tasks()},
	}
}

// twoAccounts is a person with two accounts signed in.
func twoAccounts() service.Snapshot {
	s := atWork()
	s.Accounts = append(s.Accounts, service.Account{ID: "work", Name: "Mia Berger", Username: "mia.berger@contoso.example"})
	return s
}

func tasks() []service.Task {
	first := []service.Task{
		{ID: "t2", Title: "Rechnungen Q4 ablegen", Due: day(1), HasAttachments: true},
		{ID: "t1", Title: "Steuererklärung 2025", Due: day(7), HasAttachments: true},
		{ID: "t3", Title: "Steuererklärung: Rechnungen sammeln", Due: day(-178), Important: true, HasAttachments: true},
		{ID: "t4", Title: "Abrechnung Nebenkosten prüfen"},
		{ID: "t5", Title: "Rechnung an Kunde 🎨 Müller", Due: day(8)},
		{ID: "t6", Title: "Kontoauszüge holen", Due: day(-1), Important: true},
		{ID: "t7", Title: "確定申告の書類", Due: day(0)},
	}
	for i := len(first); i < 1284; i++ {
		first = append(first, service.Task{ID: fmt.Sprint("n", i), Title: fmt.Sprintf("Beleg %d prüfen", i)})
	}
	return first
}

// chosen is a chosen task with an empty queue.
func chosen() service.Snapshot {
	s := unchosen()
	s.Setup.LogFolder = "/home/mia/.config/taskdrop"
	s.TaskID, s.TaskTitle, s.RecentTasks = "t1", "Steuererklärung 2025", []string{"t1", "t2"}
	s.Attachments = service.Attachments{Load: service.LoadReady, TaskID: "t1", Entries: []service.Attachment{
		{ID: "a1", Name: "Vertrag.pdf", ContentType: "application/pdf", Size: 1_234_567, Modified: now.Add(-time.Hour)},
		{ID: "a2", Name: "IMG_20251103_Beleg.jpg", ContentType: "image/jpeg", Size: 4_234_567, Modified: now.AddDate(0, 0, -1)},
		{ID: "a3", Name: "Notizen zum Gespräch.txt", ContentType: "text/plain", Size: 2_345, Modified: now.AddDate(-1, 0, 0)},
	}}
	return s
}

func nothingAttached() service.Snapshot {
	s := chosen()
	s.Attachments.Entries = nil
	return s
}

func attachmentsFailed() service.Snapshot {
	s := chosen()
	s.Attachments = service.Attachments{Load: service.LoadFailed, TaskID: "t1", Problem: problem.New(problem.Unreachable).WithDetail("dial tcp: no such host")}
	return s
}

func tasksLoading() service.Snapshot {
	s := unchosen()
	s.Tasks = service.Tasks{Load: service.LoadBusy, ListID: "l1"}
	return s
}

func tasksFailed() service.Snapshot {
	s := unchosen()
	s.Tasks = service.Tasks{Load: service.LoadFailed, ListID: "l1", Problem: problem.New(problem.Unreachable).WithDetail("dial tcp: no such host")}
	return s
}

func asking(q service.Question) func() service.Snapshot {
	return func() service.Snapshot {
		s := atWork()
		s.Question = &q
		return s
	}
}

func noticed() service.Snapshot {
	s := atWork()
	s.Notices = []service.Notice{
		{ID: 1, Good: true, Problem: problem.New(problem.Undone, "Name", "Umsätze 2025.xlsx")},
		{ID: 2, Problem: problem.New(problem.NotOnComputer, "Name", "https://example.org/plan.pdf").WithDetail("https://example.org/plan.pdf")},
	}
	return s
}

func target() service.Target {
	return service.Target{AccountID: "mia", ListID: "l1", ListName: "Finanzen", TaskID: "t1", TaskTitle: "Steuererklärung 2025"}
}

// queued puts items into a snapshot's queue and sums them up.
func queued(s service.Snapshot, items ...*service.Item) service.Snapshot {
	totals := &s.Queue.Totals
	for i, item := range items {
		item.ID = uint64(i + 1)
		if item.Path == "" {
			item.Path = "/home/mia/Belege/" + item.Name
		}
		totals.Files++
		totals.Bytes += item.Size
		switch item.State {
		case service.ItemAttached:
			totals.Attached++
			item.Sent = item.Size
		case service.ItemFailed:
			totals.Failed++
			if item.CanSucceed() {
				totals.Retryable++
			}
			totals.Bytes -= item.Size
			continue
		case service.ItemRunning:
			totals.Running++
		case service.ItemPaused:
			totals.Paused++
			if item.Held {
				totals.Held++
			}
		case service.ItemUndone:
			totals.Bytes -= item.Size
		default:
			totals.Waiting++
		}
		totals.Sent += item.Sent
		totals.Rate += item.Rate
	}
	if totals.Rate > 0 {
		totals.Left = time.Duration(float64(totals.Bytes-totals.Sent) / totals.Rate * float64(time.Second))
	}
	s.Queue.Items = items
	return s
}

func tooLarge(name string) *service.Problem {
	return problem.New(problem.TooLarge, "Name", name, "Size", "31.6 MB (31,600,000 bytes)", "SizeBytes", "31600000",
		"Limit", "25 MB (26,214,400 bytes)", "LimitBytes", "26214400").
		WithDetail("413 RequestEntityTooLarge\nrequest-id 5a7f3b1e-2c84-4a8e-9d0f-7a16c0a4b9d2\nTue, 24 Nov 2026 14:31:58 GMT")
}

// atWork is a queue as people see it most.
func atWork() service.Snapshot {
	return queued(chosen(),
		&service.Item{Name: "Rechnung Nr. 4711 – Zahnarzt.pdf", Size: 8_400_000, Sent: 5_200_000, Rate: 2.1e6, State: service.ItemRunning, Target: target()},
		&service.Item{Name: "Umsätze 2025.xlsx", Size: 2_900_000, Sent: 1_100_000, Rate: 0.9e6, State: service.ItemRunning, Target: target()},
		&service.Item{Name: "IMG_20251103_belege_gesamt.heic", Size: 6_900_000, Sent: 4_900_000, State: service.ItemRunning, Target: target(),
			Wait: service.Wait{Reason: service.WaitThrottled, Until: now.Add(10 * time.Second)}},
		&service.Item{Name: "Kontoauszüge.zip", Size: 31_600_000, State: service.ItemFailed, Target: target(), Problem: tooLarge("Kontoauszüge.zip")},
		&service.Item{Name: "Anschreiben Finanzamt.docx", Size: 84_000, State: service.ItemAttached, Finished: now.Add(-time.Minute), Target: target()},
	)
}

// everyState has a row of each kind.
func everyState() service.Snapshot {
	other := target()
	other.TaskID, other.TaskTitle = "t2", "Rechnungen Q4 ablegen"
	waits := func(name string, reason service.WaitReason, until time.Duration) *service.Item {
		item := &service.Item{Name: name, Size: 6_900_000, Sent: 4_900_000, State: service.ItemRunning, Target: target(), Wait: service.Wait{Reason: reason}}
		if until > 0 {
			item.Wait.Until = now.Add(until)
		}
		return item
	}
	retried := waits("Präsentation.pptx", service.WaitRetry, 8*time.Second)
	retried.Wait.Status, retried.Wait.Skippable = 503, true
	silent := waits("keine Antwort.mp4", service.WaitAnswer, 0)
	silent.Wait.Since = now.Add(-20 * time.Second)
	s := queued(chosen(),
		&service.Item{Name: "Rechnung.pdf", Size: 8_400_000, Sent: 5_200_000, Rate: 2.1e6, State: service.ItemRunning, Target: target()},
		&service.Item{Name: "beginnt.mp4", Size: 8_400_000, State: service.ItemRunning, Target: target()},
		&service.Item{Name: "endet.mp3", Size: 8_400_000, Sent: 8_400_000, State: service.ItemRunning, Target: other},
		waits("gebremst.heic", service.WaitThrottled, 10*time.Second),
		waits("150 MB.mov", service.WaitPace, 200*time.Second),
		retried,
		silent,
		waits("geprüft.csv", service.WaitCheck, 0),
		waits("gleicher Name.txt", service.WaitSibling, 0),
		&service.Item{Name: "an der Reihe.html", Size: 84_000, State: service.ItemQueued, Target: other},
		&service.Item{Name: "angehalten.7z", Size: 5_000_000, Sent: 2_000_000, State: service.ItemPaused, Target: target()},
		&service.Item{Name: "wartet auf Start.eml", Size: 5_000_000, Held: true, State: service.ItemPaused, Target: target()},
		&service.Item{Name: "wartet auf Antwort.odt", Size: 5_000_000, Held: true, State: service.ItemPaused, Target: target()},
		&service.Item{Name: "wird gesucht.ods", Size: 5_000_000, Held: true, State: service.ItemPaused, Target: target()},
		&service.Item{Name: "ohne Aufgabe.go", Size: 5_000, State: service.ItemUnassigned},
		&service.Item{Name: "abgemeldet.dwg", Size: 5_000_000, Sent: 1_000_000, State: service.ItemSignIn, Target: target()},
		&service.Item{Name: "angehängt.docx", Size: 84_000, State: service.ItemAttached, Finished: now.Add(-time.Minute), Target: target()},
		&service.Item{Name: "ersetzt.docx", Size: 84_000, State: service.ItemAttached, Finished: now.Add(-time.Minute), Target: target(),
			Problem: problem.New(problem.OldKept, "Name", "ersetzt.docx")},
		&service.Item{Name: "zu groß.iso", Size: 31_600_000, State: service.ItemFailed, Target: other, Problem: tooLarge("zu groß.iso")},
		&service.Item{Name: "weg", Size: 84_000, State: service.ItemFailed, Target: target(), Problem: problem.New(problem.FileGone, "Name", "weg")},
		&service.Item{Name: "zurückgenommen.md", Size: 84_000, State: service.ItemUndone, Target: target()},
	)
	s.HeldFor = map[uint64]service.HeldFor{12: service.HeldForStart, 13: service.HeldForAnswer}
	return s
}

func needsTask() service.Snapshot {
	s := queued(unchosen(),
		&service.Item{Name: "Rechnung.pdf", Size: 8_400_000, State: service.ItemUnassigned},
		&service.Item{Name: "Umsätze 2025.xlsx", Size: 2_900_000, State: service.ItemUnassigned})
	s.NeedsTask = true
	return s
}

func allDone() service.Snapshot {
	done := func(name string, size int64, ago time.Duration) *service.Item {
		return &service.Item{Name: name, Size: size, State: service.ItemAttached, Finished: now.Add(-ago), Target: target()}
	}
	return queued(chosen(), done("Rechnung.pdf", 8_400_000, time.Minute), done("Umsätze 2025.xlsx", 2_900_000, 2*time.Minute), done("Foto.jpg", 3_100_000, 30*time.Hour))
}

func someFailed() service.Snapshot {
	fail := func(name string, kind problem.Kind, fields ...string) *service.Item {
		return &service.Item{Name: name, Size: 84_000, State: service.ItemFailed, Target: target(), Problem: problem.New(kind, append(fields, "Name", name)...)}
	}
	return queued(chosen(),
		fail("Notizen.txt", problem.FileGone), fail("geheim.pdf", problem.NoPermission), fail("Virus.exe", problem.Malware),
		fail("läuft.log", problem.KeepsChanging), fail("voll.docx", problem.MailboxFull), fail("Formular.pdf", problem.Forbidden),
		fail("im Zweifel.csv", problem.ChangedInDoubt), fail("abgelehnt.exe", problem.Refused, "Status", "403", "Code", "ErrorAccessDenied"))
}

// everyScript has names in many scripts, and long ones.
func everyScript() service.Snapshot {
	var items []*service.Item
	for _, name := range []string{
		"請求書 2025年11月 歯医者.pdf", "领收据.xlsx", "영수증 모음.docx", "فاتورة طبيب الأسنان.pdf", "חשבונית 2025.pdf", "Счёт №4711.pdf",
		"ใบเสร็จ.jpg", "रसीद.png", "👩‍👩‍👧‍👦 Familie 🇩🇪 👍🏽.heic", "Ǎ̃ạ̈ccents combinés.txt",
		"Ein sehr langer Name, wie ihn Programme vergeben, die alles hineinschreiben, was sie wissen – Fassung 17 (endgültig) (2) Kopie.tar.gz",
		"とても長い名前のファイルです。プログラムが知っていることをすべて書き込んだような名前で、画面に収まりません。最終版.pptx",
	} {
		items = append(items, &service.Item{Name: name, Size: 2_900_000, State: service.ItemAttached, Finished: now.Add(-time.Minute), Target: target()})
	}
	s := queued(chosen(), items...)
	s.TaskTitle = "Steuererklärung 2025 mit allen Belegen, Kontoauszügen, Rechnungen und dem, was das Finanzamt sonst noch haben will"
	s.ListName = "Finanzen und Versicherungen der Familie"
	s.Tasks.Entries[1].Title, s.Lists.Entries[1].Name = s.TaskTitle, s.ListName
	return s
}

func tenThousand() service.Snapshot {
	items := make([]*service.Item, 10_000)
	for i := range items {
		items[i] = &service.Item{Name: fmt.Sprintf("Beleg %05d.pdf", i+1), Size: 1_200_000, State: service.ItemQueued, Target: target()}
		switch {
		case i < 3210:
			items[i].State, items[i].Finished = service.ItemAttached, now.Add(-time.Minute)
		case i < 3214:
			items[i].State, items[i].Sent, items[i].Rate = service.ItemRunning, 700_000, 1e6
		}
	}
	return queued(chosen(), items...)
}
