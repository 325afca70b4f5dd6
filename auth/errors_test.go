package auth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Every AADSTS number of S9, with the class it comes with, ends in a sentence of its own.
func TestNumbers(t *testing.T) {
	table := map[string][]int{
		"invalid_request":         {50011, 90002, 90014, 900144, 9002326, 9002327, 9002332, 90130, 50194, 50147, 501491, 28002},
		"access_denied":           {65004, 90094, 90095, 50105, 53000, 53001, 53002, 53003, 530032, 50131, 50005},
		"invalid_grant":           {50020, 500208, 90072, 51004, 50034, 50126, 50053, 50055, 50057, 50173, 70043, 501481, 54005, 65001, 70000, 70008, 700082, 50078},
		"interaction_required":    {50058, 50076, 50079, 50072, 50074},
		"unauthorized_client":     {700016, 700011, 7000112, 70001, 650056, 650057, 65002, 650052},
		"invalid_client":          {7000218, 700025},
		"invalid_scope":           {70011, 700022},
		"temporarily_unavailable": {90024, 90033, 90006, 50033, 90012},
		"authorization_pending":   {70016},
		"bad_verification_code":   {70018},
		"expired_token":           {70019},
	}
	seen := 0
	for class, list := range table {
		for _, number := range list {
			seen++
			e := providerError("authorize", providerAnswer{Code: class, Description: fmt.Sprintf("AADSTS%d: Words.", number)})
			if e.Key() == keyUnknown || e.Key() != byNumber[number] {
				t.Errorf("%s %d: key %s", class, number, e.Key())
			}
			if text := e.Text(); text == "" || len(text) < 30 {
				t.Errorf("%s %d: text %q", class, number, text)
			}
			if !strings.Contains(e.Detail(), fmt.Sprintf("AADSTS%d", number)) {
				t.Errorf("%s %d: detail %q", class, number, e.Detail())
			}
		}
	}
	if seen < 60 {
		t.Errorf("only %d numbers", seen)
	}
}

func TestClasses(t *testing.T) {
	tests := []struct {
		e            Error
		key          string
		signIn, temp bool
	}{
		{Error{Code: "invalid_grant"}, keyExpired, true, false},
		{Error{Code: "invalid_grant", Suberror: "consent_required"}, keyConsent, true, false},
		{Error{Code: "invalid_grant", Numbers: []int{1}}, keyExpired, true, false},
		{Error{Code: "invalid_grant", Numbers: []int{50033}}, keyExpired, true, false},
		{Error{Op: "exchange", Code: "invalid_grant", Numbers: []int{70008}}, keyRestart, true, false},
		{Error{Op: "refresh", Code: "invalid_grant", Numbers: []int{70008}}, keyExpired, true, false},
		{Error{Op: "device", Code: "access_denied"}, keyDeviceDeclined, false, false},
		{Error{Op: "device", Code: "access_denied", Numbers: []int{53003}}, keyBlocked, false, false},
		{Error{Code: "invalid_request", Numbers: []int{50196}, Status: 400}, keyBusy, false, true},
		{Error{Code: "interaction_required", Numbers: []int{50079}}, keyMFA, true, false},
		{Error{Code: "consent_required"}, keyConsent, true, false},
		{Error{Code: "login_required"}, keyLogin, true, false},
		{Error{Code: "temporarily_unavailable"}, keyTemporary, false, true},
		{Error{Code: "server_error"}, keyTemporary, false, true},
		{Error{Code: "invalid_request", Numbers: []int{90012}}, keyTemporary, false, true},
		{Error{Code: "invalid_request", Status: 500}, keyTemporary, false, true},
		{Error{Status: 429}, keyBusy, false, true},
		{Error{Status: 408}, keyTemporary, false, true},
		{Error{Status: 404}, keyStatus, false, false},
		{Error{Code: "never_heard_of"}, keyUnknown, false, false},
		{Error{}, keyUnknown, false, false},
	}
	for _, test := range tests {
		e := test.e
		if e.Key() != test.key || e.SignInRequired() != test.signIn || e.Temporary() != test.temp {
			t.Errorf("%+v: key %s, sign-in %v, temporary %v", e, e.Key(), e.SignInRequired(), e.Temporary())
		}
	}
}

