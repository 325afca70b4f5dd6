package filedialog

import (
	"context"
	"errors"
	"os/exec"
	"strings"
)

// scripts show the dialogs. What comes from outside reaches them as arguments, never as part of the script. Paths end
// in a zero byte: a name may hold a line end.
var scripts = map[kind]string{
	openFiles: `on run {theTitle, theName}
	set answered to ""
	repeat with chosen in (choose file with prompt theTitle with multiple selections allowed)
		set answered to answered & POSIX path of chosen & (character id 0)
	end repeat
	return answered
end run`,
	openFolders: `on run {theTitle, theName}
	set answered to ""
	repeat with chosen in (choose folder with prompt theTitle with multiple selections allowed)
		set answered to answered & POSIX path of chosen & (character id 0)
	end repeat
	return answered
end run`,
	openFolder: `on run {theTitle, theName}
	return POSIX path of (choose folder with prompt theTitle) & (character id 0)
end run`,
	saveFile: `on run {theTitle, theName}
	return POSIX path of (choose file name with prompt theTitle default name theName) & (character id 0)
end run`,
}

// userCancelled is AppleScript's error for a dialog that the person closed.
const userCancelled = "(-128)"

// ask shows a dialog of AppleScript's, which closes when ctx ends. It has no parent window.
func ask(ctx context.Context, what kind, r Request) ([]string, error) {
	output, err := exec.CommandContext(ctx, "osascript", "-e", scripts[what], r.Title, r.Name).Output()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &failed) && strings.Contains(string(failed.Stderr), userCancelled):
		return nil, nil
	case err != nil:
		return nil, unavailable(err)
	}
	var paths []string
	for path := range strings.SplitSeq(strings.TrimSuffix(string(output), "\n"), "\x00") {
		if len(path) > 1 {
			path = strings.TrimSuffix(path, "/") // AppleScript ends folders with one
		}
		if path != "" {
			paths = append(paths, path)
		}
	}
	return paths, nil
}
