package graph

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkRange compares a range sent by PutRange with the same bytes sent by a bare net/http client.
func BenchmarkRange(b *testing.B) {
	const size = 3_932_160
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(rw, `{"nextExpectedRanges":["3932160"]}`)
	}))
	defer server.Close()
	b.Run("client", func(b *testing.B) {
		c, err := New(Config{Graph: server.URL, Tokens: &tokens{}})
		if err != nil {
			b.Fatal(err)
		}
		defer c.http.CloseIdleConnections()
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.PutRange(b.Context(), server.URL+"/s", Range{0, size, 2 * size}, pattern{2 * size}, func(int) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			req, err := http.NewRequest(http.MethodPut, server.URL+"/s", io.NewSectionReader(pattern{2 * size}, 0, size))
			if err != nil {
				b.Fatal(err)
			}
			req.ContentLength = size
			resp, err := transport.RoundTrip(req)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	})
}
