package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// inspectionRoot is the path under which an inspected stand-in can be seen and changed without a token.
const inspectionRoot = "/_standin/"

// Inspect has a stand-in answer under /_standin/, without a token. The standalone command asks for it, and the demo
// does not: what nobody calls is not built into TaskDrop.
func Inspect(s *Server) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inspect = inspection{s}.inspect
}

// inspection is a stand-in as it is seen and changed from outside.
type inspection struct{ *Server }

// wish is the body of a request that changes something there. Which fields count depends on the path.
type wish struct {
	Account      string `json:"account"`
	List         string `json:"list"`
	Task         string `json:"task"`
	ID           string `json:"id"`
	Name         string `json:"name"`
	Title        string `json:"title"`
	ContentType  string `json:"contentType"`
	ContentBytes []byte `json:"contentBytes"`
}

// inspect answers under inspectionRoot.
func (s inspection) inspect(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "" {
		http.Error(w, "pages of a browser have no business here", http.StatusForbidden)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, inspectionRoot)
	if path == "content" && r.Method == http.MethodGet {
		s.inspectContent(w, r.URL.Query().Get("id"))
		return
	}
	result, status, err := s.inspected(r, path)
	if err != nil {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write(encode(map[string]string{"error": err.Error()}))
		return
	}
	if result == nil {
		result = map[string]bool{"ok": true}
	}
	content, _ := json.MarshalIndent(result, "", "  ")
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Write(append(content, '\n'))
}

func (s inspection) inspectContent(w http.ResponseWriter, id string) {
	content, err := s.Content(id)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(content)
}

// inspected does what a request under inspectionRoot asks. status is that of an error.
func (s inspection) inspected(r *http.Request, path string) (result any, status int, err error) {
	if r.Method == http.MethodGet {
		if show, ok := s.shown()[path]; ok {
			return show(), http.StatusOK, nil
		}
		return nil, http.StatusNotFound, fmt.Errorf("there is nothing under %s%s", inspectionRoot, path)
	}
	content, err := io.ReadAll(io.LimitReader(r.Body, drainLimit))
	if err != nil {
		return nil, http.StatusBadRequest, err
	}
	change, ok := s.changes()[r.Method+" "+path]
	if !ok {
		return nil, http.StatusNotFound, fmt.Errorf("there is no %s %s%s", r.Method, inspectionRoot, path)
	}
	result, err = change(content, r.URL.Query().Get("id"))
	return result, http.StatusBadRequest, err
}

// shown are the things to look at.
func (s inspection) shown() map[string]func() any {
	return map[string]func() any{
		"state":       func() any { return s.State() },
		"requests":    func() any { return s.Requests() },
		"lists":       func() any { return s.Lists() },
		"tasks":       func() any { return s.Tasks() },
		"attachments": func() any { return s.Attachments() },
		"links":       func() any { return s.Links() },
		"sessions":    func() any { return s.Sessions() },
		"faults":      func() any { return s.Faults() },
		"issued":      func() any { return s.Issued() },
		"options":     func() any { return s.options() },
	}
}

// changes are the things to do, by method and path. id is the query parameter of that name.
func (s inspection) changes() map[string]func(content []byte, id string) (any, error) {
	return map[string]func([]byte, string) (any, error){
		"DELETE requests":          func([]byte, string) (any, error) { s.ForgetRequests(); return nil, nil },
		"DELETE faults":            func([]byte, string) (any, error) { s.SetFaults(); return nil, nil },
		"PUT faults":               func(content []byte, _ string) (any, error) { return s.takeFaults(content, s.SetFaults) },
		"POST faults":              func(content []byte, _ string) (any, error) { return s.takeFaults(content, s.AddFaults) },
		"PATCH options":            func(content []byte, _ string) (any, error) { return nil, s.patchOptions(content) },
		"POST tokens/expire":       func([]byte, string) (any, error) { s.ExpireAccessTokens(); return nil, nil },
		"POST tokens/revoke":       func(_ []byte, username string) (any, error) { s.RevokeRefreshTokensOf(username); return nil, nil },
		"POST sessions/expire":     func([]byte, string) (any, error) { s.ExpireSessions(); return nil, nil },
		"DELETE lists":             func(_ []byte, id string) (any, error) { return nil, s.DeleteList(id) },
		"DELETE tasks":             func(_ []byte, id string) (any, error) { return nil, s.DeleteTask(id) },
		"DELETE attachments":       func(_ []byte, id string) (any, error) { return nil, s.DeleteAttachment(id) },
		"POST lists":               made(func(w wish) (string, error) { return s.AddList(w.Account, w.Name) }),
		"POST tasks":               made(func(w wish) (string, error) { return s.AddTask(w.List, w.Title) }),
		"POST tasks/move":          made(func(w wish) (string, error) { return s.MoveTask(w.Task, w.List) }),
		"POST attachments":         made(func(w wish) (string, error) { return s.AddAttachment(w.Task, w.Name, w.ContentType, w.ContentBytes) }),
		"POST attachments/corrupt": made(func(w wish) (string, error) { return w.ID, s.Corrupt(w.ID) }),
	}
}

// made reads a wish, does it, and answers with the id of what it made or changed.
func made(do func(wish) (id string, err error)) func([]byte, string) (any, error) {
	return func(content []byte, _ string) (any, error) {
		var w wish
		if err := strictly(content, &w); err != nil {
			return nil, err
		}
		id, err := do(w)
		return map[string]string{"id": id}, err
	}
}

func (s inspection) takeFaults(content []byte, take func(...Fault)) (any, error) {
	faults, err := ParseFaults(content)
	if err != nil {
		return nil, err
	}
	take(faults...)
	return s.Faults(), nil
}

// patchOptions changes the options named, by their names in Options; durations are in nanoseconds.
func (s inspection) patchOptions(content []byte) error {
	changed := s.options()
	changed.ClientIDs, changed.RedirectURIs = slices.Clone(changed.ClientIDs), slices.Clone(changed.RedirectURIs)
	if err := strictly(content, &changed); err != nil {
		return err
	}
	if err := changed.Check(); err != nil {
		return err
	}
	s.Update(func(o *Options) {
		changed.Logger = o.Logger
		*o = changed
	})
	return nil
}

// strictly reads JSON without unknown fields.
func strictly(content []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}
