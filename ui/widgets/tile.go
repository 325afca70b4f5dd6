package widgets

import (
	"image/color"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// Tile shows a file's type as a short word on a colour. It knows the type from the name alone and never touches the
// file.
type Tile struct {
	widget.BaseWidget

	kind FileKind
}

// FileKind is a short word for a file's type and the tile's colour, the same in light and dark.
type FileKind struct {
	Word   string
	Colour color.NRGBA
}

// Grounds dark enough for white words.
var (
	red    = color.NRGBA{0xd0, 0x45, 0x3d, 0xff}
	green  = color.NRGBA{0x2a, 0x8a, 0x58, 0xff}
	blue   = color.NRGBA{0x38, 0x73, 0xc0, 0xff}
	purple = color.NRGBA{0x8a, 0x58, 0xcc, 0xff}
	brown  = color.NRGBA{0xb2, 0x72, 0x28, 0xff}
	orange = color.NRGBA{0xc2, 0x5a, 0x26, 0xff}
	teal   = color.NRGBA{0x1f, 0x83, 0x8c, 0xff}
	pink   = color.NRGBA{0xbb, 0x48, 0x86, 0xff}
	slate  = color.NRGBA{0x64, 0x6e, 0x80, 0xff}
)

var families = []struct {
	word       string
	colour     color.NRGBA
	extensions string
}{
	{"PDF", red, "pdf"},
	{"DOC", blue, "doc docx odt rtf pages dot dotx"},
	{"XLS", green, "xls xlsx xlsm ods numbers"},
	{"CSV", green, "csv tsv"},
	{"PPT", orange, "ppt pptx odp key pps ppsx"},
	{"IMG", purple, "png jpg jpeg gif heic heif webp tif tiff bmp svg avif raw cr2 nef dng ico"},
	{"ZIP", brown, "zip 7z rar gz tgz bz2 xz zst tar"},
	{"MP3", teal, "mp3"},
	{"AUD", teal, "wav flac ogg opus m4a aac wma aiff mid"},
	{"VID", pink, "mp4 mov mkv avi webm wmv m4v mpg mpeg"},
	{"TXT", slate, "txt md log text"},
	{"MAIL", blue, "eml msg mbox"},
	{"WEB", orange, "html htm xhtml url webloc"},
	{"</>", slate, "go js ts py c h cpp rs java kt swift sh bat ps1 json xml yaml yml toml css sql php rb"},
}

var kinds = func() map[string]FileKind {
	all := map[string]FileKind{}
	for _, f := range families {
		for _, extension := range strings.Fields(f.extensions) {
			all[extension] = FileKind{f.word, f.colour}
		}
	}
	return all
}()

// KindOf answers the type of a file by its name.
func KindOf(name string) FileKind {
	extension := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if kind, ok := kinds[extension]; ok {
		return kind
	}
	if letters := utf8.RuneCountInString(extension); letters >= 1 && letters <= 4 && extension != strings.ToLower(strings.TrimPrefix(name, ".")) {
		return FileKind{strings.ToUpper(extension), slate}
	}
	return FileKind{"", slate}
}

// NewTile returns a tile for a file's name.
func NewTile(name string) *Tile {
	t := &Tile{kind: KindOf(name)}
	t.ExtendBaseWidget(t)
	return t
}

// SetName shows another file's type.
func (t *Tile) SetName(name string) {
	if kind := KindOf(name); kind != t.kind {
		t.kind = kind
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{tile: t, ground: canvas.NewRectangle(nil), word: canvas.NewText("", color.White), plain: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.word.Alignment = fyne.TextAlignCenter
	r.word.TextStyle.Bold = true
	r.objects = []fyne.CanvasObject{r.ground, r.word, r.plain}
	r.apply()
	return r
}

type tileRenderer struct {
	tile    *Tile
	ground  *canvas.Rectangle
	word    *canvas.Text
	plain   *canvas.Image // for a file without a type
	objects []fyne.CanvasObject
}

func (r *tileRenderer) apply() {
	kind := r.tile.kind
	r.ground.FillColor = kind.Colour
	r.ground.CornerRadius = look.TileRadius
	r.word.Text = kind.Word
	r.word.TextSize = 11
	if utf8.RuneCountInString(kind.Word) > 3 {
		r.word.TextSize = 9.5
	}
	if kind.Word == "" {
		r.plain.Resource = look.Icon(look.IconFile, look.ColorWhite)
		r.plain.Show()
	} else {
		r.plain.Hide()
	}
}

func (r *tileRenderer) Layout(size fyne.Size) {
	tile := fyne.NewSquareSize(look.TileSize)
	at := fyne.NewPos((size.Width-tile.Width)/2, (size.Height-tile.Height)/2)
	r.ground.Resize(tile)
	r.ground.Move(at)
	r.word.Resize(tile)
	r.word.Move(at)
	r.plain.Resize(fyne.NewSquareSize(look.IconSize))
	r.plain.Move(at.AddXY((tile.Width-look.IconSize)/2, (tile.Height-look.IconSize)/2))
}
func (r *tileRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(look.TileSize) }
func (r *tileRenderer) Refresh() {
	r.apply()
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *tileRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *tileRenderer) Destroy()                     {}
