// Command awaitdrop waits until the mouse's pointer says that what it drags would be taken where it is. Whoever lets go earlier,
// while the program there has not answered yet, drops nothing.
//
// It knows the pointers of GTK's programs, such as Thunar.
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

// patience is for a machine that has much else to do.
const patience = 3 * time.Minute

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
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
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
