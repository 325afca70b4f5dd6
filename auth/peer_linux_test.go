package auth

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestPeerOfTellsUsers asks a server of ours for a page, as ourselves and, if the tests run as root, as somebody else.
func TestPeerOfTellsUsers(t *testing.T) {
	const address = "TASKDROP_TEST_PEER"
	if page := os.Getenv(address); page != "" { // that somebody
		response, err := http.Get(page)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return
	}
	listener, err := listenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	defer listener.close()
	seen := make(chan peer, 1)
	for _, l := range listener.listeners {
		server := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- peerOf(r) })}}
		server.Start()
		defer server.Close()
	}
	for _, l := range listener.listeners {
		page := "http://" + l.Addr().String()
		response, err := http.Get(page)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if who := <-seen; who != peerOurs {
			t.Errorf("%s: our own request is of %d", page, who)
		}
		if os.Geteuid() != 0 {
			continue // nobody else can be had
		}
		again := exec.Command("/proc/self/exe", "-test.run=^TestPeerOfTellsUsers$")
		again.Dir = "/"
		again.Env = []string{address + "=" + page}
		again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if said, err := again.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		if who := <-seen; who != peerOther {
			t.Errorf("%s: somebody else's request is of %d", page, who)
		}
	}
}

func TestTableAddress(t *testing.T) {
	for text, want := range map[string]string{
		"0100007F:1F90":                         "127.0.0.1:8080",
		"00000000000000000000000001000000:01BB": "[::1]:443",
		"0000000000000000FFFF00000100007F:0050": "127.0.0.1:80",
		"":                                      "invalid AddrPort",
		"01:1":                                  "invalid AddrPort",
		strings.Repeat("0", 24) + ":1":          "invalid AddrPort",
		"0100007F":                              "invalid AddrPort",
	} {
		if got := tableAddress(text).String(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
