package auth

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func TestClouds(t *testing.T) {
	tests := []struct{ login, graph, wantLogin, wantGraph, scope string }{
		{"", "", "https://login.microsoftonline.com", "https://graph.microsoft.com", "Tasks.ReadWrite"},
		{"https://login.microsoftonline.us/", "", "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://graph.microsoft.us/Tasks.ReadWrite"},
		{"", "https://graph.microsoft.us", "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://graph.microsoft.us/Tasks.ReadWrite"},
		{"", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "https://dod-graph.microsoft.us/Tasks.ReadWrite"},
		{"http://localhost:8080", "http://127.0.0.1:8080/", "http://localhost:8080", "http://127.0.0.1:8080", "Tasks.ReadWrite"},
		{"http://[::1]:8080//", "http://localhost/graph/", "http://[::1]:8080", "http://localhost/graph", "Tasks.ReadWrite"},
		{"https://login.example//", "https://test.example/graph", "https://login.example", "https://test.example/graph", "Tasks.ReadWrite"},
		{"https://login.microsoftonline.com:443", "https://GRAPH.microsoft.com", "https://login.microsoftonline.com:443", "https://GRAPH.microsoft.com", "Tasks.ReadWrite"},
		{"https://stra\u00dfe.example", "https://stra\u1e9ee.example:8443/x", "https://xn--strae-oqa.example", "https://strasse.example:8443/x", "Tasks.ReadWrite"},
	}
	for _, test := range tests {
		c, err := New(Config{ClientID: "id", Login: test.login, Graph: test.graph})
		if err != nil {
			t.Errorf("%s %s: %v", test.login, test.graph, err)
			continue
		}
		if c.config.Login != test.wantLogin || c.Graph() != test.wantGraph || c.scopes[3] != test.scope {
			t.Errorf("%s %s: %s %s %s", test.login, test.graph, c.config.Login, c.Graph(), c.scopes[3])
		}
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		key    string
		says   string
	}{
		{"no id", Config{ClientID: "  "}, keyNoClientID, "application (client) id"},
		{"odd id", Config{ClientID: "a b"}, keyBadClientID, "a b"},
		{"plain http", Config{ClientID: "id", Graph: "http://example.org"}, keyBadRoot, "-graph"},
		{"plain http login", Config{ClientID: "id", Login: "http://example.org"}, keyBadRoot, "-login"},
		{"looks like loopback", Config{ClientID: "id", Graph: "http://127.0.0.1.example.org"}, keyBadRoot, "-graph"},
		{"looks like localhost", Config{ClientID: "id", Graph: "http://localhost.example.org"}, keyBadRoot, "-graph"},
		{"a user in it", Config{ClientID: "id", Graph: "https://graph.microsoft.com@evil.example"}, keyBadRoot, "-graph"},
		{"Microsoft's sign-in, another Graph", Config{ClientID: "id", Graph: "https://evil.example"}, keyBadPair, "https://evil.example"},
		{"Microsoft's sign-in under another of its names", Config{ClientID: "id", Login: "https://sts.windows.net", Graph: "https://evil.example"}, keyBadPair, "evil.example"},
		{"Microsoft's sign-in with a final dot", Config{ClientID: "id", Login: "https://login.microsoftonline.com.", Graph: "https://evil.example"}, keyBadPair, "evil.example"},
		{"Microsoft's sign-in in other letters", Config{ClientID: "id", Login: "https://login.micro\u017foftonline.com", Graph: "https://evil.example"}, keyBadPair, "evil.example"},
		{"Microsoft's sign-in, loopback Graph", Config{ClientID: "id", Graph: "http://localhost:8080"}, keyBadPair, "localhost"},
		{"Microsoft's sign-in, Graph at another port", Config{ClientID: "id", Graph: "https://graph.microsoft.com:8443"}, keyBadPair, "8443"},
		{"a government sign-in, the global Graph", Config{ClientID: "id", Login: usLogin, Graph: globalGraph}, keyBadPair, "graph.microsoft.com"},
		{"a host of Microsoft's that signs nobody in", Config{ClientID: "id", Login: "https://x.microsoftonline.com", Graph: globalGraph}, keyBadPair, "x.microsoftonline.com"},
		{"another sign-in, Microsoft's Graph", Config{ClientID: "id", Login: "https://evil.example"}, keyBadPair, "evil.example"},
		{"another sign-in, loopback Graph", Config{ClientID: "id", Login: "https://login.example", Graph: "http://127.0.0.1:80"}, keyBadPair, "127.0.0.1"},
		{"loopback sign-in, another Graph", Config{ClientID: "id", Login: "http://[::1]:80", Graph: "https://graph.example"}, keyBadPair, "graph.example"},
		{"loopback sign-in, Microsoft's Graph", Config{ClientID: "id", Login: "http://localhost:80"}, keyBadPair, "localhost"},
		{"a host that is no name", Config{ClientID: "id", Login: "https://\u2100.example"}, keyBadRoot, "-login"},
		{"no scheme", Config{ClientID: "id", Graph: "graph.microsoft.com"}, keyBadRoot, "-graph"},
		{"other scheme", Config{ClientID: "id", Login: "file:///etc/passwd"}, keyBadRoot, "-login"},
		{"query", Config{ClientID: "id", Login: "https://login.example/?a=b"}, keyBadRoot, "-login"},
		{"no host", Config{ClientID: "id", Login: "https:///x"}, keyBadRoot, "-login"},
		{"tenant with a path", Config{ClientID: "id", Tenant: "common/../x"}, keyBadTenant, "common/../x"},
		{"tenant of dots", Config{ClientID: "id", Tenant: ".."}, keyBadTenant, ".."},
		{"China login", Config{ClientID: "id", Login: "https://login.partner.microsoftonline.cn"}, keyChina, "China"},
		{"China graph", Config{ClientID: "id", Graph: "https://microsoftgraph.chinacloudapi.cn"}, keyChina, "China"},
	}
	for _, test := range tests {
		_, err := New(test.config)
		var e *Error
		if !errors.As(err, &e) || e.Key() != test.key || !strings.Contains(e.Sentence(), test.says) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestTenantIsInThePath(t *testing.T) {
	for _, tenant := range []string{"", "organizations", "consumers", "contoso.onmicrosoft.com", personalTenant} {
		c, err := New(Config{ClientID: "id", Tenant: tenant})
		if err != nil {
			t.Fatal(err)
		}
		want := tenant
		if want == "" {
			want = "common"
		}
		if c.oauth.Endpoint.TokenURL != "https://login.microsoftonline.com/"+want+"/oauth2/v2.0/token" {
			t.Error(c.oauth.Endpoint.TokenURL)
		}
	}
}

func TestAccountFromIDToken(t *testing.T) {
	token := func(payload string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + "."
	}
	tests := []struct {
		name, token string
		ok          bool
		want        Account
	}{
		{"work", token(`{"oid":"o","tid":"t","name":"Mia","preferred_username":"m@x","sub":"s","iss":"i","new":[1]}`), true, Account{ID: "o.t", ObjectID: "o", TenantID: "t", Name: "Mia", Username: "m@x"}},
		{"other provider", token(`{"sub":"s","iss":"https://op.example","email":"m@x"}`), true, Account{ID: "s.https://op.example", ObjectID: "s", TenantID: "https://op.example", Username: "m@x"}},
		{"an address beside the name", token(`{"oid":"o","tid":"guest","preferred_username":"m@x","email":"mia@home"}`), true, Account{ID: "o.guest", ObjectID: "o", TenantID: "guest", Username: "m@x", Email: "mia@home"}},
		{"half of Microsoft", token(`{"oid":"o","sub":"s","iss":"i"}`), true, Account{ID: "s.i", ObjectID: "s", TenantID: "i"}},
		{"name with control characters", token(`{"oid":"o","tid":"t","name":"Mi\u0000a\nB"}`), true, Account{ID: "o.t", ObjectID: "o", TenantID: "t", Name: "Mia B"}},
		{"padded", "e30." + base64.URLEncoding.EncodeToString([]byte(`{"oid":"o","tid":"t"}`)) + ".x", true, Account{ID: "o.t", ObjectID: "o", TenantID: "t"}},
		{"Microsoft's id and no tenant's", token(`{"oid":"o","iss":"i"}`), true, Account{ID: "o.i", ObjectID: "o", TenantID: "i"}},
		{"claims of odd types", token(`{"oid":"o","tid":"t","name":5,"email":["m@x"],"preferred_username":null,"login_hint":{}}`), true, Account{ID: "o.t", ObjectID: "o", TenantID: "t"}},
		{"a guest with a name of another script", token(`{"oid":"o","tid":"t","name":"محمد رضایی","preferred_username":"mia_contoso.com#EXT#@fabrikam.example"}`), true, Account{ID: "o.t", ObjectID: "o", TenantID: "t", Name: "محمد رضایی", Username: "mia_contoso.com#EXT#@fabrikam.example"}},
		{"nobody", token(`{}`), false, Account{}},
		{"not JSON", token(`x`), false, Account{}},
		{"not base64", "a.%.c", false, Account{}},
		{"two parts", "a.b", false, Account{}},
		{"empty", "", false, Account{}},
	}
	for token, want := range map[string]string{
		token(`{"oid":"o","tid":"t","name":"Mia","preferred_username":"m@x"}`): "m@x",
		token(`{"oid":"o","tid":"t","name":"Mia"}`):                            "Mia",
		token(`{"sub":"mia.berger","iss":"https://op.example"}`):               "mia.berger",
	} {
		if account, _ := accountFrom(token); account.Label() != want {
			t.Errorf("called %q, want %q", account.Label(), want)
		}
	}
	if label := namelessAccount("https://op.example:8443/x").Label(); label != "op.example" {
		t.Errorf("whoever it is, is called %q", label)
	}
	for _, test := range tests {
		got, ok := accountFrom(test.token)
		if ok != test.ok || got != test.want {
			t.Errorf("%s: %+v, %v", test.name, got, ok)
		}
	}
}
