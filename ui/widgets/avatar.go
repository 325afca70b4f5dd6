package widgets

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Avatar is a person as a disc with initials, to press.
type Avatar struct {
	control

	initials string
	badge    look.IconName // "" for none
}

// NewAvatar returns an avatar.
func NewAvatar(tapped func()) *Avatar {
	a := &Avatar{}
	a.OnTapped = tapped
	a.extend(a)
	return a
}

// SetName shows a person's initials; the tooltip is the name itself.
func (a *Avatar) SetName(name, tip string) {
	a.tip = tip
	initials := Initials(name)
	if a.initials != initials {
		a.initials = initials
		a.Refresh()
	}
}

// SetBadge marks the disc with a small icon in its corner; "" takes it away.
func (a *Avatar) SetBadge(badge look.IconName) {
	if a.badge != badge {
		a.badge = badge
		a.Refresh()
	}
}

// Initials answers one or two letters for a name or an address: "Mia Berger" is MB, "mia@example.org" M.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == '-' || r == '_' })
	if at := strings.IndexByte(name, '@'); at >= 0 {
		words = strings.FieldsFunc(name[:at], func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	}
	first := func(word string) string {
		for _, r := range word {
			if unicode.IsLetter(r) || unicode.IsNumber(r) {
				return string(unicode.ToUpper(r))
			}
		}
		return ""
	}
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	r := &avatarRenderer{avatar: a, ring: canvas.NewRectangle(nil), disc: canvas.NewRectangle(nil), text: canvas.NewText("", nil),
		badgeDisc: canvas.NewRectangle(nil), badge: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.text.Alignment = fyne.TextAlignCenter
	r.objects = []fyne.CanvasObject{r.ring, r.disc, r.text, r.badgeDisc, r.badge}
	r.apply()
	return r
}

type avatarRenderer struct {
	avatar  *Avatar
	ring    *canvas.Rectangle
	disc    *canvas.Rectangle
	text    *canvas.Text
	objects []fyne.CanvasObject

	badgeDisc *canvas.Rectangle
	badge     *canvas.Image
}

// markSide is the side of the badge's own disc.
const markSide float32 = 18

func (r *avatarRenderer) apply() {
	ring := SurfaceStyle{Radius: look.ButtonHeight/2 + 3, Fill: r.avatar.ground()}
	if r.avatar.focused {
		ring.Stroke, ring.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ring, ring)
	style(r.disc, SurfaceStyle{Fill: look.ColorAccent, Radius: look.ButtonHeight / 2})
	r.text.Text = r.avatar.initials
	r.text.TextSize = buttonText
	r.text.TextStyle.Bold = true
	r.text.Color = look.Color(look.ColorOnAccent)
	style(r.badgeDisc, SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: markSide / 2})
	r.badgeDisc.Hidden, r.badge.Hidden = r.avatar.badge == "", r.avatar.badge == ""
	if r.avatar.badge != "" {
		r.badge.Resource = look.Icon(r.avatar.badge, look.ColorText)
	}
}

func (r *avatarRenderer) Layout(size fyne.Size) {
	disc := fyne.NewSquareSize(look.ButtonHeight)
	at := fyne.NewPos((size.Width-disc.Width)/2, (size.Height-disc.Height)/2)
	r.disc.Resize(disc)
	r.disc.Move(at)
	r.ring.Resize(disc.AddWidthHeight(6, 6))
	r.ring.Move(at.SubtractXY(3, 3))
	r.text.Resize(disc)
	r.text.Move(at)
	corner := at.AddXY(disc.Width-markSide+6, disc.Height-markSide+6)
	r.badgeDisc.Resize(fyne.NewSquareSize(markSide))
	r.badgeDisc.Move(corner)
	r.badge.Resize(fyne.NewSquareSize(markSide - 6))
	r.badge.Move(corner.AddXY(3, 3))
}
func (r *avatarRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(look.ButtonHeight) }
func (r *avatarRenderer) Refresh() {
	r.apply()
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *avatarRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *avatarRenderer) Destroy()                     {}
