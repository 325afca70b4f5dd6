package startup

import (
	"errors"
	"strings"
	"testing"
)

// A sign-in that would give its tokens to somebody else's Graph is refused before a window opens.
func TestParseRefusesAForeignPair(t *testing.T) {
	const global, evil = "https://login.microsoftonline.com", "https://evil.example"
	for name, c := range map[string]struct {
		args, env []string
		refused   bool
	}{
		"another Graph":                   {args: []string{"-graph", evil}, refused: true},
		"another Graph, by environment":   {env: []string{"TASKDROP_GRAPH", evil}, refused: true},
		"another Graph, Microsoft's name": {args: []string{"-graph", "https://graph.microsoft.com.evil.example"}, refused: true},
		"another port":                    {args: []string{"-graph", "https://graph.microsoft.com:8443"}, refused: true},
		"a final dot":                     {args: []string{"-login", global + ".", "-graph", evil}, refused: true},
		"capitals":                        {args: []string{"-login", "https://LOGIN.microsoftonline.COM", "-graph", evil}, refused: true},
		"both from two places":            {args: []string{"-graph", evil}, env: []string{"TASKDROP_LOGIN", global}, refused: true},
		"loopback Graph":                  {args: []string{"-graph", "http://127.0.0.1:1"}, refused: true},
		"a name before an @":              {args: []string{"-graph", "https://graph.microsoft.com@evil.example"}, refused: true},
		"no flags":                        {},
		"Microsoft's own":                 {args: []string{"-login", global, "-graph", "https://graph.microsoft.com"}},
		"a government's Graph":            {args: []string{"-graph", "https://graph.microsoft.us"}},
		"two of the person's own":         {args: []string{"-login", "https://login.example", "-graph", "https://graph.example"}},
		"a stand-in":                      {args: []string{"-login", "http://127.0.0.1:1", "-graph", "http://127.0.0.1:1"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"TASKDROP_STATE": t.TempDir()}
			if len(c.env) == 2 {
				env[c.env[0]] = c.env[1]
			}
			var said strings.Builder
			_, err := Parse(c.args, func(key string) string { return env[key] }, &said)
			if errors.Is(err, ErrUsage) != c.refused {
				t.Errorf("%q is refused: %v (%s)", c.args, err, &said)
			}
		})
	}
}
