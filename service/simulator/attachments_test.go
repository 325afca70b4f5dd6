package simulator

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// inlineBody is a right body of an inline POST.
func inlineBody(name string, content []byte) map[string]any {
	return map[string]any{"@odata.type": "#microsoft.graph.taskFileAttachment", "name": name, "contentBytes": base64.StdEncoding.EncodeToString(content), "contentType": "text/plain"}
}

func TestE22InlineRefusals(t *testing.T) {
	c := signedIn(t, Options{})
	body := func(key string, value any) map[string]any {
		b := inlineBody("a.txt", []byte("hello"))
		if b[key] = value; value == nil {
			delete(b, key)
		}
		return b
	}
	for name, wrong := range map[string]any{
		"no type":                  body("@odata.type", nil),
		"type without #":           body("@odata.type", "microsoft.graph.taskFileAttachment"),
		"type of mail":             body("@odata.type", "#microsoft.graph.fileAttachment"),
		"no name":                  body("name", nil),
		"empty name":               body("name", ""),
		"no content":               body("contentBytes", nil),
		"content without padding":  body("contentBytes", "aGVsbG8"),
		"content with a line feed": body("contentBytes", "aGVs\nbG8="),
		"URL-safe content":         body("contentBytes", "-_-_"),
		"loose bits":               body("contentBytes", "aGVsbG9="),
		"content no string":        body("contentBytes", 5),
		"type of content no text":  body("contentType", 5),
		"size no number":           body("size", "5"),
		"unknown key":              body("isInline", false),
		"no JSON":                  "hello",
	} {
		t.Run(name, func(t *testing.T) {
			c.post(c.target()+"/attachments", wrong).want(http.StatusBadRequest, "invalidRequest")
		})
	}
	c.do("POST", c.target()+"/attachments", encode(inlineBody("a", nil))).want(http.StatusUnsupportedMediaType)
	if len(c.attached()) != 0 {
		t.Error("a refused body was attached")
	}
}

func TestE22InlineLimits(t *testing.T) {
	c := signedIn(t, Options{})
	path := c.target() + "/attachments"
	c.post(path, inlineBody("most", pattern(3_145_727))).want(http.StatusCreated)
	c.post(path, inlineBody("over", pattern(3_145_728))).want(http.StatusRequestEntityTooLarge)
	c.post(path, inlineBody("empty", nil)).want(http.StatusCreated)
	c.server.Update(func(o *Options) { o.ConsumerInline = true })
	c.post(path, inlineBody("four", pattern(4<<20))).want(http.StatusCreated)
	c.post(path, inlineBody("25", pattern(25<<20))).want(http.StatusBadRequest, "request body size limit 30000000")
	if got := c.attached(); len(got) != 3 || got["empty"].Size != 0 || got["four"].SHA256 != sum(pattern(4<<20)) {
		t.Errorf("attached: %v", got)
	}
}

func TestL10InlineAnswerEchoesContent(t *testing.T) {
	c := signedIn(t, Options{})
	r := c.post(c.target()+"/attachments", inlineBody("a.txt", []byte("hello"))).want(http.StatusCreated, `"contentBytes":"aGVsbG8="`)
	if location := r.header.Get("Location"); !strings.HasSuffix(location, "/attachments/"+r.text("id")) || !strings.HasPrefix(location, c.root) {
		t.Errorf("Location %s", location)
	}
	c.server.Update(func(o *Options) { o.NoInlineEcho = true })
	r = c.post(c.target()+"/attachments", inlineBody("b.txt", []byte("hello"))).want(http.StatusCreated)
	if r.text("contentBytes") != "" {
		t.Error("contentBytes echoed against the switch")
	}
}

