package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration that reads and writes as "1.5s" in JSON.
type Duration time.Duration

// MarshalText writes a duration as time.Duration does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what time.ParseDuration reads.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// Which is a range's position in its file, or how it stands to what the session has.
type Which string

// The positions of a range. A file sent in one range is both first and last.
const (
	AnyRange     Which = ""
	FirstRange   Which = "first"
	MiddleRange  Which = "middle" // neither first nor last
	LastRange    Which = "last"
	AheadRange   Which = "ahead"  // starts after the next expected byte
	RepeatedOnly Which = "repeat" // starts before the next expected byte
)

// Reset is the moment at which a connection is torn down.
type Reset string

// The moments to tear a connection down.
const (
	ResetNever  Reset = ""
	ResetBefore Reset = "before" // before anything of the body is read
	ResetMiddle Reset = "middle" // after Fault.ResetAfter bytes of the body
	ResetCommit Reset = "commit" // after the work is done: the answer is lost (E39)
	ResetAnswer Reset = "answer" // after the work is done, in the middle of the answer's headers
)

// Body is what a fault's answer carries.
type Body string

// The bodies of a fault's answer.
const (
	BodyError Body = ""      // an error object as Graph or the sign-in writes it
	BodyEmpty Body = "empty" // nothing
	BodyHTML  Body = "html"  // a page of some proxy
)

// Fault makes matching calls go wrong (E39, E41). The fields before Status say which calls and how often, the
// others what happens. All matching fields must match; of several faults the first that strikes does so alone.
type Fault struct {
	// Name is for the record only.
	Name string `json:"name,omitempty"`

	// Call is the kind of request. "" = each request to Graph.
	Call Call `json:"call,omitempty"`
	// Method and Path narrow it down: the HTTP method, and a part of the path and query as sent.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// Account is the username whose token comes with it.
	Account string `json:"account,omitempty"`
	// List is the name of the list that the path leads into.
	List string `json:"list,omitempty"`
	// File is the name of the attachment that a range, a session or an attachment belongs to.
	File string `json:"file,omitempty"`
	// Range is the position of a range in its file.
	Range Which `json:"range,omitempty"`
	// Nth lets the first Nth-1 matching calls pass. 0 and 1 = none.
	Nth int `json:"nth,omitempty"`
	// Times is how often it strikes. 0 = once, or without end if Probability is given; -1 = without end.
	Times int `json:"times,omitempty"`
	// Probability, above 0 and up to 1, is drawn for each matching call. 0 = always.
	Probability float64 `json:"probability,omitempty"`

	// Status answers with it instead of doing the work. 0 = the work is done as usual.
	Status int `json:"status,omitempty"`
	// Commit does the work first, and answers with Status all the same.
	Commit bool `json:"commit,omitempty"`
	// Code, InnerCode and Message fill the error object. For the sign-in Code is the error ("invalid_grant") and
	// Number the AADSTS number.
	Code      string `json:"code,omitempty"`
	InnerCode string `json:"innerCode,omitempty"`
	Message   string `json:"message,omitempty"`
	Number    int    `json:"number,omitempty"`
	// RetryAfter is the header's value: "7", or "date:7" for an HTTP date 7 seconds ahead. "" = no header.
	// On a 429 it also holds the mailbox: a request that comes earlier gets 429 again.
	RetryAfter string `json:"retryAfter,omitempty"`
	// Header is added to the answer, the fault's own or the usual one.
	Header map[string]string `json:"header,omitempty"`
	// Body replaces the error object.
	Body Body `json:"body,omitempty"`

	// Reset tears the connection down; ResetAfter is in bytes of the request's body.
	Reset      Reset `json:"reset,omitempty"`
	ResetAfter int64 `json:"resetAfter,omitempty"`
	// Delay is waited before the answer, after the work.
	Delay Duration `json:"delay,omitempty"`
	// Hang never answers: the call ends when the client gives up or the server closes. With Commit the work is done
	// first.
	Hang bool `json:"hang,omitempty"`
	// Rate reads the body at that many bytes per second.
	Rate int64 `json:"rate,omitempty"`

	// NextRange replaces nextExpectedRanges in the answer to a range. "none" = an empty list.
	NextRange string `json:"nextRange,omitempty"`
	// Location replaces the form of Location in the answer to the last range.
	Location LocationForm `json:"location,omitempty"`
	// Ghost deletes the list that the path names, so that it answers 404 while its tasks live on (L17).
	Ghost bool `json:"ghost,omitempty"`
}

// armedFault is a fault with its count.
type armedFault struct {
	Fault
	number        int
	seen, strikes int
}

