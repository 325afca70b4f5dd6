package ui

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// rowButtons is how many actions a row has room for.
const rowButtons = 3

// fileRow is one row of a list of files: type, name, a line of text, a bar, and buttons at the right. Both tabs use
// it. Rows are pooled by the list, so every property is set each time a row is shown. The parts are made when the row
// is first drawn: widget.List makes a row at each refresh only to learn its height.
type fileRow struct {
	widget.BaseWidget

	parts *rowParts
	shown rowContent
	drawn rowState
	press func(action int) // a button was pressed, counted from the left among those shown
	menu  func(at fyne.Position)
	// hovered is whether the mouse is over it, and off its buttons.
	hovered bool
	open    func() // the picture was pressed
}

// rowContent is everything a row shows.
type rowContent struct {
	name    string
	picture image.Image // in place of the file's type, nil for none
	line    rowLine
	done    bool // a check mark before the buttons
	buttons [rowButtons]rowButton
	count   int // of buttons
	focused bool
	last    bool // no hairline under it
}

type rowButton struct {
	icon look.IconName
	tip  string
}

type rowParts struct {
	tile    *widgets.Tile
	picture *widgets.Thumb
	name    *widgets.Line
	line    *widgets.Words
	bar     *widgets.Bar
	mark    *widgets.Icon
	buttons [rowButtons]*widgets.RowButton
	rule    *widgets.Hairline
	ground  *canvas.Rectangle // under the mouse, and around the row under the keyboard
}

func newFileRow() *fileRow {
	r := &fileRow{}
	r.ExtendBaseWidget(r)
	return r
}

// MinSize implements fyne.CanvasObject. It is the same for every row and needs none of its parts.
func (r *fileRow) MinSize() fyne.Size { return fyne.NewSize(220, look.RowHeight) }

