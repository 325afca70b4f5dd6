//go:build openid

// With -tags openid: the sign-in against a certified OpenID provider that is not ours, the npm package oidc-provider.
// It needs node and npm on PATH, and fetches the package: version 8, the last that runs on the Node 18 of Debian 12.

package auth_test

import (
	"bufio"
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
)

// patience bounds each wait for the provider, on a machine that has much else to do.
const patience = 2 * time.Minute

// startProvider installs and runs the provider and gives its root.
func startProvider(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "server.mjs"} {
		content, err := os.ReadFile(filepath.Join("testdata", "openid", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline") // as the lock file has it
	install.Dir = folder
	if said, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v\n%s", err, said)
	}
	ctx, stop := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, "node", "server.mjs")
	server.Dir = folder
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = server.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if root, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return root
		}
	}
	t.Fatal("the provider did not start")
	return ""
}

var (
	formAction = regexp.MustCompile(`<form[^>]*action="([^"]+)"`)
	hidden     = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"`)
	abort      = regexp.MustCompile(`<a href="([^"]*/abort)"`)
)

// person is someone at a browser who fills in every form, or with refuse set goes back at the first.
type person struct {
	t      *testing.T
	name   string // who signs in
	refuse bool
	last   chan string
}

func (p person) open(page string) error {
	go func() {
		shown := p.walk(page, url.Values{})
		select {
		case p.last <- shown:
		default: // nobody looks
		}
	}()
	return nil
}

func (p person) walk(page string, extra url.Values) string {
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, Timeout: patience}
	response, err := browser.Get(page)
	for range 8 {
		if err != nil {
			p.t.Error(err)
			return ""
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		action := formAction.FindStringSubmatch(string(body))
		if action == nil {
			return string(body)
		}
		at := response.Request.URL
		if back := abort.FindStringSubmatch(string(body)); p.refuse && back != nil {
			target, _ := at.Parse(html.UnescapeString(back[1]))
			response, err = browser.Get(target.String())
			continue
		}
		form := url.Values{"login": {p.name}, "password": {"x"}}
		for name, values := range extra {
			form[name] = values
		}
		for _, field := range hidden.FindAllStringSubmatch(string(body), -1) {
			form.Set(field[1], html.UnescapeString(field[2]))
		}
		target, _ := at.Parse(html.UnescapeString(action[1]))
		response, err = browser.PostForm(target.String(), form)
	}
	p.t.Error("the forms never end")
	return ""
}

