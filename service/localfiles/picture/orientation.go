package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation is how a camera was held, as EXIF numbers it: what must be done to a picture before a person sees it.
type orientation int

// The orientations, 1 to 8.
const (
	upright orientation = iota + 1
	mirrored
	upsideDown
	upsideDownMirrored
	leftMirrored
	turnRight
	rightMirrored
	turnLeft
)

// sideways reports whether width and height change places.
func (o orientation) sideways() bool { return o >= leftMirrored }

func (o orientation) size(size image.Point) image.Point {
	if o.sideways() {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// from returns the stored pixel of the pixel that a person sees at (x, y).
func (o orientation) from(x, y int, stored image.Point) (sourceX, sourceY int) {
	right, bottom := stored.X-1, stored.Y-1
	switch o {
	case mirrored:
		return right - x, y
	case upsideDown:
		return right - x, bottom - y
	case upsideDownMirrored:
		return x, bottom - y
	case leftMirrored:
		return y, x
	case turnRight:
		return y, bottom - x
	case rightMirrored:
		return right - y, bottom - x
	case turnLeft:
		return right - y, x
	}
	return x, y
}

// back returns the stored area of an area that a person sees.
func (o orientation) back(area image.Rectangle, stored image.Point) image.Rectangle {
	ax, ay := o.from(area.Min.X, area.Min.Y, stored)
	bx, by := o.from(area.Max.X-1, area.Max.Y-1, stored)
	return image.Rect(min(ax, bx), min(ay, by), max(ax, bx)+1, max(ay, by)+1)
}

// apply turns a picture upright.
func (o orientation) apply(stored *image.RGBA) *image.RGBA {
	if o == upright {
		return stored
	}
	size := stored.Bounds().Size()
	made := image.NewRGBA(image.Rectangle{Max: o.size(size)})
	for y := range made.Rect.Max.Y {
		for x := range made.Rect.Max.X {
			fromX, fromY := o.from(x, y, size)
			copy(made.Pix[made.PixOffset(x, y):][:4], stored.Pix[stored.PixOffset(fromX, fromY):][:4])
		}
	}
	return made
}

const orientationTag = 0x0112

// orientationOf finds the orientation in a JPEG file's EXIF segment. Without one, or with one that makes no sense, it
// is upright.
func orientationOf(data []byte) orientation {
	exif := exifOf(data)
	if len(exif) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if exif[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return upright
	}
	entries := exif[at+2:]
	const entrySize = 12
	for range order.Uint16(exif[at:]) {
		if len(entries) < entrySize {
			break
		}
		if order.Uint16(entries) == orientationTag {
			if o := orientation(order.Uint16(entries[8:])); o >= upright && o <= turnLeft {
				return o
			}
			break
		}
		entries = entries[entrySize:]
	}
	return upright
}

// exifOf walks a JPEG file's segments up to the picture itself.
func exifOf(data []byte) []byte {
	const (
		startOfImage = 0xd8
		startOfScan  = 0xda
		app1         = 0xe1
	)
	if len(data) < 2 || data[0] != 0xff || data[1] != startOfImage {
		return nil
	}
	for data = data[2:]; len(data) >= 4 && data[0] == 0xff && data[1] != startOfScan; {
		length := int(binary.BigEndian.Uint16(data[2:])) + 2
		if length < 4 || length > len(data) {
			return nil
		}
		if exif, ok := bytes.CutPrefix(data[4:length], []byte("Exif\x00\x00")); ok && data[1] == app1 {
			return exif
		}
		data = data[length:]
	}
	return nil
}
