package graph

import "time"

// Error is a refusal, or no answer at all. Find it with errors.As.
type Error struct {
	Op              string   // what was tried, for example "list tasks"
	Status          int      // HTTP status; 0 where no answer came
	Code            string   // the deepest code of the answer, as sent
	Codes           []string // all of them, outermost first
	Message         string   // the server's words, for developers
	RequestID       string
	ClientRequestID string
	Diagnostic      string // x-ms-ags-diagnostic
	Date            time.Time
	RetryAfter      time.Duration
	HasRetryAfter   bool
	Claims          string // decoded JSON of a claims challenge, or ""
	Err             error  // the cause where no good answer came
}

func (e *Error) Error() string            { return e.Op }
func (e *Error) Unwrap() error            { return e.Err }
func (e *Error) HasCode(code string) bool { return false }
func (e *Error) Throttled() bool          { return e.Status == 429 || e.Status == 509 }
func (e *Error) Missing() bool            { return e.Status == 404 || e.Status == 410 }
func (e *Error) Transient() bool          { return false }
func (e *Error) Unknown() bool            { return false }
func (e *Error) Detail() string           { return e.Op }

// Bounds of RetryAfter (C28).
const (
	RetryAfterFloor = time.Second
	RetryAfterCap   = 10 * time.Minute
)

func RetryAfter(header string, now time.Time) (time.Duration, bool) { return 0, false }
