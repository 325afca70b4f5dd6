//go:build nowindow

package front

import (
	"errors"
	"log/slog"

	"taskdrop/service"
)

// Possible reports whether a window may be tried.
func Possible() bool { return false }

var errNotBuilt = errors.New("this build has no window")

// Translate leaves a sentence in English.
func Translate(_, english string) string { return english }

// Open reports that there is no window.
func Open(p Program) int { return p.Ending.Finish(errNotBuilt) }

// Refuse shows nothing.
func Refuse(_, _ string, _ *service.Problem, status int, log *slog.Logger) int {
	log.Error("no window", "err", errNotBuilt)
	return status
}
