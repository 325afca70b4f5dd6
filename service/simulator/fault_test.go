package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestE39TheLastAnswerIsLostAfterTheCommit(t *testing.T) {
	for _, reset := range []Reset{ResetCommit, ResetAnswer} {
		c := signedIn(t, Options{})
		content := pattern(3_000_000)
		uploadURL := c.open("a.bin", 3_000_000)
		c.server.SetFaults(Fault{Call: CallPutRange, Range: LastRange, Reset: reset})
		c.put(uploadURL, content[:2_000_000], 0, 3_000_000).want(http.StatusOK)
		if _, err := c.tryPut(uploadURL, content[2_000_000:], 2_000_000, 3_000_000); err == nil {
			t.Fatalf("%s: an answer came", reset)
		}
		if c.attached()["a.bin"].SHA256 != sum(content) {
			t.Errorf("%s: not committed", reset)
		}
		c.put(uploadURL, content[2_000_000:], 2_000_000, 3_000_000).want(http.StatusNotFound) // L8
	}
}

func TestE41FaultsPerCall(t *testing.T) {
	for _, test := range []struct {
		fault  Fault
		status int
		words  []string
	}{
		{Fault{Status: 500}, 500, []string{`"generalException"`}},
		{Fault{Status: 503, RetryAfter: "7"}, 503, []string{`"MailboxInfoStale"`}},
		{Fault{Status: 504}, 504, []string{`"UnknownError"`, `"message":""`}},
		{Fault{Status: 404}, 404, []string{`"UnknownError"`}},
		{Fault{Status: 507, Code: "quotaLimitReached", InnerCode: "ErrorQuotaExceeded", Message: "Full."}, 507, []string{"quotaLimitReached", `"code":"ErrorQuotaExceeded"`, "Full."}},
		{Fault{Status: 502, Body: BodyHTML}, 502, []string{"<html>"}},
		{Fault{Status: 500, Body: BodyEmpty}, 500, nil},
		{Fault{Header: map[string]string{"X-Extra": "1"}}, 200, []string{"Tasks"}},
	} {
		c := signedIn(t, Options{Faults: []Fault{test.fault}})
		r := c.get("/v1.0/me/todo/lists").want(test.status, test.words...)
		if test.fault.Body == BodyEmpty && len(r.body) != 0 {
			t.Errorf("body %q", r.body)
		}
		if r.header.Get("Retry-After") != test.fault.RetryAfter || r.header.Get("X-Extra") != test.fault.Header["X-Extra"] {
			t.Errorf("headers %v", r.header)
		}
		c.get("/v1.0/me/todo/lists").want(http.StatusOK) // once is once
	}
}

func TestE41ResetBeforeReading(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 3_000_000)
	c.server.SetFaults(Fault{Call: CallPutRange, Reset: ResetBefore})
	if _, err := c.tryPut(uploadURL, pattern(3_000_000), 0, 3_000_000); err == nil {
		t.Fatal("the connection held")
	}
	c.put(uploadURL, pattern(3_000_000), 0, 3_000_000).want(http.StatusCreated)
}

func TestFaultsMatchPlaceCountAndFile(t *testing.T) {
	c := signedIn(t, Options{})
	send := func(name string) (statuses []int) {
		uploadURL := c.open(name, 50)
		for next := int64(0); next < 50; {
			r := c.put(uploadURL, pattern(50)[next:next+10], next, 50)
			statuses = append(statuses, r.status)
			if r.status < 300 {
				next += 10
			}
			if len(statuses) > 20 {
				t.Fatal("no end of it")
			}
		}
		return statuses
	}
	for _, test := range []struct {
		fault Fault
		want  string
	}{
		{Fault{Range: FirstRange, Status: 500}, "[500 200 200 200 200 201]"},
		{Fault{Range: MiddleRange, Status: 500, Nth: 2, Times: 2}, "[200 200 500 500 200 200 201]"},
		{Fault{Range: LastRange, Status: 500}, "[200 200 200 200 500 201]"},
		{Fault{Nth: 3, Status: 500}, "[200 200 500 200 200 201]"},
		{Fault{File: "other", Status: 500}, "[200 200 200 200 201]"},
		{Fault{File: "mine", Status: 500}, "[500 200 200 200 200 201]"},
		{Fault{Account: work, Status: 500}, "[200 200 200 200 201]"},
		{Fault{Path: "attachmentSessions", Method: "PUT", Status: 500}, "[500 200 200 200 200 201]"},
	} {
		test.fault.Call = CallPutRange
		c.server.SetFaults(test.fault)
		if got := fmt.Sprint(send("mine")); got != test.want {
			t.Errorf("%+v: %s, want %s", test.fault, got, test.want)
		}
	}
	c.server.SetFaults(Fault{Call: CallLists, Probability: 0.5, Status: 500})
	failed := 0
	for range 200 {
		if c.get("/v1.0/me/todo/lists").status == 500 {
			failed++
		}
	}
	if failed < 60 || failed > 140 || c.server.Faults()[0].Strikes != failed {
		t.Errorf("%d of 200 failed; %+v", failed, c.server.Faults()[0])
	}
}

