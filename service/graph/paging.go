package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	// maxPages bounds the pages of one collection: 50,000 entries at the service's own 50 a page (C14).
	maxPages = 1000
	// maxPageThrottles is how often in a row one page may be answered 429 before the whole reading is given up. The
	// governor does the waiting between.
	maxPageThrottles = 5
	// maxPageFaults is how often a page after the first may fail: to begin anew for it would never end with many small
	// pages. The first page is the caller's to ask for again.
	maxPageFaults = 4
)

// PagingError is about a nextLink that is not followed: it leads to another host (C14), round in circles, or on
// without end.
type PagingError struct{ Reason string }

func (e *PagingError) Error() string { return "the next page cannot be read: " + e.Reason }

// firstPages are the addresses to try for the first page, by size: a $top that is too much may be refused (F21).
func firstPages(collection *url.URL, sizes ...int) []*url.URL {
	pages := make([]*url.URL, 0, len(sizes)+1)
	for _, size := range sizes {
		sized := *collection
		sized.RawQuery = "$top=" + strconv.Itoa(size)
		pages = append(pages, &sized)
	}
	return append(pages, collection)
}

// collect reads a collection to its end. Entries without an id are left out, and those that come twice because the
// collection changed between two pages are taken once. page may be nil.
func collect[T thing](ctx context.Context, c *Client, op string, first []*url.URL, page func([]T)) ([]T, error) {
	return collectWithin(ctx, c, op, first, 0, page)
}

// collectWithin is collect with a bound on the bytes of each page, see request.
func collectWithin[T thing](ctx context.Context, c *Client, op string, first []*url.URL, most int64, page func([]T)) ([]T, error) {
	var all []T
	known := make(map[string]bool)
	visited := make(map[string]bool)
	at := first[0]
	for n := 0; ; n++ {
		entries, next, err := readPage[T](ctx, c, request{op: op, method: http.MethodGet, url: at, most: most})
		for faults := 0; err != nil && n > 0 && faults < maxPageFaults && passing(err) && rest(ctx, time.Second<<faults); faults++ {
			entries, next, err = readPage[T](ctx, c, request{op: op, method: http.MethodGet, url: at, most: most})
		}
		var refused *Error
		if n == 0 && len(first) > 1 && errors.As(err, &refused) && refused.refusesAsWritten() {
			first = first[1:]
			at, n = first[0], -1
			continue
		}
		if err != nil {
			return nil, err
		}
		fresh := entries[:0]
		for _, entry := range entries {
			if key := entry.key(); key != "" && !known[key] {
				known[key] = true
				fresh = append(fresh, entry)
			}
		}
		all = append(all, fresh...)
		if page != nil {
			page(fresh[:len(fresh):len(fresh)])
		}
		if next == "" {
			return all, nil
		}
		visited[at.String()] = true
		if at, err = c.nextPage(next, visited, n); err != nil {
			return nil, &Error{Op: op, Status: http.StatusOK, Err: err}
		}
	}
}

func passing(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Transient()
}

// rest waits, and reports false where the context ends before.
func rest(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// refusesAsWritten reports whether the same question in other words may be answered. Which status a $top gets that is
// too much is written nowhere.
func (e *Error) refusesAsWritten() bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusRequestEntityTooLarge,
		http.StatusRequestURITooLong, http.StatusUnprocessableEntity, http.StatusNotImplemented:
		return true
	}
	return false
}

// nextPage checks a nextLink, which is followed verbatim with the token, so only on the Graph host (C14).
func (c *Client) nextPage(link string, visited map[string]bool, n int) (*url.URL, error) {
	next, err := url.Parse(link)
	switch {
	case err != nil:
		return nil, &PagingError{Reason: "its address makes no sense"}
	case !c.own(next):
		return nil, &PagingError{Reason: fmt.Sprintf("it is on another host, %q, which is not shown the sign-in", next.Host)}
	case visited[next.String()]:
		return nil, &PagingError{Reason: "the pages go round in circles"}
	case n+1 >= maxPages:
		return nil, &PagingError{Reason: fmt.Sprintf("there are more than %d pages", maxPages)}
	}
	return next, nil
}

func readPage[T thing](ctx context.Context, c *Client, page request) ([]T, string, error) {
	for throttles := 0; ; throttles++ {
		ans, err := c.send(ctx, page)
		var refused *Error
		if errors.As(err, &refused) && refused.Throttled() && throttles < maxPageThrottles {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		var wire struct {
			Value []json.RawMessage `json:"value"`
			Next  string            `json:"@odata.nextLink"`
		}
		if err := ans.decode(&wire); err != nil {
			return nil, "", err
		}
		if wire.Value == nil { // an empty page has an empty array; anything else must not pass for "nothing there"
			return nil, "", ans.exchange.failed(ans.status, errors.New("the answer is no collection"))
		}
		entries := make([]T, 0, len(wire.Value))
		for _, raw := range wire.Value {
			var entry T
			if lenient(raw, &entry) == nil {
				entries = append(entries, entry)
			}
		}
		return entries, wire.Next, nil
	}
}
