package picture

import (
	"image"
	"image/draw"
)

// shrink draws an area of the source in a size that is no larger: each pixel is the mean of those it stands for. It
// holds one row of the source at a time.
func shrink(source image.Image, area image.Rectangle, to image.Point) *image.RGBA {
	made := image.NewRGBA(image.Rectangle{Max: to})
	row := image.NewRGBA(image.Rect(0, 0, area.Dx(), 1))
	sums := make([]uint64, 4*to.X)
	counts := make([]uint64, to.X)
	for y := range to.Y {
		clear(sums)
		clear(counts)
		first, end := area.Dy()*y/to.Y, area.Dy()*(y+1)/to.Y
		for line := first; line < end; line++ {
			draw.Draw(row, row.Bounds(), source, image.Pt(area.Min.X, area.Min.Y+line), draw.Src)
			add(sums, counts, row.Pix, area.Dx())
		}
		pixels := made.Pix[y*made.Stride:]
		for x, count := range counts {
			for c := range 4 {
				pixels[4*x+c] = uint8((sums[4*x+c] + count/2) / count)
			}
		}
	}
	return made
}

// add sorts a row's pixels into the columns they belong to.
func add(sums, counts []uint64, pixels []byte, width int) {
	columns := len(counts)
	for x := range width {
		column := x * columns / width
		counts[column]++
		for c := range 4 {
			sums[4*column+c] += uint64(pixels[4*x+c])
		}
	}
}