func TestFaultsThatBendAnswers(t *testing.T) {
	c := signedIn(t, Options{})
	for value, want := range map[string]string{"0": `["0"]`, "7-": `["7-"]`, "none": `[]`} {
		c.server.SetFaults(Fault{Call: CallPutRange, NextRange: value})
		c.put(c.open("a.bin", 10), pattern(4), 0, 10).want(http.StatusOK, `"nextExpectedRanges":`+want)
	}
	c.server.SetFaults(Fault{Call: CallPutRange, Location: LocationMissing}, Fault{Call: CallPutRange, Location: LocationParen})
	if got := c.upload("a", pattern(4), 10).header.Get("Location"); got != "" {
		t.Errorf("Location %s", got)
	}
	if got := c.upload("a", pattern(4), 10).header.Get("Location"); !strings.HasSuffix(got, "')") {
		t.Errorf("Location %s", got)
	}
	c.server.SetFaults(Fault{Call: CallInline, Status: 504, Commit: true})
	c.post(c.target()+"/attachments", inlineBody("done", []byte("x"))).want(http.StatusGatewayTimeout)
	if _, there := c.attached()["done"]; !there {
		t.Error("committed all the same")
	}
}

func TestL17GhostByFault(t *testing.T) {
	c := signedIn(t, Options{Faults: []Fault{{Call: CallList, Ghost: true}}})
	path := c.listPath("Finanzen")
	c.get(path).want(http.StatusNotFound)
	c.get(path).want(http.StatusNotFound)
	task := c.get(path + "/tasks").want(http.StatusOK).values()[0]["id"].(string)
	c.post(path+"/tasks/"+task+"/attachments", inlineBody("lost", []byte("x"))).want(http.StatusCreated)
}

func TestE41FaultsOfTheSignIn(t *testing.T) {
	c := start(t, Options{AutoAccept: true})
	token := c.signIn(personal, allScope).text("refresh_token")
	c.server.SetFaults(Fault{Call: CallToken, Status: 400, Code: "invalid_grant", Number: 50173, Message: "Revoked."}, Fault{Call: CallToken, Status: 503, Body: BodyHTML}, Fault{Call: CallAuthorize, Reset: ResetBefore})
	c.redeem(refreshForm(token)).want(http.StatusBadRequest, `"invalid_grant"`, "AADSTS50173: Revoked.")
	c.redeem(refreshForm(token)).want(http.StatusServiceUnavailable, "<html>")
	c.redeem(refreshForm(token)).want(http.StatusOK)
	c.http.CloseIdleConnections() // a GET on a connection used before would be sent again by the client itself
	if _, err := c.try("GET", "/common/oauth2/v2.0/authorize?"+authorizeValues().Encode(), nil); err == nil {
		t.Error("authorize answered")
	}
	c.token = c.signIn(personal, allScope).text("access_token")
	c.server.SetFaults(Fault{Status: 500})
	c.redeem(refreshForm(token)).want(http.StatusOK) // a fault without a call is one of Graph
	c.get("/v1.0/me/todo/lists").want(http.StatusInternalServerError)
}

func TestHangEndsWithTheClientAndWithTheServer(t *testing.T) {
	c := signedIn(t, Options{Faults: []Fault{{Hang: true, Times: -1}}})
	c.http.Timeout = 50 * time.Millisecond
	if _, err := c.try("GET", "/v1.0/me/todo/lists", nil); err == nil {
		t.Fatal("an answer came")
	}
	server := New(Options{AutoAccept: true, Latency: time.Hour})
	running, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := http.Get(running.URL() + "/common/oauth2/v2.0/authorize")
		ended <- err
	}()
	for len(server.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	within(t, time.Minute, running.Close)
	if <-ended == nil {
		t.Error("an answer came after Close")
	}
}

func TestParseFaultsReadsTheDocumentedFile(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile(`(?s)//\t\[\n.*?//\t\]\n`).Find(source)
	faults, err := ParseFaults([]byte(strings.ReplaceAll(string(example), "//\t", "")))
	if err != nil || len(faults) != 18 {
		t.Fatalf("%d faults, %v", len(faults), err)
	}
	if time.Duration(faults[3].Delay) != 29*time.Second || faults[3].Times != -1 {
		t.Errorf("read %+v", faults[3])
	}
	written, err := json.Marshal(faults)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ParseFaults(written); err != nil || fmt.Sprint(again) != fmt.Sprint(faults) {
		t.Errorf("read back %v, %v", again, err)
	}
	for _, wrong := range []string{`{}`, `[{"cal":"lists"}]`, `[{"call":"list "}]`, `[{"range":"third"}]`, `[{"reset":"late"}]`, `[{"status":99}]`, `[{"delay":"soon"}]`, `[{"body":"xml"}]`, `[{"probability":2}]`} {
		if _, err := ParseFaults([]byte(wrong)); err == nil {
			t.Errorf("%s was taken", wrong)
		}
	}
}
