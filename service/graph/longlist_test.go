package graph_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
)

// A list that carries the files' content is asked for without it, once that was met. A server that refuses to leave it
// out is read all the same.
func TestALongListIsAskedForWithoutContent(t *testing.T) {
	for name, refuses := range map[string]bool{"leaves it out": false, "refuses": true} {
		t.Run(name, func(t *testing.T) {
			opts := simulator.Options{ListContent: true}
			if refuses {
				opts.Faults = []simulator.Fault{{Call: simulator.CallAttachments, Path: "$select", Status: 400, Times: -1}}
			}
			standIn, client, _ := start(t, opts)
			list := standIn.Lists()[0]
			task, err := standIn.AddTask(list.ID, "Receipts")
			if err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				if _, err := standIn.AddAttachment(task, fmt.Sprint(i, ".bin"), "", bytesOf(1_000_000)); err != nil {
					t.Fatal(err)
				}
			}
			ref := graph.TaskRef{ListID: list.ID, TaskID: task}
			for range 2 {
				all, err := client.Engine(nil).Attachments(t.Context(), ref)
				if err != nil || len(all) != 3 || all[2].Name != "2.bin" || all[2].ID == "" {
					t.Fatalf("%+v, %v", all, err)
				}
			}
			var asked []string
			for _, r := range standIn.Requests() {
				if r.Call == simulator.CallAttachments {
					_, query, _ := strings.Cut(r.Path, "?")
					asked = append(asked, strings.SplitN(query, "=", 2)[0])
				}
			}
			want := "[ $select $select]"
			if refuses {
				want = "[ $select  $select ]"
			}
			if fmt.Sprint(asked) != want {
				t.Errorf("asked with %q, want %s", asked, want)
			}
		})
	}
}

// What is too long in any words is said to be that.
func TestAListWithoutEnd(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		name := strings.Repeat("n", 1<<20)
		_, _ = io.WriteString(rw, `{"value":[`)
		for i := range 70 {
			if _, err := fmt.Fprintf(rw, `{"id":"%d","name":"%s"},`, i, name); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	transport := graph.NewTransport()
	defer transport.CloseIdleConnections()
	client, err := graph.New(graph.Config{Graph: server.URL, Tokens: fixed("token"), HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Attachments(t.Context(), graph.TaskRef{ListID: "L", TaskID: "T"})
	if e := new(graph.Error); !errors.As(err, &e) || !e.TooLong() || e.Transient() {
		t.Errorf("got %v", err)
	}
}
