package simulator

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Call is a kind of request, for the record and for faults.
type Call string

// The kinds of request.
const (
	CallAuthorize        Call = "authorize"
	CallToken            Call = "token"
	CallDeviceCode       Call = "deviceCode"
	CallSignInPage       Call = "signInPage" // forms and pages of the sign-in other than authorize
	CallLogout           Call = "logout"
	CallMe               Call = "me"
	CallLists            Call = "lists"
	CallCreateList       Call = "createList"
	CallList             Call = "list"
	CallChangeList       Call = "changeList"
	CallDeleteList       Call = "deleteList"
	CallTasks            Call = "tasks"
	CallCreateTask       Call = "createTask"
	CallTask             Call = "task"
	CallChangeTask       Call = "changeTask"
	CallDeleteTask       Call = "deleteTask"
	CallAttachments      Call = "attachments"
	CallInline           Call = "inline"
	CallAttachment       Call = "attachment"
	CallValue            Call = "value"
	CallDeleteAttachment Call = "deleteAttachment"
	CallCreateSession    Call = "createSession"
	CallPutRange         Call = "putRange"
	CallSessionStatus    Call = "sessionStatus"
	CallDeleteSession    Call = "sessionDelete"
	CallLinks            Call = "links"
	CallCreateLink       Call = "createLink"
	CallLink             Call = "link"
	CallChangeLink       Call = "changeLink"
	CallDeleteLink       Call = "deleteLink"
	CallBatch            Call = "batch"
	CallOther            Call = "other"
)

// graphRequest is what a Graph path names.
type graphRequest struct {
	version string
	user    string // "" for /me
	listID  string
	taskID  string
	// attachmentID, sessionID or linkID, if the path goes that deep
	attachmentID string
	sessionID    string
	linkID       string
	handle       func(*Server, *call, *graphRequest) *answer
	write        bool
}

// graph answers a request to Graph. It checks the token (E13), then the limits (E40), then what is asked.
func (s *Server) graph(c *call, segments []string) *answer {
	request, known := parseGraphPath(c, segments)
	if refusal := s.authenticate(c, request); refusal != nil {
		return refusal
	}
	if refusal := s.admit(c, request); refusal != nil {
		return refusal
	}
	s.strike(c, request)
	if c.struck {
		if done, a := c.strikeBefore(); done {
			return a
		}
	}
	if !known {
		return c.unknown()
	}
	if refusal := s.permit(c, request); refusal != nil {
		return refusal
	}
	return request.handle(s, c, request)
}

// parseGraphPath finds what is asked. Names of segments are compared without case, ids with it (E19).
func parseGraphPath(c *call, segments []string) (*graphRequest, bool) {
	g := &graphRequest{version: segments[0]}
	c.kind = CallOther
	rest := segments[1:]
	switch {
	case len(rest) >= 1 && strings.EqualFold(rest[0], "$batch"):
		return g, g.choose(c, len(rest) == 1, map[string]route{"POST": {CallBatch, (*Server).batch, false}})
	case len(rest) >= 1 && strings.EqualFold(rest[0], "me"):
		rest = rest[1:]
	case len(rest) >= 2 && strings.EqualFold(rest[0], "users"):
		g.user, rest = rest[1], rest[2:]
	default:
		return g, false
	}
	if len(rest) == 0 {
		return g, g.choose(c, true, map[string]route{"GET": {CallMe, (*Server).me, false}})
	}
	if len(rest) < 2 || !strings.EqualFold(rest[0], "todo") || !strings.EqualFold(rest[1], "lists") {
		return g, false
	}
	return g, g.parseLists(c, rest[2:])
}

// route is what one method on a path does.
type route struct {
	call   Call
	handle func(*Server, *call, *graphRequest) *answer
	write  bool
}

// choose takes the route of the request's method.
func (g *graphRequest) choose(c *call, exists bool, routes map[string]route) bool {
	chosen, ok := routes[c.r.Method]
	if !exists || !ok {
		return false
	}
	c.kind, g.handle, g.write = chosen.call, chosen.handle, chosen.write
	return true
}

