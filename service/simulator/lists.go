package simulator

import (
	"net/http"
	"time"
)

// collection is the answer that carries one page of entities.
func (c *call) collection(g *graphRequest, context string, entities []map[string]any, p page, q *query, total int) *answer {
	if entities == nil {
		entities = []map[string]any{}
	}
	content := map[string]any{"@odata.context": c.base() + "/" + g.version + "/$metadata#" + context, "value": entities}
	if p.next != "" {
		content["@odata.nextLink"] = p.next
	}
	if q.counted {
		content["@odata.count"] = total
	}
	return c.json(http.StatusOK, content)
}

// entity is the answer that carries one entity.
func (c *call) entity(g *graphRequest, status int, context string, entity map[string]any) *answer {
	entity["@odata.context"] = c.base() + "/" + g.version + "/$metadata#" + context + "/$entity"
	return c.json(status, entity)
}

func (l *list) json() map[string]any {
	return map[string]any{
		"@odata.etag": l.etag, "id": l.id, "displayName": l.name, "isOwner": l.owner, "isShared": l.shared, "wellknownListName": l.wellknown,
	}
}

const listsContext = "users('me')/todo/lists"

// readLists pages by $skiptoken. $skip is ignored (E15), unless it is refused.
func (s *Server) readLists(c *call, g *graphRequest) *answer {
	q, refusal := c.parseUnselected()
	if refusal != nil {
		return refusal
	}
	switch {
	case q.values.Has("$filter"):
		return c.invalid("RequestBroker--ParseUri", "The string is not a valid enumeration type constant.")
	case q.values.Has("$orderby"):
		return c.invalid("RequestBroker--ParseUri", "Invalid orderby clause")
	case q.values.Has("$skip") && c.opts.RefuseSkip:
		return c.invalid("RequestBroker--ParseUri", "The query option '$skip' is not supported.")
	}
	pages := pager{size: pageSize, tokens: true, emptyToo: c.opts.EmptyPages}
	if q.top > 0 {
		pages.size = q.top
	} else if c.opts.SixteenLists {
		pages.size, pages.noLink = 16, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	lists := c.mailbox.lists
	p, refusal := c.cut(q, pages, len(lists))
	if refusal != nil {
		return refusal
	}
	var entities []map[string]any
	for _, l := range lists[p.first:p.last] {
		entities = append(entities, q.narrow(l.json()))
	}
	return c.collection(g, listsContext, entities, p, q, len(lists))
}

func (s *Server) readList(c *call, g *graphRequest) *answer {
	q, refusal := c.parseUnselected()
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := c.mailbox.findList(g.listID)
	if l == nil {
		return c.notFound()
	}
	return c.entity(g, http.StatusOK, listsContext, q.narrow(l.json()))
}

// entityLimit is the largest JSON body of a list or task, in bytes.
const entityLimit = 1 << 20

func (s *Server) createList(c *call, g *graphRequest) *answer {
	object, refusal := c.jsonBody(entityLimit, "@odata.type", "displayName")
	if object == nil {
		return refusal
	}
	name, ok := text(object, "displayName")
	if !ok || name == "" {
		return c.invalid("", "A list needs a displayName.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := c.mailbox.addList(c.mailbox.mint.id(c.mailbox.account.Personal, listIDBytes), name, plainList)
	a := c.entity(g, http.StatusCreated, listsContext, l.json())
	a.header.Set("Location", c.base()+"/"+g.version+"/me/todo/lists/"+l.id)
	return a
}

// changeList renames a list. The built-in ones keep their names (F20).
func (s *Server) changeList(c *call, g *graphRequest) *answer {
	object, refusal := c.jsonBody(entityLimit, "@odata.type", "displayName")
	if object == nil {
		return refusal
	}
	name, ok := text(object, "displayName")
	s.mu.Lock()
	defer s.mu.Unlock()
	l := c.mailbox.findList(g.listID)
	switch {
	case l == nil:
		return c.notFound()
	case !ok || name == "":
		return c.invalid("", "A list needs a displayName.")
	case l.wellknown != plainList:
		return c.invalid("", "A built-in list cannot be renamed.")
	}
	l.name, l.etag = name, c.mailbox.change()
	return c.entity(g, http.StatusOK, listsContext, l.json())
}

func (s *Server) deleteList(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := c.mailbox.findList(g.listID)
	switch {
	case l == nil:
		return c.notFound()
	case l.wellknown != plainList:
		return c.invalid("", "A built-in list cannot be deleted.")
	}
	c.mailbox.removeList(l, time.Now())
	return c.empty(http.StatusNoContent)
}
