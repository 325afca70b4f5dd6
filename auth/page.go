package auth

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
)

// page is what the browser shows after the sign-in: a heading, what happened, and what to do with the tab.
type page struct {
	Lang           string // "" where the sentences are translated: the page does not know into what
	Good           bool
	Heading        string
	Text           string
	Link           string // part of Text that is to be clickable; "" for none
	Close          string
	Before, Behind string // Text around Link
}

// pages makes the pages in the person's language.
type pages struct {
	translate func(key, english string) string
}

func (p pages) say(key string, args map[string]string) string {
	return fill(p.translate(key, sentences[key]), args)
}

func (p pages) success(account Account) page {
	heading := p.say(keyPageDone, nil)
	if account.Name != "" {
		heading = p.say(keyPageGreeting, map[string]string{"Name": account.Name})
	}
	return page{Good: true, Heading: heading, Text: p.say(keyPageDoneText, nil), Close: p.say(keyPageClose, nil)}
}

func (p pages) failure(err *Error) page {
	text := p.say(err.Key(), err.Args())
	if err.Key() == keyCancelled {
		text = p.say(keyPageCancelled, nil)
	}
	failed := page{Heading: p.say(keyPageFailed, nil), Text: text, Close: p.say(keyPageClose, nil)}
	if link := err.Args()["Link"]; link != "" && strings.Contains(text, link) {
		failed.Link = link
	}
	return failed
}

func (p pages) over() page {
	return page{Heading: p.say(keyPageOver, nil), Text: p.say(keyPageOverText, nil), Close: p.say(keyPageClose, nil)}
}

func (p pages) waiting() page {
	return page{Heading: p.say(keyPageWaiting, nil), Text: p.say(keyPageWaitingText, nil)}
}

// write answers with a page that loads nothing, is not kept, and tells nobody where the browser was: the address bar
// still holds the code, which is used up by then.
func (p pages) write(w http.ResponseWriter, status int, content page) {
	if english := sentences[keyPageClose]; p.translate(keyPageClose, english) == english {
		content.Lang = "en"
	}
	content.Before = content.Text
	if content.Link != "" {
		content.Before, content.Behind, _ = strings.Cut(content.Text, content.Link)
	}
	var body bytes.Buffer
	if err := pageTemplate.Execute(&body, content); err != nil {
		http.Error(w, content.Heading, status)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html{{with .Lang}} lang="{{.}}"{{end}}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{{.Heading}} – TaskDrop</title>
<style>
:root { --back: #f3f5f9; --card: #ffffff; --text: #1d2433; --soft: #5b6579; --good: #1f7a4d; --bad: #a13a2f; --line: #dde2ec; }
@media (prefers-color-scheme: dark) {
  :root { --back: #161a22; --card: #1f2530; --text: #e8ecf4; --soft: #a3adbf; --good: #63c798; --bad: #ef8f83; --line: #323a49; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--back); color: var(--text); font: 17px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 34em; padding: 40px 44px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; overflow-wrap: anywhere; }
.mark { width: 44px; height: 44px; border-radius: 50%; display: grid; place-items: center; color: var(--card); font-size: 24px; font-weight: 700; background: var(--bad); }
.good { background: var(--good); }
h1 { margin: 20px 0 8px; font-size: 26px; line-height: 1.25; }
p { margin: 0 0 8px; }
.soft { color: var(--soft); }
a { color: inherit; }
</style>
</head>
<body>
<main>
<div class="mark{{if .Good}} good{{end}}" aria-hidden="true">{{if .Good}}✓{{else}}!{{end}}</div>
<h1>{{.Heading}}</h1>
<p>{{.Before}}{{with .Link}}<a href="{{.}}">{{.}}</a>{{end}}{{.Behind}}</p>
{{with .Close}}<p class="soft">{{.}}</p>{{end}}
</main>
</body>
</html>
`))
