package main

import (
	"io"
	"net"
	"strings"
	"testing"

	"taskdrop/service/simulator/relay"
)

// Each order is answered, and one that is not understood harms nothing.
func TestOrders(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	line, err := relay.New(listener.Addr().String(), relay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	conn, err := net.Dial("tcp", line.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()

	var said strings.Builder
	obey(line, strings.NewReader("silence\ndown soon\nup\n cut \n"), &said)
	answers := strings.Split(strings.TrimSpace(said.String()), "\n")
	if len(answers) != 4 || answers[0] != "ok" || answers[1] == "ok" || answers[2] == "ok" || answers[3] != "ok" {
		t.Errorf("answers %q", answers)
	}
	if _, err := io.ReadAll(conn); err == nil {
		t.Error("the connection ended in good order, and was to be cut")
	}
}
