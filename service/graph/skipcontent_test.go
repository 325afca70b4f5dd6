package graph

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestContentIsSkipped(t *testing.T) {
	for in, want := range map[string]string{
		`{"contentBytes":"QUJD","name":"a"}`:                  `{"contentBytes":"","name":"a"}`,
		`{"ContentBytes" : "QUJD"}`:                           `{"ContentBytes" : ""}`,
		`[{"contentBytes":"Q\"UJD\\\\"},{"contentBytes":""}]`: `[{"contentBytes":""},{"contentBytes":""}]`,
		`{"contentBytes":null,"name":"contentBytes"}`:         `{"contentBytes":null,"name":"contentBytes"}`,
		`{"name":"\"contentBytes\":\"x\"","id":"i"}`:          `{"name":"\"contentBytes\":\"x\"","id":"i"}`,
		`{"contentBytesX":"QUJD","xcontentBytes":"QUJD"}`:     `{"contentBytesX":"QUJD","xcontentBytes":"QUJD"}`,
		`{"contentBytes":{"contentBytes":"QUJD"}}`:            `{"contentBytes":{"contentBytes":""}}`,
	} {
		for _, from := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in))} {
			got, err := io.ReadAll(newWithoutContent(from))
			if err != nil || string(got) != want || !json.Valid(got) {
				t.Errorf("%s became %s (%v), want %s", in, got, err, want)
			}
		}
	}
	if _, err := io.ReadAll(newWithoutContent(iotest.ErrReader(io.ErrUnexpectedEOF))); err != io.ErrUnexpectedEOF {
		t.Errorf("a body that breaks off: %v", err)
	}
}

// A list that carries its files' content, and an attachment by itself, are read in little memory, however large they
// are.
func TestAttachmentsThatCarryContent(t *testing.T) {
	content := strings.Repeat("QUJD", 27_000_000/4)
	attachment := func(w io.Writer, id string) {
		_, _ = io.WriteString(w, `{"contentBytes":"`)
		_, _ = io.WriteString(w, content)
		_, _ = io.WriteString(w, `","id":"`+id+`","name":"n"}`)
	}
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/attachments") {
			attachment(rw, "A")
			return
		}
		_, _ = io.WriteString(rw, `{"value":[`)
		for _, id := range []string{"A", "B", "C", "D"} {
			attachment(rw, id)
			if id != "D" {
				_, _ = io.WriteString(rw, ",")
			}
		}
		_, _ = io.WriteString(rw, `]}`)
	})
	c := w.client()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	all, err := c.Attachments(t.Context(), ref)
	if err != nil || len(all) != 4 || all[3].ID != "D" || all[3].Name != "n" {
		t.Errorf("%+v, %v", all, err)
	}
	one, err := c.Attachment(t.Context(), ref, "A")
	if err != nil || one.ID != "A" {
		t.Errorf("%+v, %v", one, err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 10<<20 {
		t.Errorf("%d bytes of memory for answers of %d", took, 5*len(content))
	}
}

// A server that speaks less than TLS 1.2 is not spoken to.
func TestTLS12AtLeast(t *testing.T) {
	server := httptest.NewUnstartedServer(reply(200, `{"id":"L"}`))
	server.Config.ErrorLog = nil
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} //nolint:gosec // what is refused
	server.StartTLS()
	defer server.Close()
	transport := NewTransport()
	transport.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	if got := transport.TLSClientConfig.MinVersion; got != tls.VersionTLS12 {
		t.Errorf("the least version is %x", got) // crypto/tls has the same default, which a GODEBUG setting lowers
	}
	c, err := New(Config{Graph: server.URL, Tokens: &tokens{}, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.List(t.Context(), "L"); err == nil {
		t.Error("TLS 1.1 was spoken")
	}
}
