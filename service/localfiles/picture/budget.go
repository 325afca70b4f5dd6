package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
)

// What decoding one picture may take. A file of a few kilobytes can ask for much more.
const (
	mostPixels = 50_000_000 // above what a telephone's camera makes
	mostMemory = 256 << 20  // bytes, of all that the decoder holds at once
	// mostScans is how often a JPEG may go over its picture. Encoders make about ten scans of a progressive one.
	mostScans = 100
	// mostBlocks is how many 8 by 8 blocks a JPEG's scans may go over, all together: an empty scan costs a file ten
	// bytes, and the decoder a visit to each block.
	mostBlocks = 40_000_000
)

// ErrTooLarge is a picture that takes more to decode than it may.
var ErrTooLarge = errors.New("picture: too large to be decoded")

// CheckSize returns ErrTooLarge if a picture has more pixels, or takes more memory, than may be decoded.
func CheckSize(width, height, bytesPerPixel int) error {
	switch {
	case width <= 0 || height <= 0:
		return errors.New("picture: no pixels")
	case width > mostPixels/height || int64(width)*int64(height)*int64(bytesPerPixel) > mostMemory:
		return ErrTooLarge
	}
	return nil
}

// affordable returns ErrTooLarge if decoding a file would exceed the budget. It reads the file's structure and decodes
// nothing.
func affordable(data []byte, format string, config image.Config) error {
	bytesPerPixel := 4
	switch config.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model:
		bytesPerPixel = 8
	}
	switch format {
	case "jpeg":
		return affordableJPEG(data)
	case "webp":
		return affordableWebP(data, config)
	case "png":
		// An interlaced picture is put together from pictures that take as much again.
		const interlacing = 28 // the place in the file of the byte that says so
		if len(data) > interlacing && data[interlacing] != 0 {
			bytesPerPixel *= 2
		}
	}
	return CheckSize(config.Width, config.Height, bytesPerPixel)
}

// The JPEG markers that matter here.
const (
	markerBaseline    = 0xc0
	markerProgressive = 0xc2
	markerRestart     = 0xd0 // to 0xd7
	markerStart       = 0xd8
	markerEnd         = 0xd9
	markerScan        = 0xda
)

// frame is what a JPEG's frame header says.
type frame struct {
	width, height int
	progressive   bool
	components    int
	blocks        int64 // 8 by 8 blocks of all components, padded to whole units
}

// affordableJPEG walks the markers: how large the planes are, and how often the decoder would go over them.
func affordableJPEG(data []byte) error {
	var f frame
	scans := int64(0)
	for at := 2; at < len(data); {
		if data[at] != 0xff { // the content of a scan, or rubbish that decoders pass over
			next := bytes.IndexByte(data[at:], 0xff)
			if next < 0 {
				break
			}
			at += next
		}
		if at+1 >= len(data) {
			break
		}
		marker := data[at+1]
		switch {
		case marker == 0xff: // filling
			at++
			continue
		case marker == 0 || marker == markerStart || marker >= markerRestart && marker < markerStart:
			at += 2
			continue
		}
		if marker == markerEnd || at+4 > len(data) {
			break
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		segment := data[at+4 : min(max(at+2+length, at+4), len(data))]
		switch marker {
		case markerBaseline, markerBaseline + 1, markerProgressive:
			var err error
			if f, err = frameOf(segment, marker == markerProgressive); err != nil {
				return err
			}
		case markerScan:
			if scans++; scans > mostScans || scans*f.blocks > mostBlocks {
				return ErrTooLarge
			}
		}
		at += 2 + max(length, 2)
	}
	if f.components == 0 {
		return errors.New("picture: a JPEG without a frame")
	}
	return nil
}

// frameOf reads a frame header, and returns ErrTooLarge if its planes take too much.
func frameOf(segment []byte, progressive bool) (frame, error) {
	const fixed, each = 6, 3
	if len(segment) < fixed || len(segment) < fixed+each*int(segment[5]) || segment[5] == 0 {
		return frame{}, errors.New("picture: a broken frame header")
	}
	f := frame{
		height: int(binary.BigEndian.Uint16(segment[1:])), width: int(binary.BigEndian.Uint16(segment[3:])),
		components: int(segment[5]), progressive: progressive,
	}
	widest, highest, samples := 1, 1, 0
	for i := range f.components {
		factors := segment[fixed+each*i+1]
		h, v := max(int(factors>>4), 1), max(int(factors&15), 1)
		widest, highest, samples = max(widest, h), max(highest, v), samples+h*v
	}
	if err := CheckSize(f.width, f.height, 1); err != nil {
		return frame{}, err
	}
	across, down := (f.width+8*widest-1)/(8*widest), (f.height+8*highest-1)/(8*highest)
	f.blocks = int64(across) * int64(down) * int64(samples)
	const blockSamples = 64
	memory := f.blocks * blockSamples // a byte a sample
	if progressive {
		memory += f.blocks * blockSamples * 4 // its coefficient, until the last scan
	}
	if f.components == 4 {
		memory += 4 * int64(f.width) * int64(f.height) // put together from the planes
	}
	if memory > mostMemory {
		return frame{}, ErrTooLarge
	}
	return f, nil
}

// affordableWebP looks at the size that each part of the file gives: the decoder goes by that of the part, not the
// container's.
func affordableWebP(data []byte, config image.Config) error {
	const bytesPerPixel = 10 // the planes or pixels, those of the transforms, and transparency
	if err := CheckSize(config.Width, config.Height, bytesPerPixel); err != nil {
		return err
	}
	const containerHead, chunkHead = 12, 8
	for at := containerHead; at+chunkHead <= len(data); {
		kind := string(data[at : at+4])
		length := int64(binary.LittleEndian.Uint32(data[at+4:]))
		content := data[at+chunkHead:]
		width, height := 0, 0
		switch {
		case kind == "VP8 " && len(content) >= 10:
			width, height = int(binary.LittleEndian.Uint16(content[6:])&0x3fff), int(binary.LittleEndian.Uint16(content[8:])&0x3fff)
		case kind == "VP8L" && len(content) >= 5:
			size := binary.LittleEndian.Uint32(content[1:])
			width, height = int(size&0x3fff)+1, int(size>>14&0x3fff)+1
		}
		if width > 0 && height > 0 {
			if err := CheckSize(width, height, bytesPerPixel); err != nil {
				return err
			}
		}
		if length += length & 1; length > int64(len(content)) {
			break
		}
		at += chunkHead + int(length)
	}
	return nil
}
