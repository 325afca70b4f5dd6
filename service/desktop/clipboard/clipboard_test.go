package clipboard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"taskdrop/service/localfiles/picture"
)

// Text counts as files only if each of its lines names one that is there: a web page can put any text on the clipboard.
func TestFromText(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	one, other := filepath.Join(home, "a b.pdf"), filepath.Join(home, "100% ä#.txt")
	for _, path := range []string{one, other} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	uri := (&url.URL{Scheme: "file", Path: filepath.ToSlash(one)}).String()
	gone := filepath.Join(home, "gone.pdf")
	for text, want := range map[string]Content{
		one:                                   {Named: []string{one}},
		"\"" + one + "\"":                     {Named: []string{one}},
		one + "\r\n\r\n  '" + other + "'  \n": {Named: []string{one, other}},
		"~/a b.pdf":                           {Named: []string{one}},
		uri + "\n" + other:                    {Named: []string{one, other}},
		"x-special/nautilus-clipboard\ncopy\n" + uri + "\n": {Named: []string{one}},
		"":                                  {},
		"hello":                             {},
		"~mia/a.pdf":                        {},
		gone:                                {},
		one + "\n" + gone:                   {},
		"see\n" + one:                       {},
		one + "\nis what I mean":            {},
		"see " + one:                        {},
		"# " + one:                          {},
		"read https://example.org/a first":  {},
		"https://example.org/a\nand " + one: {},
		strings.Repeat(one+"\n", 1001):      {},
		"https://example.org/a":             {Others: []string{"https://example.org/a"}},
		"trash:/a.pdf\nmtp:/phone/b.jpg":    {Others: []string{"trash:/a.pdf", "mtp:/phone/b.jpg"}},
	} {
		got := FromText(text)
		if !slices.Equal(got.Named, want.Named) || !slices.Equal(got.Others, want.Others) || len(got.Paths) > 0 {
			t.Errorf("%.80q is %.200q, want %+v", text, got, want)
		}
	}
}

// What a file manager lists needs no file to be there: what is missing is said by name.
func TestFromList(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // its file managers hand over no text
	}
	for list, want := range map[string]Content{
		"FILE:/home/mia/a.pdf":             {Paths: []string{"/home/mia/a.pdf"}},
		"file://":                          {Others: []string{"file://"}},
		"copy\nfile:///home/mia/a+b.pdf\n": {Paths: []string{"/home/mia/a+b.pdf"}},
		"# a comment\r\nfile:///home/mia/100%25%20%C3%A4%23.pdf\r\nfile://other/share/a\r\n": {Paths: []string{"/home/mia/100% ä#.pdf"}, Others: []string{"file://other/share/a"}},
	} {
		if got := fromList([]byte(list)); !slices.Equal(got.Paths, want.Paths) || !slices.Equal(got.Others, want.Others) || len(got.Named) > 0 {
			t.Errorf("%q is %+v, want %+v", list, got, want)
		}
	}
}

// sample is a small picture, every pixel another colour.
func sample(width, height int) *image.NRGBA {
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.SetNRGBA(x, y, color.NRGBA{uint8(10 * x), uint8(20 * y), uint8(x + y), 0xff})
		}
	}
	return picture
}

// bitmapOf writes a picture as Windows does.
func bitmapOf(picture *image.NRGBA, bits, compression, header int, topDown, alpha bool) []byte {
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	b := make([]byte, header)
	put := func(at int, v uint32) { binary.LittleEndian.PutUint32(b[at:], v) }
	put(0, uint32(header))
	put(4, uint32(width))
	put(8, uint32(height))
	if topDown {
		put(8, uint32(-height))
	}
	put(12, 1|uint32(bits)<<16)
	put(16, uint32(compression))
	if compression == bitmapMasked {
		if header == bitmapInfoHeader {
			b = append(b, make([]byte, 12)...)
		}
		put(40, 0xff0000)
		put(44, 0xff00)
		put(48, 0xff)
		if header > bitmapInfoHeader {
			put(52, 0xff000000)
		}
	}
	for i := range height {
		y := height - 1 - i
		if topDown {
			y = i
		}
		row := []byte{}
		for x := range width {
			c := picture.NRGBAAt(x, y)
			row = append(row, c.B, c.G, c.R)
			if bits == 32 && alpha {
				row = append(row, c.A)
			} else if bits == 32 {
				row = append(row, 0)
			}
		}
		for len(row)%4 != 0 {
			row = append(row, 0)
		}
		b = append(b, row...)
	}
	return b
}

