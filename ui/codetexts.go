package ui

import "fyne.io/fyne/v2/lang"

func textCodeKind() string { return lang.X("code.kind", "Which kind of account?") }
func textCodeKindExplain() string {
	return lang.X("code.kind_explain", "Without a browser on this computer you sign in with a short code, on any other device.")
}
func textPersonalAccount() string { return lang.X("code.personal", "Personal") }
func textWorkAccount() string     { return lang.X("code.work", "Work or school") }