// Sentences are complete, are templates whose fields an error fills, and say what to do next.
func TestSentences(t *testing.T) {
	fields := regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)
	known := map[string]bool{"Code": true, "Status": true, "Host": true, "Link": true, "Minutes": true,
		"Value": true, "Setting": true, "Name": true, "Path": true, "Date": true, "Login": true, "Graph": true}
	for key, text := range Sentences() {
		if !strings.HasPrefix(key, "auth.") {
			t.Errorf("key %s", key)
		}
		if strings.TrimSpace(text) == "" || strings.Contains(text, "\n") {
			t.Errorf("%s: %q", key, text)
		}
		for _, match := range fields.FindAllStringSubmatch(text, -1) {
			if !known[match[1]] {
				t.Errorf("%s: nobody fills %s", key, match[0])
			}
		}
		if strings.Contains(fields.ReplaceAllString(text, ""), "{{") {
			t.Errorf("%s: a broken field in %q", key, text)
		}
	}
	for _, keys := range []map[string]string{byClass, bySuberror} {
		for class, key := range keys {
			if sentences[key] == "" {
				t.Errorf("%s: no sentence for %s", class, key)
			}
		}
	}
	for _, keys := range []map[int]string{byNumber, appByNumber} {
		for number, key := range keys {
			if sentences[key] == "" {
				t.Errorf("%d: no sentence for %s", number, key)
			}
		}
	}
}

func TestProviderErrorIsReadTolerantly(t *testing.T) {
	tests := []struct{ name, body, code, description, correlation string }{
		{"full", `{"error":"invalid_grant","error_description":"AADSTS50173: Gone.\r\nTrace ID: aaaaaaaa-1\r\nCorrelation ID: bbbbbbbb-2\r\nTimestamp: 2026-11-22 20:00:00Z","error_codes":[50173],"correlation_id":"cccccccc-3"}`, "invalid_grant", "AADSTS50173: Gone.", "cccccccc-3"},
		{"one line", `{"error":"invalid_grant","error_description":"AADSTS50173: Gone. Trace ID: aaaaaaaa-1 Correlation ID: bbbbbbbb-2 Timestamp: 2026-11-22 20:00:00Z"}`, "invalid_grant", "AADSTS50173: Gone.", "bbbbbbbb-2"},
		{"numbers as text", `{"error":"invalid_grant","error_codes":["50173"]}`, "invalid_grant", "", ""},
		{"wrong types", `{"error":"invalid_grant","error_description":{"a":1},"error_codes":"x","correlation_id":7}`, "invalid_grant", "", ""},
		{"error is an object", `{"error":{"code":"x"}}`, "", "", ""},
		{"HTML", `<html>`, "", "", ""},
		{"empty", ``, "", "", ""},
	}
	for _, test := range tests {
		e := providerError("refresh", parseProviderAnswer([]byte(test.body)))
		if e.Code != test.code || e.Description != test.description || e.CorrelationID != test.correlation {
			t.Errorf("%s: %+v", test.name, e)
		}
	}
}

func TestDetailAndErrorHideSecrets(t *testing.T) {
	secret := "short-code"
	long := strings.Repeat("0.AXoA-_", 30)
	e := providerError("exchange", providerAnswer{
		Code:        "invalid_grant",
		Description: "AADSTS70000: The provided value " + secret + " and " + long + " are malformed.\u0007\u202e",
	}, secret)
	e.Err = errors.New("Post https://x/?code=" + long)
	for _, told := range []string{e.Error(), e.Detail(), e.Sentence()} {
		if strings.Contains(told, secret) || strings.ContainsAny(told, "\u0007\u202e") {
			t.Errorf("told: %q", told)
		}
	}
	if strings.Contains(e.Detail(), long) {
		t.Errorf("detail: %q", e.Detail())
	}
}

