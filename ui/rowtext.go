package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/words"
)

// rowLine is what a queue row says under the name, and how its bar stands.
type rowLine struct {
	text   string
	colour fyne.ThemeColorName
	bar    bool
	// fraction and barColour matter with bar only.
	fraction  float64
	barColour fyne.ThemeColorName
}

// nearlyFull is how far a bar gets before the server has answered for the last byte.
const nearlyFull = 0.98

// describe puts an item's state into words. chosenTask is the task now chosen: an item that goes there need not say
// so. held is what a held one waits for.
func describe(item *service.Item, held service.HeldFor, chosenTask string, l *format.Locale, now time.Time) rowLine {
	line := rowLine{colour: look.ColorSecondary, barColour: look.ColorAccent}
	if item.Size > 0 {
		line.fraction = float64(item.Sent) / float64(item.Size)
	}
	if item.State != service.ItemAttached {
		line.fraction = min(line.fraction, nearlyFull)
	}
	var facts []string
	switch item.State {
	case service.ItemUnassigned:
		line.colour = look.ColorWaiting
		facts = []string{l.Size(item.Size), textNeedsTask()}
	case service.ItemQueued:
		facts = []string{l.Size(item.Size), textWaitsForTurn()}
		line.bar = item.Sent > 0
	case service.ItemRunning:
		line.bar = item.Wait.Why == nil // in its place the sentence has two lines, with the next step
		facts, line.colour = describeRunning(item, l, now)
	case service.ItemPacking:
		facts, line.bar = describePacking(item, l), item.Wait.Reason == service.WaitNone
	case service.ItemPaused:
		if item.Held {
			facts, line.colour = describeHeld(item, held, l)
			break
		}
		line.bar, line.barColour, line.colour = true, look.ColorWaiting, look.ColorWaiting
		facts = []string{l.SizeOf(item.Sent, item.Size), textPaused()}
	case service.ItemSignIn:
		line.bar, line.barColour, line.colour = item.Sent > 0, look.ColorWaiting, look.ColorWaiting
		facts = []string{l.Size(item.Size), textNeedsSignIn()}
		if item.Target.ByApp {
			facts[1] = textNeedsApp()
		}
	case service.ItemAttached:
		facts = []string{l.Size(item.Size), textAttachedAt(l.When(item.Finished, now))}
		if item.Problem != nil {
			facts, line.colour = []string{rowProblemText(item.Problem, l)}, look.ColorWaiting
		}
	case service.ItemFailed:
		line.colour = look.ColorBad
		facts = []string{rowProblemText(item.Problem, l)} // three lines hold a sentence, and the next step is its end
	case service.ItemUndone:
		facts = []string{l.Size(item.Size), textTakenOff()}
	}
	if item.Target.TaskTitle != "" && item.Target.TaskID != chosenTask {
		facts = append(facts, textForTask(item.Target.TaskTitle))
	}
	line.text = joinFacts(facts)
	return line
}

func describeRunning(item *service.Item, l *format.Locale, now time.Time) ([]string, fyne.ThemeColorName) {
	if item.Wait.Reason != service.WaitNone {
		if item.Wait.Reason == service.WaitTurn {
			return describeWait(item, l, now), look.ColorSecondary
		}
		return describeWait(item, l, now), look.ColorWaiting
	}
	switch {
	case item.Sent <= 0:
		return []string{l.Size(item.Size), textStarting()}, look.ColorSecondary
	case item.Sent >= item.Size:
		return []string{l.Size(item.Size), textFinishing()}, look.ColorSecondary
	}
	facts := []string{l.SizeOf(item.Sent, item.Size)}
	if item.Rate >= 1 {
		left := time.Duration(float64(item.Size-item.Sent) / item.Rate * float64(time.Second))
		facts = append(facts, l.Rate(item.Rate))
		if left < 24*time.Hour {
			facts = append(facts, l.Left(left))
		}
	}
	return facts, look.ColorSecondary
}

func describeHeld(item *service.Item, held service.HeldFor, l *format.Locale) ([]string, fyne.ThemeColorName) {
	switch held {
	case service.HeldForAnswer:
		return []string{l.Size(item.Size), textHeldForAnswer()}, look.ColorWaiting
	case service.HeldForStart:
		return []string{l.Size(item.Size), textHeld()}, look.ColorWaiting
	case service.HeldForLook:
	}
	return []string{l.Size(item.Size), textHeldForLook()}, look.ColorSecondary
}

// describePacking says how much of a folder has been read: how large its .zip gets is not known before its end.
func describePacking(item *service.Item, l *format.Locale) []string {
	if item.Wait.Reason != service.WaitNone {
		return []string{l.Size(item.Size), textWaitsForTurn()}
	}
	return []string{textPacking(), l.SizeOf(item.Sent, item.Size)}
}

