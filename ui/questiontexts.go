package ui

import (
	"fyne.io/fyne/v2/lang"

	"taskdrop/service"
)

func textFolderTitle(folders int) string {
	if folders > 1 {
		return lang.X("question.folders_title", "Attach these folders?")
	}
	return lang.X("question.folder_title", "Attach this folder?")
}

func textFolderExplain(q *service.Question, files, size string) string {
	fields := map[string]any{"Name": q.Name, "Files": files, "Size": size}
	if q.Count > 1 {
		return lang.X("question.folders_explain", "There are {{.Files}} files in them ({{.Size}}). To Do takes no folders: attach each file by itself, or one .zip per folder.", fields)
	}
	return lang.XN("question.folder_explain", "“{{.Name}}” holds {{.Files}} files ({{.Size}}). To Do takes no folders: attach each file by itself, or one .zip of all.", q.Files, fields)
}

func textOversizeTitle() string { return lang.X("question.oversize_title", "Attach it as a .zip?") }
func textOversizeExplain(name, size, limit string) string {
	return lang.X("question.oversize_explain", "“{{.Name}}” is larger than the {{.Limit}} that To Do takes. As a .zip it is {{.Size}}, which fits.",
		map[string]any{"Name": name, "Size": size, "Limit": limit})
}

func textDuplicateTitle() string {
	return lang.X("question.duplicate_title", "It is on the task already")
}
func textDuplicateExplain(name, task string) string {
	return lang.X("question.duplicate_explain", "A file named “{{.Name}}”, of the same size, hangs on “{{.Task}}” already or is on its way there.",
		map[string]any{"Name": name, "Task": task})
}

func textPastedTitle(n int) string {
	return lang.XN("question.pasted_title", "Attach these files?", n)
}
func textPastedExplain() string {
	return lang.X("question.pasted_explain", "The text you pasted names files on this computer. Attach them only if you meant that.")
}
func textShareTitle(n int) string {
	return lang.XN("question.share_title", "Attach files from another computer?", n)
}
func textShareExplain() string {
	return lang.X("question.share_explain", "To read them, this computer signs in there with your name. Do so only if you know that computer.")
}
func textMorePaths(n int, count string) string {
	return lang.XN("question.more_paths", "and {{.Count}} more", n, map[string]any{"Count": count})
}
func textAnswerAttach(n int, count string) string {
	return lang.XN("question.attach", "Attach {{.Count}} files", n, map[string]any{"Count": count})
}

func textAnswerEach(n int, files string) string {
	if n == 1 {
		return lang.X("question.each_one", "Attach the file")
	}
	return lang.X("question.each", "Each file ({{.Files}})", map[string]any{"Files": files})
}

func textAnswerZip(folders int) string {
	if folders > 1 {
		return lang.X("question.zips", "A .zip of each")
	}
	return lang.X("question.zip", "As one .zip")
}
func textAnswerLeaveOut() string { return lang.X("question.leave_out", "Leave it out") }
func textAnswerSkip() string     { return lang.X("question.skip", "Skip") }
func textAnswerKeepBoth() string { return lang.X("question.keep_both", "Keep both") }
func textAnswerReplace() string  { return lang.X("question.replace", "Replace") }
func textForAll(count string) string {
	return lang.X("question.for_all", "For all {{.Count}} such files", map[string]any{"Count": count})
}

func textPacking() string     { return lang.X("row.packing", "packing…") }
func textAnswerLater() string { return lang.X("question.later", "Later") }
func textHeldForAnswer() string {
	return lang.X("row.held_answer", "waits for your answer: the task has it already")
}
func textHeldForLook() string {
	return lang.X("row.held_look", "checking whether the task has it already…")
}
func textActionAnswer() string { return lang.X("action.answer", "Answer the question") }
func textHeld() string         { return lang.X("row.held", "waits until you start it") }
func textActionStart() string  { return lang.X("action.start", "Start") }
func textStartAll() string     { return lang.X("totals.start_all", "Start all") }
