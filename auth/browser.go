package auth

import (
	"io"
	"sync"

	"github.com/pkg/browser"
)

// silence keeps messages of the browser off standard output, which belongs to the lines of -quit.
var silence = sync.OnceFunc(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })

// openBrowser shows a page in the person's browser. On some systems it returns only when the browser is closed.
func openBrowser(url string) error {
	silence()
	return browser.OpenURL(url)
}
