package fileuri

import (
	"runtime"
	"testing"
)

func TestWhatIsOutsideThePersonsOwnDrives(t *testing.T) {
	own := []string{`\\nas\Photos`, `\\corp\home$\mia`, `C:\Users\mia`, "", `\\nas\a`}
	for path, want := range map[string]bool{
		`\\evil\share`: true, `\\evil@SSL\DavWWWRoot\x.docx`: true, `//evil/share/x`: true, `/\evil\share`: true, `\\?\UNC\evil\share`: true,
		`\\?\unc\evil\share\x`: true, `\\.\UNC\evil\share`: true, `\??\UNC\evil\share`: true, `\\?\GLOBALROOT\Device\Mup\evil\x`: true,
		`\\10.0.0.1\c$`: true, `\\nas`: true, `\\nas\Photos2\x`: true, `\\nas\Photos\..\..\..\evil`: false, `\\.\pipe\x`: true, `  \\evil\share`: true,
		`\\nas\Photos\a\..\..\x`: false, `\\corp\home$\tom\x`: true, `\\corp\home$\mia\..\tom`: true,
		`\\NAS\photos\2026\a.jpg`: false, `\\?\UNC\nas\Photos\a.jpg`: false, `\\corp\home$\mia\x`: false, `//nas/Photos/x`: false,
		`C:\x`: false, `\\?\C:\x`: false, `\\.\C:\x`: false, `\\?\Volume{1}\x`: false, `relative`: false, `\rooted`: false, `/home/mia`: false, ``: false,
	} {
		if got := outside(path, own); got != want {
			t.Errorf("%s is outside: %v, want %v", path, got, want)
		}
	}
	if path := `\\evil\share`; OutsideOwnDrives(path) != (runtime.GOOS == "windows") {
		t.Errorf("%s is outside here: %v", path, OutsideOwnDrives(path))
	}
}
