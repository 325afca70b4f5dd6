//go:build linux

package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is a program started by a test, with all the programs it starts itself.
type process struct {
	name   string
	cmd    *exec.Cmd
	output *output
	log    string // file with its standard error
	done   chan struct{}
}

// output collects what a process prints while a test reads it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start runs a program in a process group of its own, which dies with the test.
func start(t *testing.T, name string, env []string, program string, args ...string) *process {
	t.Helper()
	p := &process{name: name, output: &output{}, done: make(chan struct{}), log: artifact(t, name+".log")}
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.Command(program, args...)
	p.cmd.Env = env
	p.cmd.Dir = t.TempDir()
	p.cmd.Stdout = p.output
	p.cmd.Stderr = log
	// Pdeathsig: should the test binary itself be killed, nothing of it stays behind.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	// Wait must not wait for pipes that a grandchild keeps open.
	p.cmd.WaitDelay = 2 * time.Second
	if err := p.cmd.Start(); err != nil {
		log.Close()
		t.Fatalf("%s does not start: %v", name, err)
	}
	go func() {
		p.cmd.Wait()
		log.Close()
		close(p.done)
	}()
	t.Cleanup(p.kill)
	return p
}

// freeze stops the whole process group in the middle of what it does, for a picture of it before it is killed.
func (p *process) freeze(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGSTOP); err != nil {
		t.Fatalf("%s can't be stopped: %v", p.name, err)
	}
}

// kill ends the whole process group at once, as a power cut would.
func (p *process) kill() {
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		p.cmd.Process.Kill()
	}
	<-p.done
}

// wait returns the exit status, or fails the test when the process takes longer.
func (p *process) wait(t *testing.T, waitLimit time.Duration) int {
	t.Helper()
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(waitLimit):
		t.Fatalf("%s is still running after %v; standard output so far:\n%s\nend of its log:\n%s", p.name, waitLimit, p.output, p.logTail())
		return -1
	}
}

func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// logTail is the end of standard error, for a failure's message.
func (p *process) logTail() string {
	log, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

// artifact is a path for a picture or log of this test.
func artifact(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(artifacts, strings.ReplaceAll(t.Name(), "/", "-"))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, name)
}

// eventually polls a condition until it holds, and fails the test with what is missing when it does not in time.
func eventually(t *testing.T, waitLimit time.Duration, missing string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(waitLimit)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("within %v: %s", waitLimit, missing)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
