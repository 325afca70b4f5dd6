// Package picture makes small pictures of image files that come from anybody. It believes a file in nothing: what
// decoding takes is reckoned up and bounded before it begins, one picture is decoded at a time, and a caller who no
// longer wants the picture does not wait for it. It knows nothing of where files come from or where pictures are
// shown.
package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif" // the formats that can be decoded
	_ "image/jpeg"
	_ "image/png"
	"io"
	"path"
	"slices"
	"strings"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"
)

// Shows reports whether a file's name or type promises a format that can be decoded.
func Shows(name, contentType string) bool {
	extensions := []string{".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp"}
	types := []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}
	return slices.Contains(extensions, strings.ToLower(path.Ext(name))) || slices.Contains(types, strings.ToLower(contentType))
}

// Cut makes a square of at most side pixels from the middle of an image file.
func Cut(ctx context.Context, data []byte, side int) (image.Image, error) {
	return small(ctx, data, func(size image.Point) (area image.Rectangle, to image.Point) {
		edge := min(size.X, size.Y)
		area = image.Rectangle{Max: image.Pt(edge, edge)}.Add(image.Pt((size.X-edge)/2, (size.Y-edge)/2))
		return area, image.Pt(min(edge, side), min(edge, side))
	})
}

// Fit makes a picture of an image file that is no wider and no higher than this. It never enlarges.
func Fit(ctx context.Context, data []byte, width, height int) (image.Image, error) {
	return small(ctx, data, func(size image.Point) (area image.Rectangle, to image.Point) {
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

// Decode decodes an image file within the budget, in its full size and as it is stored.
func Decode(ctx context.Context, data []byte) (image.Image, error) {
	return apart(ctx, func() (image.Image, error) {
		source, _, err := decode(ctx, data)
		return source, err
	})
}

// small decodes an image file and draws an area of it in another size. plan sees the picture as a person does,
// upright.
func small(ctx context.Context, data []byte, plan func(size image.Point) (area image.Rectangle, to image.Point)) (image.Image, error) {
	return apart(ctx, func() (image.Image, error) {
		source, format, err := decode(ctx, data)
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
	})
}

func decode(ctx context.Context, data []byte) (image.Image, string, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, "", err
	}
	if err := affordable(data, format, config); err != nil {
		return nil, "", err
	}
	made, format, err := image.Decode(&givenUp{ctx, bytes.NewReader(data)})
	if ctx.Err() != nil {
		return nil, "", ctx.Err()
	}
	return made, format, err
}

// givenUp ends a decoder at its next read once ctx has ended.
type givenUp struct {
	ctx context.Context
	in  io.Reader
}

func (g *givenUp) Read(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	return g.in.Read(p)
}

// one lets one decoder work at a time, which bounds what all of them take together.
var one = make(chan struct{}, 1)

// apart makes a picture on a goroutine of its own and returns at once when ctx ends. A decoder that is given up goes
// on to its next read, and no other begins before.
func apart(ctx context.Context, produce func() (image.Image, error)) (image.Image, error) {
	select {
	case one <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	type outcome struct {
		made image.Image
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if cause := recover(); cause != nil { // a decoder that fails on a crafted file must not end the program
				o = outcome{nil, fmt.Errorf("picture: the decoder failed: %v", cause)}
			}
			<-one
			done <- o
		}()
		o.made, o.err = produce()
	}()
	select {
	case o := <-done:
		if o.err != nil {
			return nil, o.err
		}
		return o.made, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
