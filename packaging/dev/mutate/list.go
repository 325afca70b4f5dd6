package main

import (
	"errors"
	"fmt"
	"strings"
)

// check is one check of the code, and how it is taken out.
type check struct {
	name          string
	in            []string // the folders in which it may stand
	tests         []string // the packages whose tests should notice
	before, after string   // the lines with the check, and what takes their place
}

// parse reads a list of checks. Each begins with "== NAME" and has the lines "in: FOLDER ..." and "tests: PACKAGE
// ...", and then those of the code: "-" before a line that goes, "+" before one that comes in its place. Empty lines
// and lines with "#" say nothing.
func parse(text string) ([]check, error) {
	var checks []check
	names := map[string]bool{}
	for number, line := range strings.Split(text, "\n") {
		wrong := func(why string) error { return fmt.Errorf("line %d: %s: %q", number+1, why, line) }
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, found := strings.CutPrefix(line, "== "); found {
			if names[name] {
				return nil, wrong("the name is taken")
			}
			names[name] = true
			checks = append(checks, check{name: name})
			continue
		}
		if len(checks) == 0 {
			return nil, wrong("it stands before the first check")
		}
		c := &checks[len(checks)-1]
		kind, rest := line[:1], line[1:]
		switch {
		case strings.HasPrefix(line, "in: "):
			c.in = strings.Fields(line[len("in: "):])
		case strings.HasPrefix(line, "tests: "):
			c.tests = strings.Fields(line[len("tests: "):])
		case kind == "-" && c.after == "":
			c.before += rest + "\n"
		case kind == "+":
			c.after += rest + "\n"
		default:
			return nil, wrong("it is no part of a check")
		}
	}
	for _, c := range checks {
		if len(c.in) == 0 || len(c.tests) == 0 || c.before == "" {
			return nil, fmt.Errorf("%s lacks in, tests or the lines that go", c.name)
		}
	}
	if len(checks) == 0 {
		return nil, errors.New("no check in it")
	}
	return checks, nil
}
