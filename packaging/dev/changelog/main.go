// Command changelog turns .github/CHANGELOG.md into the forms that packages need.
//
//	cd packaging/dev
//	go run ./changelog                  writes the releases of the AppStream metainfo file
//	go run ./changelog debian           prints the Debian changelog
//	go run ./changelog notes VERSION    prints the section of one release, as Markdown
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

// Both paths start from packaging/dev.
const (
	source   = "../../.github/CHANGELOG.md"
	metainfo = "../../packaging/linux/io.github.taskdrop.TaskDrop.metainfo.xml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "changelog:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	releases, err := parse(string(text))
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		old, err := os.ReadFile(metainfo)
		if err != nil {
			return err
		}
		updated, err := replaceReleases(string(old), releases)
		if err != nil {
			return err
		}
		return os.WriteFile(metainfo, []byte(updated), 0o644)
	case len(args) == 1 && args[0] == "debian":
		fmt.Print(debian(releases))
		return nil
	case len(args) == 2 && args[0] == "notes":
		for _, release := range releases {
			if release.version == args[1] {
				fmt.Print(release.markdown)
				return nil
			}
		}
		return fmt.Errorf("%s has no version %s", source, args[1])
	}
	return errors.New("usage: changelog [debian | notes VERSION]")
}

const (
	openReleases  = "  <releases>\n"
	closeReleases = "  </releases>\n"
)

// replaceReleases returns a metainfo file with its releases replaced.
func replaceReleases(file string, releases []release) (string, error) {
	before, rest, opened := strings.Cut(file, openReleases)
	_, after, closed := strings.Cut(rest, closeReleases)
	if !opened || !closed {
		return "", fmt.Errorf("%s has no <releases> on lines of their own", metainfo)
	}
	return before + openReleases + appStream(releases) + closeReleases + after, nil
}

var escapeXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// appStream writes the <release> elements of a metainfo file.
func appStream(releases []release) string {
	var b strings.Builder
	for _, r := range releases {
		fmt.Fprintf(&b, "    <release version=%q date=%q type=\"stable\">\n      <description>\n", r.version, r.date.Format("2006-01-02"))
		if r.summary != "" {
			fmt.Fprintf(&b, "        <p>%s</p>\n", escapeXML.Replace(plain(r.summary)))
		}
		for _, section := range r.sections {
			fmt.Fprintf(&b, "        <p>%s:</p>\n        <ul>\n", escapeXML.Replace(section.title))
			for _, change := range section.changes {
				fmt.Fprintf(&b, "          <li>%s</li>\n", escapeXML.Replace(plain(change)))
			}
			b.WriteString("        </ul>\n")
		}
		b.WriteString("      </description>\n    </release>\n")
	}
	return b.String()
}

// debian writes a Debian changelog (deb-changelog(5)). A release is dated noon UTC of its day.
func debian(releases []release) string {
	var b strings.Builder
	for i, r := range releases {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "taskdrop (%s-1) unstable; urgency=medium\n\n", r.version)
		if r.summary != "" {
			b.WriteString(wrapped("  * ", plain(r.summary)))
		}
		for _, section := range r.sections {
			for _, change := range section.changes {
				b.WriteString(wrapped("  * ", section.title+": "+plain(change)))
			}
		}
		noon := r.date.Add(12 * time.Hour)
		fmt.Fprintf(&b, "\n -- TaskDrop contributors <taskdrop@users.noreply.github.com>  %s\n", noon.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	}
	return b.String()
}

// wrapped breaks text into lines of at most 78 characters, the first after a bullet and the others below its text.
func wrapped(bullet, text string) string {
	const width = 78
	indent := strings.Repeat(" ", len(bullet))
	var b strings.Builder
	line := bullet
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line += word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			b.WriteString(line + "\n")
			line = indent + word
		default:
			line += " " + word
		}
	}
	return b.String() + line + "\n"
}