func TestE23ListGetValueDelete(t *testing.T) {
	c := signedIn(t, Options{})
	id := c.post(c.target()+"/attachments", inlineBody("a.txt", []byte("hello"))).text("id")
	listed := c.get(c.target() + "/attachments").want(http.StatusOK).values()[0]
	if _, there := listed["contentBytes"]; there || listed["@odata.type"] != attachmentType || listed["name"] != "a.txt" || listed["contentType"] != "text/plain" {
		t.Errorf("listed %v", listed)
	}
	c.get(c.target()+"/attachments/"+id).want(http.StatusOK, `"contentBytes":"aGVsbG8="`)
	value := c.get(c.target() + "/attachments/" + id + "/$value").want(http.StatusOK)
	if string(value.body) != "hello" || value.header.Get("Content-Type") != "text/plain" || value.header.Get("Content-Length") != "5" {
		t.Errorf("$value %q %v", value.body, value.header)
	}
	c.get(c.target()+"/attachments/$count").want(http.StatusOK, "1")
	if selected := c.get(c.target() + "/attachments?$select=name").want(http.StatusOK).values()[0]; selected["size"] != nil || selected["name"] != "a.txt" {
		t.Errorf("$select is accepted on attachments (L15): %v", selected)
	}
	c.server.Update(func(o *Options) { o.WrapAttachment = true })
	c.get(c.target()+"/attachments/"+id).want(http.StatusOK, `{"value":{`)
	c.do("DELETE", c.target()+"/attachments/"+id, nil, "If-Match", `W/"wrong"`).want(http.StatusNoContent) // L12
	c.do("DELETE", c.target()+"/attachments/"+id, nil).want(http.StatusNotFound, "ErrorItemNotFound")
	c.get(c.target() + "/attachments/" + id + "/$value").want(http.StatusNotFound)
}

func TestE43L9ListedSizeIsLarger(t *testing.T) {
	c := signedIn(t, Options{})
	c.post(c.target()+"/attachments", inlineBody("a.txt", []byte("hello")))
	if size := c.get(c.target() + "/attachments").values()[0]["size"]; size != 245.0 {
		t.Errorf("size %v", size)
	}
	c.server.Update(func(o *Options) { o.ExactSizes = true })
	if size := c.get(c.target() + "/attachments").values()[0]["size"]; size != 5.0 {
		t.Errorf("exact size %v", size)
	}
}

func TestL11AnyNameIsKept(t *testing.T) {
	c := signedIn(t, Options{})
	for _, name := range []string{"../../etc/passwd", `C:\a?b*c`, "naïve – ☂.txt", " ", "a\u0000b", "日本語.pdf", strings.Repeat("n", 300)} {
		c.post(c.target()+"/attachments", inlineBody(name, []byte("x"))).want(http.StatusCreated)
		c.upload(name, []byte("yy"), 10)
	}
	if got := c.attached(); len(got) != 7 || got["../../etc/passwd"].Size == 0 {
		t.Errorf("names %v", got)
	}
}

func TestL13E35AttachmentsShowOnTheTask(t *testing.T) {
	c := signedIn(t, Options{})
	etags := map[string]bool{}
	look := func(has bool) {
		t.Helper()
		task := c.get(c.target()).object()
		if task["hasAttachments"] != has {
			t.Errorf("hasAttachments %v, want %v", task["hasAttachments"], has)
		}
		etags[task["@odata.etag"].(string)] = true
	}
	look(false)
	uploadURL := c.open("a.bin", 10)
	c.put(uploadURL, pattern(10)[:4], 0, 10).want(http.StatusOK)
	if len(c.get(c.target()+"/attachments").values()) != 0 {
		t.Error("listed before the last range")
	}
	c.put(uploadURL, pattern(10)[4:], 4, 10).want(http.StatusCreated)
	look(true)
	id := c.attached()["a.bin"].ID
	c.do("DELETE", c.target()+"/attachments/"+id, nil).want(http.StatusNoContent)
	look(false)
	if len(etags) != 3 {
		t.Error("each attachment write moves the task's etag")
	}
}
