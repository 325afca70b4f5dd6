package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"golang.org/x/text/language"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/ui/format"
)

// rowProblems is what a row of the queue may have to say.
var rowProblems = []problem.Kind{
	problem.TooLarge, problem.IsFolder, problem.NotAFile, problem.LinkOutside, problem.FileGone, problem.NoPermission, problem.Unreadable,
	problem.EmptyFolder, problem.EmptyRefused, problem.KeepsChanging, problem.ChangedInDoubt, problem.Mismatch, problem.TaskGone,
	problem.ListGone, problem.Unreachable, problem.ServerFault, problem.Throttled, problem.Forbidden, problem.MailboxFull, problem.MailboxMissing,
	problem.Malware, problem.SizeRefused, problem.Refused, problem.SignInNeeded, problem.ProxyRefused, problem.ProxyFailed, problem.Untrusted, problem.SessionLost,
	problem.NotShown, problem.OldKept, problem.PieceRefused, problem.PieceTooLarge, problem.AppForbidden, problem.AppUserUnknown,
	problem.ArchiveTooLarge, problem.ArchiveFailed, problem.ArchiveChanging, problem.AttachedWithout, problem.JournalFailed, problem.Unexpected,
	problem.JournalFull, problem.JournalForbidden, problem.SmallerParts, problem.ListRefused, problem.ContentWithheld, problem.CopyFailed,
}

// TestARowSaysAllOfWhatIsWrong: in the smallest window each sentence is there to its end, which is what to do next.
func TestARowSaysAllOfWhatIsWrong(t *testing.T) {
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			speak(t, language)
			f := newFixture(t, signedIn())
			f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
			for _, kind := range rowProblems {
				s := signedIn()
				s.Queue.Items = []*service.Item{{ID: 1, Name: "Abrechnung der Nebenkosten 2025.pdf", State: service.ItemFailed, Target: target(), Problem: problem.New(kind,
					"Name", "Abrechnung der Nebenkosten 2025.pdf", "Size", "31.6\u00a0MB (31,600,000\u00a0bytes)", "SizeBytes", "31600000",
					"Limit", "25 MB (26,214,400 bytes)", "LimitMB", "25", "Status", "503", "Code", "ErrorItemNotFound", "Count", "12",
					"User", "jonas@contoso.com", "List", "Gemeinsame Haushaltsliste", "Folder", "/home/mia/.config/taskdrop")}}
				s.Queue.Totals = service.Totals{Files: 1, Failed: 1, Retryable: 1}
				f.show(s)
				row := f.rows()[0]
				words := row.parts.line
				if height, whole := words.Fit(words.Size().Width); !whole || words.Position().Y+height > row.Size().Height || row.parts.name.Position().Y < 0 {
					t.Errorf("%s is cut off: %q", kind, words.Text())
				}
			}
		})
	}
}

func TestSizesInSentencesAreWrittenThePersonsWay(t *testing.T) {
	large := problem.New(problem.TooLarge, "Name", "Abrechnung der Nebenkosten 2025.pdf",
		"Size", "31.6\u00a0MB (31,600,000\u00a0bytes)", "SizeBytes", "31600000", "Limit", "25 MB (26,214,400 bytes)", "LimitMB", "25")
	_ = newFixture(t, signedIn())
	german := format.New(language.German)
	got := problemTextIn(large, german)
	if !strings.Contains(got, "31,6\u00a0MB") || !strings.Contains(got, "25\u00a0MB;") || !strings.Contains(got, "Abrechnung der Nebenkosten 2025.pdf") {
		t.Errorf("got %q", got)
	}
	if got := rowProblemText(large, german); !strings.Contains(got, "“Abrechn…2025.pdf”") {
		t.Errorf("a row says %q", got)
	}
	if !strings.Contains(large.Sentence(), "31,600,000") {
		t.Error("the sentence for a script has lost its bytes")
	}
}
