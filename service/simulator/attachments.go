package simulator

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// attachmentType is the only @odata.type of an attachment (E22).
const attachmentType = "#microsoft.graph.taskFileAttachment"

// sizeOverhead is by how many bytes the listed size exceeds the file's own (L9).
const sizeOverhead = 240

// inlineLimit is the largest file of an inline POST, in bytes (E22).
const inlineLimit = 3_145_727

// inlineBodyCap is the limit on a JSON body, in bytes (L10).
const inlineBodyCap = 30_000_000

const attachmentsContext = tasksContext + "('task')/attachments"

func (a *attachment) json(opts Options) map[string]any {
	size := a.size
	if !opts.ExactSizes {
		size += sizeOverhead
	}
	return map[string]any{
		"@odata.type": attachmentType, "id": a.id, "name": a.name, "contentType": a.contentType, "size": size,
		"lastModifiedDateTime": graphTime(a.modified),
	}
}

// contentBytes is the content in base64.
func (a *attachment) contentBytes() string {
	var encoded strings.Builder
	encoded.Grow(base64.StdEncoding.EncodedLen(int(a.size)))
	encoder := base64.NewEncoder(base64.StdEncoding, &encoded)
	for _, part := range a.parts {
		encoder.Write(part)
	}
	encoder.Close()
	return encoded.String()
}

// readAttachments lists all of a task's attachments, without their content (E23). $select is honoured there (L15).
func (s *Server) readAttachments(c *call, g *graphRequest) *answer {
	q, refusal := c.parseQuery()
	if refusal != nil {
		return refusal
	}
	if q.values.Has("$filter") || q.values.Has("$orderby") {
		return c.invalid("RequestBroker--ParseUri", "Invalid filter clause")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	listed := t.listed(c.opts.ListingLag, time.Now())
	p, refusal := c.cut(q, pager{size: max(q.top, 0), skip: true}, len(listed))
	if refusal != nil {
		return refusal
	}
	var entities []map[string]any
	for _, a := range listed[p.first:p.last] {
		entity := a.json(c.opts)
		if c.opts.ListContent {
			entity["contentBytes"] = a.contentBytes()
		}
		entities = append(entities, q.narrow(entity))
	}
	return c.collection(g, attachmentsContext, entities, p, q, len(listed))
}

// listed are the attachments that the list shows by now.
func (t *task) listed(lag time.Duration, now time.Time) []*attachment {
	shown := make([]*attachment, 0, len(t.attachments))
	for _, a := range t.attachments {
		if now.Sub(a.modified) >= lag {
			shown = append(shown, a)
		}
	}
	return shown
}

func (s *Server) countAttachments(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	a := c.empty(http.StatusOK)
	a.header.Set("Content-Type", "text/plain")
	a.body = []byte(strconv.Itoa(len(t.attachments)))
	return a
}

// attachmentOfLocked is the attachment a request means.
func (c *call) attachmentOfLocked(g *graphRequest) *attachment {
	if t := c.taskOfLocked(g); t != nil {
		return t.findAttachment(g.attachmentID)
	}
	return nil
}

// readAttachment is one attachment with its content, flat or wrapped (E23).
func (s *Server) readAttachment(c *call, g *graphRequest) *answer {
	q, refusal := c.parseQuery()
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := c.attachmentOfLocked(g)
	if a == nil {
		return c.notFound()
	}
	entity := a.json(c.opts)
	entity["contentBytes"] = a.contentBytes()
	entity = q.narrow(entity)
	if c.opts.WrapAttachment {
		return c.json(http.StatusOK, map[string]any{"value": entity})
	}
	return c.entity(g, http.StatusOK, attachmentsContext, entity)
}

// readValue is an attachment's exact bytes (E23).
func (s *Server) readValue(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := c.attachmentOfLocked(g)
	if found == nil {
		return c.notFound()
	}
	a := c.empty(http.StatusOK)
	a.header.Set("Content-Type", found.contentType)
	a.stream = found.parts
	return a
}

// deleteAttachment is 204, and 404 the next time; If-Match is ignored (L12).
func (s *Server) deleteAttachment(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := c.attachmentOfLocked(g)
	if a == nil {
		return c.notFound()
	}
	c.mailbox.removeAttachment(a, time.Now())
	return c.empty(http.StatusNoContent)
}

// inline takes a whole file in one JSON body (E22, L10).
func (s *Server) inline(c *call, g *graphRequest) *answer {
	object, refusal := c.jsonBody(inlineBodyCap, "@odata.type", "name", "contentBytes", "contentType", "size", "lastModifiedDateTime")
	if object == nil {
		if refusal != nil && refusal.status == http.StatusRequestEntityTooLarge && c.consumerInline() {
			return c.invalid("RequestBodyTooLarge", fmt.Sprintf("The request body size exceeds the request body size limit %d.", inlineBodyCap))
		}
		return refusal
	}
	name, contentType, content, problem := readInline(object)
	switch {
	case problem != "":
		return c.invalid("", problem)
	case !c.consumerInline() && len(content) > inlineLimit:
		return c.fail(http.StatusRequestEntityTooLarge, "invalidRequest", "ErrorAttachmentSizeLimitExceeded", "The file is too large to be sent in one request. Use an upload session.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	added := c.mailbox.addAttachment(t, c.mailbox.mint.id(c.mailbox.account.Personal, attachIDBytes), name, contentType, [][]byte{content}, time.Now())
	entity := added.json(c.opts)
	if !c.opts.NoInlineEcho {
		entity["contentBytes"] = object["contentBytes"] // L10
	}
	a := c.entity(g, http.StatusCreated, attachmentsContext, entity)
	a.header.Set("Location", c.taskURL(g, t)+"/attachments/"+added.id)
	return a
}

func (c *call) consumerInline() bool { return c.opts.ConsumerInline || c.opts.NoSessions }

// readInline reads the properties of an inline attachment; problem is "" if they are right.
func readInline(object map[string]json.RawMessage) (name, contentType string, content []byte, problem string) {
	if kind, _ := text(object, "@odata.type"); kind != attachmentType {
		return "", "", nil, "The @odata.type must be " + attachmentType + "."
	}
	name, _ = text(object, "name")
	if name == "" {
		return "", "", nil, "An attachment needs a name."
	}
	contentType, given := text(object, "contentType")
	if _, present := object["contentType"]; present && !given {
		return "", "", nil, "The contentType must be a string."
	}
	encoded, given := text(object, "contentBytes")
	if !given {
		return "", "", nil, "An attachment needs contentBytes."
	}
	// The decoder skips line breaks, which contentBytes may not have.
	content, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") {
		return "", "", nil, "Cannot convert the contentBytes to Edm.Binary: they are not padded base64."
	}
	if size, present := object["size"]; present {
		if _, err := strconv.ParseInt(string(size), 10, 32); err != nil {
			return "", "", nil, "The size must be an Int32."
		}
	}
	return name, orDefault(contentType, "application/octet-stream"), content, ""
}

// taskURL is a task under the user's own path, as Location and uploadUrl have it: by address (L1, L7) or by oid
// (E26).
func (c *call) taskURL(g *graphRequest, t *task) string {
	user := c.mailbox.account.Username
	if c.opts.UserIDs {
		user = c.mailbox.account.ID
	}
	return c.base() + "/" + g.version + "/users/" + user + "/todo/lists/" + t.list.id + "/tasks/" + t.id
}