func (g *graphRequest) parseLists(c *call, rest []string) bool {
	if len(rest) == 0 {
		return g.choose(c, true, map[string]route{
			"GET":  {CallLists, (*Server).readLists, false},
			"POST": {CallCreateList, (*Server).createList, true},
		})
	}
	g.listID = rest[0]
	if len(rest) == 1 {
		return g.choose(c, true, map[string]route{
			"GET":    {CallList, (*Server).readList, false},
			"PATCH":  {CallChangeList, (*Server).changeList, true},
			"DELETE": {CallDeleteList, (*Server).deleteList, true},
		})
	}
	if !strings.EqualFold(rest[1], "tasks") {
		return false
	}
	return g.parseTasks(c, rest[2:])
}

func (g *graphRequest) parseTasks(c *call, rest []string) bool {
	if len(rest) == 0 {
		return g.choose(c, true, map[string]route{
			"GET":  {CallTasks, (*Server).readTasks, false},
			"POST": {CallCreateTask, (*Server).createTask, true},
		})
	}
	g.taskID = rest[0]
	if len(rest) == 1 {
		return g.choose(c, true, map[string]route{
			"GET":    {CallTask, (*Server).readTask, false},
			"PATCH":  {CallChangeTask, (*Server).changeTask, true},
			"DELETE": {CallDeleteTask, (*Server).deleteTask, true},
		})
	}
	switch strings.ToLower(rest[1]) {
	case "attachments":
		return g.parseAttachments(c, rest[2:])
	case "attachmentsessions":
		return g.parseSessions(c, rest[2:])
	case "linkedresources":
		return g.parseLinks(c, rest[2:])
	}
	return false
}

func (g *graphRequest) parseAttachments(c *call, rest []string) bool {
	if len(rest) == 0 {
		return g.choose(c, true, map[string]route{
			"GET":  {CallAttachments, (*Server).readAttachments, false},
			"POST": {CallInline, (*Server).inline, true},
		})
	}
	if len(rest) == 1 {
		switch strings.TrimPrefix(rest[0], "microsoft.graph.") {
		case "createUploadSession":
			return g.choose(c, true, map[string]route{"POST": {CallCreateSession, (*Server).createSession, true}})
		case "$count":
			return g.choose(c, true, map[string]route{"GET": {CallAttachments, (*Server).countAttachments, false}})
		}
	}
	g.attachmentID = rest[0]
	if len(rest) == 1 {
		return g.choose(c, true, map[string]route{
			"GET":    {CallAttachment, (*Server).readAttachment, false},
			"DELETE": {CallDeleteAttachment, (*Server).deleteAttachment, true},
		})
	}
	return g.choose(c, len(rest) == 2 && rest[1] == "$value", map[string]route{"GET": {CallValue, (*Server).readValue, false}})
}

// parseSessions knows the ways to a session: PUT on /content, and DELETE on the bare uploadUrl; GET is 404 unless
// Options.SessionStatus (L3). PUT on the bare URL is not among them (E27).
func (g *graphRequest) parseSessions(c *call, rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	g.sessionID = rest[0]
	content := len(rest) == 2 && rest[1] == "content"
	switch {
	case content && c.r.Method == http.MethodPut:
		return g.choose(c, true, map[string]route{"PUT": {CallPutRange, (*Server).putRange, true}})
	case content && c.r.Method == http.MethodGet:
		c.kind = CallSessionStatus
		return false
	}
	return g.choose(c, len(rest) == 1, map[string]route{
		"GET":    {CallSessionStatus, (*Server).sessionStatus, false},
		"DELETE": {CallDeleteSession, (*Server).deleteSession, true},
	})
}

func (g *graphRequest) parseLinks(c *call, rest []string) bool {
	if len(rest) == 0 {
		return g.choose(c, true, map[string]route{
			"GET":  {CallLinks, (*Server).readLinks, false},
			"POST": {CallCreateLink, (*Server).createLink, true},
		})
	}
	g.linkID = rest[0]
	return g.choose(c, len(rest) == 1, map[string]route{
		"GET":    {CallLink, (*Server).oneLink, false},
		"PATCH":  {CallChangeLink, (*Server).oneLink, true},
		"DELETE": {CallDeleteLink, (*Server).oneLink, true},
	})
}

