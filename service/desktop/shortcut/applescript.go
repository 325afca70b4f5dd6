package shortcut

import "strings"

// droplet is the script of an application that starts the command with the files dropped on it.
func (s Shortcut) droplet() string {
	var words []string
	for _, word := range s.Command {
		words = append(words, "quoted form of "+scriptText(word))
	}
	return `on startWith(theFiles)
	set theCommand to ` + strings.Join(words, ` & " " & `) + `
	repeat with theFile in theFiles
		set theCommand to theCommand & " " & quoted form of POSIX path of theFile
	end repeat
	do shell script theCommand & " > /dev/null 2>&1 &"
end startWith

on run
	startWith({})
end run

on open theFiles
	startWith(theFiles)
end open
`
}

// scriptText is a text as AppleScript writes it.
func scriptText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text) + `"`
}
