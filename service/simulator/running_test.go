package simulator

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"
)

func TestStartTLSServesHTTP2AndCutsStreams(t *testing.T) {
	server := New(Options{AutoAccept: true})
	running, err := server.StartTLS("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(running.Certificate())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	c := &client{t: t, server: server, root: running.URL(), http: &http.Client{
		Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	c.token = c.signIn(personal, allScope).text("access_token")
	content := pattern(5_000_000)
	uploadURL := c.open("a.bin", int64(len(content)))
	if !strings.HasPrefix(uploadURL, "https://127.0.0.1:") {
		t.Errorf("uploadUrl %s", uploadURL)
	}
	server.SetFaults(Fault{Call: CallPutRange, Range: FirstRange, Reset: ResetMiddle, ResetAfter: 100_000}, Fault{Call: CallPutRange, Range: LastRange, Reset: ResetCommit})
	if _, err := c.tryPut(uploadURL, content[:3_000_000], 0, 5_000_000); err == nil {
		t.Error("the stream held")
	}
	c.put(uploadURL, content[:3_000_000], 0, 5_000_000).want(http.StatusOK)
	if _, err := c.tryPut(uploadURL, content[3_000_000:], 3_000_000, 5_000_000); err == nil {
		t.Error("the answer came")
	}
	if c.attached()["a.bin"].SHA256 != sum(content) {
		t.Error("not attached")
	}
	if response, err := c.http.Get(c.root + "/v1.0/me"); err != nil || response.ProtoMajor != 2 {
		t.Errorf("not HTTP/2: %v %v", response, err)
	}
}
