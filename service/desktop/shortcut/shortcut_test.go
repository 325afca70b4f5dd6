//go:build linux

package shortcut

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestMain also is the program behind the icons: it writes down how it was started.
func TestMain(m *testing.M) {
	if told := os.Getenv("SHORTCUT_TOLD"); told != "" {
		if os.WriteFile(told, []byte(strings.Join(os.Args[1:], "\x00")+"\x00"), 0o600) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// person is somebody with a home of their own, and a desktop in it.
func person(t *testing.T) (home, desktop string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	desktop = filepath.Join(home, "Desktop")
	if err := os.Mkdir(desktop, 0o700); err != nil {
		t.Fatal(err)
	}
	return home, desktop
}

// TestTheIconStartsWhatItIsToStart: GLib reads the file, as most desktops do, and starts the program with two files.
func TestTheIconStartsWhatItIsToStart(t *testing.T) {
	home, _ := person(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(home, "the $HOME of `a` \"program\", \\ #1")
	if err := os.Symlink(program, odd); err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string][]string{
		"text":  nil,
		"bytes": {"-state", home + "/gro\xdf", "cut \xe2\x82", "\n", "two\nlines\tand a tab\n", "\xff%F'\"$(x)"},
	} {
		t.Run(name, func(t *testing.T) { starts(t, home, odd, bytes) })
	}
}

// starts makes an icon whose command has these arguments, and starts it as a desktop does.
func starts(t *testing.T, home, odd string, more []string) {
	arguments := append([]string{
		"-list", "id:AQMkADAw-_=", "-task", "two words", "-account", "mia+x@example.org", "%F", "50%", "", `a"b`, `a\b`, "$(x)", "`x`", "'", ";&|<>*?()~", "größe 税", " ", "two\nlines\tand a tab",
	}, more...)
	s := Shortcut{Name: " Steuer\\erklärung\n2025 %F; \"x\"", File: "Steuer", Comment: "c", Command: append([]string{odd}, arguments...), Icon: "/nowhere/icon.png"}
	path, err := s.Put(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files := []string{filepath.Join(home, "a b.pdf"), filepath.Join(home, "ä%20+#.pdf"), filepath.Join(home, "gro\xdf.pdf"), filepath.Join(home, "two\nlines")}
	for _, file := range files {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	told := filepath.Join(home, "told")
	_ = os.Remove(told)
	if err := syscall.Mkfifo(told, 0o600); err != nil { // gio does not wait for what it starts; who reads does
		t.Fatal(err)
	}
	launch := exec.Command("gio", append([]string{"launch", path}, files...)...)
	launch.Env = append(os.Environ(), "SHORTCUT_TOLD="+told)
	launch.Stderr = os.Stderr // no pipe: what it starts would keep it open
	if err := launch.Run(); err != nil {
		t.Fatalf("gio launch: %v", err)
	}
	data, err := os.ReadFile(told)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(string(data), "\x00"), "\x00")
	if want := append(slices.Clone(arguments), files...); !slices.Equal(got, want) {
		t.Errorf("started with %q, want %q", got, want)
	}
}

func TestTheIconIsOnTheDesktopOnceAndCanBeStarted(t *testing.T) {
	_, desktop := person(t)
	s := Shortcut{Name: "Steuer", File: "Steuer", Command: []string{"/bin/true"}}
	path, err := s.Put(t.Context())
	if err != nil || path != filepath.Join(desktop, "Steuer.desktop") {
		t.Fatalf("%s, %v", path, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o111 != 0o111 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if again, err := s.Put(t.Context()); err != nil || again != path {
		t.Errorf("the same one again is %s, %v", again, err)
	}
	s.Command = append(s.Command, "-other")
	if other, err := s.Put(t.Context()); err != nil || other != filepath.Join(desktop, "Steuer (2).desktop") {
		t.Errorf("another of the name is %s, %v", other, err)
	}
	if left, err := os.ReadDir(desktop); err != nil || len(left) != 2 {
		t.Errorf("%d files, %v", len(left), err)
	}
}

func TestTheDesktopIsWhereThePersonHasIt(t *testing.T) {
	home, _ := person(t)
	config := filepath.Join(home, ".config")
	named := filepath.Join(home, "Schreib tisch")
	for _, folder := range []string{config, named} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for line, want := range map[string]string{
		`XDG_DESKTOP_DIR="$HOME/Schreib tisch"`: named,
		`XDG_DESKTOP_DIR="` + named + `"`:       named,
		`XDG_DESKTOP_DIR="$HOME/"`:              filepath.Join(home, "Desktop"), // none, says xdg-user-dirs
		`XDG_DOWNLOAD_DIR="$HOME/x"`:            filepath.Join(home, "Desktop"),
	} {
		if err := os.WriteFile(filepath.Join(config, "user-dirs.dirs"), []byte("# comment\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := desktopFolder(); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", line, got, err, want)
		}
	}
}

func TestWithoutADesktopItSaysSo(t *testing.T) {
	_, desktop := person(t)
	if err := os.Remove(desktop); err != nil {
		t.Fatal(err)
	}
	if path, err := (Shortcut{File: "x", Command: []string{"x"}}).Put(t.Context()); err != ErrNoDesktop {
		t.Errorf("%s, %v", path, err)
	}
}

// TestTheDropletHoldsNothingButText: what comes from outside stays inside its quotes.
func TestTheDropletHoldsNothingButText(t *testing.T) {
	s := Shortcut{Command: []string{"/Applications/TaskDrop.app/Contents/MacOS/taskdrop", "-task", "\" & do shell script \"x\\"}}
	const want = `quoted form of "\" & do shell script \"x\\"`
	if script := s.droplet(); !strings.Contains(script, want) || strings.Count(script, "\tdo shell script ") != 1 {
		t.Errorf("%s", script)
	}
}
