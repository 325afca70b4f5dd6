//go:build linux

package e2e

import (
	"image"
)

// readable returns a picture of the text and drawings alone, dark on white, if they are on a ground of one colour.
// Tesseract by itself tells light from dark for a whole picture at once, and takes text in a box for a drawing: it
// would miss text.
func readable(picture image.Image) *image.Gray {
	bounds := picture.Bounds()
	grey := image.NewGray(image.Rectangle{Max: bounds.Size()})
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			grey.Set(x, y, picture.At(bounds.Min.X+x, bounds.Min.Y+y))
		}
	}
	written := image.NewGray(grey.Rect)
	for at := range written.Pix {
		written.Pix[at] = 0xff
	}
	ground := grounds(grey)
	seen := make([]bool, len(grey.Pix))
	for first := range grey.Pix {
		if ground[first] != 0 || seen[first] {
			continue
		}
		mark, shades := markAt(grey, ground, seen, first)
		if len(shades) != 1 {
			continue // the edge between two grounds
		}
		for _, at := range mark {
			apart := int(grey.Pix[at]) - int(shades[0])
			written.Pix[at] = uint8(255 - min(255, 2*max(apart, -apart)))
		}
	}
	return written
}

// grounds numbers the areas of one shade that are large enough for text, from 1. What is on or between them is 0.
func grounds(grey *image.Gray) []int {
	const width, height = 30, 14
	ground, seen := make([]int, len(grey.Pix)), make([]bool, len(grey.Pix))
	count := 0
	for first := range grey.Pix {
		if seen[first] {
			continue
		}
		seen[first] = true
		area, box := []int{first}, image.Rectangle{}
		for next := 0; next < len(area); next++ {
			x, y := area[next]%grey.Stride, area[next]/grey.Stride
			box = box.Union(image.Rect(x, y, x+1, y+1))
			for _, p := range []image.Point{{X: x - 1, Y: y}, {X: x + 1, Y: y}, {X: x, Y: y - 1}, {X: x, Y: y + 1}} {
				at := p.Y*grey.Stride + p.X
				if p.In(grey.Rect) && !seen[at] && grey.Pix[at] == grey.Pix[first] {
					seen[at] = true
					area = append(area, at)
				}
			}
		}
		if box.Dx() < width || box.Dy() < height {
			continue
		}
		count++
		for _, at := range area {
			ground[at] = count
		}
	}
	return ground
}

// markAt returns all pixels connected to one that is no ground, and the shade of each ground that they touch.
func markAt(grey *image.Gray, ground []int, seen []bool, first int) (mark []int, shades []uint8) {
	touched := map[int]bool{}
	seen[first] = true
	mark = []int{first}
	for next := 0; next < len(mark); next++ {
		x, y := mark[next]%grey.Stride, mark[next]/grey.Stride
		around := image.Rect(x-1, y-1, x+2, y+2).Intersect(grey.Rect)
		for v := around.Min.Y; v < around.Max.Y; v++ {
			for u := around.Min.X; u < around.Max.X; u++ {
				at := v*grey.Stride + u
				switch number := ground[at]; {
				case number == 0 && !seen[at]:
					seen[at] = true
					mark = append(mark, at)
				case number != 0 && !touched[number]:
					touched[number] = true
					shades = append(shades, grey.Pix[at])
				}
			}
		}
	}
	return mark, shades
}
