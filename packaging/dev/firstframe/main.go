//go:build linux

// Command firstframe measures how long programs take from their start to the first frame of their window, in turn and
// in one run, under an Xvfb of its own. It prints the medians and the ratio of each to the first program's.
//
//	go run ./firstframe [-rounds N] NAME=COMMAND NAME=COMMAND ...
//
// It reads Xvfb's picture memory, which costs the program nothing: the first frame is drawn when the middle of the
// screen is no longer black. It prints two columns: time on the clock, and processor time, which other load disturbs
// less.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	screenWidth  = 1280
	screenHeight = 800
	// waitLimit bounds one start, on a busy machine.
	waitLimit = 60 * time.Second
)

type program struct {
	name    string
	command []string
	clock   []time.Duration
	busy    []time.Duration
}

func main() {
	rounds := flag.Int("rounds", 21, "`NUMBER` of starts of each program")
	flag.Parse()
	if err := run(*rounds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "firstframe:", err)
		os.Exit(1)
	}
}

func run(rounds int, args []string) error {
	var programs []*program
	for _, arg := range args {
		name, command, ok := strings.Cut(arg, "=")
		if !ok || len(strings.Fields(command)) == 0 {
			return fmt.Errorf("%q is not NAME=COMMAND", arg)
		}
		programs = append(programs, &program{name: name, command: strings.Fields(command)})
	}
	if len(programs) == 0 || rounds < 1 {
		return errors.New("nothing to start: say NAME=COMMAND for each program")
	}
	home, err := os.MkdirTemp("", "taskdrop-firstframe-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	display, err := startDisplay(home)
	if err != nil {
		return err
	}
	defer display.stop()
	// Round 0 fills the disk's cache, and writes the files that a second start finds.
	for round := range rounds + 1 {
		for _, p := range programs {
			clock, busy, err := display.measure(home, p.command)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if round > 0 {
				p.clock, p.busy = append(p.clock, clock), append(p.busy, busy)
			}
		}
	}
	print(programs)
	return nil
}

func print(programs []*program) {
	fmt.Printf("%-28s %12s %8s %12s %8s\n", "median of "+strconv.Itoa(len(programs[0].clock)), "clock", "ratio", "processor", "ratio")
	for _, p := range programs {
		clock, busy := median(p.clock), median(p.busy)
		fmt.Printf("%-28s %9.0f ms %8.2f %9.0f ms %8.2f\n", p.name, clock.Seconds()*1000, clock.Seconds()/median(programs[0].clock).Seconds(),
			busy.Seconds()*1000, busy.Seconds()/median(programs[0].busy).Seconds())
	}
}

func median(of []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// display is an Xvfb whose picture can be read as a file.
type display struct {
	server *exec.Cmd
	number string
	memory []byte // in X's window dump format
	pixels []byte // the part that is the picture
	stride int
}

func startDisplay(folder string) (*display, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", screenWidth, screenHeight),
		"-nolisten", "tcp", "-nocursor", "-br", "-noreset", "-fbdir", folder)
	server.ExtraFiles = []*os.File{writer}
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := server.Start(); err != nil {
		return nil, err
	}
	writer.Close()
	d := &display{server: server}
	// Xvfb writes the number in several parts: it is complete at the end of its line.
	number, err := bufio.NewReader(reader).ReadString('\n')
	if err == nil {
		d.number = ":" + strings.TrimSpace(number)
		err = d.mapPicture(filepath.Join(folder, "Xvfb_screen0"))
	}
	if err != nil {
		d.stop()
		return nil, fmt.Errorf("starting Xvfb: %w", err)
	}
	return d, nil
}

// mapPicture finds the pixels behind the dump's header and its table of colours.
func (d *display) mapPicture(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if d.memory, err = syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED); err != nil {
		return err
	}
	const strideAt, coloursAt, colourSize = 48, 76, 12
	header := int(binary.BigEndian.Uint32(d.memory)) + int(binary.BigEndian.Uint32(d.memory[coloursAt:]))*colourSize
	d.stride = int(binary.BigEndian.Uint32(d.memory[strideAt:]))
	if header <= 0 || d.stride < screenWidth*4 || header+d.stride*screenHeight > len(d.memory) {
		return errors.New("its picture has an unknown form")
	}
	d.pixels = d.memory[header:]
	return nil
}

func (d *display) stop() {
	if d.memory != nil {
		syscall.Munmap(d.memory)
	}
	d.server.Process.Kill()
	d.server.Wait()
}

// drawn counts how many of 100 points in the middle of the screen are not black.
func (d *display) drawn() int {
	count := 0
	for row := range 10 {
		for column := range 10 {
			at := (200+row*40)*d.stride + (200+column*50)*4
			if d.pixels[at]|d.pixels[at+1]|d.pixels[at+2] != 0 {
				count++
			}
		}
	}
	return count
}

// until waits for a number of points, looking once a millisecond.
func (d *display) until(reached func(drawn int) bool) bool {
	for deadline := time.Now().Add(waitLimit); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if reached(d.drawn()) {
			return true
		}
	}
	return false
}

// measure starts a program once, and ends it when its first frame is there.
func (d *display) measure(home string, command []string) (clock, busy time.Duration, err error) {
	if !d.until(func(drawn int) bool { return drawn == 0 }) {
		return 0, 0, errors.New("the screen did not go black again")
	}
	started := exec.Command(command[0], command[1:]...)
	started.Env = append(os.Environ(), "DISPLAY="+d.number, "WAYLAND_DISPLAY=", "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home,
		"XDG_RUNTIME_DIR="+home, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(home, "no-bus"), "LANG=en_US.UTF-8",
		"FYNE_THEME=light", "LIBGL_ALWAYS_SOFTWARE=1")
	started.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	var said strings.Builder
	started.Stdout, started.Stderr = &said, &said
	began := time.Now()
	if err := started.Start(); err != nil {
		return 0, 0, err
	}
	seen := d.until(func(drawn int) bool { return drawn > 90 })
	clock = time.Since(began)
	syscall.Kill(-started.Process.Pid, syscall.SIGKILL)
	started.Wait()
	if !seen {
		return 0, 0, fmt.Errorf("no frame within %v on display %s, where %d points of 100 are drawn; it ended with %v and said:\n%s",
			waitLimit, d.number, d.drawn(), started.ProcessState, said.String())
	}
	usage := started.ProcessState
	return clock, usage.UserTime() + usage.SystemTime(), nil
}
