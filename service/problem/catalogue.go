package problem

import "maps"

// Kind is the key of a sentence in the catalogue.
type Kind string

// What can go wrong, one kind per sentence. Whoever adds one adds its sentence below and its translations.
const (
	TooLarge         Kind = "problem.too_large"
	IsFolder         Kind = "problem.is_folder"
	NotAFile         Kind = "problem.not_a_file"
	LinkOutside      Kind = "problem.link_outside"
	FileGone         Kind = "problem.file_gone"
	NoPermission     Kind = "problem.no_permission"
	Unreadable       Kind = "problem.unreadable"
	EmptyFolder      Kind = "problem.empty_folder"
	OnlyLeftOut      Kind = "problem.only_left_out"
	EmptyRefused     Kind = "problem.empty_refused"
	KeepsChanging    Kind = "problem.keeps_changing"
	ChangedInDoubt   Kind = "problem.changed_in_doubt"
	StartsOver       Kind = "problem.starts_over"
	SentInline       Kind = "problem.sent_inline"
	Mismatch         Kind = "problem.mismatch"
	TaskGone         Kind = "problem.task_gone"
	ListGone         Kind = "problem.list_gone"
	ListUnknown      Kind = "problem.list_unknown"
	TaskUnknown      Kind = "problem.task_unknown"
	ListAmbiguous    Kind = "problem.list_ambiguous"
	TaskAmbiguous    Kind = "problem.task_ambiguous"
	Unreachable      Kind = "problem.unreachable"
	ServerFault      Kind = "problem.server_fault"
	Throttled        Kind = "problem.throttled"
	Forbidden        Kind = "problem.forbidden"
	MailboxFull      Kind = "problem.mailbox_full"
	MailboxMissing   Kind = "problem.mailbox_missing"
	Malware          Kind = "problem.malware"
	SizeRefused      Kind = "problem.size_refused"
	Refused          Kind = "problem.refused"
	SignInNeeded     Kind = "problem.sign_in_needed"
	OtherAccount     Kind = "problem.other_account"
	AccountUnknown   Kind = "problem.account_unknown"
	OpenInDemo       Kind = "problem.open_in_demo"
	OpenForReal      Kind = "problem.open_for_real"
	OpenElsewhere    Kind = "problem.open_elsewhere"
	SessionLost      Kind = "problem.session_lost"
	JournalFailed    Kind = "problem.journal_failed"
	JournalDamaged   Kind = "problem.journal_damaged"
	JournalFull      Kind = "problem.journal_full"
	JournalForbidden Kind = "problem.journal_forbidden"
	SmallerParts     Kind = "problem.smaller_parts"
	ListRefused      Kind = "problem.list_refused"
	ContentWithheld  Kind = "problem.content_withheld"
	CopyFailed       Kind = "problem.copy_failed"
	NotOnComputer    Kind = "problem.not_on_computer"
	NothingDropped   Kind = "problem.nothing_dropped"
	PasteFailed      Kind = "problem.paste_failed"
	PasteSilent      Kind = "problem.paste_silent"
	PasteTooMuch     Kind = "problem.paste_too_much"
	PictureNotKept   Kind = "problem.picture_not_kept"
	PromisedNotKept  Kind = "problem.promised_not_kept"
	PromisedNothing  Kind = "problem.promised_nothing"
	ShortcutFailed   Kind = "problem.shortcut_failed"
	ShortcutMade     Kind = "notice.shortcut_made"
	ShortcutSaved    Kind = "notice.shortcut_saved"
	AttachmentGone   Kind = "problem.attachment_gone"
	SaveFailed       Kind = "problem.save_failed"
	DiskFull         Kind = "problem.disk_full"
	OpenFailed       Kind = "problem.open_failed"
	DemoFailed       Kind = "problem.demo_failed"
	DemoTask         Kind = "problem.demo_task"
	ClientIDMissing  Kind = "problem.client_id_missing"
	NoTaskChosen     Kind = "problem.no_task_chosen"
	Paused           Kind = "problem.paused"
	Cancelled        Kind = "problem.cancelled"
	NotShown         Kind = "problem.not_shown"
	NotAttached      Kind = "problem.not_attached"
	Unexpected       Kind = "problem.unexpected"
	OldKept          Kind = "problem.old_kept"
	ArchiveTooLarge  Kind = "problem.archive_too_large"
	ArchiveFailed    Kind = "problem.archive_failed"
	PieceTooLarge    Kind = "problem.piece_too_large"
	PieceRefused     Kind = "problem.piece_refused"
	AppForbidden     Kind = "problem.app_forbidden"
	AppUserUnknown   Kind = "problem.app_user_unknown"
	AppTask          Kind = "problem.app_task"
	SettingsDamaged  Kind = "problem.settings_damaged"
	Crashed          Kind = "problem.crashed"
	PasswordNotKept  Kind = "problem.password_not_kept"
	PasswordUnread   Kind = "problem.password_unread"
	AddressMissing   Kind = "problem.address_missing"
	ProxyRefused     Kind = "problem.proxy_refused"
	ProxyFailed      Kind = "problem.proxy_failed"
	Untrusted        Kind = "problem.untrusted"
	OddAnswer        Kind = "problem.odd_answer"
	AnswerTooLong    Kind = "problem.answer_too_long"
	NotStarted       Kind = "problem.not_started"
	NoPicture        Kind = "problem.no_picture"
	FolderNotShown   Kind = "problem.folder_not_shown"
	ArchiveChanging  Kind = "problem.archive_changing"
	AttachedWithout  Kind = "problem.attached_without"
	Saved            Kind = "notice.saved"
	SavedAll         Kind = "notice.saved_all"
	SavedSome        Kind = "notice.saved_some"
	Undone           Kind = "notice.undone"
	LeftOut          Kind = "notice.left_out"
)

