package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// BenchmarkMemory measures what 20 x 25 MB cost a process that does nothing else: the stand-in, which keeps every file
// in memory, is another process. "rss-MB" is resident memory at its peak, above what it was before the files were
// queued; where the system does not tell, "go-MB" alone is reported, which is what the Go runtime holds of the
// system's memory.
func BenchmarkMemory(b *testing.B) {
	const files = 20
	paths := makeFiles(b, files, 25_000_000)
	for _, sender := range []string{"bare", "engine"} {
		b.Run(fmt.Sprintf("files=%d/size=25000000/%s", files, sender), func(b *testing.B) {
			var rss, held, allocs, kilobytes, cpu []float64
			for b.Loop() {
				u := runProcess(b, sender, paths)
				rss, held = append(rss, u.RSS), append(held, u.Held)
				allocs, kilobytes = append(allocs, u.Allocs/files), append(kilobytes, u.Bytes/files/1000)
				cpu = append(cpu, u.CPU/files)
			}
			b.ReportMetric(0, "ns/op")
			if median(rss) > 0 {
				b.ReportMetric(median(rss)/1e6, "rss-MB")
			}
			b.ReportMetric(median(held)/1e6, "go-MB")
			b.ReportMetric(median(allocs), "allocs/file")
			b.ReportMetric(median(kilobytes), "alloc-kB/file")
			b.ReportMetric(median(cpu)*1000, "cpu-ms/file")
		})
	}
}

// BenchmarkFlatMemory measures what a run of 2,000 files of 10 kB takes: the peak of resident memory while the first
// 200 are sent, and while all others are.
func BenchmarkFlatMemory(b *testing.B) {
	const files = 2_000
	paths := makeFiles(b, files, 10_000)
	b.Run(fmt.Sprintf("files=%d", files), func(b *testing.B) {
		var first, rest []float64
		for b.Loop() {
			u := runProcess(b, growing, paths)
			first, rest = append(first, u.First), append(rest, u.RSS)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(median(first)/1e6, "first-200-MB")
		b.ReportMetric(median(rest)/1e6, "others-MB")
		b.ReportMetric(median(rest)/median(first), "x-first-200")
	})
}

// growing is the engine as a sender whose memory is looked at in two parts.
const growing = "growing"

// clientJob is what a process that only sends is told, and usage what it says of itself.
type clientJob struct {
	Sender, Root, Token, State string
	Task                       transfer.Target
	Paths                      []string
}

type usage struct {
	RSS, Held float64 // bytes at the peak above those at rest
	Allocs    float64 // objects allocated
	Bytes     float64 // bytes allocated
	First     float64 // resident bytes at the peak of the first 200 files, for growing, whose RSS is that of the others
	CPU       float64 // seconds of processor time, the process's start included
}

// clientVariable turns this test binary into a process that only sends.
const clientVariable = "TASKDROP_BENCH_CLIENT"

func TestMain(m *testing.M) {
	if os.Getenv(clientVariable) == "" {
		os.Exit(m.Run())
	}
	if err := beClient(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runProcess(b *testing.B, sender string, paths []string) (u usage) {
	b.Helper()
	s := newSite(b, simulator.Options{})
	job, err := json.Marshal(clientJob{sender, s.running.URL(), s.token, b.TempDir(), s.task, paths})
	if err != nil {
		b.Fatal(err)
	}
	client := exec.Command(os.Args[0])
	client.Env = append(os.Environ(), clientVariable+"=1")
	client.Stdin, client.Stderr = bytes.NewReader(job), os.Stderr
	answer, err := client.Output()
	if err = errors.Join(err, json.Unmarshal(answer, &u)); err != nil {
		b.Fatal(err)
	}
	u.CPU = (client.ProcessState.UserTime() + client.ProcessState.SystemTime()).Seconds()
	s.end(b, paths)
	return u
}

func beClient() error {
	var job clientJob
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		return err
	}
	send := func() error { return sendBare(job.Root, job.Token, job.Task, job.Paths) }
	if job.Sender != "bare" {
		e, err := newEngine(job.Root, fixedToken(job.Token), job.State)
		if err != nil {
			return err
		}
		send = func() error { return errors.Join(e.send(job.Task, job.Paths), e.close()) }
		if job.Sender == growing {
			u, err := measureGrowth(e, send)
			return errors.Join(err, json.NewEncoder(os.Stdout).Encode(u))
		}
	}
	u, err := measureUsage(send)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(u)
}

type fixedToken string

func (t fixedToken) Token(context.Context) (string, error) { return string(t), nil }

func (t fixedToken) Renew(context.Context, string, string) (string, error) {
	return "", errors.New("the token was refused")
}

// measureUsage samples memory while work runs.
func measureUsage(work func() error) (usage, error) {
	debug.FreeOSMemory()
	var before, after runtime.MemStats
	rest, restHeld := residentBytes(), heldBytes()
	runtime.ReadMemStats(&before)
	done := make(chan error, 1)
	go func() { done <- work() }()
	var u usage
	for {
		u.Held = max(u.Held, heldBytes()-restHeld)
		u.RSS = max(u.RSS, residentBytes()-rest)
		select {
		case err := <-done:
			runtime.ReadMemStats(&after)
			u.Allocs, u.Bytes = float64(after.Mallocs-before.Mallocs), float64(after.TotalAlloc-before.TotalAlloc)
			return u, err
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// measureGrowth samples resident memory while the engine sends.
func measureGrowth(e *engine, send func() error) (usage, error) {
	done := make(chan error, 1)
	go func() { done <- send() }()
	var u usage
	for {
		peak := &u.RSS
		if e.queue.Snapshot().Totals.Attached < 200 {
			peak = &u.First
		}
		*peak = max(*peak, residentBytes())
		select {
		case err := <-done:
			return u, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// heldBytes is the memory the Go runtime has of the system and has not given back: heap, stacks and all else.
func heldBytes() float64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return float64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}

// residentBytes is 0 where /proc does not tell.
func residentBytes() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "kB")), 64)
	return kilobytes * 1024
}
