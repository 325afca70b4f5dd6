package simulator

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestE24CreateSessionRefusals(t *testing.T) {
	c := signedIn(t, Options{})
	path := c.target() + "/attachments/createUploadSession"
	for name, body := range map[string]string{
		"mail's name":          `{"AttachmentItem":{"attachmentType":"file","name":"a","size":5}}`,
		"other case":           `{"AttachmentInfo":{"attachmentType":"file","name":"a","size":5}}`,
		"two keys":             `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5},"x":1}`,
		"nothing":              `{}`,
		"null":                 `{"attachmentInfo":null}`,
		"no type":              `{"attachmentInfo":{"name":"a","size":5}}`,
		"item":                 `{"attachmentInfo":{"attachmentType":"item","name":"a","size":5}}`,
		"no name":              `{"attachmentInfo":{"attachmentType":"file","size":5}}`,
		"empty name":           `{"attachmentInfo":{"attachmentType":"file","name":"","size":5}}`,
		"no size":              `{"attachmentInfo":{"attachmentType":"file","name":"a"}}`,
		"size as text":         `{"attachmentInfo":{"attachmentType":"file","name":"a","size":"5"}}`,
		"size with a fraction": `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5.5}}`,
		"negative size":        `{"attachmentInfo":{"attachmentType":"file","name":"a","size":-5}}`,
		"unknown key inside":   `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5,"isInline":false}}`,
		"other @odata.type":    `{"attachmentInfo":{"@odata.type":"microsoft.graph.attachmentItem","attachmentType":"file","name":"a","size":5}}`,
		"contentType a number": `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5,"contentType":1}}`,
	} {
		t.Run(name, func(t *testing.T) { c.post(path, body).want(http.StatusBadRequest, "invalidRequest") })
	}
	for _, kind := range []string{"", `"@odata.type":"microsoft.graph.attachmentInfo",`, `"@odata.type":"#microsoft.graph.attachmentInfo",`} {
		c.post(path, `{"attachmentInfo":{`+kind+`"attachmentType":"file","name":"a","size":5,"contentType":"text/plain"}}`).want(http.StatusCreated)
	}
	c.post(c.target()+"/attachments/microsoft.graph.createUploadSession", `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5}}`).want(http.StatusCreated)
	c.post(c.target()+"/attachmentSessions", `{}`).want(http.StatusNotFound)
	c.post("/v1.0/me/todo/lists/x/tasks/y/attachments/createUploadSession", `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5}}`).want(http.StatusNotFound, "ErrorItemNotFound")
}

func TestE25SizeLimits(t *testing.T) {
	c := signedIn(t, Options{})
	path := c.target() + "/attachments/createUploadSession"
	size := func(n int) string {
		return fmt.Sprintf(`{"attachmentInfo":{"attachmentType":"file","name":"a","size":%d}}`, n)
	}
	c.post(path, size(26_214_400)).want(http.StatusCreated)
	c.post(path, size(26_214_401)).want(http.StatusBadRequest, "ErrorAttachmentSizeLimitExceeded")
	c.post(path, size(0)).want(http.StatusBadRequest)
	c.server.Update(func(o *Options) { o.FileLimit, o.EmptyFileSessions = 25_000_000, true })
	c.post(path, size(25_000_001)).want(http.StatusBadRequest)
	uploadURL := c.post(path, size(0)).want(http.StatusCreated).text("uploadUrl")
	c.do("PUT", uploadURL+"/content", nil, "Content-Type", "application/octet-stream").want(http.StatusCreated)
	if got, there := c.attached()["a"]; !there || got.Size != 0 {
		t.Error("a file of 0 bytes by session")
	}
}

func TestE26L1WhatCreateAnswers(t *testing.T) {
	c := signedIn(t, Options{})
	body := `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5}}`
	r := c.post(c.target()+"/attachments/createUploadSession", body).want(http.StatusCreated, `"nextExpectedRanges":["0-"]`, "@odata.context")
	want := strings.Replace(c.root+c.target(), "/me/", "/users/"+personal+"/", 1) + "/attachmentSessions/"
	if got := r.text("uploadUrl"); !strings.HasPrefix(got, want) || strings.HasSuffix(got, "/content") {
		t.Errorf("uploadUrl %s", got)
	}
	expires, err := time.Parse(time.RFC3339, r.text("expirationDateTime"))
	if left := time.Until(expires); err != nil || left < 119*time.Minute || left > 2*time.Hour {
		t.Errorf("expires in %v (%v)", left, err)
	}
	c.server.Update(func(o *Options) { o.CreatedOK, o.UserIDs = true, true })
	r = c.post(c.target()+"/attachments/createUploadSession", body).want(http.StatusOK)
	if !strings.Contains(r.text("uploadUrl"), "/users/"+DefaultAccounts()[0].ID+"/todo/") {
		t.Errorf("uploadUrl %s", r.text("uploadUrl"))
	}
	c.put(r.text("uploadUrl"), pattern(5), 0, 5).want(http.StatusCreated)
}

