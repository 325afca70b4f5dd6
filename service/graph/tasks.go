package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Task is a todoTask.
type Task struct {
	ID             string
	Title          string
	Status         string    // notStarted, inProgress, completed, waitingOnOthers, deferred, or something newer
	Importance     string    // low, normal, high, or something newer
	HasAttachments *bool     // nil where the server did not say (C35)
	Due            time.Time // midnight of the day, in UTC; zero where there is none
	Created        time.Time
	Modified       time.Time
}

// Completed reports whether the task is done.
func (t Task) Completed() bool { return strings.EqualFold(t.Status, "completed") }

// Important reports whether the task is marked as important.
func (t Task) Important() bool { return strings.EqualFold(t.Importance, "high") }

func (t Task) key() string { return t.ID }

// UnmarshalJSON reads the wire's form.
func (t *Task) UnmarshalJSON(raw []byte) error {
	var wire struct {
		ID             string  `json:"id"`
		Title          string  `json:"title"`
		Status         string  `json:"status"`
		Importance     string  `json:"importance"`
		HasAttachments any     `json:"hasAttachments"`
		Due            due     `json:"dueDateTime"`
		Created        instant `json:"createdDateTime"`
		Modified       instant `json:"lastModifiedDateTime"`
	}
	if err := lenient(raw, &wire); err != nil {
		return err
	}
	*t = Task{
		ID: wire.ID, Title: wire.Title, Status: wire.Status, Importance: wire.Importance,
		Due: wire.Due.day(), Created: time.Time(wire.Created), Modified: time.Time(wire.Modified),
	}
	if has, ok := wire.HasAttachments.(bool); ok {
		t.HasAttachments = &has
	}
	return nil
}

// tasksPerPage is the largest $top that was seen to be taken everywhere; a list of 10,000 tasks is eleven requests
// (L16).
const tasksPerPage = 999

// Tasks are all tasks of a list, the completed ones included. page, if not nil, is told of each page as it comes; one
// may be empty (L16). It never sends $select, which the service refuses (C13, L15).
func (c *Client) Tasks(ctx context.Context, listID string, page func([]Task)) ([]Task, error) {
	const op = "list the tasks"
	first, err := c.address(op, listID, "tasks")
	if err != nil {
		return nil, err
	}
	return collect(ctx, c, op, firstPages(first, tasksPerPage, 100), page)
}

// Task is one task.
func (c *Client) Task(ctx context.Context, ref TaskRef) (Task, error) {
	return one[Task](ctx, c, "read the task", http.MethodGet, nil, ref.ListID, "tasks", ref.TaskID)
}

// CreateTask makes a task.
func (c *Client) CreateTask(ctx context.Context, listID, title string) (Task, error) {
	return one[Task](ctx, c, "create the task", http.MethodPost, map[string]string{"title": title}, listID, "tasks")
}

// instant is a point in time as the wire writes it; zero where it cannot be read (C35).
type instant time.Time

func (i *instant) UnmarshalJSON(raw []byte) error {
	*i = instant(parseTime(text(json.RawMessage(raw)), time.UTC))
	return nil
}

// parseTime reads RFC 3339 with any number of fractional digits, and without a zone as of the given one.
func parseTime(s string, zone *time.Location) time.Time {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return at.UTC()
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at
		}
	}
	return time.Time{}
}

// due is a dateTimeTimeZone. To Do knows days only: a day is midnight of it, either as such or as the same instant in
// UTC.
type due struct {
	DateTime string `json:"dateTime"`
	TimeZone string `json:"timeZone"`
}

// day is midnight in UTC of the day that is meant.
func (d due) day() time.Time {
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil || d.TimeZone == "" || d.TimeZone == "Local" {
		zone = time.UTC // Windows' own names of zones, for one
	}
	at := parseTime(d.DateTime, zone)
	if at.IsZero() {
		return time.Time{}
	}
	if h, m, s := at.Clock(); h != 0 || m != 0 || s != 0 {
		at = at.Local() // somebody's midnight: most likely this person's
	}
	y, m, day := at.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}
