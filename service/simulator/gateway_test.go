package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// E47: what takes longer than a gateway's patience ends with its connection, and nothing of the range is kept.
func TestE47RequestsThatTakeTooLongAreCut(t *testing.T) {
	inVirtualTime(t, Options{Rate: 100_000, RequestLimit: 10 * time.Second}, func(t *testing.T, c *client) {
		uploadURL := c.open("a.bin", 2_500_000)
		content := pattern(2_500_000)
		var err error
		if passed := took(func() { _, err = c.tryPut(uploadURL, content[:2_000_000], 0, 2_500_000) }); err == nil || passed != 10*time.Second {
			t.Fatalf("a range of 20 seconds ended after %v with %v", passed, err)
		}
		for start := 0; start < len(content); start += 500_000 {
			c.put(uploadURL, content[start:start+500_000], int64(start), 2_500_000)
		}
		if c.attached()["a.bin"].SHA256 != sum(content) {
			t.Error("the file is not attached as it was sent")
		}
		c.server.SetFaults(Fault{Call: CallLists, Delay: Duration(11 * time.Second), Times: -1})
		if _, err := c.try("GET", "/v1.0/me/todo/lists", nil); err == nil {
			t.Error("an answer of 11 seconds came")
		}
	})
}

// An answer may take minutes: the connection lives, and the answer comes.
func TestASlowAnswerComes(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		uploadURL := c.open("a.bin", 10)
		c.server.SetFaults(Fault{Call: CallPutRange, Delay: Duration(75 * time.Second)})
		if passed := took(func() { c.put(uploadURL, pattern(10), 0, 10).want(http.StatusCreated) }); passed != 75*time.Second {
			t.Errorf("the answer took %v", passed)
		}
	})
}

// An inline file's connection drops, before and after the file was attached.
func TestAnInlineConnectionDrops(t *testing.T) {
	for reset, attached := range map[Reset]int{ResetBefore: 0, ResetMiddle: 0, ResetCommit: 1, ResetAnswer: 1} {
		c := signedIn(t, Options{Faults: []Fault{{Call: CallInline, Reset: reset, ResetAfter: 100_000}}})
		before := len(c.server.Attachments())
		if _, err := c.try("POST", c.target()+"/attachments", encode(inlineBody("a.bin", pattern(500_000))), "Content-Type", "application/json"); err == nil {
			t.Errorf("%s: an answer came", reset)
		}
		if got := len(c.server.Attachments()) - before; got != attached {
			t.Errorf("%s: %d attached, want %d", reset, got, attached)
		}
	}
}

// A list that no token opens leaves the others alone.
func TestOneListRefusesEveryToken(t *testing.T) {
	c := signedIn(t, Options{Empty: true})
	list, err := c.server.AddList("", "Family")
	if err != nil {
		t.Fatal(err)
	}
	c.server.SetFaults(Fault{List: "Family", Status: http.StatusUnauthorized, Times: -1})
	address := "/v1.0/me/todo/lists/" + url.PathEscape(list)
	for range 2 {
		c.get(address+"/tasks").want(http.StatusUnauthorized, "InvalidAuthenticationToken")
		c.get(address).want(http.StatusUnauthorized)
		c.token = c.signIn(personal, allScope).text("access_token")
	}
	lists := c.get("/v1.0/me/todo/lists").want(http.StatusOK).values()
	for _, l := range lists {
		if l["displayName"] != "Family" {
			c.get(fmt.Sprintf("/v1.0/me/todo/lists/%s/tasks", l["id"])).want(http.StatusOK)
		}
	}
}

func TestE25SessionsHaveAMinimum(t *testing.T) {
	c := signedIn(t, Options{SessionMinimum: 3_000_000})
	for size, status := range map[int]int{1: 400, 2_999_999: 400, 3_000_000: 201} {
		c.post(c.target()+"/attachments/createUploadSession", map[string]any{"attachmentInfo": map[string]any{"attachmentType": "file", "name": "a", "size": size}}).want(status)
	}
}

func TestE23TheListMayCarryContent(t *testing.T) {
	c := signedIn(t, Options{ListContent: true})
	c.post(c.target()+"/attachments", inlineBody("a.txt", []byte("hi"))).want(http.StatusCreated)
	c.get(c.target()+"/attachments").want(http.StatusOK, `"contentBytes":"aGk="`)
}