func TestE27L2PutOnTheBareURL(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 10)
	c.do("PUT", uploadURL, pattern(10), "Content-Type", "application/octet-stream", "Content-Range", "bytes 0-9/10").want(http.StatusNotFound, `"UnknownError"`)
	c.put(uploadURL, pattern(10), 0, 10).want(http.StatusCreated)
}

// raw sends bytes as they are and reads the answer's status.
func (c *client) raw(request string) int {
	c.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.root, "http://"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, request)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode
}

func TestE28LengthAndType(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 5)
	put := "PUT " + strings.TrimPrefix(uploadURL, c.root) + "/content HTTP/1.1\r\nHost: " + strings.TrimPrefix(c.root, "http://") +
		"\r\nAuthorization: Bearer " + c.token + "\r\n"
	const bytesType = "Content-Type: application/octet-stream\r\n"
	const whole = "Content-Range: bytes 0-4/5\r\n"
	for name, test := range map[string]struct {
		rest   string
		status int
	}{
		"chunked":           {bytesType + whole + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411},
		"no length":         {bytesType + whole + "\r\n", 411},
		"no range":          {bytesType + "Content-Length: 5\r\n\r\nhello", 400},
		"range twice":       {bytesType + whole + whole + "Content-Length: 5\r\n\r\nhello", 400},
		"no type":           {whole + "Content-Length: 5\r\n\r\nhello", 415},
		"another type":      {"Content-Type: text/plain\r\n" + whole + "Content-Length: 5\r\n\r\nhello", 415},
		"misspelt type":     {"Content-Type: application/octet-steam\r\n" + whole + "Content-Length: 5\r\n\r\nhello", 415},
		"length too small":  {bytesType + whole + "Content-Length: 4\r\n\r\nhell", 400},
		"length of nothing": {bytesType + whole + "Content-Length: 0\r\n\r\n", 400},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.raw(put + test.rest); got != test.status {
				t.Errorf("status %d, want %d", got, test.status)
			}
		})
	}
	c.server.Update(func(o *Options) { o.AnyRangeType = true })
	if got := c.raw(put + whole + "Content-Length: 5\r\n\r\nhello"); got != 201 {
		t.Errorf("any type: %d", got)
	}
}

func TestE29ContentRangeGrammar(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 10)
	for _, header := range []string{
		"bytes 0-9/11", "bytes 0-9/*", "bytes */10", "0-9/10", "bytes=0-9/10", "bytes: 0-9/10", "Bytes 0-9/10", "bytes  0-9/10", "bytes 0 - 9/10",
		"bytes 0-9 /10", "bytes 0-8/10", "bytes 0-10/10", "bytes 9-0/10", "bytes -1-8/10", "bytes +0-9/10", "bytes 0-9", "bytes 0-9/10,", "items 0-9/10",
		"bytes 00000000000000000000-9/10", "bytes 1-10/10",
	} {
		c.put(uploadURL, pattern(10), 0, 10, "Content-Range", header).want(http.StatusBadRequest, "invalidRequest")
	}
	c.put(uploadURL, pattern(10), 0, 10).want(http.StatusCreated)
}

func FuzzE29ContentRange(f *testing.F) {
	for _, seed := range []string{"bytes 0-9/10", "bytes 0-9/*", "bytes 3276800-6553599/26214400", "", "bytes 9-0/10", "bytes 0-999999999999999999/999999999999999999"} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`\Abytes [0-9]+-[0-9]+/[0-9]+\z`)
	f.Fuzz(func(t *testing.T, header string) {
		r, ok := parseContentRange(header)
		if !ok {
			return
		}
		if !form.MatchString(header) || r.first < 0 || r.first > r.last || r.last >= r.total {
			t.Fatalf("%q read as %+v", header, r)
		}
		if again, ok := parseContentRange(rangeHeader(r.first, r.length(), r.total)); !ok || again != r {
			t.Fatalf("%+v does not read back", r)
		}
	})
}

func TestE30RangeLimit(t *testing.T) {
	const size = 10 << 20
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", size)
	c.put(uploadURL, pattern(4_194_305), 0, size).want(http.StatusRequestEntityTooLarge)
	c.put(uploadURL, pattern(4_194_304), 0, size).want(http.StatusOK)
	for _, limit := range []int64{4_194_303, 4_000_000} {
		c.server.Update(func(o *Options) { o.RangeLimit = limit })
		c.put(uploadURL, pattern(int(limit)+1), 4_194_304, size).want(http.StatusRequestEntityTooLarge)
	}
	c.put(uploadURL, pattern(1), 4_194_304, size).want(http.StatusOK, "4194305") // no multiple of 320 KiB is asked for
}

