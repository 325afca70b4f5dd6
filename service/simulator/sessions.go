package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// attachmentInfoTypes are the ways @odata.type is written inside attachmentInfo; it may also be left out.
var attachmentInfoTypes = []string{"microsoft.graph.attachmentInfo", "#microsoft.graph.attachmentInfo"}

// createSession opens an upload session (E24-E26, L1).
func (s *Server) createSession(c *call, g *graphRequest) *answer {
	if c.opts.NoSessions {
		c.drain()
		return c.unknown() // E45
	}
	if c.token.appOnly && !c.opts.AppOnlySessions {
		return c.fail(http.StatusForbidden, "accessDenied", "ErrorAccessDenied", "Access is denied. Check credentials and try again.") // E42
	}
	object, refusal := c.jsonBody(entityLimit, "attachmentInfo")
	if object == nil {
		return refusal
	}
	info, refusal := c.object(object["attachmentInfo"], "@odata.type", "attachmentType", "name", "size", "contentType")
	if info == nil {
		return refusal
	}
	opened, refusal := c.readAttachmentInfo(info)
	if opened == nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	now := time.Now()
	opened.task, opened.created, opened.expires = t, now, now.Add(c.opts.SessionLifetime)
	opened.id = c.mailbox.mint.id(c.mailbox.account.Personal, sessionIDBytes)
	c.mailbox.sessions[opened.id] = opened
	status := http.StatusCreated
	if c.opts.CreatedOK {
		status = http.StatusOK
	}
	uploadURL := c.taskURL(g, t) + "/attachmentSessions/" + opened.id
	a := c.json(status, map[string]any{
		"@odata.context": c.base() + "/" + g.version + "/$metadata#microsoft.graph.uploadSession",
		"uploadUrl":      uploadURL, "expirationDateTime": graphTime(opened.expires), "nextExpectedRanges": []string{"0-"},
	})
	a.header.Set("Location", uploadURL)
	return a
}

// readAttachmentInfo checks what a session is to be for.
func (c *call) readAttachmentInfo(info map[string]json.RawMessage) (*session, *answer) {
	if kind, given := info["@odata.type"]; given {
		if value, _ := text(info, "@odata.type"); !slices.Contains(attachmentInfoTypes, value) {
			return nil, c.invalid("", fmt.Sprintf("The @odata.type %s is not attachmentInfo.", kind))
		}
	}
	if kind, _ := text(info, "attachmentType"); kind != "file" {
		return nil, c.invalid("", "The attachmentType must be file.")
	}
	name, _ := text(info, "name")
	if name == "" {
		return nil, c.invalid("", "The attachmentInfo needs a name.")
	}
	contentType, given := text(info, "contentType")
	if _, present := info["contentType"]; present && !given {
		return nil, c.invalid("", "The contentType must be a string.")
	}
	size, err := strconv.ParseInt(string(info["size"]), 10, 64)
	switch {
	case err != nil || size < 0:
		return nil, c.invalid("", "The attachmentInfo needs a size that is an Int64.")
	case size == 0 && !c.opts.EmptyFileSessions:
		return nil, c.invalid("", "The size must be greater than 0.")
	case size < c.opts.SessionMinimum && size > 0:
		return nil, c.invalid("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", fmt.Sprintf("The size %d is below the minimum of %d bytes.", size, c.opts.SessionMinimum))
	case size > c.opts.FileLimit:
		return nil, c.invalid("ErrorAttachmentSizeLimitExceeded", fmt.Sprintf("The size %d exceeds the limit of %d bytes.", size, c.opts.FileLimit))
	}
	return &session{name: name, size: size, contentType: orDefault(contentType, "application/octet-stream")}, nil
}

// sessionOfLocked is the live session a request means; expired is true if it has expired.
func (c *call) sessionOfLocked(g *graphRequest) (found *session, expired bool) {
	found = c.mailbox.sessions[g.sessionID]
	if found == nil || found.task != c.taskOfLocked(g) {
		return nil, false
	}
	if !time.Now().Before(found.expires) {
		return nil, true // E37
	}
	return found, false
}

