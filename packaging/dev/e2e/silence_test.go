//go:build linux

package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// goesOnWithin bounds how long after the silence a file goes on. It is 15 s where nothing else runs; the bound is for
// busy machines, and below the 57 s and 164 s that it took when nothing looked for silence.
const goesOnWithin = 45 * time.Second

// TestASilentLine stops all connections in the middle of a file without closing them, as a change of the network does:
// the file goes on over new ones, and hangs on the task once. Over TLS the program speaks HTTP/2.
func TestASilentLine(t *testing.T) {
	for name, known := range map[string]string{"plain": "a new one is answered", "TLS": "no ping is answered"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, env := startTrustedStandIn(t, name == "TLS")
			line := startRelay(t, server.url, "-rate", "2000000")
			through := *server
			through.url = line.url
			d := newDesktop(t)
			file := write(t, t.TempDir(), "film.mp4", 9_000_000)
			args := through.flags("-state", d.state(), "-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)
			p := start(t, "taskdrop", d.env(append(env, "TASKDROP_BROWSER="+follows, "TASKDROP_LOG=info")...), filepath.Join(built, "taskdrop"), args...)
			eventually(t, jobTime, "the first range did not arrive", func() bool {
				sessions := server.state(t).Sessions
				return len(sessions) > 0 && sessions[0].Next > 0
			})
			line.obey(t, "silence")
			silent := time.Now()
			eventually(t, goesOnWithin, "the file did not go on", func() bool {
				for _, r := range server.state(t).Requests {
					if r.Call == "putRange" && r.Status/100 == 2 && r.Start.After(silent) {
						t.Logf("it went on %s after the silence", r.Start.Sub(silent).Round(time.Millisecond))
						return true
					}
				}
				return false
			})
			if status := p.wait(t, jobTime); status != 0 {
				t.Errorf("exit status %d, want 0:\n%s", status, p.logTail())
			}
			wantAttached(t, server, outcomes(t, p), file)
			if left := server.state(t).Sessions; len(left) > 0 {
				t.Errorf("these upload sessions are left: %+v", left)
			}
			if log, err := os.ReadFile(p.log); err != nil || !strings.Contains(string(log), known) {
				t.Errorf("the log does not say that %s: %v\n%s", known, err, p.logTail())
			}
		})
	}
}

// startTrustedStandIn starts a stand-in that asks nobody at its sign-in page, and returns what a program needs in its
// environment to trust it.
func startTrustedStandIn(t *testing.T, secure bool) (*standIn, []string) {
	t.Helper()
	if !secure {
		return startStandIn(t, "-auto-accept"), nil
	}
	certificate := filepath.Join(t.TempDir(), "certificate.pem")
	server := startStandIn(t, "-auto-accept", "-tls", certificate)
	content, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(content)
	server.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}
	return server, []string{"SSL_CERT_FILE=" + certificate}
}

// relayed is a line to a server, a process of its own.
type relayed struct {
	*process
	url    string // to use in place of the server's
	orders *os.File
}

func startRelay(t *testing.T, target string, flags ...string) *relayed {
	t.Helper()
	folder := t.TempDir()
	orders := filepath.Join(folder, "orders")
	if err := syscall.Mkfifo(orders, 0o600); err != nil {
		t.Fatal(err)
	}
	script := `exec "$0" "$@" <` + "'" + orders + "'"
	args := append([]string{"-c", script, filepath.Join(built, "relay"), "-target", target}, flags...)
	r := &relayed{process: start(t, "relay", os.Environ(), "sh", args...)}
	var err error
	if r.orders, err = os.OpenFile(orders, os.O_RDWR, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.orders.Close() })
	eventually(t, waitLimit, "the relay did not print its address", func() bool { return strings.Contains(r.output.String(), "\n") })
	r.url, _, _ = strings.Cut(r.output.String(), "\n")
	return r
}

// obey has the relay carry out an order.
func (r *relayed) obey(t *testing.T, order string) {
	t.Helper()
	fmt.Fprintln(r.orders, order)
	eventually(t, waitLimit, "the relay does not obey", func() bool { return strings.HasSuffix(r.output.String(), "ok\n") })
}