// A provider may echo a secret in any field of its answer, in any encoding.
func TestNoFieldOfAnAnswerTellsASecret(t *testing.T) {
	const secret = "s3cr3t/Code+1"
	for _, echo := range []string{secret, "s3cr3t%2FCode%2B1", `s3cr3t\/Code+1`} {
		e := providerError("exchange", providerAnswer{
			Code: "bad " + echo, Suberror: echo, CorrelationID: echo, TraceID: echo, Timestamp: echo,
			Description: "Correlation ID: 00000000-aaaa Trace ID: " + echo,
		}, secret)
		for name, told := range map[string]string{"Error": e.Error(), "Detail": e.Detail(), "Sentence": e.Sentence(), "Code": e.Code} {
			if strings.Contains(told, echo) || strings.Contains(told, "s3cr3t") {
				t.Errorf("%s tells %q", name, told)
			}
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	wrap := func(err error) error { return &url.Error{Op: "Post", URL: "https://login.example/token", Err: err} }
	tests := []struct {
		name string
		err  error
		key  string
		temp bool
	}{
		{"no DNS", wrap(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "login.example", IsNotFound: true}}), keyOffline, true},
		{"nobody there", wrap(&net.OpError{Op: "dial", Err: errors.New("connection refused")}), keyUnreachable, true},
		{"too slow", wrap(context.DeadlineExceeded), keyUnreachable, true},
		{"not trusted", wrap(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), keyCertificate, false},
		{"proxy gone", wrap(&net.OpError{Op: "proxyconnect", Err: errors.New("connection refused")}), keyProxy, true},
		{"proxy password", wrap(&proxyAnswer{407}), keyProxyPassword, true},
		{"proxy that does not let us through", wrap(&proxyAnswer{403}), keyProxy, true},
		{"SOCKS password", wrap(&net.OpError{Op: "socks connect", Err: errors.New("username/password authentication failed")}), keyProxyPassword, true},
		{"SOCKS gone", wrap(&net.OpError{Op: "socks connect", Err: errors.New("connection refused")}), keyProxy, true},
	}
	c := newProvider(t)
	c.root = "https://login.example"
	client := c.client()
	for _, test := range tests {
		e := client.tokenError("refresh", test.err)
		if e.Key() != test.key || e.Temporary() != test.temp || e.SignInRequired() {
			t.Errorf("%s: key %s, temporary %v", test.name, e.Key(), e.Temporary())
		}
		if strings.Contains(e.Sentence(), "{{") || test.key != keyProxyPassword && !strings.Contains(e.Sentence(), "login.example") {
			t.Errorf("%s: %q", test.name, e.Sentence())
		}
	}
}

// A port where nobody listens.
func TestUnreachableServer(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c, newErr := New(Config{ClientID: "x", Login: "http://" + l.Addr().String(), Graph: "http://localhost"})
	if newErr != nil {
		t.Fatal(newErr)
	}
	_, e := c.refresh(t.Context(), "old")
	if e == nil || e.Key() != keyUnreachable || !e.Temporary() {
		t.Errorf("error %v", e)
	}
}

func TestUntrustedServer(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	c, err := New(Config{ClientID: "x", Login: server.URL, Graph: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, e := c.refresh(t.Context(), "old")
	if e == nil || e.Key() != keyCertificate || e.Temporary() {
		t.Errorf("error %v", e)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	tests := map[string]time.Duration{
		"":                              0,
		"7":                             7 * time.Second,
		" 7 ":                           7 * time.Second,
		"-7":                            0,
		"7.5":                           0,
		"99999999999":                   0,
		"Sun, 22 Nov 2026 20:00:10 GMT": 10 * time.Second,
		"Sun, 22 Nov 2026 19:00:00 GMT": 0,
		"soon":                          0,
	}
	for value, want := range tests {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestGrantsTasks(t *testing.T) {
	tests := map[string]bool{
		"":                       true,
		"  ":                     true,
		"openid Tasks.ReadWrite": true,
		"TASKS.READWRITE":        true,
		"https://graph.microsoft.com/tasks.readwrite openid": true,
		"https://graph.microsoft.us/Tasks.ReadWrite":         true,
		"Tasks.Read":             false,
		"Tasks.ReadWrite.Shared": false,
		"openid profile":         false,
		"NotTasks.ReadWrite":     false,
	}
	for scope, want := range tests {
		if grantsTasks(scope) != want {
			t.Errorf("%q: %v", scope, !want)
		}
	}
}
