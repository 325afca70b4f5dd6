package simulator

import (
	"fmt"
	"strings"
	"time"
)

// newMailbox is an account's To Do as it is when the stand-in starts.
func newMailbox(account Account, opts Options, now time.Time) *mailbox {
	m := &mailbox{
		account:  account,
		mint:     sampleMint(opts.Seed, account),
		listByID: map[string]*list{},
		taskByID: map[string]*task{},
		sessions: map[string]*session{},
	}
	fill := sampleWriter{mailbox: m, today: now.UTC().Truncate(24 * time.Hour)}
	tasks := fill.list("Tasks", defaultList)
	if !opts.Empty {
		fill.everyday(tasks)
	}
	flagged := fill.list("Flagged e-mails", flaggedList)
	if !opts.Empty {
		fill.task(flagged, "Re: Kostenvoranschlag Dachfenster")
		fill.task(flagged, "Your ticket for the 10:42 to Zürich")
		fill.otherLists()
	}
	for i := range opts.ExtraLists {
		fill.list(fmt.Sprintf("List %04d", i+1), plainList)
	}
	for i := range opts.ExtraTasks {
		fill.task(tasks, fmt.Sprintf("Task %05d", i+1))
	}
	m.mint = freshMint()
	return m
}

// sampleWriter fills a mailbox with a person's usual lists and tasks.
type sampleWriter struct {
	mailbox *mailbox
	today   time.Time
	written int
}

func (w *sampleWriter) list(name, wellknown string) *list {
	return w.mailbox.addList(w.mailbox.mint.id(w.mailbox.account.Personal, listIDBytes), name, wellknown)
}

func (w *sampleWriter) task(l *list, title string, details ...func(*task)) *task {
	return w.taskWithID(l, w.mailbox.mint.id(w.mailbox.account.Personal, taskIDBytes), title, details...)
}

func (w *sampleWriter) taskWithID(l *list, id, title string, details ...func(*task)) *task {
	w.written++
	written := w.today.Add(-time.Duration(w.written%400+1) * 5 * time.Hour)
	t := w.mailbox.addTask(l, id, title, written)
	for _, detail := range details {
		detail(t)
	}
	return t
}

func (w *sampleWriter) attach(t *task, name, contentType string, content []byte) {
	id := w.mailbox.mint.id(w.mailbox.account.Personal, attachIDBytes)
	w.mailbox.addAttachment(t, id, name, contentType, [][]byte{content}, t.created.Add(time.Hour))
}

// due gives a task a due date days from today.
func (w *sampleWriter) due(days int) func(*task) {
	return func(t *task) { t.due = midnight(w.today.AddDate(0, 0, days)) }
}

func midnight(day time.Time) *dateTimeZone {
	return &dateTimeZone{DateTime: day.Format("2006-01-02") + "T00:00:00.0000000", TimeZone: "UTC"}
}

func important(t *task) { t.importance = "high" }

func inProgress(t *task) { t.status = "inProgress" }

func done(t *task) {
	t.status = "completed"
	t.completed = midnight(t.created.AddDate(0, 0, 1))
}

func (w *sampleWriter) everyday(tasks *list) {
	w.task(tasks, "Scan the tax receipts", important, w.due(5))
	w.task(tasks, "Fotos für Oma Gerda aussuchen 📷", w.due(2))
	withFiles := w.task(tasks, "Angebot der Schreinerei prüfen", inProgress, w.due(0))
	w.attach(withFiles, "Angebot Küche.txt", "text/plain", []byte("Küche, Eiche geölt\nArbeitsplatte 3,20 m\nSumme: 8.450,00 EUR\n"))
	w.attach(withFiles, "Maße & Skizze (Entwurf).csv", "text/csv", []byte("Wand;Breite;Höhe\nNord;320;245\nOst;180;245\n"))
	w.task(tasks, "Renew the passport", w.due(40))
	// Two tasks of one title, whose ids differ in the case of one letter only (E19).
	id := w.mailbox.mint.id(w.mailbox.account.Personal, taskIDBytes)
	w.taskWithID(tasks, id, "Call the dentist", w.due(1))
	w.taskWithID(tasks, caseTwin(id), "Call the dentist", w.due(180))
	w.task(tasks, "Réserver la salle pour l’anniversaire de Chloé 🎂", important, w.due(12))
	w.task(tasks, "会議の資料を準備する", w.due(3))
	w.task(tasks, longTitle, w.due(-4))
	w.task(tasks, `Ask: "50 % off" & <free> delivery? a/b\c #7`)
	w.task(tasks, "Buy a birthday card", done)
	w.task(tasks, "Fahrrad zur Inspektion bringen 🚲", done)
	w.task(tasks, "Send the signed lease", done, important)
}

var longTitle = "Write down everything that has to be decided before the move: which of the two flats, whether the piano comes along, " +
	"who looks after the cat in the week between, the notice for the cellar, the forwarding order at the post office, " + strings.Repeat("and the boxes, ", 6) + "and who drives"

func (w *sampleWriter) otherLists() {
	money := w.list("Finanzen", plainList)
	w.task(money, "Steuererklärung 2025", important, w.due(20))
	w.task(money, "Nebenkostenabrechnung prüfen")
	w.task(money, "Haftpflicht vergleichen", done)

	move := w.list("Umzug 🏡", plainList)
	w.task(move, "Übergabeprotokoll", w.due(31))
	w.task(move, "Kartons besorgen", inProgress)
	w.task(move, "Zählerstände fotografieren", w.due(31), important)

	family := w.list("Familie", plainList)
	family.shared = true
	w.task(family, "Zeugnisse einscannen")
	w.task(family, "Impfpässe 💉", w.due(9))

	house := w.list("Hausverwaltung", plainList)
	house.shared, house.owner = true, false
	w.task(house, "Wasserschaden Keller: Bilder sammeln", important)

	reading := w.list("読みたい本", plainList)
	w.task(reading, "吾輩は猫である")
	w.task(reading, "Der Zauberberg")

	work := w.list("Büro – Q4", plainList)
	w.task(work, "Reisekosten Oktober", w.due(-1))
	w.task(work, "Slides for the board, v7 final (2)", inProgress)

	w.list("Someday", plainList)
}
