package clipboard

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math/bits"

	"taskdrop/service/localfiles/picture"
)

var errNoPicture = errors.New("the picture on the clipboard can't be read")

// toPNG makes a PNG of a picture in one of the forms in which programs copy them. A PNG stays as it is.
func toPNG(data []byte) ([]byte, error) {
	var made image.Image
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		if _, err := png.DecodeConfig(bytes.NewReader(data)); err != nil {
			return nil, err
		}
		return data, nil
	case bytes.HasPrefix(data, []byte("\xff\xd8")):
		made, err = picture.Decode(context.Background(), data)
	case bytes.HasPrefix(data, []byte("BM")) && len(data) > bitmapFileHeader:
		made, err = bitmap(data[bitmapFileHeader:])
	default:
		return nil, errNoPicture
	}
	if err != nil {
		return nil, err
	}
	return encode(made)
}

func encode(made image.Image) ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed} // a person waits
	err := encoder.Encode(&out, made)
	return out.Bytes(), err
}

// The parts of a Windows bitmap, in bytes, and the forms of its colours.
const (
	bitmapFileHeader = 14
	bitmapInfoHeader = 40
	bitmapMasks      = bitmapInfoHeader // the colour masks begin here, in a longer header or after this one
	bitmapPlain      = 0                // BI_RGB
	bitmapMasked     = 3                // BI_BITFIELDS
)

// layout is how a bitmap is written.
type layout struct {
	width, height int
	topDown       bool
	bytes         int       // of a pixel
	masks         [4]uint32 // red, green, blue, alpha
	pixels        []byte
	stride        int
}

// bitmap reads a device-independent bitmap of 24 or 32 bits a pixel. Windows makes one of any picture on its
// clipboard.
func bitmap(data []byte) (image.Image, error) {
	l, err := layoutOf(data)
	if err != nil {
		return nil, err
	}
	made := image.NewNRGBA(image.Rect(0, 0, l.width, l.height))
	transparent := true
	for y := range l.height {
		row := l.pixels[y*l.stride:]
		at := y
		if !l.topDown {
			at = l.height - 1 - y
		}
		for x := range l.width {
			c := l.pixel(row[x*l.bytes:])
			transparent = transparent && c.A == 0
			made.SetNRGBA(x, at, c)
		}
	}
	if transparent { // no picture is invisible: its fourth byte means nothing
		for i := 3; i < len(made.Pix); i += 4 {
			made.Pix[i] = 0xff
		}
	}
	return made, nil
}

func layoutOf(data []byte) (l layout, err error) {
	if len(data) < bitmapInfoHeader {
		return l, errNoPicture
	}
	field := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	header, compression := int(field(0)), field(16)
	l.width, l.height = int(int32(field(4))), int(int32(field(8)))
	if l.height < 0 {
		l.topDown, l.height = true, -l.height
	}
	l.bytes = int(binary.LittleEndian.Uint16(data[14:])) / 8
	if header < bitmapInfoHeader || header > len(data) || l.bytes != 3 && l.bytes != 4 {
		return l, errNoPicture
	}
	if err := picture.CheckSize(l.width, l.height, 4); err != nil {
		return l, err
	}
	begin := header
	l.masks = [4]uint32{0xff0000, 0xff00, 0xff, 0}
	switch {
	case compression == bitmapMasked && len(data) >= bitmapMasks+16:
		for i := range 3 {
			l.masks[i] = field(bitmapMasks + 4*i)
		}
		if header >= bitmapMasks+16 {
			l.masks[3] = field(bitmapMasks + 12)
		} else {
			begin += 12
		}
	case compression != bitmapPlain:
		return l, errNoPicture
	}
	begin += 4 * int(min(field(32), 256)) // a table of colours may come first
	l.stride = (l.width*l.bytes + 3) &^ 3
	if begin > len(data) || len(data)-begin < l.stride*l.height {
		return l, errNoPicture
	}
	l.pixels = data[begin:]
	return l, nil
}

func (l *layout) pixel(b []byte) color.NRGBA {
	value := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
	if l.bytes == 4 {
		value |= uint32(b[3]) << 24
	}
	c := color.NRGBA{R: part(value, l.masks[0]), G: part(value, l.masks[1]), B: part(value, l.masks[2]), A: 0xff}
	if l.masks[3] != 0 {
		c.A = part(value, l.masks[3])
	}
	return c
}

// part returns the bits of a pixel that a mask covers, as eight bits.
func part(value, mask uint32) uint8 {
	if mask == 0 {
		return 0
	}
	low, width := bits.TrailingZeros32(mask), bits.OnesCount32(mask)
	v := (value & mask) >> low
	if width >= 8 {
		return uint8(v >> (width - 8))
	}
	return uint8(v << (8 - width))
}
