//go:build linux

package e2e

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// run starts taskdrop where it needs no window, and returns its output, its errors and its exit status.
func run(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	command := exec.Command(filepath.Join(built, "taskdrop"), args...)
	command.Dir = t.TempDir()
	command.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	var out, errors strings.Builder
	command.Stdout, command.Stderr = &out, &errors
	command.WaitDelay = time.Second
	timer := time.AfterFunc(waitLimit, func() { command.Process.Kill() })
	defer timer.Stop()
	command.Run()
	return out.String(), errors.String(), command.ProcessState.ExitCode()
}

func TestVersion(t *testing.T) {
	toml, err := os.ReadFile("../../../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^Version = "(.+)"$`).FindStringSubmatch(string(toml))
	if version == nil {
		t.Fatal("FyneApp.toml has no version")
	}
	stdout, stderr, status := run(t, "-version")
	if status != 0 || !strings.Contains(stdout, version[1]) {
		t.Errorf("-version: status %d, output %q, errors %q; want 0 and %s", status, stdout, stderr, version[1])
	}
}

// TestBadUsage wants exit status 2, a sentence on standard error, and nothing on standard output.
func TestBadUsage(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		names string // what the sentence must name
	}{
		{"unknown flag", []string{"-frobnicate"}, "frobnicate"},
		{"flag without a value", []string{"-list"}, "list"},
		{"http Graph that is not loopback", []string{"-graph", "http://example.org"}, "graph"},
		{"http sign-in that is not loopback", []string{"-login", "http://example.org"}, "login"},
		{"no URL", []string{"-graph", "graph.example"}, "graph"},
		{"another scheme", []string{"-login", "ftp://127.0.0.1"}, "login"},
		{"attach without a list", []string{"-attach", "-task", "x", "file"}, "list"},
		{"attach without a task", []string{"-attach", "-list", "x", "file"}, "task"},
	} {
		t.Run(test.name, func(t *testing.T) {
			stdout, stderr, status := run(t, append([]string{"-state", t.TempDir()}, test.args...)...)
			if status != 2 || stdout != "" || !strings.Contains(stderr, test.names) {
				t.Errorf("status %d, output %q, errors %q; want 2, nothing, and a sentence that names %s", status, stdout, stderr, test.names)
			}
		})
	}
}

