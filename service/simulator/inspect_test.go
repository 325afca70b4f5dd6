package simulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
)

func TestInspectionOverHTTP(t *testing.T) {
	c := signedIn(t, Options{})
	Inspect(c.server)
	c.upload("a.bin", pattern(1000), 400)
	uploadURL := c.open("open.bin", 10)
	token := c.token
	c.token = ""
	var state State
	if err := json.Unmarshal(c.get("/_standin/state").want(http.StatusOK).body, &state); err != nil {
		t.Fatal(err)
	}
	var found AttachmentInfo
	for _, a := range state.Attachments {
		if a.Name == "a.bin" {
			found = a
		}
	}
	if found.SHA256 != sum(pattern(1000)) || found.TaskTitle != "Scan the tax receipts" || len(state.Sessions) != 1 || state.Sessions[0].Name != "open.bin" ||
		state.Issued.AccessTokens != 1 || len(state.Requests) < 6 || state.MostInFlight[personal] != 1 || len(state.Lists) < 10 {
		t.Errorf("state %+v", state)
	}
	if bytes.Contains(c.get("/_standin/state").body, []byte(token)) {
		t.Error("the token is in the state")
	}
	if got := c.get("/_standin/content?id=" + url.QueryEscape(found.ID)).want(http.StatusOK).body; !bytes.Equal(got, pattern(1000)) {
		t.Error("content")
	}
	c.post("/_standin/attachments/corrupt", map[string]string{"id": found.ID}).want(http.StatusOK)
	if c.attached()["a.bin"].SHA256 == found.SHA256 {
		t.Error("corrupting changes the content")
	}

	list := c.post("/_standin/lists", map[string]string{"account": personal, "name": "From outside"}).want(http.StatusOK).text("id")
	task := c.post("/_standin/tasks", map[string]string{"list": list, "title": "Mine"}).want(http.StatusOK).text("id")
	attachment := c.post("/_standin/attachments", map[string]string{"task": task, "name": "b.txt", "contentBytes": "aGVsbG8="}).want(http.StatusOK).text("id")
	moved := c.post("/_standin/tasks/move", map[string]string{"task": task, "list": state.Lists[0].ID}).want(http.StatusOK).text("id")
	if moved == task {
		t.Error("a moved task has a new id")
	}
	c.do("DELETE", "/_standin/attachments?id="+url.QueryEscape(attachment), nil).want(http.StatusBadRequest) // it moved along
	c.do("DELETE", "/_standin/tasks?id="+url.QueryEscape(moved), nil).want(http.StatusOK)
	c.do("DELETE", "/_standin/lists?id="+url.QueryEscape(list), nil).want(http.StatusOK)

	c.do("PUT", "/_standin/faults", []byte(`[{"call":"lists","status":500}]`)).want(http.StatusOK, `"strikes": 0`)
	c.do("PUT", "/_standin/faults", []byte(`[{"call":"nothing"}]`)).want(http.StatusBadRequest, "there is no call")
	c.do("PATCH", "/_standin/options", []byte(`{"FullMailbox":true,"ClientIDs":["x"]}`)).want(http.StatusOK)
	if got := c.server.options(); !got.FullMailbox || got.ClientIDs[0] != "x" || got.FileLimit != 26_214_400 {
		t.Errorf("options %+v", got)
	}
	for _, wrong := range []string{`{"Nonsense":1}`, `{"RangeForm":"x"}`, `{"Rate":-1}`, `{`} {
		c.do("PATCH", "/_standin/options", []byte(wrong)).want(http.StatusBadRequest)
	}
	c.do("POST", "/_standin/sessions/expire", nil).want(http.StatusOK)
	c.do("POST", "/_standin/tokens/expire", nil).want(http.StatusOK)
	c.token = token
	c.put(uploadURL, pattern(10), 0, 10).want(http.StatusUnauthorized)
	c.do("GET", "/_standin/state", nil, "Origin", "http://example.org").want(http.StatusForbidden)
	c.get("/_standin/nothing").want(http.StatusNotFound)
	c.do("DELETE", "/_standin/requests", nil).want(http.StatusOK)
	if len(c.server.Requests()) != 0 {
		t.Error("requests are forgotten, and looking is not recorded")
	}
}

func TestInspectionIsOffByDefault(t *testing.T) {
	c := signedIn(t, Options{})
	c.get("/_standin/state").want(http.StatusNotFound)
}

func TestAnotherProgramInGo(t *testing.T) {
	s := New(Options{Empty: true})
	list, err := s.AddList(work, "L")
	if err != nil {
		t.Fatal(err)
	}
	task, _ := s.AddTask(list, "T")
	id, _ := s.AddAttachment(task, "a", "", []byte("abc"))
	if got := s.Attachments(); len(got) != 1 || got[0].Account != work || got[0].SHA256 != sum([]byte("abc")) {
		t.Errorf("%+v", got)
	}
	if content, err := s.Content(id); err != nil || string(content) != "abc" {
		t.Error(content, err)
	}
	for name, err := range map[string]error{
		"list": s.DeleteList("x"), "task": s.DeleteTask("x"), "attachment": s.DeleteAttachment("x"), "corrupt": s.Corrupt("x"),
	} {
		if err == nil {
			t.Errorf("%s: an unknown id is an error", name)
		}
	}
	if _, err := s.AddList("nobody", "x"); err == nil {
		t.Error("an unknown account is an error")
	}
	if s.DeleteAttachment(id) != nil || len(s.Attachments()) != 0 || s.DeleteTask(task) != nil || s.DeleteList(list) != nil {
		t.Error("deleting")
	}
}

func TestCheckFindsMeaninglessOptions(t *testing.T) {
	if err := (Options{}).Check(); err != nil {
		t.Error(err)
	}
	for name, wrong := range map[string]Options{
		"outcome": {SignInOutcome: OutcomeRevoked}, "renewal": {RefreshOutcome: OutcomeNotAssigned}, "form": {RangeForm: "x"}, "location": {Location: "x"},
		"skip": {SkipAhead: "x"}, "second": {SecondPutStatus: 400}, "range": {RangeStatus: 201}, "expired": {ExpiredStatus: 400}, "limit": {MaxUpload: -1},
		"latency": {Latency: -1}, "fault": {Faults: []Fault{{Call: "x"}}},
	} {
		if wrong.Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAccessToken(t *testing.T) {
	c := start(t, Options{})
	for _, username := range []string{"", personal, work} {
		token, err := c.server.AccessToken(username)
		if err != nil {
			t.Fatal(err)
		}
		c.token = token
		c.post("/v1.0/me/todo/lists", map[string]string{"displayName": "New"}).want(201)
	}
	if _, err := c.server.AccessToken("nobody@example.org"); err == nil {
		t.Error("a stranger got a token")
	}
}
