package ui

import (
	"strings"

	"fyne.io/fyne/v2/lang"
)

// Every text of the window is one function here, with its key and its English; the other languages are in
// assets/translations. A sentence is one text with named fields and never joined from pieces.

// joinFacts sets facts side by side: "5.2 of 8.4 MB · 2.1 MB/s · 2 s left".
func joinFacts(facts []string) string { return strings.Join(facts, " · ") }

// Header.

func textRefresh() string     { return lang.X("header.refresh", "Refresh (F5)") }
func textMenu() string        { return lang.X("header.menu", "Menu and settings (F10)") }
func textDemoAccount() string { return lang.X("header.demo_account", "Demo account") }

func textSignedInAs(who string) string {
	return lang.X("header.hello", "Signed in as {{.Name}}", map[string]any{"Name": who})
}
func textHelloNobody() string { return lang.X("header.hello_unnamed", "You are signed in") }

// Menu.

func textShortcuts() string     { return lang.X("menu.shortcuts", "Keyboard shortcuts") }
func textAbout() string         { return lang.X("menu.about", "About TaskDrop") }
func textQuit() string          { return lang.X("menu.quit", "Quit") }
func textSendFirst() string     { return lang.X("row.send_first", "Send first") }
func textSendLast() string      { return lang.X("row.send_last", "Send last") }
func textSignOut() string       { return lang.X("menu.sign_out", "Sign out") }
func textAddAccount() string    { return lang.X("menu.add_account", "Add an account…") }
func textSignInAgain() string   { return lang.X("menu.sign_in_again", "sign in again") }
func textLeaveDemo() string     { return lang.X("menu.leave_demo", "Leave the demo") }
func textMenuAddFiles() string  { return lang.X("menu.add_files", "Add files…") }
func textMenuAddFolder() string { return lang.X("menu.add_folder", "Add a folder…") }

// Drop area.

func textDropHere() string { return lang.X("drop.here", "Drop files here") }
func textDropExplain(limit string) string {
	return lang.X("drop.explain", "They are attached to the task you choose above. Up to {{.Limit}} each.", map[string]any{"Limit": limit})
}
func textDropExplainTask(task, limit string) string {
	return lang.X("drop.explain_task", "They are attached to “{{.Task}}”. Up to {{.Limit}} each.", map[string]any{"Task": task, "Limit": limit})
}
func textDropAnywhere() string {
	return lang.X("drop.anywhere", "Drop files or folders anywhere in this window")
}
func textDropChooseTask() string {
	return lang.X("drop.choose_task", "Choose a task above, and they start")
}
func textAddFiles() string  { return lang.X("drop.add_files", "Add files…") }
func textAddFolder() string { return lang.X("drop.add_folder", "Add folder…") }
func textDropKeys(files, paste, task string) string {
	return lang.X("drop.keys", "{{.AddFiles}} adds files · {{.Paste}} pastes them · {{.ChooseTask}} chooses the task",
		map[string]any{"AddFiles": files, "Paste": paste, "ChooseTask": task})
}

// Tabs and filters.

func textTabQueue() string         { return lang.X("queue.tab", "Queue") }
func textTabTask() string          { return lang.X("attachments.tab", "On this task") }
func textFilterAll() string        { return lang.X("queue.filter_all", "All") }
func textFilterUnfinished() string { return lang.X("queue.filter_running", "Unfinished") }
func textFilterDone() string       { return lang.X("queue.filter_done", "Done") }
func textFilterFailed() string     { return lang.X("queue.filter_failed", "Failed") }
func textFilterFailedCount(n int, count string) string {
	return lang.XN("queue.filter_failed_count", "Failed {{.Count}}", n, map[string]any{"Count": count})
}
func textNoneUnfinished() string { return lang.X("queue.none_running", "Nothing is left to send") }
func textNoneFailed() string     { return lang.X("queue.none_failed", "Nothing failed") }
func textNoneDone() string       { return lang.X("queue.none_done", "Nothing is done yet") }

// Rows.

