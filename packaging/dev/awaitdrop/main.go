// Command awaitdrop waits until the mouse pointer shows that the target accepts the drag. A drop before the target has
// answered is lost.
//
// It knows the pointers of GTK programs, such as Thunar.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xfixes"
)

// waitLimit is long, for busy machines.
const waitLimit = 3 * time.Minute

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "awaitdrop:", err)
		os.Exit(1)
	}
}

func run() error {
	xgb.Logger = log.New(io.Discard, "", 0) // what goes wrong comes back as an error
	display, err := xgb.NewConn()
	if err != nil {
		return err
	}
	defer display.Close()
	if err := xfixes.Init(display); err != nil {
		return err
	}
	if _, err := xfixes.QueryVersion(display, 2, 0).Reply(); err != nil { // nothing is answered before
		return err
	}
	last := ""
	for deadline := time.Now().Add(waitLimit); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		pointer, err := xfixes.GetCursorImageAndName(display).Reply()
		if err != nil {
			return err
		}
		if last = pointer.Name; strings.HasPrefix(last, "dnd-") && last != "dnd-none" {
			return nil
		}
	}
	return errors.New("nothing would be taken where the pointer is, which is " + last)
}
