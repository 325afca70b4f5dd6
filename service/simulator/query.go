package simulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pageSize is how many lists or tasks a page holds without $top (L16).
const pageSize = 50

// query is the OData options of a request.
type query struct {
	values   url.Values
	top      int // -1 without $top
	skip     int
	selected []string
	counted  bool
}

// parseQuery reads the options and refuses what is none of them.
func (c *call) parseQuery() (*query, *answer) {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, c.invalid("RequestBroker--ParseUri", "The query string is malformed.")
	}
	q := &query{values: values, top: -1}
	for name, given := range values {
		if !strings.HasPrefix(name, "$") {
			continue
		}
		if len(given) > 1 {
			return nil, c.invalid("RequestBroker--ParseUri", fmt.Sprintf("Query option '%s' was specified more than once.", name))
		}
		if refusal := q.read(c, name, given[0]); refusal != nil {
			return nil, refusal
		}
	}
	return q, nil
}

func (q *query) read(c *call, name, value string) *answer {
	switch name {
	case "$top", "$skip":
		number, err := strconv.Atoi(value)
		if err != nil || number < 0 || name == "$top" && number == 0 {
			return c.invalid("RequestBroker--ParseUri", fmt.Sprintf("Invalid value '%s' for %s query option.", value, name))
		}
		if name == "$skip" {
			q.skip = number
			return nil
		}
		q.top = number
		if c.opts.TopLimit > 0 {
			q.top = min(q.top, c.opts.TopLimit)
		}
	case "$select":
		for _, field := range strings.Split(value, ",") {
			q.selected = append(q.selected, strings.TrimSpace(field))
		}
	case "$count":
		q.counted = value == "true"
	case "$filter", "$orderby", "$skiptoken":
	default:
		return c.invalid("RequestBroker--ParseUri", fmt.Sprintf("The query option '%s' is not supported.", name))
	}
	return nil
}

// parseUnselected is parseQuery for lists and tasks, which take no $select.
func (c *call) parseUnselected() (*query, *answer) {
	q, refusal := c.parseQuery()
	if refusal == nil {
		refusal = c.refuseSelect(q)
	}
	return q, refusal
}

// refuseSelect is the 400 that $select gets on lists and tasks, and the fields for which it is ignored (E16, L15).
func (c *call) refuseSelect(q *query) *answer {
	if c.opts.AllowSelect {
		return nil
	}
	for _, field := range q.selected {
		if !slices.Contains([]string{"id", "lastModifiedDateTime", "*"}, field) {
			return c.invalid("RequestBroker--ParseUri", "Invalid request")
		}
	}
	q.selected = nil
	return nil
}

// narrow keeps the selected fields, and the id.
func (q *query) narrow(entity map[string]any) map[string]any {
	if len(q.selected) == 0 || slices.Contains(q.selected, "*") {
		return entity
	}
	for field := range entity {
		if !strings.HasPrefix(field, "@") && field != "id" && !slices.Contains(q.selected, field) {
			delete(entity, field)
		}
	}
	return entity
}

// page is one page of a collection: the entries from first up to last, and the link to what follows.
type page struct {
	first, last int
	next        string
}

// pager cuts a collection into pages.
type pager struct {
	size     int  // 0 = one page for all
	tokens   bool // by $skiptoken, not by $skip
	skip     bool // $skip is honoured
	noLink   bool // no link to the next page
	emptyToo bool // an empty page after each
}

// cut finds the page that is asked for of count entries (E18).
func (c *call) cut(q *query, p pager, count int) (page, *answer) {
	start, pause := 0, false
	if p.skip {
		start = q.skip
	}
	if token := q.values.Get("$skiptoken"); token != "" {
		var ok bool
		if start, pause, ok = c.openSkipToken(token); !ok {
			return page{}, c.invalid("", "The skip token is invalid.")
		}
	}
	if p.emptyToo && pause {
		return page{first: start, last: start, next: c.nextLink(start, true, false)}, nil
	}
	start = min(start, count)
	result := page{first: start, last: count}
	if p.size > 0 && start+p.size < count {
		result.last = start + p.size
		if !p.noLink {
			result.next = c.nextLink(result.last, p.tokens || p.emptyToo, p.emptyToo)
		}
	}
	return result, nil
}

