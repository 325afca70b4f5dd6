package auth

import (
	"errors"
	"net"
	"testing"
)

// TestNobodyAtTheSignInHost: the browser would show a page of its own and nothing would ever come back.
func TestNobodyAtTheSignInHost(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	login := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil { // the port is free now, and nobody is there
		t.Fatal(err)
	}
	opened := false
	client, err := New(Config{ClientID: "id", Login: login, Graph: login, OpenURL: func(string) error { opened = true; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.SignIn(t.Context(), SignInOptions{})
	var failure *Error
	if !errors.As(err, &failure) || failure.Key() != keyUnreachable || !failure.Temporary() {
		t.Errorf("got %v", err)
	}
	if opened {
		t.Error("the browser was sent to a host that is not there")
	}
}
