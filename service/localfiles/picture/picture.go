// Package picture makes small pictures of image files that come from anybody: a file is believed in nothing before it is
// looked at, and what it would take to decode it is bounded.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that can be decoded
	_ "image/jpeg"
	_ "image/png"
	"path"
	"slices"
	"strings"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"
)

const (
	// mostPixels is above what a telephone's camera makes. A file of a few kilobytes can claim many more.
	mostPixels = 50_000_000
	// mostMemory is what the decoded picture may take, in bytes.
	mostMemory = 256 << 20
)

// ErrTooLarge is a picture with more pixels than are decoded.
var ErrTooLarge = errors.New("picture: too many pixels")

// Shows reports whether a file's name or type promises a format that can be decoded.
func Shows(name, contentType string) bool {
	extensions := []string{".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp"}
	types := []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}
	return slices.Contains(extensions, strings.ToLower(path.Ext(name))) || slices.Contains(types, strings.ToLower(contentType))
}

// Cut makes a square of at most side pixels from the middle of an image file.
func Cut(data []byte, side int) (image.Image, error) {
	return small(data, func(size image.Point) (area image.Rectangle, to image.Point) {
		edge := min(size.X, size.Y)
		area = image.Rectangle{Max: image.Pt(edge, edge)}.Add(image.Pt((size.X-edge)/2, (size.Y-edge)/2))
		return area, image.Pt(min(edge, side), min(edge, side))
	})
}

// Fit makes a picture of an image file that is no wider and no higher than this. It never enlarges.
func Fit(data []byte, width, height int) (image.Image, error) {
	return small(data, func(size image.Point) (area image.Rectangle, to image.Point) {
		to = size
		if to.X > width {
			to = image.Pt(width, size.Y*width/size.X)
		}
		if to.Y > height {
			to = image.Pt(size.X*height/size.Y, height)
		}
		return image.Rectangle{Max: size}, image.Pt(max(to.X, 1), max(to.Y, 1))
	})
}

// small decodes an image file and draws an area of it in another size. plan sees the picture as a person does, upright.
func small(data []byte, plan func(size image.Point) (area image.Rectangle, to image.Point)) (made image.Image, err error) {
	defer func() { // a decoder that stumbles over a crafted file must not end the program
		if cause := recover(); cause != nil {
			made, err = nil, fmt.Errorf("picture: the decoder failed: %v", cause)
		}
	}()
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if err := affordable(config); err != nil {
		return nil, err
	}
	source, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	turn := upright
	if format == "jpeg" {
		turn = orientationOf(data)
	}
	bounds := source.Bounds()
	area, to := plan(turn.size(bounds.Size()))
	area = turn.back(area, bounds.Size()).Add(bounds.Min)
	return turn.apply(shrink(source, area, turn.size(to))), nil
}

// affordable is asked before anything is decoded.
func affordable(c image.Config) error {
	bytesPerPixel := 4
	switch c.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model:
		bytesPerPixel = 8
	}
	switch {
	case c.Width <= 0 || c.Height <= 0:
		return errors.New("picture: no pixels")
	case c.Width > mostPixels/c.Height || c.Width*c.Height*bytesPerPixel > mostMemory:
		return ErrTooLarge
	}
	return nil
}