// TappedSecondary implements fyne.SecondaryTappable: the right mouse button opens the row's menu.
func (r *fileRow) TappedSecondary(at *fyne.PointEvent) {
	if r.menu != nil {
		r.menu(at.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable. A text that is cut off is shown whole beside the mouse.
func (r *fileRow) MouseIn(*desktop.MouseEvent) {
	r.setHovered(true)
	if r.parts == nil {
		return
	}
	if _, whole := r.parts.line.Fit(r.parts.line.Size().Width); !whole {
		widgets.RestTip(r, r.shown.line.text)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *fileRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *fileRow) MouseOut() {
	r.setHovered(false)
	widgets.HideTip(r)
}

func (r *fileRow) setHovered(hovered bool) {
	r.hovered = hovered
	if r.parts != nil {
		widgets.SetVisible(r.parts.ground, hovered || r.shown.focused)
		r.Refresh()
	}
}

// setContent draws content; it does nothing if that is on show already.
func (r *fileRow) setContent(content rowContent) {
	if r.parts != nil && r.shown == content {
		return
	}
	before := r.shown
	moved := before.count != content.count || before.line.bar != content.line.bar || before.done != content.done ||
		before.focused != content.focused || (before.line.text != content.line.text && !content.line.bar)
	r.shown = content
	if r.parts == nil {
		return
	}
	r.apply()
	if moved {
		r.Refresh()
	}
}

func (r *fileRow) apply() {
	p, c := r.parts, &r.shown
	p.tile.SetName(c.name)
	widgets.SetVisible(p.tile, c.picture == nil)
	widgets.SetVisible(p.picture, c.picture != nil)
	p.picture.Set(c.picture, func() {
		if r.open != nil {
			r.open()
		}
	})
	p.name.SetText(c.name, look.ColorText)
	p.line.Set(c.line.text, c.line.colour, c.line.bar)
	p.bar.Set(c.line.fraction, c.line.barColour)
	widgets.SetVisible(p.bar, c.line.bar)
	widgets.SetVisible(p.mark, c.done)
	widgets.SetVisible(p.rule, !c.last)
	widgets.SetVisible(p.ground, r.hovered || c.focused)
	for i, button := range p.buttons {
		widgets.SetVisible(button, i < c.count)
		if i < c.count {
			button.Set(c.buttons[i].icon, look.ColorSecondary, c.buttons[i].tip, func() {
				if r.press != nil {
					r.press(i)
				}
			})
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (r *fileRow) CreateRenderer() fyne.WidgetRenderer {
	p := &rowParts{
		tile: widgets.NewTile(""), picture: widgets.NewThumb(textShowPicture()),
		name:   widgets.NewLine("", widgets.LineStyle{Size: look.TextBody, Colour: look.ColorText, Bold: true, Cut: widgets.CutMiddle}),
		line:   widgets.NewWords(look.TextSmall, look.ColorSecondary, 3),
		bar:    widgets.NewBar(),
		mark:   widgets.NewIcon(look.IconCheck, look.ColorGood, look.IconSize),
		rule:   widgets.NewHairline(),
		ground: canvas.NewRectangle(nil),
	}
	r.parts = p
	objects := []fyne.CanvasObject{p.ground, p.tile, p.picture, p.name, p.line, p.bar, p.mark, p.rule}
	for i := range p.buttons {
		p.buttons[i] = widgets.NewRowButton()
		objects = append(objects, p.buttons[i])
	}
	r.apply()
	renderer := &fileRowRenderer{row: r, objects: objects}
	renderer.colour()
	return renderer
}

type fileRowRenderer struct {
	row     *fileRow
	objects []fyne.CanvasObject
}

func (d *fileRowRenderer) colour() {
	ground, stroke := look.ColorClear, look.ColorClear
	if d.row.hovered {
		ground = look.ColorHover
	}
	if d.row.shown.focused {
		stroke = look.ColorAccent
	}
	r := d.row.parts.ground
	r.FillColor, r.StrokeColor = look.Color(ground), look.Color(stroke)
	r.StrokeWidth, r.CornerRadius = look.FocusWidth, look.ControlRadius
}

const (
	rowSide      float32 = 14
	rowTextLeft          = rowSide + look.TileSize + 16
	rowButtonGap float32 = 2
)

// Layout implements fyne.WidgetRenderer. Buttons stand from the right; the text takes what is left.
func (d *fileRowRenderer) Layout(size fyne.Size) {
	p, c := d.row.parts, &d.row.shown
	height := size.Height - look.LineWidth
	p.rule.Move(fyne.NewPos(0, height))
	p.rule.Resize(fyne.NewSize(size.Width, look.LineWidth))
	p.ground.Move(fyne.NewPos(2, 2))
	p.ground.Resize(fyne.NewSize(size.Width-4, height-4))
	for _, tile := range []fyne.CanvasObject{p.tile, p.picture} {
		tile.Move(fyne.NewPos(rowSide, (height-look.TileSize)/2))
		tile.Resize(fyne.NewSquareSize(look.TileSize))
	}

	right := size.Width - rowSide
	target := fyne.NewSquareSize(look.ButtonHeight)
	for i := c.count - 1; i >= 0; i-- {
		right -= target.Width
		p.buttons[i].Move(fyne.NewPos(right, (height-target.Height)/2))
		p.buttons[i].Resize(target)
		right -= rowButtonGap
	}
	if c.done {
		right -= target.Width
		p.mark.Move(fyne.NewPos(right, (height-target.Height)/2))
		p.mark.Resize(target)
	}
	d.layoutText(right-10-rowTextLeft, height)
}

func (d *fileRowRenderer) layoutText(width, height float32) {
	p := d.row.parts
	width = max(width, 0)
	name := p.name.MinSize().Height
	line, _ := p.line.Fit(width)
	const barGap float32 = 8
	nameGap := float32(2)
	if name+nameGap+line > height-4 {
		nameGap = 0 // a sentence of three lines
	}
	block := name + nameGap + line
	if d.row.shown.line.bar {
		block += barGap + look.BarHeight
	}
	y := (height - block) / 2
	p.name.Move(fyne.NewPos(rowTextLeft, y))
	p.name.Resize(fyne.NewSize(width, name))
	p.line.Move(fyne.NewPos(rowTextLeft, y+name+nameGap))
	p.line.Resize(fyne.NewSize(width, line))
	p.bar.Move(fyne.NewPos(rowTextLeft, y+name+nameGap+line+barGap))
	p.bar.Resize(fyne.NewSize(width, look.BarHeight))
}

func (d *fileRowRenderer) MinSize() fyne.Size { return d.row.MinSize() }
func (d *fileRowRenderer) Refresh() {
	d.colour()
	d.Layout(d.row.Size())
	canvas.Refresh(d.row)
}
func (d *fileRowRenderer) Objects() []fyne.CanvasObject { return d.objects }
func (d *fileRowRenderer) Destroy()                     {}

// contentOf is what a queue row shows of an item.
func contentOf(item *service.Item, held service.HeldFor, line rowLine) rowContent {
	content := rowContent{name: format.Visible(item.Name), line: line, done: item.State == service.ItemAttached}
	for i, action := range actionsFor(item, held) {
		icon, tip := action.appearance(item, held)
		content.buttons[i] = rowButton{icon, tip}
		content.count++
	}
	return content
}
