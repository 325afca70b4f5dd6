//go:build linux || freebsd || openbsd || netbsd

package windowplace

import (
	"io"
	"log"

	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

func init() {
	xgb.Logger = log.New(io.Discard, "", 0) // what goes wrong comes back as an error
}

// of is where the window's content begins. That is what a position asked for means here, too: Fyne's windows have
// static gravity.
func of(native any) (x, y int, ok bool) {
	window, is := native.(driver.X11WindowContext)
	if !is || window.WindowHandle == 0 {
		return 0, 0, false
	}
	conn, err := xgb.NewConn()
	if err != nil {
		return 0, 0, false
	}
	defer conn.Close()
	id := xproto.Window(window.WindowHandle)
	at, err := xproto.TranslateCoordinates(conn, id, xproto.Setup(conn).DefaultScreen(conn).Root, 0, 0).Reply()
	if err != nil {
		return 0, 0, false
	}
	return int(at.DstX), int(at.DstY), true
}

// onScreen leaves room for as much of the window as can be dragged.
func onScreen(x, y int) bool {
	const inside = 60
	conn, err := xgb.NewConn()
	if err != nil {
		return false
	}
	defer conn.Close()
	screen := xproto.Setup(conn).DefaultScreen(conn)
	return x > -inside && y >= 0 && x+inside < int(screen.WidthInPixels) && y+inside < int(screen.HeightInPixels)
}
