package auth

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
)

// TestOurOwnBrowserIsOurs: whatever system tells whose a request is, ours is never taken for somebody else's.
func TestOurOwnBrowserIsOurs(t *testing.T) {
	listener, err := listenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	defer listener.close()
	seen := make(chan peer, 1)
	for _, l := range listener.listeners {
		handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- peerOf(r) })
		server := &httptest.Server{Listener: l, Config: &http.Server{Handler: handler}}
		server.Start()
		defer server.Close()
		response, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		who := <-seen
		if who == peerOther || who == peerUnknown && runtime.GOOS == "linux" {
			t.Errorf("%s: our own request is of %d", l.Addr(), who)
		}
	}
}
