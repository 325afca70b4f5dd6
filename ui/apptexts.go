package ui

import "fyne.io/fyne/v2/lang"

// Texts about another person's tasks, which an application uses by itself.

func textAppTitle() string { return lang.X("app.title", "Another person's tasks") }
func textAppExplain() string {
	return lang.X("app.explain", "An app of an organization can attach files to one person's tasks without that person signing in. Work and school accounts only.")
}
func textAppUser() string        { return lang.X("app.user", "Whose tasks: user name or object ID") }
func textAppProof() string       { return lang.X("app.proof", "The app signs in with") }
func textAppSecret() string      { return lang.X("app.secret", "Secret") }
func textAppCertificate() string { return lang.X("app.certificate", "Certificate") }
func textAppSecretHint() string {
	return lang.X("app.secret_hint", "The secret's value, not its ID")
}
func textAppKept() string {
	return lang.X("app.kept", "Leave empty to use the one that is kept")
}
func textAppFileHint() string {
	return lang.X("app.file_hint", ".pem or .pfx file with the private key")
}
func textAppChoose() string { return lang.X("app.choose", "Choose…") }
func textAppPassword() string {
	return lang.X("app.password", "Password of the file, if it has one")
}
func textAppStored() string {
	return lang.X("app.stored", "It is kept sealed on this computer, with the key to it in the system's keyring, and deleted when you remove the account.")
}
func textAppLimits() string {
	return lang.X("app.limits", "Microsoft was seen to refuse apps upload sessions, so each file goes in one piece: under 3\u00a0MB is sure, up to 22\u00a0MB depends on the mailbox, and larger files are refused.")
}
func textAppSteps() string { return lang.X("app.steps", "What an administrator sets up first") }
func textAppStep1() string {
	return lang.X("app.step_1", "At entra.microsoft.com, App registrations, the app: API permissions, Add a permission, Microsoft Graph, Application permissions:")
}
func textAppStep2() string {
	return lang.X("app.step_2", "Grant admin consent for the organization there, or with the link made of tenant and client ID above:")
}
func textAppStep3() string {
	return lang.X("app.step_3", "Certificates & secrets: make a client secret and copy its value, or upload a certificate's .cer file.")
}
func textAppConsentLink() string { return lang.X("app.consent_link", "Copy the consent link") }
func textAppLinkNeeds() string {
	return lang.X("app.link_needs", "Enter tenant and client ID first.")
}
func textAppUse() string      { return lang.X("app.use", "Use these tasks") }
func textAppChecking() string { return lang.X("app.checking", "Checking…") }
func textAppAccount(name string) string {
	return lang.X("app.account", "Tasks of {{.Name}} (by the app)", map[string]any{"Name": name})
}
func textAppNeedsKey() string { return lang.X("app.needs_key", "to be corrected") }
func textNeedsApp() string    { return lang.X("row.needs_app", "waits until the app is let in again") }
func textAppEnded(name string) string {
	return lang.X("app.ended", "{{.Name}}: the app is not let in", map[string]any{"Name": name})
}
func textAppDrop() string {
	return lang.X("app.drop", "The app attaches them to the task you choose above. Under 3\u00a0MB each is sure, up to 22\u00a0MB depends on the mailbox.")
}
func textAppDropTask(task string) string {
	return lang.X("app.drop_task", "The app attaches them to “{{.Task}}”. Under 3\u00a0MB each is sure, up to 22\u00a0MB depends on the mailbox.", map[string]any{"Task": task})
}
func textAppCorrect() string { return lang.X("app.correct", "Correct it…") }
func textAppRemove() string  { return lang.X("app.remove", "Remove this account…") }
func textAppRemoveTitle() string {
	return lang.X("app.remove_title", "Remove this account?")
}
func textAppRemoveExplain(name string) string {
	return lang.X("app.remove_explain", "The secret or certificate kept here for the tasks of {{.Name}} is deleted. Microsoft shows a secret only once: to come back you may need a new one. What is attached stays.", map[string]any{"Name": name})
}
func textAppRemoveYes() string { return lang.X("app.remove_yes", "Remove") }
