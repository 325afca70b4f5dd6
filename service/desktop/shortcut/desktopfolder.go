package shortcut

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// userFolder returns one of the person's folders as xdg-user-dirs keeps them, in lines such as
// XDG_DESKTOP_DIR="$HOME/Schreibtisch". It returns "" if there is no such line, or if the folder is the home itself,
// which means none.
func userFolder(home, config, name string) string {
	file, err := os.Open(filepath.Join(config, "user-dirs.dirs"))
	if err != nil {
		return ""
	}
	defer file.Close()
	folder := ""
	for lines := bufio.NewScanner(file); lines.Scan(); {
		value, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), name+"=")
		if !ok {
			continue
		}
		value = strings.Trim(value, `"`)
		if below, ok := strings.CutPrefix(value, "$HOME"); ok {
			value = home + below
		}
		folder = strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\$`, `$`).Replace(value)
	}
	if !filepath.IsAbs(folder) || filepath.Clean(folder) == filepath.Clean(home) {
		return ""
	}
	return filepath.Clean(folder)
}
