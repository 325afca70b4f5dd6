package simulator

import (
	"encoding/json"
	"net/http"
	"time"
)

// link is a linkedResource of a task (K2). A field that is nil was not given.
type link struct {
	id                                               string
	webURL, applicationName, displayName, externalID *string
}

const linksContext = tasksContext + "('task')/linkedResources"

// linkFields are the properties of a link that a client may write.
var linkFields = []string{"@odata.type", "webUrl", "applicationName", "displayName", "externalId"}

func (l *link) json() map[string]any {
	return map[string]any{
		"id": l.id, "webUrl": l.webURL, "applicationName": l.applicationName, "displayName": l.displayName, "externalId": l.externalID,
	}
}

// read takes the properties of object and leaves the others as they are.
func (l *link) read(c *call, object map[string]json.RawMessage) *answer {
	if _, given := object["@odata.type"]; given {
		if kind, _ := text(object, "@odata.type"); kind != "#microsoft.graph.linkedResource" && kind != "microsoft.graph.linkedResource" {
			return c.invalid("", "The @odata.type is not linkedResource.")
		}
	}
	for key, field := range map[string]**string{
		"webUrl": &l.webURL, "applicationName": &l.applicationName, "displayName": &l.displayName, "externalId": &l.externalID,
	} {
		raw, given := object[key]
		if !given {
			continue
		}
		var value *string // of its own: the field's string may be another link's, too
		if json.Unmarshal(raw, &value) != nil {
			return c.invalid("", "The property '"+key+"' must be a string.")
		}
		*field = value
	}
	return nil
}

// readLink makes a link of an object, with an id of its own.
func (c *call) readLink(object map[string]json.RawMessage) (*link, *answer) {
	l := &link{id: newGUID()}
	if refusal := l.read(c, object); refusal != nil {
		return nil, refusal
	}
	return l, nil
}

// refuseAppLinks refuses app-only access, which Microsoft does not support for links (K1).
func (c *call) refuseAppLinks() *answer {
	if c.token.appOnly {
		return c.fail(http.StatusForbidden, "accessDenied", "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
	}
	return nil
}

// readLinks lists a task's links (K3).
func (s *Server) readLinks(c *call, g *graphRequest) *answer {
	if refusal := c.refuseAppLinks(); refusal != nil {
		return refusal
	}
	q, refusal := c.parseQuery()
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	p, refusal := c.cut(q, pager{size: max(q.top, 0), skip: true}, len(t.links))
	if refusal != nil {
		return refusal
	}
	var entities []map[string]any
	for _, l := range t.links[p.first:p.last] {
		entities = append(entities, q.narrow(l.json()))
	}
	return c.collection(g, linksContext, entities, p, q, len(t.links))
}

// createLink adds a link to a task (K2).
func (s *Server) createLink(c *call, g *graphRequest) *answer {
	if refusal := c.refuseAppLinks(); refusal != nil {
		return refusal
	}
	object, refusal := c.jsonBody(entityLimit, linkFields...)
	if object == nil {
		return refusal
	}
	added, refusal := c.readLink(object)
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	t.links = append(t.links, added)
	c.mailbox.touch(t, time.Now())
	a := c.entity(g, http.StatusCreated, linksContext, added.json())
	a.header.Set("Location", c.taskURL(g, t)+"/linkedResources/"+added.id)
	return a
}

// oneLink reads, changes or deletes one link (K3).
func (s *Server) oneLink(c *call, g *graphRequest) *answer {
	if refusal := c.refuseAppLinks(); refusal != nil {
		return refusal
	}
	var change map[string]json.RawMessage
	if c.kind == CallChangeLink {
		var refusal *answer
		if change, refusal = c.jsonBody(entityLimit, linkFields...); change == nil {
			return refusal
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	found := t.findLink(g.linkID)
	if found == nil {
		return c.notFound()
	}
	switch c.kind {
	case CallDeleteLink:
		t.links = without(t.links, found)
		c.mailbox.touch(t, time.Now())
		return c.empty(http.StatusNoContent)
	case CallChangeLink:
		changed := *found
		if refusal := changed.read(c, change); refusal != nil {
			return refusal
		}
		*found = changed
		c.mailbox.touch(t, time.Now())
	}
	return c.entity(g, http.StatusOK, linksContext, found.json())
}

// findLink is a link of the task, nil if there is none or no task.
func (t *task) findLink(id string) *link {
	if t == nil {
		return nil
	}
	for _, l := range t.links {
		if l.id == id {
			return l
		}
	}
	return nil
}
