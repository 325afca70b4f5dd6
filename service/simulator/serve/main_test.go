package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"taskdrop/service/simulator"
)

// serve runs the command and returns its base URL, and a function that stops it and returns the exit status.
func serve(t *testing.T, args ...string) (root string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, args, writer, io.Discard)
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("no line on standard output: %v", err)
	}
	go io.Copy(io.Discard, reader)
	return strings.TrimSpace(line), func() int { cancel(); return <-status }
}

func TestServePrintsItsURLAndStopsCleanly(t *testing.T) {
	faults := filepath.Join(t.TempDir(), "faults.json")
	if err := os.WriteFile(faults, []byte(`[{"call":"authorize","status":503,"body":"html"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	root, stop := serve(t, "-addr", "127.0.0.1:0", "-latency", "5ms", "-rate", "2MB/s", "-faults", faults, "-auto-accept")
	if !strings.HasPrefix(root, "http://127.0.0.1:") {
		t.Fatalf("the first line is %q", root)
	}
	for path, want := range map[string]int{"/common/oauth2/v2.0/authorize": 503, "/_standin/state": 200, "/v1.0/me/todo/lists": 401} {
		response, err := http.Get(root + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
	stopped := make(chan int)
	go func() { stopped <- stop() }()
	select {
	case status := <-stopped:
		if status != 0 {
			t.Errorf("status %d", status)
		}
	case <-time.After(time.Minute):
		t.Fatal("does not stop")
	}
}

func TestServeWithTLSWritesItsCertificate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "certificate.pem")
	root, stop := serve(t, "-tls", file)
	defer stop()
	trusted := x509.NewCertPool()
	if written, err := os.ReadFile(file); err != nil || !trusted.AppendCertsFromPEM(written) {
		t.Fatal("no certificate", err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Get(root + "/_standin/state")
	if err != nil || response.StatusCode != http.StatusOK || !strings.HasPrefix(root, "https://") {
		t.Fatal(root, response, err)
	}
	response.Body.Close()
}

func TestServeRefusesBadUsage(t *testing.T) {
	for _, args := range [][]string{
		{"-addr", "nowhere"}, {"-rate", "fast"}, {"-rate", "-1"}, {"-faults", "missing.json"}, {"-range-form", "x"}, {"-latency", "-1s"}, {"extra"}, {"-unknown"},
	} {
		var said bytes.Buffer
		if status := run(context.Background(), args, io.Discard, &said); status != 2 || said.Len() == 0 {
			t.Errorf("%v: status %d, said %q", args, status, said.String())
		}
	}
	if status := run(context.Background(), []string{"-addr", "192.0.2.1:1"}, io.Discard, io.Discard); status != 1 {
		t.Errorf("cannot listen: status %d", status)
	}
	if status := run(context.Background(), []string{"-help"}, io.Discard, io.Discard); status != 0 {
		t.Errorf("-help: status %d", status)
	}
}

// Every option can be reached by the flag of its name, so that none lies idle in the stand-in.
func TestEveryOptionHasAFlag(t *testing.T) {
	otherwise := map[string]string{ // "" is none: main sets it, or only a test can
		"Accounts": "", "Logger": "", "Faults": "", "ClientCertificate": "",
		"ClientIDs": "-client-id=7", "RedirectURIs": "-redirect-uri=http://localhost/7",
		"SignInOutcome": "-sign-in-outcome=mfa", "RefreshOutcome": "-refresh-outcome=revoked", "RangeForm": "-range-form=N-",
		"LoopbackIPAnyPort": "-loopback-ip-any-port", "Location": "-location=paren", "SkipAhead": "-skip-ahead=504", "SecondPutStatus": "-second-put-status=416",
		"RangeStatus": "-range-status=202", "ExpiredStatus": "-expired-status=410", "WrongStartStatus": "-wrong-start-status=422",
	}
	capital := regexp.MustCompile("([a-z])([A-Z])")
	options := reflect.TypeFor[simulator.Options]()
	for i := range options.NumField() {
		field := options.Field(i)
		flag, known := otherwise[field.Name]
		if known && flag == "" {
			continue
		}
		if !known {
			flag = "-" + strings.ToLower(capital.ReplaceAllString(strings.ReplaceAll(field.Name, "IDs", "Ids"), "$1-$2"))
			switch {
			case field.Type == reflect.TypeFor[time.Duration]():
				flag += "=7s"
			case field.Type.Kind() != reflect.Bool:
				flag += "=7"
			}
		}
		var said bytes.Buffer
		c, err := parseFlags([]string{flag}, &said)
		if err != nil {
			t.Errorf("%s: %v", field.Name, err)
			continue
		}
		if reflect.ValueOf(c.options).Field(i).IsZero() {
			t.Errorf("%s does not set %s", flag, field.Name)
		}
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]int64{
		"2MB/s": 2_000_000, "512KB/s": 512_000, "1MiB/s": 1 << 20, "1.5 MB": 1_500_000, "100": 100, "100B/s": 100, "0": 0, "1GB/s": 1e9,
	} {
		if got, err := parseRate(text); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, err, want)
		}
	}
	for _, wrong := range []string{"", "fast", "-2MB/s", "2TB/s", "NaN", "Inf"} {
		if got, err := parseRate(wrong); err == nil {
			t.Errorf("%q is %d", wrong, got)
		}
	}
}
