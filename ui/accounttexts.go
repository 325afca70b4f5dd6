package ui

import "fyne.io/fyne/v2/lang"

func textSignInEnded() string { return lang.X("account.sign_in_ended", "Your sign-in has ended") }
func textSignInEndedExplain() string {
	return lang.X("account.sign_in_ended_explain", "Its files wait and lose nothing. Sign in again, and they go on.")
}
func textSignInOnceMore() string { return lang.X("account.sign_in_again", "Sign in again") }
func textMemoryOnly() string {
	return lang.X("account.memory_only", "Signed in for this run only…")
}
func textCannotStart() string { return lang.X("start.refused", "TaskDrop can't start") }
