// Package terminal is the program's front where there is no window: it starts the service, and says on standard error
// what a person has to know. Standard output is for the lines of a script, which main prints at the end.
package terminal

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode"

	"taskdrop/service"
)

// Service is what the terminal needs of the service.
type Service interface {
	Start()
	Snapshot() service.Snapshot
	Changed() <-chan struct{}
}

// Follow starts the service and returns nil when all is done. If told ends before that it returns why.
func Follow(told context.Context, done <-chan struct{}, svc Service, screen *Screen) error {
	svc.Start()
	words := speaker{to: screen}
	ticks, stop := screen.ticks()
	defer stop()
	for {
		select {
		case <-done:
			words.say(svc.Snapshot())
			return nil
		case <-told.Done():
			return context.Cause(told)
		case <-ticks:
			screen.show(svc.Snapshot().Queue)
		case <-svc.Changed():
			words.say(svc.Snapshot())
		}
	}
}

// speaker says each thing once.
type speaker struct {
	to         io.Writer
	lastNotice uint64
	code, page string // of the sign-in that was told of
	memoryOnly bool
}

func (w *speaker) say(v service.Snapshot) {
	for _, notice := range v.Notices {
		if notice.ID > w.lastNotice {
			w.lastNotice = notice.ID
			w.line(notice.Problem.Sentence())
		}
	}
	switch signIn := v.SignIn; {
	case signIn.Code != "" && signIn.Code != w.code:
		w.code = signIn.Code
		sentence := fmt.Sprintf("To sign in, open %s on any device and enter the code %s, before %s.",
			signIn.URL, signIn.Code, signIn.Until.Format("15:04"))
		if tenant := v.Setup.Tenant.Value; tenant == "" || strings.EqualFold(tenant, "common") {
			sentence += " An account of work or school needs -tenant organizations."
		}
		w.line(sentence)
	case signIn.Code == "" && signIn.URL != "" && signIn.URL != w.page:
		w.page = signIn.URL
		w.line("To sign in, use the page that was opened in your browser. If none came up, open " + signIn.URL)
	}
	if v.MemoryOnly != nil && !w.memoryOnly {
		w.memoryOnly = true
		w.line(v.MemoryOnly.Sentence())
	}
}

func (w *speaker) line(sentence string) {
	_, _ = fmt.Fprintln(w.to, "taskdrop: "+Plain(sentence)) // nobody may be reading
}

// Plain leaves out of a text what a terminal would take for a command: names of files and tasks are anybody's.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// NeedsCode reports whether this computer has no screen to show a browser on.
func NeedsCode() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return os.Getenv("SSH_CONNECTION") != ""
	}
	return os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" && os.Getenv("BROWSER") == ""
}

// GoOn says how to go on after a run that was ended before all was done.
func GoOn(command []string) string {
	words := append(append([]string{}, command...), "-quit", "-no-window")
	for i, word := range words {
		words[i] = quoted(word)
	}
	return "Ended before all was done. Nothing is lost; this goes on where it was: " + strings.Join(words, " ")
}

// quoted is a word as a shell reads it.
func quoted(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:@%+=,", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	if runtime.GOOS == "windows" {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