// TestStateFolderOfOthers wants such a folder refused before anything is written to it, with a line for each file.
func TestStateFolderOfOthers(t *testing.T) {
	folder := "/" // root's
	if os.Geteuid() == 0 {
		folder = t.TempDir()
		if err := os.Chown(folder, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	file := write(t, t.TempDir(), "a.txt", 1)
	stdout, stderr, status := run(t, "-state", folder, "-list", "x", "-task", "y", "-attach", "-quit", file, "gone.txt")
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if status != 1 || len(lines) != 2 || !strings.HasPrefix(lines[0], "failed\t"+file+"\t") || !strings.HasPrefix(lines[1], "failed\tgone.txt\t") {
		t.Errorf("status %d, output %q; want 1 and two files that failed", status, stdout)
	}
	if !strings.Contains(stderr, folder) || !strings.Contains(lines[0], "another user") {
		t.Errorf("nobody says what is wrong: %q, %q", stderr, lines[0])
	}
	if _, err := os.Stat(filepath.Join(folder, "taskdrop.log")); err == nil {
		t.Error("there is a log in it")
	}
}

// TestBadEnvironment wants a bad setting refused from the environment as from a flag.
func TestBadEnvironment(t *testing.T) {
	for _, setting := range []string{"TASKDROP_LOGIN=http://example.org", "TASKDROP_GRAPH=http://example.org", "TASKDROP_LOG=loud", "TASKDROP_KEY_FILE=/etc/passwd", "TASKDROP_KEY_FILE=/none"} {
		command := exec.Command(filepath.Join(built, "taskdrop"), "-state", t.TempDir())
		command.Env = []string{"HOME=" + t.TempDir(), setting}
		output, _ := command.CombinedOutput()
		if status := command.ProcessState.ExitCode(); status != 2 {
			t.Errorf("%s: status %d, want 2: %s", setting, status, output)
		}
	}
}

// TestAttachAndQuit attaches files of the sizes at the limits, and a folder; the exit status is 0.
func TestAttachAndQuit(t *testing.T) { eachWay(t, attachAndQuit) }

func attachAndQuit(t *testing.T, w way) {
	server := startStandIn(t, w.standIn...)
	folder := t.TempDir()
	files := []string{
		write(t, folder, "empty.txt", 0),
		write(t, folder, "one byte.bin", 1),
		write(t, folder, "inline at most.bin", 2_999_999),
		write(t, folder, "two ranges.bin", 4_000_000),
		write(t, folder, "as large as it goes.bin", 26_214_400),
	}
	below := filepath.Join(folder, "Ordner mit Ümlaut", "tiefer")
	mkdir(t, below)
	inFolder := write(t, below, "im Ordner.txt", 10)
	args := append([]string{"-list", sampleList, "-task", sampleTask, "-attach", "-quit"}, files...)
	p := w.taskdrop(t, accepts, server.flags(append(args, filepath.Dir(below))...)...)
	if status := p.wait(t, 2*jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, p.logTail())
	}
	reported := outcomes(t, p)
	for _, path := range append(files, inFolder) {
		wantAttached(t, server, reported, path)
	}
	ids := map[string]bool{}
	for _, a := range server.attachments(t, sampleTask) {
		ids[a.ID] = true
	}
	for path, got := range reported {
		if got.verdict == "attached" && !ids[got.detail] {
			t.Errorf("%s is said to be attachment %s, which the task does not have", path, got.detail)
		}
	}
	if open := len(server.state(t).Sessions); open != 0 {
		t.Errorf("%d upload sessions are left open", open)
	}
}

// TestBadFiles wants a sentence of its own for each thing that cannot be attached, and the good file among them
// attached.
func TestBadFiles(t *testing.T) { eachWay(t, badFiles) }

func badFiles(t *testing.T, w way) {
	server := startStandIn(t, w.standIn...)
	folder := t.TempDir()
	good := write(t, folder, "good.txt", 1000)
	tooLarge := sparse(t, folder, "too large.iso", 26_214_401)
	unreadable := write(t, folder, "secret.txt", 10)
	if err := os.Chmod(unreadable, 0); err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join(folder, "never there.txt")
	emptyFolder := filepath.Join(folder, "Empty folder")
	mkdir(t, emptyFolder)
	fifo := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Fatal(err)
	}
	// A socket's address is short; the test's folder need not be.
	socketFolder, err := os.MkdirTemp("/tmp", "td")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(socketFolder) })
	socket := filepath.Join(socketFolder, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()

	args := server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit",
		good, tooLarge, unreadable, gone, emptyFolder, fifo, socket, "/dev/null")
	program, args, env := w.command(t, accepts, args...)
	program, args = withoutPrivilege(program, args)
	p := start(t, "taskdrop", env, program, args...)
	if status := p.wait(t, jobTime); status != 1 {
		t.Errorf("exit status %d, want 1:\n%s", status, p.logTail())
	}
	reported := outcomes(t, p)
	wantAttached(t, server, reported, good)
	wantFailed(t, reported, tooLarge, "too large.iso", "26,214,401", "26,214,400")
	wantFailed(t, reported, unreadable, "permission")
	wantFailed(t, reported, gone, "can't be found")
	wantFailed(t, reported, emptyFolder, "no files")
	for _, special := range []string{fifo, socket, "/dev/null"} {
		wantFailed(t, reported, special, "not a file")
	}
	if got := server.attachments(t, sampleTask); len(got) != 1 {
		t.Errorf("the task has %d attachments, want the good file alone", len(got))
	}
}

// withoutPrivilege makes a command that heeds file permissions also where tests run as root.
func withoutPrivilege(program string, args []string) (string, []string) {
	if os.Geteuid() != 0 {
		return program, args
	}
	return "setpriv", append([]string{"--bounding-set=-dac_override,-dac_read_search", program}, args...)
}

