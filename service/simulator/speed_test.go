package simulator

import (
	"net/http"
	"testing"
)

// BenchmarkUpload25MB is one file in ranges over one connection: most of it should be the system's copying.
func BenchmarkUpload25MB(b *testing.B) {
	c := signedIn(b, Options{Unlimited: true})
	content := pattern(25_000_000)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		id := c.upload("big", content, 3_900_000).header.Get("Location")
		c.do("DELETE", id, nil).want(http.StatusNoContent)
	}
}
