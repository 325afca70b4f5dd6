// Command taskdrop hangs dropped files on a Microsoft To Do task.
package main

import (
	_ "fyne.io/fyne/v2/app"
	_ "fyne.io/fyne/v2/dialog"
	_ "fyne.io/fyne/v2/driver/desktop"
	_ "fyne.io/fyne/v2/lang"
	_ "fyne.io/fyne/v2/storage"
	_ "fyne.io/fyne/v2/test"
	_ "fyne.io/fyne/v2/theme"
	_ "fyne.io/fyne/v2/widget"
	_ "github.com/pkg/browser"
	_ "golang.org/x/oauth2"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/text/collate"
	_ "golang.org/x/sys/execabs"
	_ "gopkg.in/natefinch/lumberjack.v2"
	_ "github.com/zalando/go-keyring"
)

func main() {}