// describeWait says what is waited for and until when (R6).
func describeWait(item *service.Item, l *format.Locale, now time.Time) []string {
	var why string
	switch item.Wait.Reason {
	case service.WaitTurn:
		return []string{l.Size(item.Size), textWaitsForTurn()}
	case service.WaitThrottled:
		why = textThrottled()
	case service.WaitPace:
		why = textPace()
	case service.WaitRetry:
		why = textConnectionFailed()
		if item.Wait.Status != 0 {
			why = textServerFault(strconv.Itoa(item.Wait.Status))
		}
		if item.Problem != nil {
			why = rowProblemText(item.Problem, l)
		}
		when := textTriesAgain()
		if left := item.Wait.Until.Sub(now); left > 0 {
			when = textTriesAgainIn(l.Duration(left))
		}
		if item.Wait.Why != nil {
			return []string{words.Problem(item.Wait.Why), when}
		}
		return []string{l.Size(item.Size), when, why} // a long reason may be cut off, the time may not
	case service.WaitCheck:
		why = textChecking()
	case service.WaitSibling:
		why = textSibling()
	case service.WaitAnswer:
		return []string{l.SizeOf(item.Sent, item.Size), textNoAnswer(l.Duration(now.Sub(item.Wait.Since).Truncate(time.Second)))}
	case service.WaitNone:
	}
	if item.Wait.Until.IsZero() {
		return []string{why}
	}
	return []string{why, textGoesOnAt(l.ClockSeconds(item.Wait.Until.Local()))}
}

// rowAction is something a person can do with an item.
type rowAction int

// The actions of rows.
const (
	actChooseTask rowAction = iota
	actSignIn
	actPause
	actResume
	actTryNow
	actRetry
	actDetails
	actOpenTask
	actUndo
	actRemove
)

// actionsFor lists what fits an item, in the order of the buttons from left to right. Three at most.
func actionsFor(item *service.Item, held service.HeldFor) []rowAction {
	switch item.State {
	case service.ItemUnassigned:
		return actionsUnassigned
	case service.ItemQueued, service.ItemRunning, service.ItemPacking:
		if item.Wait.Skippable {
			return actionsTrying
		}
		return actionsRunning
	case service.ItemPaused:
		if item.Held && held == service.HeldForLook {
			return actionsLooking
		}
		return actionsPaused
	case service.ItemSignIn:
		return actionsSignIn
	case service.ItemAttached:
		return actionsAttached
	case service.ItemFailed:
		if !item.CanSucceed() {
			return actionsTooLarge
		}
		return actionsFailed
	case service.ItemUndone:
		return actionsUndone
	}
	return nil
}

var (
	actionsUnassigned = []rowAction{actChooseTask, actRemove}
	actionsRunning    = []rowAction{actPause, actRemove}
	actionsTrying     = []rowAction{actTryNow, actPause, actRemove}
	actionsLooking    = []rowAction{actRemove}
	actionsPaused     = []rowAction{actResume, actRemove}
	actionsSignIn     = []rowAction{actSignIn, actRemove}
	actionsAttached   = []rowAction{actOpenTask, actUndo}
	actionsFailed     = []rowAction{actRetry, actDetails, actRemove}
	actionsTooLarge   = []rowAction{actDetails, actRemove}
	actionsUndone     = []rowAction{actRemove}
)

// appearance is an action's icon and tooltip. Removing is called by what it does: an upload is cancelled, an ended one
// only leaves the queue.
func (a rowAction) appearance(item *service.Item, held service.HeldFor) (look.IconName, string) {
	switch a {
	case actChooseTask:
		return look.IconList, textActionChooseTask()
	case actSignIn:
		if item.Target.ByApp {
			return look.IconKey, textAppCorrect()
		}
		return look.IconKey, words.SignIn()
	case actPause:
		return look.IconPause, textActionPause()
	case actResume:
		switch {
		case item.Held && held == service.HeldForAnswer:
			return look.IconQuestion, textActionAnswer()
		case item.Held:
			return look.IconPlay, textActionStart()
		}
		return look.IconPlay, textActionResume()
	case actTryNow:
		return look.IconRetry, textActionTryNow()
	case actRetry:
		return look.IconRetry, textActionRetry()
	case actDetails:
		return look.IconInfo, textActionDetails()
	case actOpenTask:
		return look.IconOpen, textActionOpenTask()
	case actUndo:
		return look.IconUndo, textActionUndo()
	case actRemove:
	}
	if item.State.Terminal() {
		return look.IconClose, textActionRemove()
	}
	return look.IconClose, textActionCancel()
}