// sentences are the English texts. Each says what happened and what to do next.
var sentences = map[Kind]string{
	TooLarge:         `To Do takes files up to {{.Limit}}; “{{.Name}}” is {{.Size}}. Make it smaller or split it, then drop it again.`,
	IsFolder:         `“{{.Name}}” is a folder now. Drop it again to attach the files in it.`,
	NotAFile:         `“{{.Name}}” is not a file with content (it is a device, a pipe or a socket). Drop ordinary files instead.`,
	LinkOutside:      `“{{.Name}}” is a link that leads out of the folder, so it was left out. Drop the file that it leads to.`,
	FileGone:         `“{{.Name}}” can't be found. Put it back and retry, or drop it from where it is now.`,
	NoPermission:     `You may not read “{{.Name}}”. Change its permissions or copy it somewhere you can read it, then retry.`,
	Unreadable:       `“{{.Name}}” can't be read. The details say why; when it can be read again, retry.`,
	EmptyFolder:      `There are no files in the folder “{{.Name}}”. Drop a folder that has files in it.`,
	OnlyLeftOut:      `“{{.Name}}” holds nothing but files that the system or a program keeps for itself. Drop those by themselves to attach them.`,
	EmptyRefused:     `“{{.Name}}” is empty (0 bytes), and To Do did not take it. Put something in it, then retry.`,
	KeepsChanging:    `“{{.Name}}” keeps changing while it is sent. Close the program that writes to it, then retry.`,
	ChangedInDoubt:   `“{{.Name}}” changed before TaskDrop knew whether it had arrived. Look at the task's attachments, and retry if it is not there.`,
	StartsOver:       `The upload session of “{{.Name}}” has ended, so it starts again from the beginning.`,
	SentInline:       `The server takes no upload sessions for this task, so “{{.Name}}” is sent in one piece.`,
	Mismatch:         `“{{.Name}}” arrived twice with other bytes than the file has, and was taken off the task again. Retry.`,
	TaskGone:         `The task is no longer in this list: it was deleted or moved. Choose the task again and drop the file on it.`,
	ListGone:         `The list is no longer there. Choose another list and task, then drop the file again.`,
	ListUnknown:      `There is no list “{{.Name}}” in this account. Check the name, or use id:ID.`,
	TaskUnknown:      `There is no open task “{{.Name}}” in the list “{{.List}}”. Check the title, or use id:ID.`,
	ListAmbiguous:    `There are {{.Count}} lists named “{{.Name}}”. Say which one with id:ID.`,
	TaskAmbiguous:    `There are {{.Count}} tasks titled “{{.Name}}” in the list “{{.List}}”. Say which one with id:ID.`,
	Unreachable:      `The connection to Microsoft To Do failed each time. The details say how; retry when the connection works again.`,
	ServerFault:      `Microsoft To Do has a fault at the moment (status {{.Status}}). Try again in a few minutes.`,
	Throttled:        `Microsoft To Do asks for a longer pause. Try again in a few minutes.`,
	Forbidden:        `Microsoft To Do does not allow this, and does not say why. Check the mailbox's room, your rights on the list and Tasks.ReadWrite.`,
	MailboxFull:      `Your mailbox is full. Free some space in it, then retry.`,
	MailboxMissing:   `This account has no To Do mailbox in the cloud. Sign in with another account.`,
	Malware:          `Microsoft's virus check refused “{{.Name}}”. It was not attached.`,
	SizeRefused:      `The server says “{{.Name}}” is too large. Make it smaller, then retry.`,
	Refused:          `Microsoft To Do refused “{{.Name}}” (status {{.Status}}, {{.Code}}). Copy the details if you ask for help.`,
	SignInNeeded:     `You are signed out. Sign in again, and the queue goes on.`,
	OtherAccount:     `You signed in as {{.Name}}, not as {{.Wanted}}. {{.Name}} is added; what belongs to {{.Wanted}} waits until you sign in with that account.`,
	AccountUnknown:   `“{{.Name}}” is not signed in on this computer; {{.Known}} is. Sign in with that address, or name another one with -account.`,
	OpenInDemo:       `TaskDrop is open with the demo. Leave the demo or close that window, then start again.`,
	OpenForReal:      `TaskDrop is open with a real account. Close that window to start the demo, or give the demo a -state of its own.`,
	OpenElsewhere:    `TaskDrop is open for {{.Open}}, and this start asks for {{.Asked}}. Close that window, or give this start a -state of its own.`,
	SessionLost:      `The server lost the upload of “{{.Name}}” more than once. Retry in a few minutes.`,
	JournalFailed:    `TaskDrop can't write its queue to {{.Folder}}. Check that folder and the disk it is on, then retry.`,
	JournalFull:      `There is no room left for TaskDrop's queue in {{.Folder}}. Free some space there, then retry.`,
	JournalForbidden: `TaskDrop may not write its queue to {{.Folder}}. Make that folder writable, then retry.`,
	SmallerParts:     `The line is slow or breaks long requests off, so “{{.Name}}” goes on in smaller parts.`,
	ListRefused:      `Microsoft To Do refuses the list “{{.List}}”, although you are signed in. Ask who shared it to share it again, or choose another list.`,
	ContentWithheld:  `“{{.Name}}” does not hand over its content. Copy what it holds into an ordinary file, then drop that.`,
	CopyFailed:       `“{{.Name}}” could not be copied before it was sent. The details say why; then retry.`,
	JournalDamaged:   `The saved queue was damaged and has been set aside as {{.File}}. Drop files again that are not on their task.`,
	NotOnComputer:    `“{{.Name}}” is not a file on this computer. Save it first, then drop the saved file.`,
	NothingDropped:   `There is no file and no picture on the clipboard. Copy files or a picture first, then paste again.`,
	PasteFailed:      `What is on the clipboard can't be read. Copy it again, then paste again.`,
	PasteSilent:      `The program it was copied in does not hand over what is on the clipboard. Copy it again, then paste again.`,
	PasteTooMuch:     `There is more on the clipboard than To Do takes as one file. Save it as smaller files, then drop those.`,
	PictureNotKept:   `The picture could not be kept until it is attached. The details say why; when that is mended, paste again.`,
	PromisedNotKept:  `What you dropped could not be kept until it is attached. The details say why; when that is mended, drop it again.`,
	PromisedNothing:  `The program you dropped from wrote no file. Save it as a file first, then drop that.`,
	ShortcutFailed:   `The shortcut could not be made. Check that you may write to your desktop folder, then try again.`,
	ShortcutMade:     `The shortcut is on your desktop. Files dropped on it go to “{{.Name}}”.`,
	ShortcutSaved:    `The shortcut is saved. Files dropped on it go to “{{.Name}}”.`,
	AttachmentGone:   `That attachment is no longer on the task.`,
	SaveFailed:       `“{{.Name}}” could not be saved there. Choose another folder, then try again.`,
	DiskFull:         `The disk is full, so “{{.Name}}” could not be saved. Free some space on it or choose another disk, then try again.`,
	OpenFailed:       `“{{.Name}}” could not be opened. Save it and open it from there.`,
	DemoFailed:       `The demo could not start. The details say why; try again, or connect your account.`,
	DemoTask:         `This is a task of the demo, so there is no page of it to open. Connect your account to open your own.`,
	ClientIDMissing:  `TaskDrop needs an application (client) id to sign in. Enter it under “Connect your account”.`,
	NoTaskChosen:     `No task was chosen for “{{.Name}}”. Choose a list and a task, then retry.`,
	Paused:           `“{{.Name}}” is paused. Start TaskDrop and resume it.`,
	Cancelled:        `“{{.Name}}” was cancelled before it was attached. Drop it again if you want it on the task.`,
	NotShown:         `The server says it took “{{.Name}}”, but does not show it on the task yet. Look at the task's attachments, and retry if it is not there.`,
	NotAttached:      `“{{.Name}}” is not attached yet. Start TaskDrop again, and it goes on.`,
	Unexpected:       `Something unexpected happened. Try again; copy the details if you ask for help.`,
	OldKept:          `“{{.Name}}” is attached, but the earlier one could not be taken off. Delete it under “On this task”.`,
	ArchiveTooLarge:  `“{{.Name}}” as a .zip is larger than {{.Limit}}, and nothing of it was attached. Drop it again and attach each file.`,
	SettingsDamaged:  `The settings could not be read, so TaskDrop starts as if for the first time. The old file is kept as {{.File}}; set again what you need.`,
	Crashed:          `TaskDrop ended unexpectedly last time. Uploads go on where they were; what is known of it is in {{.File}}, in case you want to report it.`,
	PasswordNotKept:  `This computer has no keyring that TaskDrop can use, so the proxy's password is kept for this run only. Enter it again after the next start.`,
	PasswordUnread:   `The proxy's password could not be read from the keyring. Unlock the keyring and start TaskDrop again, or enter the password in the settings.`,
	AddressMissing:   `A cloud of your own needs both addresses: the sign-in host and the Graph host. Enter both, then save.`,
	ProxyRefused:     `The proxy wants a user and password, or others than it was given. Enter them in the settings under “Network”.`,
	ProxyFailed:      `The proxy does not answer, or does not let TaskDrop through. Check it in the settings under “Network”, then try again.`,
	Untrusted:        `The server's certificate is not trusted. Check this computer's clock; behind a company's proxy, give its certificate file in the settings under “Network”.`,
	OddAnswer:        `What answered is not Microsoft To Do as TaskDrop knows it. Open a page in your browser; if a network asks for a sign-in there, do that, then try again.`,
	AnswerTooLong:    `What Microsoft To Do lists is longer than TaskDrop reads. Take attachments off this task or choose another task, then retry.`,
	PieceTooLarge:    `“{{.Name}}” is {{.Size}}. Microsoft gives no upload session here, and one piece holds {{.Limit}} at most. Make it smaller, then drop it again.`,
	PieceRefused:     `Microsoft gives no upload session here, and did not take “{{.Name}}” ({{.Size}}) in one piece. Make it smaller than 3 MB, then drop it again.`,
	AppForbidden:     `Microsoft To Do does not let the app use the tasks of {{.User}}, and does not say why. Check Tasks.ReadWrite.All and the mailbox's room.`,
	AppUserUnknown:   `This organization has no mailbox of {{.User}}. Check the user name under “Another person's tasks”.`,
	AppTask:          `This is a task of {{.User}}. Only they can open it in To Do.`,
	NotStarted:       `“{{.Name}}” may be a program, so it was not opened. Its folder was: start it there only if you trust who sent it.`,
	NoPicture:        `“{{.Name}}” can't be shown here. Open it with another program.`,
	FolderNotShown:   `The folder can't be shown. Open it in your file manager: {{.Folder}}`,
	ArchiveFailed:    `No .zip of “{{.Name}}” could be made, and nothing of it was attached. Check that its files can be read and that the disk has room, then retry.`,
	ArchiveChanging:  `“{{.Name}}” keeps changing while its .zip is made. Close the program that writes to it, then retry.`,
	AttachedWithout:  `Attached without {{.Count}} of the folder's entries: links that lead out of it or nowhere, pipes, sockets or devices.`,
	Saved:            `Saved as {{.Name}}.`,
	SavedAll:         `Attachments saved to {{.Folder}}: {{.Count}}.`,
	SavedSome:        `Attachments saved to {{.Folder}}: {{.Count}} of {{.Total}}. Save the others again.`,
	LeftOut:          `Files left out of “{{.Name}}” because the system or a program keeps them for itself: {{.Count}}. To take them, drop them by themselves, or change that in the settings.`,
	Undone:           `“{{.Name}}” was taken off the task again.`,
}

// New makes a Problem of a kind. fields are pairs: a name in the sentence and what to put there.
func New(kind Kind, fields ...string) *Problem {
	p := &Problem{Key: string(kind), Text: sentences[kind]}
	if len(fields) > 0 {
		p.Args = make(map[string]string, len(fields)/2)
		for i := 0; i+1 < len(fields); i += 2 {
			p.Args[fields[i]] = fields[i+1]
		}
	}
	return p
}

// WithDetail returns the Problem with a technical detail for "Copy details".
func (p *Problem) WithDetail(detail string) *Problem {
	q := *p
	q.Detail = detail
	return &q
}

// Of reports whether the Problem is of a kind.
func (p *Problem) Of(kind Kind) bool { return p != nil && p.Key == string(kind) }

// Sentences is the whole catalogue, key to English template, for the test that holds the translations complete.
func Sentences() map[string]string {
	all := make(map[string]string, len(sentences))
	for kind, text := range maps.All(sentences) {
		all[string(kind)] = text
	}
	return all
}
