package simulator

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// batchLimit is how many requests a batch may hold.
const batchLimit = 20

// batchPart is one request of a batch.
type batchPart struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`
}

// batchResponse is the answer to one of them.
type batchResponse struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    any               `json:"body,omitempty"`
}

// batch answers up to 20 requests in one. Its parts are recorded and throttled one by one (L14).
func (s *Server) batch(c *call, g *graphRequest) *answer {
	object, refusal := c.jsonBody(inlineBodyCap, "requests")
	if object == nil {
		return refusal
	}
	var parts []batchPart
	if err := json.Unmarshal(object["requests"], &parts); err != nil || len(parts) == 0 {
		return c.fail(http.StatusBadRequest, "BadRequest", "", "Invalid batch payload format.")
	}
	if len(parts) > batchLimit {
		return c.fail(http.StatusBadRequest, "BadRequest", "", "Number of batch request steps exceeds the maximum value of 20.")
	}
	answered := map[string]int{}
	responses := []batchResponse{}
	for _, part := range parts {
		if _, twice := answered[part.ID]; twice || part.ID == "" {
			return c.fail(http.StatusBadRequest, "BadRequest", "", "Each request of a batch needs an id of its own.")
		}
		response := batchResponse{ID: part.ID, Status: http.StatusFailedDependency}
		if !slices.ContainsFunc(part.DependsOn, func(id string) bool { return answered[id]/100 != 2 }) {
			response = s.answerPart(c, g, part)
		}
		answered[part.ID] = response.Status
		responses = append(responses, response)
	}
	return c.json(http.StatusOK, map[string]any{"responses": responses})
}

// answerPart asks ourselves what a part asks.
func (s *Server) answerPart(c *call, g *graphRequest, part batchPart) batchResponse {
	content := []byte(part.Body)
	var encoded string
	if json.Unmarshal(content, &encoded) == nil {
		content, _ = base64.StdEncoding.DecodeString(encoded)
	}
	r, err := http.NewRequestWithContext(c.r.Context(), part.Method, c.base()+"/"+g.version+"/"+strings.TrimPrefix(part.URL, "/"), bytes.NewReader(content))
	if err != nil {
		return batchResponse{ID: part.ID, Status: http.StatusBadRequest}
	}
	r.Header.Set("Authorization", c.r.Header.Get("Authorization"))
	for name, value := range part.Headers {
		r.Header.Set(name, value)
	}
	inner := newCall(s, c.opts, nil, r)
	defer inner.end()
	a := s.answer(inner)
	if a != nil {
		a = inner.spoil(a)
	}
	if a == nil {
		return batchResponse{ID: part.ID, Status: http.StatusBadGateway}
	}
	inner.entry.status = a.status
	return a.asPart(part.ID)
}

// asPart is an answer as batches carry it: JSON as it is, other content in base64.
func (a *answer) asPart(id string) batchResponse {
	response := batchResponse{ID: id, Status: a.status, Headers: map[string]string{}}
	for name := range a.header {
		response.Headers[name] = a.header.Get(name)
	}
	content := slices.Concat(a.body, slices.Concat(a.stream...))
	switch {
	case len(content) == 0:
	case strings.HasPrefix(a.header.Get("Content-Type"), "application/json"):
		response.Body = json.RawMessage(content)
	default:
		response.Body = base64.StdEncoding.EncodeToString(content)
	}
	return response
}