func TestABitmapBecomesTheSamePicture(t *testing.T) {
	want := sample(5, 3)
	for name, data := range map[string][]byte{
		"24 bits":                      bitmapOf(want, 24, bitmapPlain, 40, false, false),
		"32 bits":                      bitmapOf(want, 32, bitmapPlain, 40, false, false),
		"32 bits, top down":            bitmapOf(want, 32, bitmapPlain, 40, true, false),
		"masks behind a short header":  bitmapOf(want, 32, bitmapMasked, 40, false, false),
		"masks in a long header":       bitmapOf(want, 32, bitmapMasked, 124, false, true),
		"a long header without alpha":  bitmapOf(want, 32, bitmapMasked, 124, true, false),
		"a long header without colour": bitmapOf(want, 24, bitmapPlain, 124, false, false),
	} {
		t.Run(name, func(t *testing.T) {
			made, err := toPNG(append(append([]byte("BM"), make([]byte, 12)...), data...))
			if err != nil {
				t.Fatal(err)
			}
			got, err := png.Decode(bytes.NewReader(made))
			if err != nil {
				t.Fatal(err)
			}
			for y := range 3 {
				for x := range 5 {
					if g, w := color.NRGBAModel.Convert(got.At(x, y)), want.NRGBAAt(x, y); g != w {
						t.Fatalf("at %d, %d: %v, want %v", x, y, g, w)
					}
				}
			}
		})
	}
}

func TestAPNGStaysAsItIsAndAJPEGBecomesOne(t *testing.T) {
	var one, other bytes.Buffer
	if err := png.Encode(&one, sample(9, 9)); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&other, sample(9, 9), nil); err != nil {
		t.Fatal(err)
	}
	if made, err := toPNG(one.Bytes()); err != nil || !bytes.Equal(made, one.Bytes()) {
		t.Errorf("a PNG was changed: %v", err)
	}
	if made, err := toPNG(other.Bytes()); err != nil || !bytes.HasPrefix(made, []byte("\x89PNG")) {
		t.Errorf("a JPEG: %v", err)
	}
}

func FuzzPicture(f *testing.F) {
	f.Add([]byte("BM"))
	f.Add(append(append([]byte("BM"), make([]byte, 12)...), bitmapOf(sample(2, 2), 32, bitmapMasked, 124, false, true)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		if made, err := toPNG(data); err == nil && !bytes.HasPrefix(made, []byte("\x89PNG")) {
			t.Error("no PNG, and no error")
		}
	})
}

// TestAClipboardPictureIsBounded: a header of some bytes that claims a huge picture takes next to nothing.
func TestAClipboardPictureIsBounded(t *testing.T) {
	header := []byte{0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xdc, 0xff, 0xdc, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0}
	progressive := slices.Clone(header)
	progressive[3] = 0xc2
	huge := bitmapOf(sample(2, 2), 32, bitmapPlain, bitmapInfoHeader, false, false)
	binary.LittleEndian.PutUint32(huge[4:], 60_000)
	binary.LittleEndian.PutUint32(huge[8:], 60_000)
	for name, data := range map[string][]byte{"JPEG": header, "progressive JPEG": progressive, "bitmap": append(make([]byte, bitmapFileHeader), huge...)} {
		if name == "bitmap" {
			copy(data, "BM")
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := toPNG(data)
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, picture.ErrTooLarge) || taken > 1<<20 {
			t.Errorf("%s: %v, and it took %d bytes", name, err, taken)
		}
	}
}