// TestFileGoneWhileWaiting deletes a file between its drop and its turn: the program says so, and attaches the others.
func TestFileGoneWhileWaiting(t *testing.T) {
	server := startStandIn(t, "-rate", "2MB/s")
	d := newDesktop(t)
	folder := t.TempDir()
	var files []string
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		files = append(files, write(t, folder, name+".bin", 4_000_000))
	}
	last := files[len(files)-1]
	args := append([]string{"-list", sampleList, "-task", sampleTask, "-attach", "-quit"}, files...)
	p := d.taskdrop(t, accepts, server.flags(args...)...)
	eventually(t, jobTime, "no upload began", func() bool { return len(server.state(t).Sessions) > 0 })
	if err := os.Remove(last); err != nil {
		t.Fatal(err)
	}
	if status := p.wait(t, 2*jobTime); status != 1 {
		t.Errorf("exit status %d, want 1:\n%s", status, p.logTail())
	}
	reported := outcomes(t, p)
	wantFailed(t, reported, last, "can't be found")
	for _, path := range files[:len(files)-1] {
		wantAttached(t, server, reported, path)
	}
}

func TestUnknownNames(t *testing.T) {
	for _, test := range []struct {
		name, list, task string
		phrase           string
	}{
		{"list", "No such list", sampleTask, "No such list"},
		{"task", sampleList, "No such task", "No such task"},
		{"two tasks of one title", sampleList, "Call the dentist", "id:"},
		{"list id", "id:nothing", sampleTask, "id"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := withoutWindow(t) // the window's end is TestAttachAndQuit's
			server := startStandIn(t, w.standIn...)
			file := write(t, t.TempDir(), "letter.txt", 100)
			p := w.taskdrop(t, accepts, server.flags("-list", test.list, "-task", test.task, "-attach", "-quit", file)...)
			if status := p.wait(t, jobTime); status != 1 {
				t.Errorf("exit status %d, want 1:\n%s", status, p.logTail())
			}
			wantFailed(t, outcomes(t, p), file, test.phrase)
			if got := server.uploads(t); got != 0 {
				t.Errorf("%d uploads were begun", got)
			}
		})
	}
}

// TestTaskByID tells two tasks of one title apart by id:ID, in upper and lower case (E19).
func TestTaskByID(t *testing.T) { eachWay(t, taskByID) }

func taskByID(t *testing.T, w way) {
	server := startStandIn(t, w.standIn...)
	ids := server.taskIDs(t, "Call the dentist")
	if len(ids) != 2 {
		t.Fatalf("the sample data has %d tasks of one title, want 2", len(ids))
	}
	slices.Sort(ids)
	file := write(t, t.TempDir(), "x-ray.bin", 100)
	p := w.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", "id:"+ids[1], "-attach", "-quit", file)...)
	if status := p.wait(t, jobTime); status != 0 {
		t.Fatalf("exit status %d, want 0:\n%s\n%s", status, p.output, p.logTail())
	}
	for i, want := range []int{0, 1} {
		if got := len(server.attachmentsOf(t, ids[i])); got != want {
			t.Errorf("task %s has %d attachments, want %d", ids[i], got, want)
		}
	}
}

// TestStandInNotRunning wants a failed line for each file, without a long wait, if the sign-in host does not answer.
func TestStandInNotRunning(t *testing.T) { eachWay(t, standInNotRunning) }

func standInNotRunning(t *testing.T, w way) {
	server := startStandIn(t)
	server.kill()
	file := write(t, t.TempDir(), "letter.txt", 100)
	p := w.taskdrop(t, walksOff, server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)...)
	if status := p.wait(t, jobTime); status != 1 {
		t.Errorf("exit status %d, want 1:\n%s", status, p.logTail())
	}
	wantFailed(t, outcomes(t, p), file, "can't be reached", "try again")
}

// TestStandInGoesAway stops the server: the window says that it cannot be reached, or that it is tried again.
func TestStandInGoesAway(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder := t.TempDir()
	first := write(t, folder, "first.txt", 100)
	p := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", first)...)
	eventually(t, jobTime, "the first file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	server.kill()
	second := write(t, folder, "second.txt", 100)
	if status := d.taskdrop(t, accepts, server.flags(second)...).wait(t, jobTime); status != 0 {
		t.Errorf("the second start ended with status %d, want 0", status)
	}
	d.reads(t, "that the server can't be reached, or is tried again", func(words []word) bool {
		said := text(words)
		return strings.Contains(said, "reached") || strings.Contains(said, "again")
	})
	d.keep(t, "unreachable")
	if !p.running() {
		t.Errorf("TaskDrop has ended:\n%s", p.logTail())
	}
}

func mkdir(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
}

// sparse makes a large file that takes no space on the disk.
func sparse(t *testing.T, folder, name string, size int64) string {
	t.Helper()
	path := write(t, folder, name, 0)
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	return path
}
