// Package problem says what went wrong in words a person can act on.
//
// The engine, the sign-in and the wire each report errors in the field's own terms. A Problem is what the person is
// shown instead: one sentence with the next step, under a key that the window looks up in its translations, and
// a technical detail for "Copy details". English lives here, so that standard output and the log need no window.
package problem

import (
	"errors"
	"strings"
)

// Problem is one thing that went wrong, told to a person. It is immutable once made.
type Problem struct {
	// Key names the sentence in assets/translations, for example "problem.too_large".
	Key string `json:"key"`
	// Text is the English sentence, a template with named fields: "{{.Name}} is too large".
	Text string `json:"text"`
	// Args fills the template's fields. Sizes are in it twice: "Size" in English words and "SizeBytes" or "SizeMB" as
	// a number, from which a window makes the person's own words.
	Args map[string]string `json:"args,omitempty"`
	// Detail is for "Copy details": status, code, request-id, date. Never a token, an upload URL or file content.
	Detail string `json:"detail,omitempty"`
}

// Sentence is the English text with its fields filled in, on one line.
func (p *Problem) Sentence() string {
	if p == nil {
		return ""
	}
	// One pass, so that a file named "{{.Size}}" stays as it is.
	var pairs []string
	for name, value := range p.Args {
		pairs = append(pairs, "{{."+name+"}}", value)
	}
	return strings.Join(strings.Fields(strings.NewReplacer(pairs...).Replace(p.Text)), " ")
}

// Error makes a Problem usable as an error.
func (p *Problem) Error() string { return p.Sentence() }

// described is an error that has words for a person, such as those of package auth.
type described interface {
	Key() string
	Text() string
	Args() map[string]string
	Detail() string
}

// Describe puts an error into a person's words: its own, if it has any.
func Describe(err error) *Problem {
	var told *Problem
	if errors.As(err, &told) {
		return told
	}
	var own described
	if errors.As(err, &own) {
		return &Problem{Key: own.Key(), Text: own.Text(), Args: own.Args(), Detail: own.Detail()}
	}
	return New(Unexpected).WithDetail(err.Error())
}
