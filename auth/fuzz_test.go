package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever a neighbour sends to the port: no panic, an answer, and only the right state is taken for one.
func FuzzCallback(f *testing.F) {
	const state = "STATE"
	f.Add("GET", "/?code=x&state=STATE", "localhost:1", "")
	f.Add("GET", "/?error=access_denied&error_description=AADSTS65004%3A+no&state=STATE", "127.0.0.1", "")
	f.Add("POST", "/", "[::1]:5", "code=x&state=STATE")
	f.Add("GET", "/?code=%00&state=STATE", "localhost", "")
	f.Add("GET", "/favicon.ico", "localhost", "")
	f.Add("BREW", "/?;&&==&state", "::::", "\xff")
	f.Fuzz(func(t *testing.T, method, target, host, body string) {
		if !strings.HasPrefix(target, "/") || strings.ContainsAny(target, " \x00\r\n\t#") {
			return
		}
		request, err := http.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
		if err != nil {
			return
		}
		request.Host = host
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		c := newCallback(state, pages{func(_, english string) string { return english }}, newStartPages("https://login.example"))
		c.finish(c.pages.over())
		recorder := httptest.NewRecorder()
		c.ServeHTTP(recorder, request)
		if recorder.Code != http.StatusOK && recorder.Code != 400 && recorder.Code != 404 && recorder.Code != 405 {
			t.Errorf("status %d", recorder.Code)
		}
		if len(c.answers) == 0 {
			return
		}
		if got := <-c.answers; got.code == "" && got.refused == nil {
			t.Errorf("an empty answer was taken: %+v", got)
		}
		_ = request.ParseForm()
		if !strings.Contains(request.Form.Encode(), "state="+state) || !loopbackHost(host) {
			t.Errorf("%s %s %q was taken for the answer", method, target, body)
		}
	})
}

// Whatever the token endpoint sends: no panic, and an error that can be shown.
func FuzzTokenAnswer(f *testing.F) {
	f.Add(200, "application/json", `{"access_token":"Ew","expires_in":3599,"refresh_token":"r","id_token":"a.e30.b","scope":"Tasks.ReadWrite"}`)
	f.Add(400, "application/json", `{"error":"invalid_grant","error_description":"AADSTS50173: x\r\nTrace ID: 1","error_codes":[50173],"claims":"{}"}`)
	f.Add(503, "text/html", "<html>")
	f.Add(200, "text/plain", "access_token=x")
	f.Add(302, "", "")
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		if status < 200 || status > 599 {
			return
		}
		c, err := New(Config{ClientID: "id", Login: "https://login.example", Graph: "https://graph.example", HTTP: &http.Client{Transport: answering{status, kind, body}}})
		if err != nil {
			t.Fatal(err)
		}
		granted, failure := c.refresh(t.Context(), "old-refresh-token")
		if failure == nil {
			if granted.access == "" || granted.refresh == "" {
				t.Errorf("an empty grant: %+v", granted)
			}
			_, _ = accountFrom(granted.idToken)
			return
		}
		if failure.Text() == "" || failure.Key() == "" || strings.Contains(failure.Error()+failure.Detail(), "old-refresh-token") {
			t.Errorf("error %v", failure)
		}
	})
}

type answering struct {
	status     int
	kind, body string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	recorder.Header()["Content-Type"] = []string{a.kind}
	recorder.WriteHeader(a.status)
	_, _ = recorder.WriteString(a.body)
	response := recorder.Result()
	response.Request = r
	return response, nil
}