func textNeedsTask() string    { return lang.X("row.needs_task", "waits for a task: choose one above") }
func textWaitsForTurn() string { return lang.X("row.waits_for_turn", "waits for its turn") }
func textStarting() string     { return lang.X("row.starting", "starting…") }
func textFinishing() string    { return lang.X("row.finishing", "finishing…") }
func textPaused() string       { return lang.X("row.paused", "paused") }
func textNeedsSignIn() string  { return lang.X("row.needs_sign_in", "waits until you sign in again") }
func textTakenOff() string     { return lang.X("row.taken_off", "taken off the task again") }
func textAttachedAt(when string) string {
	return lang.X("row.attached_at", "attached {{.When}}", map[string]any{"When": when})
}
func textForTask(task string) string {
	return lang.X("row.for_task", "for “{{.Task}}”", map[string]any{"Task": task})
}
func textThrottled() string { return lang.X("row.throttled", "Microsoft asked for a pause") }
func textPace() string {
	return lang.X("row.pace", "Microsoft takes 150\u00a0MB in 5\u00a0minutes, and they are used up")
}
func textConnectionFailed() string {
	return lang.X("row.connection_failed", "The connection failed")
}
func textChecking() string { return lang.X("row.checking", "Checking whether it has arrived") }
func textSibling() string {
	return lang.X("row.sibling", "Waits for another file of this name")
}
func textTriesAgain() string { return lang.X("row.tries_again", "trying again") }
func textTriesAgainIn(span string) string {
	return lang.X("row.tries_again_in", "again in {{.Time}}", map[string]any{"Time": span})
}
func textNoAnswer(span string) string {
	return lang.X("row.no_answer", "No answer for {{.Time}}, still trying", map[string]any{"Time": span})
}
func textServerFault(status string) string {
	return lang.X("row.server_fault", "The server answered {{.Status}}", map[string]any{"Status": status})
}
func textGoesOnAt(time string) string {
	return lang.X("row.goes_on_at", "goes on at {{.Time}}", map[string]any{"Time": time})
}

// Actions.

func textActionChooseTask() string { return lang.X("action.choose_task", "Choose a task") }
func textActionPause() string      { return lang.X("action.pause", "Pause") }
func textActionResume() string     { return lang.X("action.resume", "Resume") }
func textActionRetry() string      { return lang.X("action.retry", "Try again") }
func textActionTryNow() string     { return lang.X("action.try_now", "Try now") }
func textActionDetails() string    { return lang.X("action.details", "Details") }
func textActionOpenTask() string   { return lang.X("action.open_task", "Open the task in the browser") }
func textActionUndo() string       { return lang.X("action.undo", "Undo: take it off the task again") }
func textActionRemove() string     { return lang.X("action.remove", "Take it out of the queue") }
func textActionCancel() string     { return lang.X("action.cancel", "Cancel this upload") }
func textCopied() string           { return lang.X("action.copied", "Copied to the clipboard.") }
func textCopy() string             { return lang.X("action.copy", "Copy") }

// Totals.

func textTotalFiles(n int, done, count string) string {
	return lang.XN("totals.files", "{{.Done}} of {{.Count}} files", n, map[string]any{"Done": done, "Count": count})
}
func textTotalUndone(n int, count string) string {
	return lang.XN("totals.undone", "{{.Count}} files taken off again", n, map[string]any{"Count": count})
}
func textAboutLeft(time string) string {
	return lang.X("totals.about", "about {{.Time}}", map[string]any{"Time": time})
}
func textTotalPaused() string { return lang.X("totals.paused", "paused") }
func textAllDone() string     { return lang.X("totals.all_done", "all done") }
func textTotalFailed(n int, count string) string {
	return lang.XN("totals.failed", "{{.Count}} failed", n, map[string]any{"Count": count})
}
func textPauseAll() string  { return lang.X("totals.pause_all", "Pause all") }
func textResumeAll() string { return lang.X("totals.resume_all", "Resume all") }
func textClearDone() string { return lang.X("totals.clear_done", "Clear done") }
func textRetryFailed() string {
	return lang.X("totals.retry_failed", "Retry failed")
}

// Attachments of the chosen task.

func textAttachmentsNoTask() string {
	return lang.X("attachments.no_task", "Choose a task to see what hangs on it.")
}
func textAttachmentsLoading() string { return lang.X("attachments.loading", "Loading…") }
func textAttachmentsNone() string {
	return lang.X("attachments.none", "Nothing hangs on this task yet. Drop a file on the window to attach it.")
}
func textOpenAttachment() string   { return lang.X("attachments.open", "Open") }
func textSaveAttachment() string   { return lang.X("attachments.save", "Save as…") }
func textDeleteAttachment() string { return lang.X("attachments.delete", "Delete") }

