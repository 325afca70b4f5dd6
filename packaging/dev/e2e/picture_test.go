//go:build linux

package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// look takes a picture of the whole screen.
func (d *desktop) look(t *testing.T) image.Image {
	t.Helper()
	picture, err := d.picture()
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func (d *desktop) picture() (image.Image, error) {
	out, err := d.command("import", "-window", "root", "png:-").Output()
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return png.Decode(bytes.NewReader(out))
}

// keep stores a picture of the screen among the artifacts, once there is something on it.
func (d *desktop) keep(t *testing.T, stage string) {
	t.Helper()
	var picture image.Image
	eventually(t, waitLimit, fmt.Sprintf("the picture of %q is blank", stage), func() bool {
		picture = d.look(t)
		return !blank(picture)
	})
	d.store(t, stage, picture)
}

// store writes a picture among the artifacts.
func (d *desktop) store(t *testing.T, stage string, picture image.Image) {
	t.Helper()
	d.shots++
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(artifact(t, fmt.Sprintf("%02d %s.png", d.shots, stage)), file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// blank reports whether a picture shows nothing: text and icons have many shades, an undrawn window one or two.
func blank(picture image.Image) bool {
	const few = 24
	shades := map[color.Color]bool{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y += 2 {
		for x := bounds.Min.X; x < bounds.Max.X; x += 2 {
			if shades[picture.At(x, y)] = true; len(shades) > few {
				return false
			}
		}
	}
	return true
}

// word is one word on the screen and where it stands.
type word struct {
	text string
	line string // which line of text it belongs to
	box  image.Rectangle
}

// read recognises the words on a readable picture, with tesseract. Accents may be lost.
func (d *desktop) read(t *testing.T, grey *image.Gray) []word {
	t.Helper()
	if bytes.Equal(grey.Pix, d.seen) {
		return d.said
	}
	var file bytes.Buffer
	if err := png.Encode(&file, grey); err != nil {
		t.Fatal(err)
	}
	// Twice the size reads far better; one thread is faster than several here.
	command := d.command("sh", "-c", "convert png:- -resize 200% png:- | OMP_THREAD_LIMIT=1 tesseract - - --psm 11 tsv 2>/dev/null")
	command.Stdin = &file
	out, err := command.Output()
	if err != nil {
		t.Fatalf("tesseract: %v", err)
	}
	var words []word
	for row := range strings.Lines(string(out)) {
		column := strings.Split(strings.TrimRight(row, "\n"), "\t")
		if len(column) != 12 || strings.TrimSpace(column[11]) == "" || column[0] != "5" {
			continue
		}
		var at [4]int
		for i := range at {
			at[i], _ = strconv.Atoi(column[6+i])
		}
		words = append(words, word{
			text: column[11],
			line: strings.Join(column[1:5], "."),
			box:  image.Rect(at[0]/2, at[1]/2, (at[0]+at[2])/2, (at[1]+at[3])/2),
		})
	}
	d.seen, d.said = grey.Pix, words
	return words
}

// boxes finds the areas of one colour that are large enough for a selected label.
func boxes(picture image.Image, wanted color.RGBA) []image.Rectangle {
	bounds := picture.Bounds()
	seen := make([]bool, bounds.Dx()*bounds.Dy())
	index := func(p image.Point) int { return (p.Y-bounds.Min.Y)*bounds.Dx() + p.X - bounds.Min.X }
	var found []image.Rectangle
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			first := image.Pt(x, y)
			if seen[index(first)] || !near(picture.At(x, y), wanted) {
				continue
			}
			box := image.Rectangle{Min: first, Max: first.Add(image.Pt(1, 1))}
			seen[index(first)] = true
			for open := []image.Point{first}; len(open) > 0; {
				p := open[len(open)-1]
				open = open[:len(open)-1]
				box = box.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
				for _, step := range []image.Point{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
					next := p.Add(step)
					if next.In(bounds) && !seen[index(next)] && near(picture.At(next.X, next.Y), wanted) {
						seen[index(next)] = true
						open = append(open, next)
					}
				}
			}
			if box.Dx() >= 30 && box.Dy() >= 14 {
				found = append(found, box)
			}
		}
	}
	return found
}

func near(c color.Color, wanted color.RGBA) bool {
	const tolerance = 10
	r, g, b, _ := c.RGBA()
	apart := func(have uint32, want uint8) bool {
		return max(int(have>>8)-int(want), int(want)-int(have>>8)) > tolerance
	}
	return !apart(r, wanted.R) && !apart(g, wanted.G) && !apart(b, wanted.B)
}

// text returns all text of a picture in lower case, line by line.
func text(words []word) string {
	var all strings.Builder
	line := ""
	for _, w := range words {
		if w.line != line {
			all.WriteString("\n")
			line = w.line
		}
		all.WriteString(strings.ToLower(w.text) + " ")
	}
	return all.String()
}

// find returns where a phrase stands, on one line.
func find(words []word, phrase string) (image.Rectangle, bool) {
	wanted := strings.Fields(strings.ToLower(phrase))
	for i := range words {
		if i+len(wanted) > len(words) {
			break
		}
		box, matches := image.Rectangle{}, true
		for j, w := range words[i : i+len(wanted)] {
			matches = matches && w.line == words[i].line && strings.Trim(strings.ToLower(w.text), ".,:;…") == wanted[j]
			box = box.Union(w.box)
		}
		if matches {
			return box, true
		}
	}
	return image.Rectangle{}, false
}

// location finds something among the words of a picture.
type location func(words []word) (image.Rectangle, bool)

// says finds a phrase.
func says(phrase string) location {
	return func(words []word) (image.Rectangle, bool) { return find(words, phrase) }
}

// alone finds a phrase on a line of its own, as in a menu, and not in a sentence.
func alone(phrase string) location {
	return func(words []word) (image.Rectangle, bool) {
		count := map[string]int{}
		for _, w := range words {
			count[w.line]++
		}
		single := slices.DeleteFunc(slices.Clone(words), func(w word) bool { return count[w.line] != len(strings.Fields(phrase)) })
		return find(single, phrase)
	}
}

// beside finds a phrase at the height of a label.
func beside(label, phrase string) location {
	return func(words []word) (image.Rectangle, bool) {
		at, found := alone(label)(words)
		if !found {
			return at, false
		}
		return find(slices.DeleteFunc(slices.Clone(words), func(w word) bool {
			return w.box.Max.Y < at.Min.Y-at.Dy() || w.box.Min.Y > at.Max.Y+at.Dy()
		}), phrase)
	}
}

// press waits until a phrase stands still on the screen, and clicks on it.
func (d *desktop) press(t *testing.T, phrase string) {
	t.Helper()
	d.pressAt(t, phrase, says(phrase))
}

// pressAt waits until what is wanted stands still on the screen, and clicks on it.
func (d *desktop) pressAt(t *testing.T, wanted string, where location) {
	t.Helper()
	d.click(t, "1", d.still(t, wanted, where))
}

// still waits until what is wanted stands still on the screen, and returns where.
func (d *desktop) still(t *testing.T, wanted string, where location) image.Rectangle {
	t.Helper()
	box := d.awaitAt(t, wanted, where)
	for {
		// A window that was just moved, or a list that opens, is drawn once more in another position.
		again := d.awaitAt(t, wanted, where)
		if again == box {
			return box
		}
		box = again
	}
}

// await waits until a phrase is on the screen.
func (d *desktop) await(t *testing.T, phrase string) {
	t.Helper()
	d.awaitAt(t, phrase, says(phrase))
}

// awaitAt waits until what is wanted stands on the screen, and returns where.
func (d *desktop) awaitAt(t *testing.T, wanted string, where location) image.Rectangle {
	t.Helper()
	var at image.Rectangle
	d.reads(t, wanted, func(words []word) (found bool) {
		at, found = where(words)
		return found
	})
	return at
}

// reads waits until what the screen says fulfils a condition.
func (d *desktop) reads(t *testing.T, wanted string, condition func([]word) bool) {
	t.Helper()
	deadline := time.Now().Add(waitLimit)
	for {
		words := d.read(t, readable(d.look(t)))
		if condition(words) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("within %v the screen did not show %s; it says:\n%s", waitLimit, wanted, text(words))
		}
		time.Sleep(200 * time.Millisecond)
	}
}