// gone is what a session gets that is not there.
func (c *call) gone(expired bool) *answer {
	if expired && c.opts.ExpiredStatus == http.StatusGone {
		return c.fail(http.StatusGone, "itemNotFound", "uploadSessionNotFound", "The upload session has expired.")
	}
	return c.unknown()
}

// putRange takes the next bytes of a file (E27-E35).
func (s *Server) putRange(c *call, g *graphRequest) *answer {
	target, refusal := s.claim(c, g)
	if target == nil {
		return refusal
	}
	r, refusal := c.checkRange(target)
	if refusal != nil {
		return refusal
	}
	if r.first != target.next {
		return c.wrongStart(r.first > target.next)
	}
	content := make([]byte, r.length())
	n, err := io.ReadFull(c.body, content)
	if err != nil {
		s.keepPartial(c, target, content[:n])
		return nil
	}
	return s.commit(c, g, target, content)
}

// claim takes a session for one range, until the answer to it goes out. A second one meanwhile is refused (E32).
func (s *Server) claim(c *call, g *graphRequest) (*session, *answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, expired := c.sessionOfLocked(g)
	if found == nil {
		return nil, c.gone(expired)
	}
	if found.busy {
		return nil, c.fail(c.opts.SecondPutStatus, defaultCode(c.opts.SecondPutStatus), "", "Another range of this upload session is on its way.")
	}
	found.busy, c.claimed = true, found
	return found, nil
}

// checkRange holds a range to the rules that need no look at its start (E28-E30).
func (c *call) checkRange(target *session) (contentRange, *answer) {
	header := c.r.Header
	empty := target.size == 0 && c.r.ContentLength == 0 && header.Get("Content-Range") == ""
	switch {
	case c.r.ContentLength < 0 || len(c.r.TransferEncoding) > 0:
		return contentRange{}, c.fail(http.StatusLengthRequired, "invalidRequest", "", "A range needs a Content-Length, and no chunked encoding.")
	case c.r.ContentLength == 0 && header.Get("Content-Length") == "" && !empty:
		return contentRange{}, c.fail(http.StatusLengthRequired, "invalidRequest", "", "A range needs a Content-Length.")
	case header.Get("Content-Type") != "application/octet-stream" && !c.opts.AnyRangeType:
		return contentRange{}, c.fail(http.StatusUnsupportedMediaType, "invalidRequest", "", "A range needs the Content-Type application/octet-stream.")
	case empty:
		return contentRange{first: 0, last: -1}, nil
	}
	r, ok := parseContentRange(header.Get("Content-Range"))
	switch {
	case !ok || len(header.Values("Content-Range")) > 1:
		return r, c.invalid("InvalidContentRange", "The Content-Range must read 'bytes first-last/total'.")
	case r.total != target.size:
		return r, c.invalid("InvalidContentRange", fmt.Sprintf("The total of the Content-Range is not the declared size %d.", target.size))
	case r.length() != c.r.ContentLength:
		return r, c.invalid("InvalidContentRange", "The Content-Range and the Content-Length disagree.")
	case r.length() > c.opts.RangeLimit:
		return r, c.fail(http.StatusRequestEntityTooLarge, "invalidRequest", "maxFragmentLengthExceeded", fmt.Sprintf("A range is at most %d bytes.", c.opts.RangeLimit))
	}
	return r, nil
}

// wrongStart refuses a range that does not start at the next expected byte. The session stays usable (L5, L6, E31).
func (c *call) wrongStart(ahead bool) *answer {
	if ahead && !c.struck {
		switch c.opts.SkipAhead {
		case SkipAheadTimeout:
			if !c.drain() || !wait(c.r.Context(), 29*time.Second) {
				return nil
			}
			return c.fail(http.StatusGatewayTimeout, "UnknownError", "", "")
		case SkipAheadSilence:
			c.drain()
			wait(c.r.Context(), 60*time.Second)
			return nil
		}
	}
	if status := c.opts.WrongStartStatus; status != 0 {
		return c.fail(status, defaultCode(status), "", "The range can't be taken.")
	}
	if c.opts.InvalidRange {
		return c.fail(http.StatusRequestedRangeNotSatisfiable, "invalidRange", "", "The range does not start at the next expected byte.")
	}
	return c.invalid("InvalidStart", "The uploaded fragment does not start at the next expected byte.")
}

