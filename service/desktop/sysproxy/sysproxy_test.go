package sysproxy

import (
	"net/http"
	"net/url"
	"testing"
)

func TestSpellings(t *testing.T) {
	scutil := `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254.0.0/16
    2 : intranet.example
  }
  FTPPassive : 1
  HTTPEnable : 0
  HTTPPort : 1
  HTTPProxy : off.example
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : proxy.example
}
`
	gnome := `org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '*.local', 'intranet.example']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy.http host ''
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.https host 'proxy.example'
org.gnome.system.proxy.https port 3128
`
	for name, s := range map[string]settings{
		"windows, one for all":     fromWindows("proxy.example:3128", "*.local;intranet.example;<local>"),
		"windows, each its own":    fromWindows("http=other.example:80;https=proxy.example:3128", "*.local; intranet.example"),
		"windows, with the scheme": fromWindows("https=http://proxy.example:3128", "*.local;intranet.example"),
		"macOS":                    fromScutil(scutil),
		"GNOME":                    fromGSettings(gnome),
	} {
		t.Run(name, func(t *testing.T) {
			for page, want := range map[string]string{
				"https://graph.microsoft.com/v1.0": "http://proxy.example:3128",
				"https://printer.local":            "",
				"https://intranet.example/a":       "",
				"https://wiki.intranet.example/a":  "",
				"https://localhost:8443":           "",
				"https://127.0.0.1:8443":           "",
				"https://[::1]:8443":               "",
			} {
				u, err := url.Parse(page)
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				if proxy := s.proxyOf(u); proxy != nil {
					got = proxy.String()
				}
				if got != want {
					t.Errorf("%s goes by %q, want %q", page, got, want)
				}
			}
		})
	}
}

func TestNothingSetIsNoProxy(t *testing.T) {
	graph, _ := url.Parse("https://graph.microsoft.com")
	for name, s := range map[string]settings{
		"windows": fromWindows("", ""),
		"macOS":   fromScutil("<dictionary> {\n  HTTPSEnable : 0\n  HTTPSProxy : proxy.example\n}\n"),
		"GNOME":   fromGSettings("org.gnome.system.proxy mode 'none'\norg.gnome.system.proxy.https host 'proxy.example'\n"),
	} {
		if proxy := s.proxyOf(graph); proxy != nil {
			t.Errorf("%s: %v", name, proxy)
		}
	}
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		rule, host string
		want       bool
	}{
		{"10.*", "10.1.2.3", true},
		{"10.*", "100.1.2.3", false},
		{"10.0.0.0/8", "10.1.2.3", true},
		{"10.0.0.0/8", "graph.microsoft.com", false},
		{"<local>", "printer", true},
		{"<local>", "printer.example", false},
		{"*.example.com", "example.com", true},
		{"*.example.com", "a.example.com", true},
		{"*.example.com", "notexample.com", false},
		{".example.com", "a.example.com", true},
		{"https://a.example", "a.example", true},
		{"*", "graph.microsoft.com", true},
		{"", "graph.microsoft.com", false},
	} {
		s := settings{bypass: []string{c.rule}}
		if got := s.reachedDirectly(c.host); got != c.want {
			t.Errorf("%q and %s: %v, want %v", c.rule, c.host, got, c.want)
		}
	}
}

func TestTheEnvironmentComesFirst(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://environment.example:1")
	request, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:8080", nil)
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := Finder()(request)
	if err != nil || proxy != nil {
		t.Errorf("loopback goes by %v, %v", proxy, err)
	}
}
