package fileuri

import "strings"

// OutsideOwnDrives reports whether a path leads to another computer that the person has not made a drive of their own:
// a UNC path outside their network drives and their home. Windows signs in there as the person at the first look, so
// the caller asks them before it opens, stats or cleans the path. It is false on systems without such paths.
func OutsideOwnDrives(path string) bool {
	if !hasShares {
		return false
	}
	_, is := shareOf(path)
	return is && outside(path, ownShares())
}

// outside reports whether a path is on a share that is none of these.
func outside(path string, own []string) bool {
	share, is := shareOf(path)
	if !is {
		return false
	}
	for _, mine := range own {
		if mine, is := shareOf(mine); is && (share == mine || strings.HasPrefix(share, mine+`\`)) {
			return false
		}
	}
	return true
}

// shareOf returns what follows the two backslashes of a UNC path, in lower case and in one spelling, and false for any
// other path. A path of a device (\\.\) counts as one, except that of a drive.
func shareOf(path string) (share string, is bool) {
	path = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(path), "/", `\`))
	for _, prefix := range []string{`\\?\`, `\??\`, `\\.\`} {
		rest, found := strings.CutPrefix(path, prefix)
		if !found {
			continue
		}
		for _, root := range []string{`globalroot\`, `global??\`} {
			rest = strings.TrimPrefix(rest, root)
		}
		if len(rest) >= 2 && rest[1] == ':' || strings.HasPrefix(rest, "volume{") {
			return "", false
		}
		return clean(strings.TrimPrefix(rest, `unc\`)), true
	}
	if !strings.HasPrefix(path, `\\`) {
		return "", false
	}
	return clean(path), true
}

// clean resolves "." and ".." as Windows does, without a look at the network. The computer and its share stay.
func clean(path string) string {
	var kept []string
	for _, part := range strings.Split(path, `\`) {
		switch part = strings.TrimRight(part, " "); part {
		case "", ".":
		case "..":
			if len(kept) > 2 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, `\`)
}
