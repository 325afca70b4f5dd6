//go:build nowindow

package front

import (
	"errors"
	"log/slog"

	"taskdrop/service"
)

// Missing says what to do where no window can be opened.
const Missing = "This build of TaskDrop has no window. There are two ways on. Do without one, in a terminal: " +
	"taskdrop-cli -list LIST -task TASK -attach -quit FILE. Or install the package taskdrop, which has one."

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