func TestE31L5WrongStartLeavesTheSessionUsable(t *testing.T) {
	c := signedIn(t, Options{})
	content := pattern(30)
	for _, switched := range []bool{false, true} {
		c.server.Update(func(o *Options) { o.InvalidRange = switched })
		status, word := http.StatusBadRequest, `"InvalidStart"`
		if switched {
			status, word = http.StatusRequestedRangeNotSatisfiable, `"invalidRange"`
		}
		uploadURL := c.open("a.bin", 30)
		c.put(uploadURL, content[10:20], 10, 30).want(status, word) // ahead of nothing
		c.put(uploadURL, content[:10], 0, 30).want(http.StatusOK)
		c.put(uploadURL, content[:10], 0, 30).want(status, word)    // repeated
		c.put(uploadURL, content[5:15], 5, 30).want(status, word)   // overlapping
		c.put(uploadURL, content[20:30], 20, 30).want(status, word) // ahead
		c.put(uploadURL, content[10:20], 10, 30).want(http.StatusOK)
		c.put(uploadURL, content[20:], 20, 30).want(http.StatusCreated)
		if got := c.attached()["a.bin"]; got.SHA256 != sum(content) {
			t.Fatal("a refused range left something behind")
		}
	}
}

func TestE32TwoRangesAtOnce(t *testing.T) {
	inVirtualTime(t, Options{}, func(_ *testing.T, c *client) {
		for _, status := range []int{409, 416} {
			c.server.Update(func(o *Options) { o.SecondPutStatus = status })
			c.server.SetFaults(Fault{Call: CallPutRange, Delay: Duration(300 * time.Millisecond)})
			uploadURL := c.open("a.bin", 20)
			first := make(chan reply)
			go func() { r, _ := c.tryPut(uploadURL, pattern(10), 0, 20); first <- r }()
			for c.server.Sessions()[len(c.server.Sessions())-1].Next == 0 {
				time.Sleep(time.Millisecond)
			}
			c.put(uploadURL, pattern(10), 10, 20).want(status)
			(<-first).want(http.StatusOK)
			c.put(uploadURL, pattern(10), 10, 20).want(http.StatusCreated)
		}
	})
}

func TestE33L4AnswerToARange(t *testing.T) {
	c := signedIn(t, Options{})
	for _, test := range []struct {
		change func(*Options)
		status int
		words  string
	}{
		{func(*Options) {}, 200, `"nextExpectedRanges":["4"]`},
		{func(o *Options) { o.PascalCase = true }, 200, `"NextExpectedRanges":["4"]`},
		{func(o *Options) { o.PascalCase, o.RangeForm = false, RangeStartDash }, 200, `["4-"]`},
		{func(o *Options) { o.RangeForm = RangeStartEnd }, 200, `["4-9"]`},
		{func(o *Options) { o.RangeForm = RangeSeveral }, 200, `["9-","4-"]`},
		{func(o *Options) { o.RangeStatus = 202 }, 202, "xpirationDateTime"},
	} {
		c.server.Update(test.change)
		r := c.put(c.open("a.bin", 10), pattern(4), 0, 10).want(test.status, test.words)
		if strings.Contains(string(r.body), "uploadUrl") {
			t.Error("no uploadUrl in the answer to a range")
		}
	}
}

func TestE34L7AnswerToTheLastRange(t *testing.T) {
	c := signedIn(t, Options{})
	base := strings.Replace(c.root+c.target(), "/me/", "/users/"+personal+"/", 1)
	for form, want := range map[LocationForm]string{
		LocationPath: base + "/attachments/ID", LocationCapital: base + "/Attachments/ID", LocationParen: base + "/Attachments('ID')", LocationMissing: "",
	} {
		c.server.Update(func(o *Options) { o.Location = form })
		r := c.upload("form "+string(form), pattern(3), 10)
		want = strings.Replace(want, "ID", c.attached()["form "+string(form)].ID, 1)
		if got := r.header.Get("Location"); got != want || len(r.body) != 0 || r.header.Get("Content-Length") != "0" {
			t.Errorf("%s: Location %q, want %q; body %q", form, got, want, r.body)
		}
		if want != "" {
			c.get(want).want(http.StatusOK, "form "+string(form))
		}
	}
}