// nextLink is the absolute link to the entries from start on, with the options of this request.
func (c *call) nextLink(start int, byToken, pause bool) string {
	var kept []string
	for _, pair := range strings.Split(c.r.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		name, _ = url.QueryUnescape(name)
		if pair != "" && name != "$skip" && name != "$skiptoken" {
			kept = append(kept, pair)
		}
	}
	if byToken {
		kept = append(kept, "$skiptoken="+c.skipToken(start, pause))
	} else {
		kept = append(kept, "$skip="+strconv.Itoa(start))
	}
	return c.base() + c.r.URL.EscapedPath() + "?" + strings.Join(kept, "&")
}

// skipToken signs where to go on together with path and options, so that an altered link is noticed (E18).
func (c *call) skipToken(start int, pause bool) string {
	content := fmt.Sprintf("%d.%t.", start, pause)
	return base64.RawURLEncoding.EncodeToString([]byte(content + string(c.optionsSum(content))))
}

func (c *call) openSkipToken(token string) (start int, pause, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	parts := strings.SplitN(string(raw), ".", 3)
	if err != nil || len(parts) != 3 {
		return 0, false, false
	}
	content := parts[0] + "." + parts[1] + "."
	start, err = strconv.Atoi(parts[0])
	return start, parts[1] == "true", err == nil && hmac.Equal([]byte(parts[2]), c.optionsSum(content))
}

// optionsSum authenticates content for this path and its options.
func (c *call) optionsSum(content string) []byte {
	values := c.r.URL.Query()
	values.Del("$skip")
	values.Del("$skiptoken")
	mac := hmac.New(sha256.New, fmt.Appendf(nil, "skip token %d", c.opts.Seed))
	fmt.Fprint(mac, content, "\x00", c.r.URL.EscapedPath(), "\x00", values.Encode())
	return mac.Sum(nil)[:12]
}

// filterTasks applies $filter. Only comparisons of status are known; anything else is refused (E17).
func (c *call) filterTasks(q *query, tasks []*task) ([]*task, *answer) {
	filter, given := q.values["$filter"]
	if !given {
		return tasks, nil
	}
	words := strings.Fields(filter[0])
	states := []string{"'notStarted'", "'inProgress'", "'completed'", "'waitingOnOthers'", "'deferred'"}
	if len(words) != 3 || words[0] != "status" || words[1] != "ne" && words[1] != "eq" || !slices.Contains(states, words[2]) {
		return nil, c.invalid("RequestBroker--ParseUri", "Invalid filter clause")
	}
	var kept []*task
	for _, t := range tasks {
		if (t.status == strings.Trim(words[2], "'")) == (words[1] == "eq") {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

// taskOrders are the fields that $orderby knows.
var taskOrders = map[string]func(a, b *task) int{
	"createdDateTime":      func(a, b *task) int { return a.created.Compare(b.created) },
	"lastModifiedDateTime": func(a, b *task) int { return a.modified.Compare(b.modified) },
	"dueDateTime/dateTime": func(a, b *task) int { return cmp.Compare(dueText(a), dueText(b)) },
	"title":                func(a, b *task) int { return strings.Compare(a.title, b.title) },
	"status":               func(a, b *task) int { return strings.Compare(a.status, b.status) },
	"importance":           func(a, b *task) int { return strings.Compare(a.importance, b.importance) },
}

func dueText(t *task) string {
	if t.due == nil {
		return ""
	}
	return t.due.DateTime
}

// orderTasks applies $orderby (L15).
func (c *call) orderTasks(q *query, tasks []*task) ([]*task, *answer) {
	wanted, given := q.values["$orderby"]
	if !given {
		return tasks, nil
	}
	words := strings.Fields(wanted[0])
	if len(words) == 0 || len(words) > 2 || taskOrders[words[0]] == nil || len(words) == 2 && words[1] != "asc" && words[1] != "desc" {
		return nil, c.invalid("RequestBroker--ParseUri", "Invalid orderby clause")
	}
	ordered := slices.Clone(tasks)
	slices.SortStableFunc(ordered, func(a, b *task) int {
		if len(words) == 2 && words[1] == "desc" {
			a, b = b, a
		}
		return taskOrders[words[0]](a, b)
	})
	return ordered, nil
}