// authenticate finds whose token came (E12, E13), and whose mailbox it is to open. A nil answer lets the call go on.
func (s *Server) authenticate(c *call, g *graphRequest) *answer {
	scheme, value, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	value = strings.TrimSpace(value)
	if !strings.EqualFold(scheme, "Bearer") || value == "" {
		return c.unauthorized("Access token is empty.") // L2
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	token := s.signIn.access[value]
	switch {
	case token == nil && strings.Count(value, ".") == 2:
		return c.unauthorized("IDX10511: Signature validation failed.")
	case token == nil:
		return c.unauthorized("CompactToken parsing failed with error code: 80049217.")
	case !time.Now().Before(token.expires) && token.account.Personal:
		return c.unauthorized("CompactToken validation failed with reason code: 80049228.")
	case !time.Now().Before(token.expires):
		return c.unauthorized("Lifetime validation failed, the token is expired.")
	}
	c.token = token
	c.mailbox = s.mailboxes[token.account.key()]
	if token.appOnly {
		c.mailbox = orDefault(s.colleagueLocked(token.account, g.user), c.mailbox)
	}
	s.enterLocked(c)
	return nil
}

// colleagueLocked is the mailbox of a user of the same organization, nil if there is none.
func (s *Server) colleagueLocked(of Account, user string) *mailbox {
	for _, m := range s.mailboxes {
		if m.account.named(user) && m.account.TenantID == of.TenantID {
			return m
		}
	}
	return nil
}

// claimsWanted is the challenge of E14.
const claimsWanted = `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`

// permit checks scope, mailbox and claims (E13, E14, E42, E44).
func (s *Server) permit(c *call, g *graphRequest) *answer {
	if c.opts.RequireClaims && c.token.declaredCP1 && !c.token.satisfied {
		a := c.unauthorized("Continuous access evaluation resulted in challenge.")
		a.header.Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="", authorization_uri="%s/common/oauth2/v2.0/authorize", error="insufficient_claims", claims="%s"`,
			c.base(), base64.StdEncoding.EncodeToString([]byte(claimsWanted))))
		return a
	}
	if refusal := s.permitUser(c, g); refusal != nil {
		return refusal
	}
	if c.kind == CallBatch {
		return nil // each part is asked by itself
	}
	wanted := []string{"Tasks.ReadWrite", "Tasks.ReadWrite.All", "Tasks.ReadWrite.Shared"}
	if !g.write {
		wanted = append(wanted, "Tasks.Read", "Tasks.Read.All", "Tasks.Read.Shared")
	}
	if c.kind == CallMe {
		wanted = []string{"User.Read"}
	}
	if !slices.ContainsFunc(wanted, c.token.has) {
		return c.fail(http.StatusForbidden, "accessDenied", "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
	}
	switch {
	case c.opts.NoMailbox:
		return c.fail(http.StatusNotFound, "MailboxNotEnabledForRESTAPI", "", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
	case c.opts.FullMailbox && g.write && c.r.Method != http.MethodDelete:
		return c.fail(http.StatusForbidden, "accessDenied", "", "The user might not have enough permission, or the resource does not allow it.")
	}
	return nil
}

// permitUser lets a person at their own mailbox only, and app-only access at every mailbox of its tenant (E44).
func (s *Server) permitUser(c *call, g *graphRequest) *answer {
	if c.token.appOnly {
		if g.user == "" && c.kind != CallBatch {
			return c.fail(http.StatusBadRequest, "BadRequest", "", "/me request is only valid with delegated authentication flow.")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if c.kind != CallBatch && s.colleagueLocked(c.token.account, g.user) == nil {
			return c.fail(http.StatusNotFound, "ErrorInvalidUser", "", fmt.Sprintf("The requested user '%s' is invalid.", g.user))
		}
		return nil
	}
	if g.user != "" && !c.token.account.named(g.user) {
		return c.fail(http.StatusBadRequest, "invalidRequest", "ErrorIncorrectRoutingHint", "Incorrect routing hint.")
	}
	return nil
}

// named reports whether a path's /users/{user} means this account.
func (a Account) named(user string) bool {
	return strings.EqualFold(user, a.ID) || strings.EqualFold(user, a.Username)
}

func (s *Server) me(c *call, _ *graphRequest) *answer {
	account := c.mailbox.account
	return c.json(http.StatusOK, map[string]any{
		"@odata.context": c.base() + "/v1.0/$metadata#users/$entity", "id": account.ID,
		"displayName": account.Name, "userPrincipalName": account.Username, "mail": account.Username,
	})
}

// json is a Graph answer with content.
func (c *call) json(status int, v any) *answer {
	a := c.empty(status)
	a.body = encode(v)
	a.header.Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
	return a
}

// empty is a Graph answer without content. Each carries its ids (E21, L20).
func (c *call) empty(status int) *answer {
	header := http.Header{}
	header.Set("request-id", c.requestID)
	header.Set("client-request-id", c.clientReq)
	header.Set("x-ms-ags-diagnostic", `{"ServerInfo":{"DataCenter":"Stand-in","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"SIMULATOR"}}`)
	header.Set("Cache-Control", "no-store, no-cache")
	return &answer{status: status, header: header}
}

// graphError is the body of a refusal (F29).
type graphError struct {
	Code       string      `json:"code"`
	Message    string      `json:"message"`
	InnerError *innerError `json:"innerError,omitempty"`
}

type innerError struct {
	Code            string `json:"code,omitempty"`
	Date            string `json:"date,omitempty"`
	RequestID       string `json:"request-id,omitempty"`
	ClientRequestID string `json:"client-request-id,omitempty"`
}

// fail is a refusal. inner is the inner error's code, "" for none.
func (c *call) fail(status int, code, inner, message string) *answer {
	return c.json(status, map[string]graphError{"error": {Code: code, Message: message, InnerError: &innerError{
		Code: inner, Date: time.Now().UTC().Format("2006-01-02T15:04:05"), RequestID: c.requestID, ClientRequestID: c.clientReq,
	}}})
}

func (c *call) unauthorized(message string) *answer {
	a := c.fail(http.StatusUnauthorized, "InvalidAuthenticationToken", "", message)
	a.header.Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="", authorization_uri="%s/common/oauth2/v2.0/authorize", client_id="00000003-0000-0000-c000-000000000000"`, c.base()))
	return a
}

// unknown is what a path gets that leads nowhere, and a session that is not there (L2, L3).
func (c *call) unknown() *answer {
	return c.fail(http.StatusNotFound, "UnknownError", "", "")
}

func (c *call) notFound() *answer {
	return c.fail(http.StatusNotFound, "ErrorItemNotFound", "", "The specified object was not found in the store.")
}

func (c *call) invalid(inner, message string) *answer {
	return c.fail(http.StatusBadRequest, "invalidRequest", inner, message)
}

// jsonBody reads an object with no keys but the known ones. A nil map comes with the answer to give instead, which
// is nil too if the connection broke.
func (c *call) jsonBody(limit int64, known ...string) (map[string]json.RawMessage, *answer) {
	mediaType, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(mediaType), "application/json") {
		return nil, c.fail(http.StatusUnsupportedMediaType, "invalidRequest", "", "A request body needs the Content-Type application/json.")
	}
	content, err := c.readBody(limit)
	if err == errTooLarge {
		return nil, c.fail(http.StatusRequestEntityTooLarge, "invalidRequest", "RequestBodyTooLarge", fmt.Sprintf("The request exceeds the body size limit %d.", limit))
	}
	if err != nil {
		return nil, nil
	}
	return c.object(content, known...)
}

// object reads a JSON object with no keys but the known ones.
func (c *call) object(content []byte, known ...string) (map[string]json.RawMessage, *answer) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(content, &object); err != nil || object == nil {
		return nil, c.invalid("", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
	}
	for key := range object {
		if !slices.Contains(known, key) {
			return nil, c.invalid("", fmt.Sprintf("The property '%s' does not exist on this type.", key))
		}
	}
	return object, nil
}

// text reads a string property. ok is false if it is missing, null or no string.
func text(object map[string]json.RawMessage, key string) (value string, ok bool) {
	raw, present := object[key]
	if !present || len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	// A file is long: what stands there as it is meant is not taken apart a second time.
	if plain := raw[1 : len(raw)-1]; bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		return string(plain), true
	}
	return value, json.Unmarshal(raw, &value) == nil
}

// graphTime is how Graph writes a moment: UTC with seven digits of a second.
func graphTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }
