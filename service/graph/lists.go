package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// TaskRef names a task. Both ids are case-sensitive (C15), and a task that is moved to another list gets a new one.
type TaskRef struct{ ListID, TaskID string }

// List is a todoTaskList.
type List struct {
	ID            string `json:"id"`
	DisplayName   string `json:"displayName"`
	WellknownName string `json:"wellknownListName"` // none, defaultList, flaggedEmails, or something newer
	IsOwner       bool   `json:"isOwner"`
	IsShared      bool   `json:"isShared"`
}

// Lists are all lists, in the server's order. It asks for 100 a page, as without $top some mailboxes showed 16 and no
// nextLink (F20, C13).
func (c *Client) Lists(ctx context.Context) ([]List, error) {
	const op = "list the lists"
	first, err := c.address(op)
	if err != nil {
		return nil, err
	}
	return collect[List](ctx, c, op, firstPages(first, 100), nil)
}

// List is one list. A list that was deleted answers 404 here at once, while its tasks can still be written for a while
// (L17).
func (c *Client) List(ctx context.Context, listID string) (List, error) {
	return one[List](ctx, c, "read the list", http.MethodGet, nil, listID)
}

// CreateList makes a list.
func (c *Client) CreateList(ctx context.Context, name string) (List, error) {
	return one[List](ctx, c, "create the list", http.MethodPost, map[string]string{"displayName": name})
}

func (l List) key() string { return l.ID }

// thing is what the service knows under an id.
type thing interface{ key() string }

// one asks for one thing, sending content as JSON if there is any.
func one[T thing](ctx context.Context, c *Client, op, method string, content any, parts ...string) (T, error) {
	var found T
	address, err := c.address(op, parts...)
	if err != nil {
		return found, err
	}
	q := request{op: op, method: method, url: address}
	if content != nil {
		raw, err := json.Marshal(content)
		if err != nil {
			return found, fmt.Errorf("%s: %w", op, err)
		}
		q.body = jsonBody(raw)
	}
	ans, err := c.send(ctx, q)
	if err != nil {
		return found, err
	}
	if err := ans.decode(&found); err != nil {
		return found, err
	}
	if found.key() == "" {
		return found, ans.exchange.failed(ans.status, errors.New("the answer has no id"))
	}
	return found, nil
}
