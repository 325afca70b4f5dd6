package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/assets"
)

// ProgramIcon is the program's icon, large.
func ProgramIcon() fyne.CanvasObject {
	image := canvas.NewImageFromResource(fyne.NewStaticResource("taskdrop-icon.svg", assets.IconDrawing))
	image.FillMode = canvas.ImageFillContain
	image.SetMinSize(fyne.NewSquareSize(76))
	return image
}
