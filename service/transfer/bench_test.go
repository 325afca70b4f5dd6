package transfer_test

import (
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// BenchmarkAgainstBareSender attaches the same files by the bare sender and by the engine, in turn, to the same kind
// of stand-in over loopback TCP. Its figures are ratios of medians ("x-bare"), because those of one machine at one
// time can be compared, and its times can not.
//
//	go test -run '^$' -bench AgainstBareSender -benchtime 7x ./service/transfer
//
// packaging/dev/bench runs it with all others, and BENCHMARKS.md keeps what came out.
func BenchmarkAgainstBareSender(b *testing.B) {
	for _, load := range []struct{ files, size int }{{1, 25_000_000}, {20, 25_000_000}, {60, 1_000_000}, {200, 100_000}} {
		for _, latency := range []time.Duration{0, 50 * time.Millisecond} {
			b.Run(fmt.Sprintf("files=%d/size=%d/latency=%s", load.files, load.size, latency), func(b *testing.B) {
				paths := makeFiles(b, load.files, load.size)
				var bare, engine measured
				for b.Loop() {
					bare.add(runBare(b, simulator.Options{Latency: latency}, paths))
					engine.add(runEngine(b, simulator.Options{Latency: latency}, paths))
				}
				files := float64(load.files)
				b.ReportMetric(0, "ns/op") // the sum of both says nothing
				b.ReportMetric(engine.milliseconds()/bare.milliseconds(), "x-bare")
				b.ReportMetric(engine.milliseconds(), "ms")
				b.ReportMetric(bare.milliseconds(), "bare-ms")
				b.ReportMetric((engine.requests()-bare.requests())/files, "more-requests/file")
				b.ReportMetric(bare.requests()/files, "bare-requests/file")
			})
		}
	}
}

// measured collects what several runs of one sender took.
type measured struct {
	times []time.Duration
	calls []int
}

func (m *measured) add(took time.Duration, calls int) {
	m.times, m.calls = append(m.times, took), append(m.calls, calls)
}

func (m *measured) milliseconds() float64 { return median(m.times).Seconds() * 1000 }
func (m *measured) requests() float64     { return float64(slices.Max(m.calls)) }

func median[T ~int64 | ~float64](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

// makeFiles makes n files of random bytes, no two of one name.
func makeFiles(tb testing.TB, n, size int) []string {
	tb.Helper()
	dir := tb.TempDir()
	content := make([]byte, size)
	paths := make([]string, n)
	for i := range paths {
		mathrand.NewChaCha8([32]byte{byte(i), byte(i >> 8)}).Read(content)
		paths[i] = filepath.Join(dir, fmt.Sprintf("file %03d.bin", i))
		if err := writeToDisk(paths[i], content); err != nil {
			tb.Fatal(err)
		}
	}
	return paths
}

// writeToDisk leaves nothing for a later flush of the engine's journal to take along.
func writeToDisk(path string, content []byte) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// site is a stand-in that listens on loopback, its throttling off, with one account signed in and one task.
type site struct {
	server  *simulator.Server
	running *simulator.Running
	tokens  *tokens
	token   string
	task    transfer.Target
}

func newSite(tb testing.TB, opts simulator.Options) *site {
	tb.Helper()
	opts.AutoAccept, opts.Empty, opts.Unlimited = true, true, true
	s := &site{server: simulator.New(opts)}
	running, err := s.server.Start("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.running = running
	s.tokens = &tokens{server: s.server, busy: make(chan struct{}, 1)}
	if s.token, err = s.tokens.Token(context.Background()); err != nil {
		tb.Fatal(err)
	}
	s.task = transfer.Target{AccountID: account, ListID: s.server.Lists()[0].ID}
	if s.task.TaskID, err = s.server.AddTask(s.task.ListID, "Receipts"); err != nil {
		tb.Fatal(err)
	}
	s.server.ForgetRequests()
	return s
}

// end closes the stand-in, checks that every file hangs there once, and returns how many requests that took.
func (s *site) end(tb testing.TB, paths []string) int {
	tb.Helper()
	s.running.Close()
	tasks := s.server.Tasks()
	if i := slices.IndexFunc(tasks, func(t simulator.TaskInfo) bool { return t.ID == s.task.TaskID }); tasks[i].Attachments != len(paths) {
		tb.Fatalf("%d of %d files attached", tasks[i].Attachments, len(paths))
	}
	return len(s.server.Requests())
}

func runBare(tb testing.TB, opts simulator.Options, paths []string) (time.Duration, int) {
	tb.Helper()
	s := newSite(tb, opts)
	runtime.GC()
	began := time.Now()
	err := sendBare(s.running.URL(), s.token, s.task, paths)
	took := time.Since(began)
	if err != nil {
		tb.Fatal(err)
	}
	return took, s.end(tb, paths)
}

func sendBare(root, token string, task transfer.Target, paths []string) error {
	transport := &http.Transport{MaxIdleConnsPerHost: bareWorkers}
	defer transport.CloseIdleConnections()
	sender := bareSender{client: &http.Client{Transport: transport}, root: root, token: token, task: task}
	return sender.send(context.Background(), paths)
}

func runEngine(tb testing.TB, opts simulator.Options, paths []string) (time.Duration, int) {
	tb.Helper()
	s := newSite(tb, opts)
	e, err := newEngine(s.running.URL(), s.tokens, tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	runtime.GC()
	began := time.Now()
	err = e.send(s.task, paths)
	took := time.Since(began)
	if err = errors.Join(err, e.close()); err != nil {
		tb.Fatal(err)
	}
	return took, s.end(tb, paths)
}

// engine is the program's queue with its journal, as it is once the program has started.
type engine struct {
	queue     *transfer.Queue
	transport *http.Transport
	changed   chan struct{}
}

func newEngine(root string, tokens graph.Tokens, state string) (*engine, error) {
	return newEngineWith(root, tokens, state, graph.NewTransport())
}

func newEngineWith(root string, tokens graph.Tokens, state string, transport *http.Transport) (*engine, error) {
	journal, records, trouble, err := transfer.OpenJournal(state)
	if err != nil || trouble != nil {
		return nil, fmt.Errorf("journal: %v %v", trouble, err)
	}
	e := &engine{transport: transport, changed: make(chan struct{}, 1)}
	mailbox, err := graph.New(graph.Config{Graph: root, Tokens: tokens, HTTP: &http.Client{Transport: e.transport}})
	if err != nil {
		return nil, err
	}
	e.queue = transfer.NewQueue(transfer.Config{
		Journal: journal, Records: records,
		Mailbox: func(string) *graph.Client { return mailbox },
		Changed: func() {
			select {
			case e.changed <- struct{}{}:
			default:
			}
		},
	})
	return e, nil
}

// send queues the files and waits for the last one.
func (e *engine) send(task transfer.Target, paths []string) error {
	e.queue.Add(transfer.Collect(context.Background(), transfer.DroppedPaths(paths)), task)
	for e.queue.Busy() {
		<-e.changed
	}
	for _, item := range e.queue.Snapshot().Items {
		if item.State != transfer.StateAttached {
			return fmt.Errorf("%s: state %d: %v", item.Name, item.State, item.Problem)
		}
	}
	return nil
}

func (e *engine) close() error {
	err := e.queue.Close()
	e.transport.CloseIdleConnections()
	return err
}