func TestCertifiedProvider(t *testing.T) {
	root := startProvider(t)
	folder, ring := t.TempDir(), &ringOfMaps{secrets: map[string]string{}}
	client := func(who person) *auth.Client {
		c, err := auth.New(auth.Config{ClientID: "taskdrop", Login: root, Graph: root, OpenURL: who.open,
			Wait: patience, Store: auth.NewSealedStore(folder, ring)})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}

	t.Run("refused", func(t *testing.T) {
		ada := person{t: t, name: "ada", refuse: true, last: make(chan string, 1)}
		if _, err := client(ada).SignIn(t.Context(), auth.SignInOptions{}); keyOf(err) != "auth.denied" {
			t.Errorf("error %v", err)
		}
		if page := <-ada.last; !strings.Contains(page, "You are not signed in") {
			t.Errorf("the browser shows %s", page)
		}
	})

	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		shown := make(chan string, 1)
		c, err := auth.New(auth.Config{ClientID: "taskdrop", Login: root, Graph: root, OpenURL: func(page string) error {
			jar, _ := cookiejar.New(nil)
			response, err := (&http.Client{Jar: jar}).Get(page) // the person looks at the form, and goes back to the window
			if err == nil {
				body, _ := io.ReadAll(response.Body)
				response.Body.Close()
				shown <- string(body)
			}
			cancel()
			return err
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.SignIn(ctx, auth.SignInOptions{}); keyOf(err) != "auth.cancelled" {
			t.Errorf("error %v", err)
		}
		if page := <-shown; formAction.FindString(page) == "" {
			t.Errorf("the browser shows %s", page)
		}
	})

	ada := person{t: t, name: "ada", last: make(chan string, 1)}
	first := client(ada)
	account, err := first.SignIn(t.Context(), auth.SignInOptions{Prompt: "consent"})
	if err != nil {
		t.Fatal(err)
	}
	if page := <-ada.last; !strings.Contains(page, "You are signed in, Ada of Elsewhere") {
		t.Errorf("the browser shows %s", page)
	}
	if account.ID != "ada."+root || account.Name != "Ada of Elsewhere" || account.Personal() {
		t.Errorf("account %+v", account)
	}

	t.Run("two copies renew", func(t *testing.T) {
		second := client(ada)
		if err := second.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 4 {
			for _, c := range []*auth.Client{first, second} {
				wait.Go(func() {
					source := c.Tokens(account.ID)
					for range 5 {
						token, err := source.Token(t.Context())
						if err == nil {
							_, err = source.Renew(t.Context(), token, "")
						}
						if err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
		}
		wait.Wait()
	})

	t.Run("another account comes back", func(t *testing.T) {
		bob := person{t: t, name: "bob", last: make(chan string, 1)}
		both := client(bob)
		if err := both.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		came, err := both.SignIn(t.Context(), auth.SignInOptions{LoginHint: account.Username, Prompt: "login consent"})
		if err != nil || came.ID == account.ID || came.ObjectID != "bob" || len(both.Accounts()) != 2 {
			t.Fatalf("%+v of %+v, %v", came, both.Accounts(), err)
		}
		for _, known := range both.Accounts() {
			if _, err := both.Tokens(known.ID).Token(t.Context()); err != nil {
				t.Errorf("%s: %v", known.ID, err)
			}
		}
	})

	t.Run("a refresh token used twice ends the sign-in", func(t *testing.T) {
		old := refreshTokenOf(t, folder, ring, account.ID)
		renew(t, first, account.ID)
		if refreshTokenOf(t, folder, ring, account.ID) == old {
			t.Fatal("the provider does not rotate")
		}
		response, err := http.PostForm(root+"/common/oauth2/v2.0/token", url.Values{
			"grant_type": {"refresh_token"}, "client_id": {"taskdrop"}, "refresh_token": {old},
		})
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Fatalf("the provider takes a used token: %s", response.Status)
		}
		token, err := first.Tokens(account.ID).Token(t.Context())
		if err == nil {
			_, err = first.Tokens(account.ID).Renew(t.Context(), token, "")
		}
		if keyOf(err) != "auth.expired" || refreshTokenOf(t, folder, ring, account.ID) != "" {
			t.Errorf("error %v", err)
		}
		if again, err := first.SignIn(t.Context(), auth.SignInOptions{LoginHint: account.Username, Prompt: "consent"}); err != nil || again.ID != account.ID {
			t.Errorf("%+v, %v", again, err)
		}
		renew(t, first, account.ID)
	})

	t.Run("no refresh token without consent", func(t *testing.T) {
		c, err := auth.New(auth.Config{ClientID: "taskdrop", Login: root, Graph: root, OpenURL: ada.open, Wait: patience})
		if err != nil {
			t.Fatal(err)
		}
		who, err := c.SignIn(t.Context(), auth.SignInOptions{})
		if err != nil || !who.ShortLived {
			t.Fatalf("%+v, %v", who, err)
		}
		if who, err = c.SignIn(t.Context(), auth.SignInOptions{LoginHint: who.Username}); err != nil || who.ShortLived {
			t.Errorf("%+v, %v", who, err)
		}
		renew(t, c, who.ID)
	})

	t.Run("with a code", func(t *testing.T) {
		c := client(ada)
		approved := make(chan struct{})
		_, err := c.SignInWithCode(t.Context(), auth.DeviceOptions{Show: func(code auth.DeviceCode) {
			go func() {
				defer close(approved)
				ada.walk(code.Page, url.Values{"user_code": {code.UserCode}})
			}()
		}})
		if err != nil {
			t.Fatal(err)
		}
		<-approved // the provider ends with the test, and the page is not there yet
	})
}

// renew makes sure of a token other than the present one.
func renew(t *testing.T, c *auth.Client, accountID string) {
	t.Helper()
	source := c.Tokens(accountID)
	token, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if fresh, err := source.Renew(t.Context(), token, ""); err != nil || fresh == token {
		t.Fatalf("renewed: %v", err)
	}
}

// refreshTokenOf is what rests for an account.
func refreshTokenOf(t *testing.T, folder string, ring tokenstore.Keyring, accountID string) string {
	t.Helper()
	saved, err := auth.NewSealedStore(folder, ring).Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range saved {
		if entry.Account.ID == accountID {
			return entry.RefreshToken
		}
	}
	t.Fatalf("nothing rests for %s", accountID)
	return ""
}