func arm(faults []Fault) []*armedFault {
	armed := make([]*armedFault, len(faults))
	for i, fault := range faults {
		armed[i] = &armedFault{Fault: fault, number: i + 1}
	}
	return armed
}

// ParseFaults reads a JSON array of faults. Unknown fields are refused: a misspelt one would strike nothing.
func ParseFaults(content []byte) ([]Fault, error) {
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.DisallowUnknownFields()
	var faults []Fault
	if err := decoder.Decode(&faults); err != nil {
		return nil, fmt.Errorf("faults: %w", err)
	}
	for i, fault := range faults {
		if err := fault.check(); err != nil {
			return nil, fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	return faults, nil
}

// check finds values that no call could meet.
func (f Fault) check() error {
	switch {
	case f.Call != "" && !slices.Contains(allCalls, f.Call):
		return fmt.Errorf("there is no call %q; there are %v", f.Call, allCalls)
	case !slices.Contains([]Which{AnyRange, FirstRange, MiddleRange, LastRange, AheadRange, RepeatedOnly}, f.Range):
		return fmt.Errorf("there is no range %q", f.Range)
	case !slices.Contains([]Reset{ResetNever, ResetBefore, ResetMiddle, ResetCommit, ResetAnswer}, f.Reset):
		return fmt.Errorf("there is no reset %q", f.Reset)
	case !slices.Contains([]Body{BodyError, BodyEmpty, BodyHTML}, f.Body):
		return fmt.Errorf("there is no body %q", f.Body)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d is not between 200 and 599", f.Status)
	case f.Probability < 0 || f.Probability > 1:
		return fmt.Errorf("probability %v is not between 0 and 1", f.Probability)
	}
	return nil
}

var allCalls = []Call{
	CallAuthorize, CallToken, CallDeviceCode, CallSignInPage, CallLogout, CallMe, CallLists, CallCreateList, CallList, CallChangeList,
	CallDeleteList, CallTasks, CallCreateTask, CallTask, CallChangeTask, CallDeleteTask, CallAttachments, CallInline, CallAttachment,
	CallValue, CallDeleteAttachment, CallCreateSession, CallPutRange, CallSessionStatus, CallDeleteSession,
	CallLinks, CallCreateLink, CallLink, CallChangeLink, CallDeleteLink, CallBatch, CallOther,
}

// signInCalls do not belong to "each request to Graph".
var signInCalls = []Call{CallAuthorize, CallToken, CallDeviceCode, CallSignInPage, CallLogout}

// strike looks for a fault that hits this call. g is nil for the sign-in.
func (s *Server) strike(c *call, g *graphRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range s.faults {
		if !fault.matches(c, g) || !fault.draw(s.draws.Float64) {
			continue
		}
		c.fault, c.struck = fault.Fault, true
		c.entry.Fault = fault.Name
		if fault.Name == "" {
			c.entry.Fault = strconv.Itoa(fault.number)
		}
		if fault.Ghost && g != nil && c.mailbox.findList(g.listID) != nil {
			c.mailbox.removeList(c.mailbox.findList(g.listID), time.Now())
		}
		s.holdForLocked(c)
		return
	}
}

// holdForLocked lets a fault's 429 hold the mailbox as a real one does (E40).
func (s *Server) holdForLocked(c *call) {
	seconds, err := strconv.Atoi(strings.TrimPrefix(c.fault.RetryAfter, "date:"))
	if c.fault.Status == http.StatusTooManyRequests && err == nil && c.throttle != nil {
		c.throttle.hold(time.Now(), time.Duration(seconds)*time.Second)
	}
}

func (f *armedFault) matches(c *call, g *graphRequest) bool {
	switch {
	case f.Call == "" && slices.Contains(signInCalls, c.kind), f.Call != "" && f.Call != c.kind:
		return false
	case f.Method != "" && f.Method != c.r.Method, f.Path != "" && !strings.Contains(c.entry.Path, f.Path):
		return false
	case f.Account != "" && (c.mailbox == nil || c.mailbox.account.Username != f.Account):
		return false
	case f.List != "" && (g == nil || c.mailbox == nil || c.mailbox.listByID[g.listID] == nil || c.mailbox.listByID[g.listID].name != f.List):
		return false
	case f.File != "" && (g == nil || fileOf(c.mailbox, g) != f.File):
		return false
	case f.Range != AnyRange:
		return g != nil && c.kind == CallPutRange && f.matchesRange(c, g)
	}
	return true
}

// fileOf is the name of the file that a session or an attachment in the path is about.
func fileOf(m *mailbox, g *graphRequest) string {
	if s := m.sessions[g.sessionID]; s != nil {
		return s.name
	}
	if t := m.taskByID[g.taskID]; t != nil {
		if a := t.findAttachment(g.attachmentID); a != nil {
			return a.name
		}
	}
	return ""
}

func (f *armedFault) matchesRange(c *call, g *graphRequest) bool {
	r, ok := parseContentRange(c.r.Header.Get("Content-Range"))
	if !ok {
		return false
	}
	var next int64
	if s := c.mailbox.sessions[g.sessionID]; s != nil {
		next = s.next
	}
	switch f.Range {
	case FirstRange:
		return r.first == 0
	case LastRange:
		return r.last == r.total-1
	case MiddleRange:
		return r.first != 0 && r.last != r.total-1
	case AheadRange:
		return r.first > next
	default:
		return r.first < next
	}
}

// draw counts a matching call and decides whether it is hit.
func (f *armedFault) draw(random func() float64) bool {
	f.seen++
	limit := f.Times
	if limit == 0 && f.Probability == 0 {
		limit = 1
	}
	if f.seen < f.Nth || limit > 0 && f.strikes >= limit {
		return false
	}
	if f.Probability > 0 && random() >= f.Probability {
		return false
	}
	f.strikes++
	return true
}

// strikeBefore applies what happens before or instead of the work. done means that the call ends with a.
func (c *call) strikeBefore() (done bool, a *answer) {
	f := c.fault
	if f.Rate > 0 {
		c.setRate(f.Rate)
	}
	switch {
	case f.Reset == ResetBefore:
		return true, nil
	case f.Reset == ResetMiddle:
		c.body = &brokenReader{source: c.body, left: f.ResetAfter}
		if f.Status != 0 && !f.Commit {
			c.drain()
			return true, nil
		}
	case f.Hang && !f.Commit:
		return true, c.empty(http.StatusGatewayTimeout) // never sent: spoil hangs
	case f.Status != 0 && !f.Commit:
		return true, c.faultAnswer()
	}
	return false, nil
}

// faultAnswer is the answer a fault wants.
func (c *call) faultAnswer() *answer {
	f := c.fault
	var a *answer
	switch {
	case c.mailbox == nil:
		a = c.oauthError(f.Status, orDefault(f.Code, "server_error"), orDefault(f.Number, 90033), orDefault(f.Message, "A transient error has occurred. Please try again."))
	default:
		a = c.fail(f.Status, orDefault(f.Code, defaultCode(f.Status)), f.InnerCode, f.Message)
	}
	switch f.Body {
	case BodyEmpty:
		a.body = nil
		a.header.Del("Content-Type")
	case BodyHTML:
		a.body = []byte("<html><head><title>" + http.StatusText(f.Status) + "</title></head><body><h1>Our services aren't available right now</h1></body></html>")
		a.header.Set("Content-Type", "text/html")
	}
	return a
}

// defaultCode is the code that Graph sends with a status.
func defaultCode(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "invalidRequest"
	case http.StatusUnauthorized:
		return "InvalidAuthenticationToken"
	case http.StatusForbidden:
		return "accessDenied"
	case http.StatusConflict:
		return "conflict"
	case http.StatusRequestedRangeNotSatisfiable:
		return "invalidRange"
	case http.StatusTooManyRequests:
		return "TooManyRequests"
	case http.StatusInternalServerError:
		return "generalException"
	case http.StatusServiceUnavailable:
		return "MailboxInfoStale"
	case http.StatusInsufficientStorage:
		return "quotaLimitReached"
	}
	return "UnknownError"
}

// spoil applies what a fault does to a finished answer. nil ends the connection.
func (c *call) spoil(a *answer) *answer {
	if !c.struck {
		return a
	}
	f := c.fault
	if f.Hang {
		<-c.r.Context().Done()
		return nil
	}
	if f.Reset == ResetCommit {
		return nil
	}
	if f.Status != 0 && f.Commit {
		a = c.faultAnswer()
	}
	if seconds, isDate := strings.CutPrefix(f.RetryAfter, "date:"); isDate {
		ahead, _ := strconv.Atoi(seconds)
		a.header.Set("Retry-After", time.Now().Add(time.Duration(ahead)*time.Second).UTC().Format(http.TimeFormat))
	} else if f.RetryAfter != "" {
		a.header.Set("Retry-After", f.RetryAfter)
	}
	for name, value := range f.Header {
		a.header.Set(name, value)
	}
	return a
}

// brokenReader breaks off after left bytes.
type brokenReader struct {
	source interface{ Read([]byte) (int, error) }
	left   int64
}

func (b *brokenReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBrokenOff
	}
	n, err := b.source.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
