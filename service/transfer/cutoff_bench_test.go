package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
)

// BenchmarkInlineCutoff finds the file size at which one inline POST, which carries a third more bytes, takes as long
// as a session, which takes one more round trip. It times both at two sizes, in turn, and draws the line between:
// "cutoff-kB" is where the difference is nothing. The latency is what the server takes for an answer; the rate is one
// connection's share of the line.
func BenchmarkInlineCutoff(b *testing.B) {
	const small, large = 100_000, 400_000
	for _, rate := range []int64{250_000, 1_000_000, 4_000_000} {
		for _, latency := range []time.Duration{20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond} {
			b.Run(fmt.Sprintf("rate=%dkB/latency=%s", rate/1000, latency), func(b *testing.B) {
				var atSmall, atLarge []float64
				for b.Loop() {
					s := newSite(b, simulator.Options{Rate: rate, Latency: latency})
					atSmall = append(atSmall, inlineCost(b, s, makeFiles(b, 1, small)[0]))
					atLarge = append(atLarge, inlineCost(b, s, makeFiles(b, 1, large)[0]))
					s.running.Close()
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(median(atSmall)*1000, "inline-extra-ms@100kB")
				b.ReportMetric(median(atLarge)*1000, "inline-extra-ms@400kB")
				perByte := (median(atLarge) - median(atSmall)) / (large - small)
				b.ReportMetric((small-median(atSmall)/perByte)/1000, "cutoff-kB")
			})
		}
	}
}

// inlineCost is how many seconds longer the inline POST of a file takes than its session, less than 0 where it is
// quicker.
func inlineCost(b *testing.B, s *site, path string) float64 {
	b.Helper()
	transport := graph.NewTransport()
	defer transport.CloseIdleConnections()
	mailbox, err := graph.New(graph.Config{Graph: s.running.URL(), Tokens: s.tokens, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		b.Fatal(err)
	}
	ref := graph.TaskRef{ListID: s.task.ListID, TaskID: s.task.TaskID}
	if _, err := mailbox.Task(context.Background(), ref); err != nil { // opens the connection
		b.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	attachment := graph.NewAttachment{Name: info.Name(), ContentType: "application/octet-stream", Size: info.Size()}
	took := func(send func() error) float64 {
		began := time.Now()
		if err := send(); err != nil {
			b.Fatal(err)
		}
		return time.Since(began).Seconds()
	}
	session := took(func() error {
		opened, err := mailbox.CreateUploadSession(context.Background(), ref, attachment)
		if err != nil {
			return err
		}
		whole := graph.Range{Length: attachment.Size, Total: attachment.Size}
		answer, err := mailbox.PutRange(context.Background(), opened.URL, whole, file, nil)
		if err == nil && !answer.Done {
			err = errors.New("the range was not the last")
		}
		return err
	})
	inline := took(func() error {
		_, err := mailbox.AttachInline(context.Background(), ref, attachment, file, nil)
		return err
	})
	return inline - session
}
