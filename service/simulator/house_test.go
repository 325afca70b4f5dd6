package simulator

import (
	"net/http"
	"strings"
	"testing"
)

// The whole way of a file: sign in, find list and task, send ranges, read the bytes back.
func TestAFilesWholeWay(t *testing.T) {
	c := signedIn(t, Options{})
	lists := c.get("/v1.0/me/todo/lists?$top=100").want(http.StatusOK).values()
	if lists[0]["displayName"] != "Tasks" || lists[0]["wellknownListName"] != "defaultList" {
		t.Fatalf("the first list is %v", lists[0])
	}
	tasks := c.get("/v1.0/me/todo/lists/" + lists[0]["id"].(string) + "/tasks?$top=100").want(http.StatusOK).values()
	if len(tasks) < 10 {
		t.Fatalf("only %d tasks", len(tasks))
	}
	content := pattern(7_000_001)
	r := c.upload("holiday.bin", content, 3_276_800)
	id := r.header.Get("Location")[strings.LastIndex(r.header.Get("Location"), "/")+1:]
	if got := c.attached()["holiday.bin"]; got.SHA256 != sum(content) || got.ID != id {
		t.Fatalf("attached is %+v", got)
	}
	value := c.get(c.target() + "/attachments/" + id + "/$value").want(http.StatusOK)
	if sum(value.body) != sum(content) {
		t.Fatal("the bytes came back changed")
	}
	if open := c.server.Sessions(); len(open) != 0 {
		t.Fatalf("sessions left open: %v", open)
	}
}
