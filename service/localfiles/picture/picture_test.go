package picture_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"golang.org/x/image/bmp"

	"taskdrop/service/localfiles/picture"
)

var (
	red   = color.RGBA{0xff, 0, 0, 0xff}
	green = color.RGBA{0, 0xff, 0, 0xff}
	blue  = color.RGBA{0, 0, 0xff, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// quarters is a picture of four colours: red and green above blue and white.
func quarters(width, height int) *image.NRGBA {
	made := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			made.Set(x, y, [2][2]color.RGBA{{red, green}, {blue, white}}[2*y/height][2*x/width])
		}
	}
	return made
}

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webpRed is two by two red pixels as lossless WebP.
const webpRed = "UklGRhwAAABXRUJQVlA4TA8AAAAvAUAAAAcQ/Y/+ByKi/wEA"

// corners answers the colours of the four corners, from the upper left one on.
func corners(p image.Image) (found [4]color.RGBA) {
	b := p.Bounds()
	for i, at := range []image.Point{{b.Min.X, b.Min.Y}, {b.Max.X - 1, b.Min.Y}, {b.Min.X, b.Max.Y - 1}, {b.Max.X - 1, b.Max.Y - 1}} {
		found[i] = color.RGBAModel.Convert(p.At(at.X, at.Y)).(color.RGBA)
	}
	return found
}

// near allows for what JPEG makes of a colour.
func near(a, b color.RGBA) bool {
	off := func(x, y uint8) bool { return max(x, y)-min(x, y) > 40 }
	return !off(a.R, b.R) && !off(a.G, b.G) && !off(a.B, b.B) && !off(a.A, b.A)
}

func wantCorners(t *testing.T, p image.Image, want ...color.RGBA) {
	t.Helper()
	for i, got := range corners(p) {
		if !near(got, want[i]) {
			t.Errorf("corner %d is %v, want %v", i, got, want[i])
		}
	}
}

func TestEveryFormatIsCutAndFitted(t *testing.T) {
	const width, height = 640, 480
	for name, data := range map[string][]byte{
		"png":  encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, quarters(width, height)) }),
		"jpeg": encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, quarters(width, height), nil) }),
		"bmp":  encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, quarters(width, height)) }),
		"gif": encoded(t, func(b *bytes.Buffer) error {
			return gif.Encode(b, quarters(width, height), &gif.Options{NumColors: len(palette.Plan9)})
		}),
	} {
		t.Run(name, func(t *testing.T) {
			cut, err := picture.Cut(context.Background(), data, 96)
			if err != nil || cut.Bounds().Size() != image.Pt(96, 96) {
				t.Fatal(cut, err)
			}
			wantCorners(t, cut, red, green, blue, white)
			fit, err := picture.Fit(context.Background(), data, 320, 1000)
			if err != nil || fit.Bounds().Size() != image.Pt(320, 240) {
				t.Fatal(fit, err)
			}
			wantCorners(t, fit, red, green, blue, white)
			if whole, err := picture.Fit(context.Background(), data, 5000, 5000); err != nil || whole.Bounds().Size() != image.Pt(width, height) {
				t.Error("enlarged", whole.Bounds(), err)
			}
		})
	}
	webp, err := base64.StdEncoding.DecodeString(webpRed)
	if err != nil {
		t.Fatal(err)
	}
	if cut, err := picture.Cut(context.Background(), webp, 96); err != nil || cut.Bounds().Size() != image.Pt(2, 2) || corners(cut)[3] != red {
		t.Errorf("webp: %v %v", cut, err)
	}
}

func TestALongPictureKeepsOnePixelAtLeast(t *testing.T) {
	data := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, quarters(20_000, 2)) })
	if fit, err := picture.Fit(context.Background(), data, 100, 100); err != nil || fit.Bounds().Size() != image.Pt(100, 1) {
		t.Error(fit, err)
	}
	if cut, err := picture.Cut(context.Background(), data, 100); err != nil || cut.Bounds().Size() != image.Pt(2, 2) {
		t.Error(cut, err)
	}
}

func TestWhatIsSeenThroughStaysSo(t *testing.T) {
	data := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewNRGBA(image.Rect(0, 0, 300, 300))) })
	cut, err := picture.Cut(context.Background(), data, 96)
	if err != nil || corners(cut)[0] != (color.RGBA{}) {
		t.Error(cut, err)
	}
}

// withOrientation puts an EXIF segment into a JPEG file.
func withOrientation(data []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	mark := "MM"
	if order.String() == binary.LittleEndian.String() {
		mark = "II"
	}
	exif := append([]byte("Exif\x00\x00"), mark...)
	exif = order.AppendUint32(order.AppendUint16(exif, 42), 8)
	exif = order.AppendUint16(exif, 2)
	for _, entry := range [][2]uint16{{0x010f, 1}, {0x0112, orientation}} { // the maker first
		exif = order.AppendUint32(order.AppendUint16(order.AppendUint16(exif, entry[0]), 3), 1)
		exif = order.AppendUint16(order.AppendUint16(exif, entry[1]), 0)
	}
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(append([]byte{}, data[:2]...), append(segment, exif...)...), data[2:]...)
}

