package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// release is one version of the changelog.
type release struct {
	version  string
	date     time.Time
	summary  string // the paragraph before the first section, "" without one
	sections []section
	markdown string // all of it, without its heading
}

// section is the changes of one kind: Added, Changed, Deprecated, Removed, Fixed or Security.
type section struct {
	title   string
	changes []string
}

var (
	releaseHeading = regexp.MustCompile(`^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$`)
	sectionHeading = regexp.MustCompile(`^### (Added|Changed|Deprecated|Removed|Fixed|Security)$`)
)

// parse reads the releases of a changelog in the form of Keep a Changelog, newest first. It leaves out what is
// unreleased, and refuses any line whose meaning it does not know.
func parse(text string) ([]release, error) {
	var releases []release
	inRelease := false // in a dated one, neither in the introduction nor in what is unreleased
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " ")
		if strings.HasPrefix(line, "## ") {
			match := releaseHeading.FindStringSubmatch(line)
			if inRelease = match != nil; !inRelease {
				if line != "## [Unreleased]" || len(releases) > 0 {
					return nil, fmt.Errorf("line %d: %q is neither \"## [1.2.3] - 2006-01-02\" nor the first \"## [Unreleased]\"", number+1, line)
				}
				continue
			}
			date, err := time.Parse(time.DateOnly, match[2])
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number+1, err)
			}
			if len(releases) > 0 && date.After(releases[len(releases)-1].date) {
				return nil, fmt.Errorf("line %d: version %s is newer than the one above it", number+1, match[1])
			}
			releases = append(releases, release{version: match[1], date: date})
			continue
		}
		if !inRelease {
			continue
		}
		if err := releases[len(releases)-1].add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
	}
	if len(releases) == 0 {
		return nil, errors.New("no release in it")
	}
	for i := range releases {
		releases[i].markdown = strings.Trim(releases[i].markdown, "\n") + "\n"
	}
	return releases, nil
}

// add takes the next line of a release.
func (r *release) add(line string) error {
	r.markdown += line + "\n"
	if line == "" {
		return nil
	}
	if match := sectionHeading.FindStringSubmatch(line); match != nil {
		r.sections = append(r.sections, section{title: match[1]})
		return nil
	}
	if len(r.sections) == 0 {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "- ") {
			return fmt.Errorf("%q stands before the first section", line)
		}
		r.summary = strings.TrimSpace(r.summary + " " + line)
		return nil
	}
	last := &r.sections[len(r.sections)-1]
	if change, found := strings.CutPrefix(line, "- "); found {
		last.changes = append(last.changes, change)
		return nil
	}
	if more, found := strings.CutPrefix(line, "  "); found && len(last.changes) > 0 {
		last.changes[len(last.changes)-1] += " " + strings.TrimSpace(more)
		return nil
	}
	return fmt.Errorf("%q is neither a heading nor a change", line)
}

var (
	link   = regexp.MustCompile(`\[([^\]]+)\]\([^)]+\)`)
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*|\*([^*]+)\*`)
)

// plain takes the marks of Markdown out of a sentence: links, emphasis and code.
func plain(text string) string {
	text = link.ReplaceAllString(text, "$1")
	text = strong.ReplaceAllString(text, "$1$2")
	return strings.ReplaceAll(text, "`", "")
}