// First start and sign-in.

// The client id dialog, after the registration steps Microsoft documents (S10).

func textClientIDExplain() string {
	return lang.X("client.explain", "A client ID tells Microsoft which program asks. Your organisation may have one for TaskDrop; whoever looks after Microsoft Entra there can also make one in a few minutes:")
}
func textClientStep1() string {
	return lang.X("client.step_1", "At entra.microsoft.com: App registrations, New registration. Give it a name and choose accounts in any directory and personal accounts.")
}
func textClientStep2() string {
	return lang.X("client.step_2", "Authentication, Add a platform, Mobile and desktop applications, with this redirect URI:")
}
func textClientStep3() string {
	return lang.X("client.step_3", "API permissions, Microsoft Graph, delegated permission:")
}
func textClientStep4() string {
	return lang.X("client.step_4", "Copy the application (client) ID from the overview. No secret is needed.")
}

// Closing, shortcuts, about, details.

func textLeaveTitle() string { return lang.X("leave.title", "Uploads are running") }
func textLeaveExplain() string {
	return lang.X("leave.explain", "If you close TaskDrop now, they stop here and go on at the next start.")
}
func textLeaveAnyway() string { return lang.X("leave.close", "Close anyway") }
func textLeaveStay() string   { return lang.X("leave.stay", "Keep uploading") }

func textShortcutAddFiles() string  { return lang.X("shortcut.add_files", "Add files") }
func textShortcutAddFolder() string { return lang.X("shortcut.add_folder", "Add a folder") }
func textShortcutPaste() string {
	return lang.X("shortcut.paste", "Add the files or the picture on the clipboard")
}
func textShortcutList() string     { return lang.X("shortcut.list", "Choose the list") }
func textShortcutTask() string     { return lang.X("shortcut.task", "Choose the task") }
func textShortcutRefresh() string  { return lang.X("shortcut.refresh", "Read everything again") }
func textShortcutTabs() string     { return lang.X("shortcut.tabs", "Queue, or what is on this task") }
func textShortcutPauseAll() string { return lang.X("shortcut.pause_all", "Pause or resume all") }
func textShortcutRetryAll() string { return lang.X("shortcut.retry_all", "Retry all that failed") }
func textShortcutHelp() string     { return lang.X("shortcut.help", "This list") }
func textShortcutMenu() string     { return lang.X("shortcut.menu", "Menu and settings") }
func textShortcutEscape() string   { return lang.X("shortcut.escape", "Close what is open") }
func textShortcutQuit() string     { return lang.X("shortcut.quit", "Quit") }
func textShortcutRows() string     { return lang.X("shortcut.rows", "In the list of files") }
func textShortcutMove() string     { return lang.X("shortcut.move", "Go from file to file") }
func textShortcutPause() string    { return lang.X("shortcut.pause", "Pause or resume") }
func textShortcutRemove() string {
	return lang.X("shortcut.remove", "Cancel, or take out of the queue")
}
func textShortcutRowMenu() string { return lang.X("shortcut.row_menu", "All that can be done with it") }
func textShortcutUndo() string    { return lang.X("shortcut.undo", "Take it off the task again") }
func textKeySpace() string        { return lang.X("key.space", "Space") }
func textKeyEnter() string        { return lang.X("key.enter", "Enter") }
func textKeyDelete() string       { return lang.X("key.delete", "Del") }
func textKeyEscape() string       { return lang.X("key.escape", "Esc") }
func textKeyControl() string      { return lang.X("key.control", "Ctrl") }
func textKeyShift() string        { return lang.X("key.shift", "Shift") }
func textAboutVersion(version string) string {
	return lang.X("about.version", "Version {{.Version}}", map[string]any{"Version": version})
}
func textAboutExplain() string {
	return lang.X("about.explain", "Drop files on a window, and they hang on the Microsoft To Do task you picked. Free software under the MIT licence. Not made by Microsoft.")
}
func textDetailsOf() string { return lang.X("details.title", "What went wrong") }

// Kinds of lists, in the first dropdown.

func textListDefault() string { return lang.X("list.default", "the built-in list") }
func textListFlagged() string { return lang.X("list.flagged", "flagged e-mails") }
func textListShared() string  { return lang.X("list.shared", "shared list") }
