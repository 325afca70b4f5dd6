package ui

import "fyne.io/fyne/v2/lang"

func textUseCode() string   { return lang.X("code.use", "Use a code instead") }
func textEnterCode() string { return lang.X("code.title", "Enter this code") }
func textCodeExplain(until string) string {
	return lang.X("code.explain", "Open the page below on any device, your phone for one, and enter this code there. It is good until {{.Until}}.", map[string]any{"Until": until})
}
func textCopyCode() string { return lang.X("code.copy", "Copy the code") }
func textCodeKind() string { return lang.X("code.kind", "Which kind of account?") }
func textCodeKindExplain() string {
	return lang.X("code.kind_explain", "Without a browser on this computer you sign in with a short code, on any other device.")
}
func textPersonalAccount() string { return lang.X("code.personal", "Personal") }
func textWorkAccount() string     { return lang.X("code.work", "Work or school") }