func TestE36L3ASessionCannotBeAskedUnlessSwitched(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 10)
	c.get(uploadURL).want(http.StatusNotFound, `"UnknownError"`)
	c.put(uploadURL, pattern(4), 0, 10).want(http.StatusOK)
	c.get(uploadURL).want(http.StatusNotFound, `"UnknownError"`)
	c.get(uploadURL + "/content").want(http.StatusNotFound)
	c.server.Update(func(o *Options) { o.SessionStatus = true })
	c.get(uploadURL).want(http.StatusOK, `"nextExpectedRanges":["4"]`, `"expirationDateTime"`, `"id"`)
	c.put(uploadURL, pattern(10)[4:], 4, 10).want(http.StatusCreated)
	c.get(uploadURL).want(http.StatusNotFound)
	c.put(uploadURL, pattern(10)[4:], 4, 10).want(http.StatusNotFound) // L8
	c.do("DELETE", uploadURL, nil).want(http.StatusNotFound)
}

func TestE36CancelledSessionIsGone(t *testing.T) {
	c := signedIn(t, Options{SessionStatus: true})
	uploadURL := c.open("a.bin", 10)
	c.put(uploadURL, pattern(4), 0, 10).want(http.StatusOK)
	c.do("DELETE", uploadURL+"/content", nil).want(http.StatusNotFound)
	c.do("DELETE", uploadURL, nil).want(http.StatusNoContent)
	for _, method := range []string{"DELETE", "GET"} {
		c.do(method, uploadURL, nil).want(http.StatusNotFound)
	}
	c.put(uploadURL, pattern(4), 4, 10).want(http.StatusNotFound)
	if len(c.attached()) != 0 || len(c.server.Sessions()) != 0 {
		t.Error("a cancelled session left something")
	}
}

func TestE37ExpiryIsConstantAndEnforced(t *testing.T) {
	c := signedIn(t, Options{SessionStatus: true})
	uploadURL := c.open("a.bin", 10)
	before := c.get(uploadURL).text("expirationDateTime")
	if after := c.put(uploadURL, pattern(4), 0, 10).text("expirationDateTime"); after != before {
		t.Errorf("expiry moved from %s to %s", before, after)
	}
	c.server.ExpireSessions()
	c.put(uploadURL, pattern(6), 4, 10).want(http.StatusNotFound)
	c.get(uploadURL).want(http.StatusNotFound)
	c.do("DELETE", uploadURL, nil).want(http.StatusNotFound)
	c.server.Update(func(o *Options) { o.ExpiredStatus = 410 })
	c.put(uploadURL, pattern(6), 4, 10).want(http.StatusGone)
}

func TestE38ABrokenRangeLeavesNothing(t *testing.T) {
	for _, keep := range []bool{false, true} {
		c := signedIn(t, Options{KeepPartialRanges: keep, SessionStatus: true})
		content := pattern(3_000_000)
		uploadURL := c.open("a.bin", 3_000_000)
		c.put(uploadURL, content[:1_000_000], 0, 3_000_000).want(http.StatusOK)
		c.server.SetFaults(Fault{Call: CallPutRange, Reset: ResetMiddle, ResetAfter: 400_000})
		if _, err := c.tryPut(uploadURL, content[1_000_000:2_000_000], 1_000_000, 3_000_000); err == nil {
			t.Fatal("the connection held")
		}
		next := int64(1_000_000)
		if keep {
			next = 1_400_000
		}
		c.get(uploadURL).want(http.StatusOK, fmt.Sprintf(`["%d"]`, next))
		c.put(uploadURL, content[next:], next, 3_000_000).want(http.StatusCreated)
		if c.attached()["a.bin"].SHA256 != sum(content) {
			t.Error("the file is damaged")
		}
	}
}

func TestE45ConsumerWithoutSessions(t *testing.T) {
	c := signedIn(t, Options{NoSessions: true})
	c.post(c.target()+"/attachments/createUploadSession", `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5}}`).want(http.StatusNotFound)
	c.post(c.target()+"/attachments", inlineBody("big", pattern(5<<20))).want(http.StatusCreated)
	c.post(c.target()+"/attachments", inlineBody("bigger", pattern(23<<20))).want(http.StatusBadRequest, "30000000")
}

func TestADeletedTaskEndsItsSessions(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 10)
	c.do("DELETE", c.target(), nil).want(http.StatusNoContent)
	c.put(uploadURL, pattern(10), 0, 10).want(http.StatusNotFound)
	if len(c.server.Sessions()) != 0 {
		t.Error("the session outlived its task")
	}
}

func TestBytesArriveAsSent(t *testing.T) {
	c := signedIn(t, Options{})
	for _, size := range []int{1, 327_679, 3_276_800, 3_276_801, 26_214_400} {
		content := pattern(size)
		name := fmt.Sprint(size)
		c.upload(name, content, 3_276_800)
		got := c.attached()[name]
		if got.Size != int64(size) || got.SHA256 != sum(content) {
			t.Errorf("%d bytes arrived as %+v", size, got)
		}
		if back := c.get(c.target() + "/attachments/" + got.ID + "/$value"); !bytes.Equal(back.body, content) {
			t.Errorf("%d bytes came back otherwise", size)
		}
	}
}