// keepPartial deals with a range that broke off: nothing of it is kept (E38), unless a switch says otherwise.
func (s *Server) keepPartial(c *call, target *session, content []byte) {
	if !c.opts.KeepPartialRanges || len(content) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	target.parts = append(target.parts, content)
	target.next += int64(len(content))
}

// commit adds a range to its session, and with the last one the attachment to its task (E35).
func (s *Server) commit(c *call, g *graphRequest, target *session, content []byte) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, expired := c.sessionOfLocked(g); found == nil {
		return c.gone(expired) // cancelled, or its task deleted, while the bytes came
	}
	if len(content) > 0 {
		target.parts = append(target.parts, content)
	}
	target.next += int64(len(content))
	if target.next < target.size {
		return c.rangeTaken(target)
	}
	delete(c.mailbox.sessions, target.id)
	added := c.mailbox.addAttachment(target.task, c.mailbox.mint.id(c.mailbox.account.Personal, attachIDBytes), target.name, target.contentType, target.parts, time.Now())
	a := c.empty(http.StatusCreated) // no body (E34)
	base := c.taskURL(g, target.task)
	switch orDefault(c.fault.Location, c.opts.Location) {
	case LocationPath:
		a.header.Set("Location", base+"/attachments/"+added.id)
	case LocationCapital:
		a.header.Set("Location", base+"/Attachments/"+added.id)
	case LocationParen:
		a.header.Set("Location", base+"/Attachments('"+added.id+"')")
	}
	return a
}

// rangeTaken tells which byte comes next (L4, E33).
func (c *call) rangeTaken(target *session) *answer {
	next := nextRanges(target, c.opts.RangeForm)
	switch c.fault.NextRange {
	case "":
	case "none":
		next = []string{}
	default:
		next = []string{c.fault.NextRange}
	}
	expires, ranges := "expirationDateTime", "nextExpectedRanges"
	if c.opts.PascalCase {
		expires, ranges = "ExpirationDateTime", "NextExpectedRanges"
	}
	return c.json(c.opts.RangeStatus, map[string]any{expires: graphTime(target.expires), ranges: next})
}

func nextRanges(target *session, form RangeForm) []string {
	start := strconv.FormatInt(target.next, 10)
	switch form {
	case RangeStartDash:
		return []string{start + "-"}
	case RangeStartEnd:
		return []string{fmt.Sprintf("%d-%d", target.next, target.size-1)}
	case RangeSeveral:
		return []string{fmt.Sprintf("%d-", target.size-1), start + "-"}
	}
	return []string{start}
}

// sessionStatus is 404 at all times, as seen (L3), unless a switch lets the session be asked (E36).
func (s *Server) sessionStatus(c *call, g *graphRequest) *answer {
	if !c.opts.SessionStatus {
		return c.unknown()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, expired := c.sessionOfLocked(g)
	if found == nil {
		return c.gone(expired)
	}
	return c.json(http.StatusOK, map[string]any{
		"@odata.context": c.base() + "/" + g.version + "/$metadata#attachmentSessions/$entity",
		"id":             found.id, "expirationDateTime": graphTime(found.expires), "nextExpectedRanges": nextRanges(found, c.opts.RangeForm),
	})
}

// deleteSession cancels an upload: 204, then 404 (E36).
func (s *Server) deleteSession(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, expired := c.sessionOfLocked(g)
	if found == nil {
		return c.gone(expired)
	}
	delete(c.mailbox.sessions, found.id)
	return c.empty(http.StatusNoContent)
}
