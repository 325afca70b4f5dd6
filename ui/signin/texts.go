package signin

import "fyne.io/fyne/v2/lang"

func textCodeExplain(until string) string {
	return lang.X("code.explain", "Open the page below on any device, your phone for one, and enter this code there. It is good until {{.Until}}.", map[string]any{"Until": until})
}
func textConnectExplain() string {
	return lang.X("setup.connect_explain", "Sign in with Microsoft in your own browser. TaskDrop sees your tasks and nothing else, and keeps the key in this computer's keyring.")
}
func textContinueInBrowser() string {
	return lang.X("signin.continue_in_browser", "Continue in your browser")
}
func textCopyCode() string { return lang.X("code.copy", "Copy the code") }
func textCopyLink() string { return lang.X("signin.copy_link", "Copy the link") }
func textDemoSignInExplain() string {
	return lang.X("signin.demo_explain", "Your browser opens a pretend sign-in page on this computer. Accept there, and the sample lists appear here. No account is needed, and nothing leaves this computer.")
}
func textDemoSignInTitle() string { return lang.X("signin.demo_title", "Try TaskDrop") }
func textEnterClientID() string {
	return lang.X("setup.enter_client_id", "Enter it here")
}
func textEnterCode() string { return lang.X("code.title", "Enter this code") }
func textFilesWaiting(n int, count string) string {
	return lang.XN("signin.files_waiting", "{{.Count}} files are waiting for you to sign in.", n, map[string]any{"Count": count})
}
func textHaveClientID() string {
	return lang.X("setup.have_client_id", "Your organisation gave you a client ID?")
}
func textNoBrowser() string { return lang.X("signin.no_browser", "No page came up?") }
func textOpenDemo() string  { return lang.X("setup.open_demo", "Open the demo") }
func textOpenLink() string  { return lang.X("signin.open_link", "Open the link") }
func textOpenPageAgain() string {
	return lang.X("signin.open_again", "Open the page again")
}
func textSignInExplain() string {
	return lang.X("signin.explain", "Your browser opens Microsoft's sign-in page. Come back here when it says that you are done.")
}
func textSignInTitle() string { return lang.X("signin.title", "Sign in to go on") }
func textTry() string         { return lang.X("setup.try", "Try it first") }
func textTryExplain() string {
	return lang.X("setup.try_explain", "A pretend account with sample lists. No sign-up, nothing leaves this computer, and you can see every part of TaskDrop work.")
}
func textUseAccount() string {
	return lang.X("signin.use_account", "Connect a Microsoft account instead")
}
func textUseCode() string { return lang.X("code.use", "Use a code instead") }
func textUseDemo() string { return lang.X("signin.use_demo", "Try the demo instead") }
func textWaitsForSignIn(time string) string {
	return lang.X("signin.waits_until", "TaskDrop waits for you until {{.Time}}. This window goes on by itself when you are done there.", map[string]any{"Time": time})
}
func textWaitsForSignInOpen() string {
	return lang.X("signin.waits", "This window goes on by itself when you are done there.")
}
func textWelcome() string { return lang.X("setup.welcome", "Welcome to TaskDrop") }
func textWelcomeExplain() string {
	return lang.X("setup.explain", "Drop files on the window, and they hang on your Microsoft To Do task.")
}
