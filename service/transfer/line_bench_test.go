package transfer_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/simulator/relay"
)

// protocol is what a client speaks over TLS.
type protocol string

const (
	http1 protocol = "1.1"
	http2 protocol = "2"
)

// speak has a transport trust the stand-in of a line and speak one protocol alone.
func (p protocol) speak(transport *http.Transport, trusted *x509.CertPool) *http.Transport {
	transport.TLSClientConfig.RootCAs = trusted
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(p == http1)
	transport.Protocols.SetHTTP2(p == http2)
	return transport
}

// road is a site over TLS at the end of a line.
type road struct {
	*site
	line    *relay.Relay
	trusted *x509.CertPool
}

func newRoad(tb testing.TB, opts simulator.Options, line relay.Options) *road {
	tb.Helper()
	s := newSite(tb, opts)
	s.running.Close()
	running, err := s.server.StartTLS("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.running = running
	r := &road{site: s, trusted: x509.NewCertPool()}
	r.trusted.AppendCertsFromPEM(running.Certificate())
	if r.line, err = relay.New(running.URL(), line); err != nil {
		tb.Fatal(err)
	}
	return r
}

func (r *road) end(tb testing.TB, paths []string) int {
	tb.Helper()
	r.line.Close()
	return r.site.end(tb, paths)
}

// exclusive lends each request a transport of its own, and with it a connection.
type exclusive chan *http.Transport

func (e exclusive) RoundTrip(request *http.Request) (*http.Response, error) {
	transport := <-e
	defer func() { e <- transport }()
	return transport.RoundTrip(request)
}

// bareOverLine sends files by the bare sender over one connection, or over four.
func bareOverLine(tb testing.TB, r *road, speaks protocol, connections int, paths []string) (time.Duration, int) {
	tb.Helper()
	transports := make(exclusive, bareWorkers)
	one := speaks.speak(graph.NewTransport(), r.trusted)
	one.MaxConnsPerHost = 1
	for i := range bareWorkers {
		if connections > 1 && i > 0 {
			one = one.Clone()
		}
		transports <- one
	}
	runtime.GC()
	began := time.Now()
	sender := bareSender{client: &http.Client{Transport: transports}, root: r.line.URL(), token: r.token, task: r.task}
	err := sender.send(context.Background(), paths)
	took := time.Since(began)
	for range bareWorkers {
		(<-transports).CloseIdleConnections()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return took, r.end(tb, paths)
}

func engineOverLine(tb testing.TB, r *road, speaks protocol, paths []string) (time.Duration, int) {
	tb.Helper()
	e, err := newEngineWith(r.line.URL(), r.tokens, tb.TempDir(), speaks.speak(graph.NewTransport(), r.trusted))
	if err != nil {
		tb.Fatal(err)
	}
	runtime.GC()
	began := time.Now()
	err = e.send(r.task, paths)
	took := time.Since(began)
	if err = errors.Join(err, e.close()); err != nil {
		tb.Fatal(err)
	}
	return took, r.end(tb, paths)
}

// floor is what the work costs with four lanes that overlap no waiting with sending: a round trip for each request,
// and the bytes at the rate of the line, or of as many windows as there are lanes. A sender that overlaps them is
// faster.
func floor(files int, requests, bytes float64, line relay.Options) time.Duration {
	roundTrip, lanes := 2*line.Delay.Seconds(), float64(min(files, bareWorkers))
	seconds := requests * roundTrip / lanes
	if line.Rate > 0 {
		seconds += bytes / float64(line.Rate)
	} else if line.Window > 0 {
		seconds += bytes / (lanes * float64(line.Window) / roundTrip)
	}
	return time.Duration(seconds * float64(time.Second))
}

// BenchmarkOverLine attaches the same files over TLS and a line with 50 ms each way, where a connection has 512 KiB
// under way at most: by the engine, and by the bare sender with four connections and with one. x-bare is against four.
// One load has a rate that all share, and one a line that cuts each connection after 20 MB, which the engine alone
// survives.
//
//	go test -run '^$' -bench OverLine -benchtime 3x ./service/transfer
func BenchmarkOverLine(b *testing.B) {
	narrow := relay.Options{Delay: 50 * time.Millisecond, Window: 512 << 10}
	shared := relay.Options{Delay: 25 * time.Millisecond, Rate: 8_000_000}
	breaking := narrow
	breaking.Loss = 20_000_000
	for _, load := range []struct {
		files, size int
		line        relay.Options
	}{{8, 12_000_000, narrow}, {20, 1_000_000, narrow}, {1, 25_000_000, narrow}, {60, 1_000_000, narrow}, {24, 2_500_000, shared}, {8, 12_000_000, breaking}} {
		for _, speaks := range []protocol{http1, http2} {
			name := fmt.Sprintf("files=%d/size=%d/http=%s", load.files, load.size, speaks)
			if load.line.Rate > 0 {
				name += "/rate=8MB"
			}
			if load.line.Loss > 0 {
				name += "/breaks=20MB"
			}
			b.Run(name, func(b *testing.B) {
				paths := makeFiles(b, load.files, load.size)
				var engine, four, one measured
				for b.Loop() {
					engine.add(engineOverLine(b, newRoad(b, simulator.Options{}, load.line), speaks, paths))
					if load.line.Loss > 0 {
						continue // the bare sender gives up
					}
					four.add(bareOverLine(b, newRoad(b, simulator.Options{}, load.line), speaks, 4, paths))
					one.add(bareOverLine(b, newRoad(b, simulator.Options{}, load.line), speaks, 1, paths))
				}
				least := floor(load.files, engine.requests(), float64(load.files*load.size), load.line)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(engine.milliseconds(), "ms")
				b.ReportMetric(engine.requests(), "requests")
				b.ReportMetric(least.Seconds()*1000, "floor-ms")
				b.ReportMetric(engine.milliseconds()/(least.Seconds()*1000), "x-floor")
				if load.line.Loss > 0 {
					return
				}
				b.ReportMetric(four.milliseconds(), "bare-ms")
				b.ReportMetric(one.milliseconds(), "bare-one-ms")
				b.ReportMetric(engine.milliseconds()/four.milliseconds(), "x-bare")
				b.ReportMetric(engine.milliseconds()/one.milliseconds(), "x-bare-one")
			})
		}
	}
}

// BenchmarkGrowth shows how the cost of a file grows with the number of files: 10 kB each, no latency.
func BenchmarkGrowth(b *testing.B) {
	for _, files := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("files=%d", files), func(b *testing.B) {
			paths := makeFiles(b, files, 10_000)
			var engine measured
			for b.Loop() {
				engine.add(runEngine(b, simulator.Options{}, paths))
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(engine.milliseconds()/float64(files), "ms/file")
		})
	}
}

// BenchmarkTaskList shows how long a list's tasks take to arrive, over a line with 50 ms each way.
func BenchmarkTaskList(b *testing.B) {
	for _, tasks := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("tasks=%d", tasks), func(b *testing.B) {
			r := newRoad(b, simulator.Options{ExtraTasks: tasks}, relay.Options{Delay: 50 * time.Millisecond, Window: 512 << 10})
			defer r.line.Close()
			defer r.running.Close()
			mailbox, err := graph.New(graph.Config{
				Graph: r.line.URL(), Tokens: r.tokens,
				HTTP: &http.Client{Transport: http2.speak(graph.NewTransport(), r.trusted)}, Governor: graph.NewGovernor(),
			})
			if err != nil {
				b.Fatal(err)
			}
			var first, all []time.Duration
			for b.Loop() {
				began, shown := time.Now(), time.Duration(0)
				got, err := mailbox.Tasks(context.Background(), r.task.ListID, func([]graph.Task) {
					if shown == 0 {
						shown = time.Since(began)
					}
				})
				if err != nil || len(got) < tasks {
					b.Fatalf("%d tasks, %v", len(got), err)
				}
				first, all = append(first, shown), append(all, time.Since(began))
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(first).Seconds()*1000, "first-ms")
			b.ReportMetric(median(all).Seconds()*1000, "ms")
		})
	}
}