func TestAPhotoIsTurnedUpright(t *testing.T) {
	plain := encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, quarters(64, 32), nil) })
	for orientation, want := range map[uint16][]color.RGBA{
		0: {red, green, blue, white}, // no orientation
		1: {red, green, blue, white}, 2: {green, red, white, blue}, 3: {white, blue, green, red}, 4: {blue, white, red, green},
		5: {red, blue, green, white}, 6: {blue, red, white, green}, 7: {white, green, blue, red}, 8: {green, white, red, blue},
		9: {red, green, blue, white},
	} {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			data := withOrientation(plain, order, orientation)
			fit, err := picture.Fit(context.Background(), data, 1000, 1000)
			size := image.Pt(64, 32)
			if orientation >= 5 && orientation <= 8 {
				size = image.Pt(32, 64)
			}
			if err != nil || fit.Bounds().Size() != size {
				t.Fatalf("%d: %v %v", orientation, fit, err)
			}
			wantCorners(t, fit, want...)
			cut, err := picture.Cut(context.Background(), data, 1000)
			if err != nil || cut.Bounds().Size() != image.Pt(32, 32) {
				t.Fatalf("%d: %v %v", orientation, cut, err)
			}
			wantCorners(t, cut, want...)
		}
	}
}

// claiming is a PNG file of a few bytes that says it is this large.
func claiming(width, height uint32, depth, kind byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	header = append(header, depth, kind, 0, 0, 0)
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	_, _ = z.Write(make([]byte, 1000))
	_ = z.Close()
	data := []byte("\x89PNG\r\n\x1a\n")
	for _, chunk := range [][]byte{header, append([]byte("IDAT"), pixels.Bytes()...), []byte("IEND")} {
		data = append(binary.BigEndian.AppendUint32(data, uint32(len(chunk)-4)), chunk...)
		data = binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(chunk))
	}
	return data
}

// hiding is a WebP file whose container says 10 by 10, and whose picture says 16,384 by 16,384.
func hiding() []byte {
	const edge = 1<<14 - 1
	lossless := binary.LittleEndian.AppendUint32([]byte{0x2f}, edge|edge<<14)
	lossless = append(lossless, make([]byte, 11)...)
	chunks := append([]byte("WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x09\x00\x00VP8L"), binary.LittleEndian.AppendUint32(nil, uint32(len(lossless)))...)
	chunks = append(chunks, lossless...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(chunks))), chunks...)
}

func TestABombIsNotDecoded(t *testing.T) {
	for name, data := range map[string][]byte{
		"many pixels": claiming(60_000, 60_000, 8, 2), "a long row": claiming(1<<31-1, 1, 8, 0), "deep ones": claiming(7000, 7000, 16, 6),
	} {
		if _, err := picture.Cut(context.Background(), data, 96); !errors.Is(err, picture.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := picture.Cut(context.Background(), hiding(), 96)
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; err == nil || allocated > 1<<20 {
		t.Errorf("a picture hidden in a small container: %v, and it took %d bytes", err, allocated)
	}
}

func TestABrokenFileIsAnError(t *testing.T) {
	whole := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, quarters(64, 32)) })
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("not a picture"), "half": whole[:len(whole)/2], "the head alone": whole[:40], "no pixels": claiming(0, 0, 8, 2),
	} {
		if made, err := picture.Cut(context.Background(), data, 96); err == nil || made != nil {
			t.Errorf("%s: %v", name, made)
		}
	}
}

func TestShowsGoesByNameOrType(t *testing.T) {
	for _, c := range []struct {
		name, contentType string
		want              bool
	}{
		{"a.PNG", "", true}, {"a.jpeg", "application/octet-stream", true}, {"photo", "Image/JPEG", true}, {"a.heic", "image/heic", false},
		{"a.svg", "image/svg+xml", false}, {"a.pdf", "application/pdf", false}, {"png", "", false}, {"", "", false},
	} {
		if got := picture.Shows(c.name, c.contentType); got != c.want {
			t.Errorf("%q %q: %v", c.name, c.contentType, got)
		}
	}
}

func FuzzCut(f *testing.F) {
	plain := encoded(f, func(b *bytes.Buffer) error { return jpeg.Encode(b, quarters(16, 16), nil) })
	f.Add(withOrientation(plain, binary.BigEndian, 6))
	f.Add(withOrientation(plain, binary.LittleEndian, 8))
	f.Add(encoded(f, func(b *bytes.Buffer) error { return png.Encode(b, quarters(16, 16)) }))
	f.Add(hiding())
	f.Fuzz(func(t *testing.T, data []byte) {
		made, err := picture.Cut(context.Background(), data, 8)
		if err == nil && (made.Bounds().Dx() > 8 || made.Bounds().Dy() > 8 || made.Bounds().Empty()) {
			t.Error(made.Bounds())
		}
	})
}
