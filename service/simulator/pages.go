package simulator

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
)

//go:embed pages/*.html
var pageFiles embed.FS

// The pages of the sign-in.
const (
	pageSignIn   = "signin.html"
	pageDevice   = "device.html"
	pageRefusal  = "refusal.html"
	pageFormPost = "formpost.html"
)

var pageTemplates = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// refusalPage says something and offers nothing: refusals that never go back to the client, and farewells.
type refusalPage struct {
	Title, Message, Code, Detail string
}

// formPostPage hands values to the client by a form that sends itself.
type formPostPage struct {
	Target string
	Values [][2]string
}

// choice is an account on the page.
type choice struct {
	Account
	Initials, Kind string
	Chosen         bool
}

// chooserPage lets a person choose an account and decide.
type chooserPage struct {
	Action, Flow, Code, AppName, Hint, Problem string
	Choices                                    []choice
	Permissions                                []permission
	Outcomes                                   []outcomeChoice
}

type permission struct{ Name, Plain string }

type outcomeChoice struct {
	Value Outcome
	Plain string
}

// outcomeChoices are the page's "other outcomes" (E10).
var outcomeChoices = []outcomeChoice{
	{OutcomeAccepted, "Sign-in works"},
	{OutcomeConsentRefused, "Consent is refused (65004)"},
	{OutcomeAdminConsent, "An administrator has to consent (90094)"},
	{OutcomeMFA, "A second factor is needed (50076)"},
	{OutcomeBlocked, "Blocked by policy; nothing comes back (53003)"},
	{OutcomeBlockedReturned, "Blocked by policy; the application is told (53003)"},
	{OutcomeNotAssigned, "The account is not assigned to the application (50105)"},
	{OutcomeUnavailable, "Temporarily unavailable (90033)"},
	{OutcomeServerError, "Server error (90033)"},
}

// plainScopes say what a scope means.
var plainScopes = map[string]string{
	"openid":                 "",
	"profile":                "View your basic profile",
	"email":                  "View your e-mail address",
	"offline_access":         "Maintain access to data you have given it access to",
	"Tasks.ReadWrite":        "Create, read, update and delete your tasks and task lists",
	"Tasks.Read":             "Read your tasks and task lists",
	"Tasks.ReadWrite.Shared": "Read and write your tasks and those shared with you",
	"Tasks.Read.Shared":      "Read your tasks and those shared with you",
	"User.Read":              "Read your profile",
}

func permissionsFor(scopes []string) []permission {
	var wanted []permission
	for _, scope := range scopes {
		if plain := plainScopes[scope]; plain != "" {
			wanted = append(wanted, permission{scope, plain})
		}
	}
	return wanted
}

// choices are the accounts to choose from; the one that fits best is chosen already.
func (c *call) choices(tenant, hint, domainHint, session string) []choice {
	var offered []choice
	best := -1
	for _, account := range c.opts.Accounts {
		if domainHint == "consumers" && !account.Personal || domainHint == "organizations" && account.Personal {
			continue
		}
		kind := "Work or school account"
		if account.Personal {
			kind = "Personal account"
		}
		offered = append(offered, choice{Account: account, Initials: initials(account.Name), Kind: kind})
		hinted := strings.EqualFold(account.Username, hint)
		known := hint == "" && strings.EqualFold(account.Username, session)
		if hinted || known || best < 0 && hint == "" && account.welcome(tenant) {
			best = len(offered) - 1
		}
	}
	if best >= 0 {
		offered[best].Chosen = true
	}
	return offered
}

func initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(name) {
		letters = append(letters, []rune(word)[0])
	}
	return strings.ToUpper(string(letters[:min(2, len(letters))]))
}

// signInPage is the page of the authorize endpoint.
func (c *call) signInPage(id string, f *flow, session Account, signedIn bool) *answer {
	known := ""
	if signedIn && f.prompt == "" {
		known = session.Username
	}
	return c.page(http.StatusOK, pageSignIn, chooserPage{
		Action: "/" + f.tenant + "/login", Flow: id, AppName: c.opts.AppName, Hint: f.loginHint, Permissions: permissionsFor(f.scopes),
		Choices: c.choices(f.tenant, f.loginHint, f.domainHint, known), Outcomes: outcomeChoices,
	})
}

// devicePageFor is the page of a device code.
func (c *call) devicePageFor(tenant, code, problem string) *answer {
	return c.page(http.StatusOK, pageDevice, chooserPage{
		Action: "/" + tenant + "/devicelogin", Code: code, AppName: c.opts.AppName, Problem: problem, Choices: c.choices(tenant, "", "", ""),
	})
}

// refuse shows a refusal that never goes back to the client.
func (c *call) refuse(number int, message string) *answer {
	p := refusalPage{Title: "Sorry, but we’re having trouble signing you in.", Message: message, Detail: c.requestID}
	if number != 0 {
		p.Code = fmt.Sprintf("AADSTS%d", number)
	}
	return c.page(http.StatusBadRequest, pageRefusal, p)
}

// page renders a page. No page loads anything, or runs a script that is not its own.
func (c *call) page(status int, name string, content any) *answer {
	var text bytes.Buffer
	nonce := randomText(16)
	if err := pageTemplates.ExecuteTemplate(&text, name, map[string]any{"Nonce": nonce, "Page": content}); err != nil {
		panic(err) // the templates are ours, and tried by the tests
	}
	header := http.Header{}
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store, no-cache")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; script-src 'nonce-"+nonce+"'; base-uri 'none'")
	return &answer{status: status, header: header, body: text.Bytes()}
}
