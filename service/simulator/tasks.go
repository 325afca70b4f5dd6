package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// json is a todoTask as Graph writes it.
func (t *task) json(opts Options) map[string]any {
	entity := map[string]any{
		"@odata.etag": t.etag, "id": t.id, "title": t.title, "status": t.status, "importance": t.importance, "isReminderOn": t.reminderOn,
		"createdDateTime": graphTime(t.created), "lastModifiedDateTime": graphTime(t.modified),
		"hasAttachments": len(t.attachments) > 0, "categories": orEmpty(t.categories),
		"body": map[string]string{"content": t.bodyText, "contentType": t.bodyType},
	}
	if opts.NoHasAttachments {
		delete(entity, "hasAttachments") // C35
	}
	for name, moment := range map[string]*dateTimeZone{"dueDateTime": t.due, "completedDateTime": t.completed, "reminderDateTime": t.reminder} {
		if moment != nil {
			entity[name] = moment
		}
	}
	return entity
}

func orEmpty(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

const tasksContext = "users('me')/todo/lists('list')/tasks"

// tasksInLocked is the list whose tasks a request means, ghosts included (L17).
func (c *call) tasksInLocked(g *graphRequest) *list {
	return c.mailbox.taskList(g.listID, c.opts.GhostLists, time.Now())
}

// taskOfLocked is the task a request means.
func (c *call) taskOfLocked(g *graphRequest) *task {
	return c.mailbox.findTask(g.listID, g.taskID, c.opts.GhostLists, time.Now())
}

// readTasks pages by $skip (L16), or by $skiptoken if a switch says so.
func (s *Server) readTasks(c *call, g *graphRequest) *answer {
	q, refusal := c.parseUnselected()
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := c.tasksInLocked(g)
	if l == nil {
		return c.notFound()
	}
	tasks, refusal := c.filterTasks(q, l.tasks)
	if refusal == nil {
		tasks, refusal = c.orderTasks(q, tasks)
	}
	if refusal != nil {
		return refusal
	}
	pages := pager{size: pageSize, skip: true, tokens: c.opts.SkipTokens, emptyToo: c.opts.EmptyPages}
	if q.top > 0 {
		pages.size = q.top
	}
	p, refusal := c.cut(q, pages, len(tasks))
	if refusal != nil {
		return refusal
	}
	var entities []map[string]any
	for _, t := range tasks[p.first:p.last] {
		entities = append(entities, q.narrow(t.json(c.opts)))
	}
	return c.collection(g, tasksContext, entities, p, q, len(tasks))
}

func (s *Server) readTask(c *call, g *graphRequest) *answer {
	q, refusal := c.parseUnselected()
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	return c.entity(g, http.StatusOK, tasksContext, q.narrow(t.json(c.opts)))
}

// taskFields are the properties of a task that a client may write.
var taskFields = []string{"@odata.type", "title", "status", "importance", "isReminderOn", "categories", "body", "dueDateTime", "completedDateTime", "reminderDateTime"}

// taskChange is a body that creates or changes a task.
type taskChange struct {
	Title        *string
	Status       *string
	Importance   *string
	IsReminderOn *bool
	Categories   *[]string
	Body         *struct{ Content, ContentType string }
	Due          *dateTimeZone     `json:"dueDateTime"`
	Completed    *dateTimeZone     `json:"completedDateTime"`
	Reminder     *dateTimeZone     `json:"reminderDateTime"`
	Links        []json.RawMessage `json:"linkedResources"`
}

// readTaskChange reads the properties of a task, and more of them.
func (c *call) readTaskChange(more ...string) (*taskChange, *answer) {
	object, refusal := c.jsonBody(entityLimit, append(more, taskFields...)...)
	if object == nil {
		return nil, refusal
	}
	var change taskChange
	if err := json.Unmarshal(encode(object), &change); err != nil {
		return nil, c.invalid("", "A property of the task has a value of the wrong type.")
	}
	switch {
	case change.Title != nil && *change.Title == "":
		return nil, c.invalid("", "A task needs a title.")
	case change.Status != nil && !slices.Contains([]string{"notStarted", "inProgress", "completed", "waitingOnOthers", "deferred"}, *change.Status):
		return nil, c.invalid("", "Requested value for status was not found.")
	case change.Importance != nil && !slices.Contains([]string{"low", "normal", "high"}, *change.Importance):
		return nil, c.invalid("", "Requested value for importance was not found.")
	}
	return &change, nil
}

func (change *taskChange) apply(t *task) {
	assign(&t.title, change.Title)
	assign(&t.status, change.Status)
	assign(&t.importance, change.Importance)
	assign(&t.reminderOn, change.IsReminderOn)
	assign(&t.categories, change.Categories)
	if change.Body != nil {
		t.bodyText, t.bodyType = change.Body.Content, orDefault(change.Body.ContentType, "text")
	}
	for to, from := range map[**dateTimeZone]*dateTimeZone{&t.due: change.Due, &t.completed: change.Completed, &t.reminder: change.Reminder} {
		if from != nil {
			*to = from
		}
	}
}

func assign[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func (s *Server) createTask(c *call, g *graphRequest) *answer {
	change, refusal := c.readTaskChange("linkedResources") // K3
	if change == nil {
		return refusal
	}
	if change.Title == nil {
		return c.invalid("", "A task needs a title.")
	}
	var links []*link
	for _, raw := range change.Links {
		object, refusal := c.object(raw, linkFields...)
		if object == nil {
			return refusal
		}
		added, refusal := c.readLink(object)
		if refusal != nil {
			return refusal
		}
		links = append(links, added)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := c.tasksInLocked(g)
	if l == nil {
		return c.notFound()
	}
	t := c.mailbox.addTask(l, c.mailbox.mint.id(c.mailbox.account.Personal, taskIDBytes), *change.Title, time.Now())
	change.apply(t)
	t.links = links
	a := c.entity(g, http.StatusCreated, tasksContext, t.json(c.opts))
	a.header.Set("Location", c.base()+"/"+g.version+"/me/todo/lists/"+l.id+"/tasks/"+t.id)
	return a
}

func (s *Server) changeTask(c *call, g *graphRequest) *answer {
	change, refusal := c.readTaskChange()
	if change == nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	change.apply(t)
	c.mailbox.touch(t, time.Now())
	return c.entity(g, http.StatusOK, tasksContext, t.json(c.opts))
}

func (s *Server) deleteTask(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := c.taskOfLocked(g)
	if t == nil {
		return c.notFound()
	}
	c.mailbox.removeTask(t)
	return c.empty(http.StatusNoContent)
}
