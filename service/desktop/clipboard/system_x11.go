//go:build unix && !darwin

package clipboard

import (
	"context"

	"github.com/jezek/xgb/xproto"

	"taskdrop/service/desktop/selection"
)

// Forms in which X11 programs hand over, the best first.
var (
	fileForms    = []string{"text/uri-list", "x-special/gnome-copied-files", "x-special/mate-copied-files", "application/x-kde4-urilist"}
	pictureForms = []string{"image/png", "image/bmp", "image/jpeg"}
	textForms    = []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"}
)

// read asks the owner of the X11 clipboard.
func read(ctx context.Context) (Content, error) {
	owner, err := selection.Visit(ctx, "CLIPBOARD", xproto.TimeCurrentTime)
	if err != nil {
		return Content{}, unavailable(err)
	}
	defer owner.Close()
	return content(ctx, owner)
}

// content takes the best of what the owner offers: files, a sandboxed program's first, else a picture, else text that
// may name files.
func content(ctx context.Context, owner *selection.Receiver) (Content, error) {
	offered, owned, err := owner.Forms()
	if err != nil || !owned {
		return Content{}, err
	}
	if len(offered) == 0 { // an owner that does not say, and so can do no more than text
		for _, form := range textForms {
			offered[form] = true
		}
	}
	for _, form := range selection.PortalForms {
		if !offered[form] {
			continue
		}
		if paths, err := owner.Transferred(ctx, form); err == nil && len(paths) > 0 {
			return Content{Paths: paths}, nil
		}
	}
	files, err := first(owner, fileForms, offered)
	if err != nil {
		return Content{}, err
	}
	elsewhere := fromList(files)
	if len(elsewhere.Paths) > 0 {
		return elsewhere, nil
	}
	picture, err := first(owner, pictureForms, offered)
	if err != nil {
		return Content{}, err
	}
	if len(picture) > 0 {
		made, err := toPNG(picture)
		return Content{PNG: made}, err
	}
	if !elsewhere.Empty() {
		return elsewhere, nil
	}
	text, err := first(owner, textForms, offered)
	return FromText(string(text)), err
}

// first returns the data in the first of the forms that is offered, or nothing.
func first(owner *selection.Receiver, forms []string, offered map[string]bool) ([]byte, error) {
	for _, form := range forms {
		if !offered[form] {
			continue
		}
		if data, err := owner.Receive(form); err != nil || len(data) > 0 {
			return data, err
		}
	}
	return nil, nil
}
