//go:build linux || freebsd || openbsd || netbsd

package drops

import (
	"context"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"taskdrop/service/desktop/selection"
)

// promises are the forms in which what is no file yet is taken, the best first: a program that saves it under its own
// name, or a picture.
var promises = []string{
	selection.DirectSave, "image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "image/tiff", "image/bmp",
}

// extensions are those of pictures whose forms are not called like them.
var extensions = map[string]string{"image/jpeg": ".jpg", "image/svg+xml": ".svg"}

// redeem has the program that was dragged from hand over what it promised, and tells it that the drop is over. Some
// write only then.
func (z *zone) redeem(ctx context.Context, owner *selection.Receiver, dropped drag, links []string) error {
	folder, err := z.handler.Place()
	if err != nil {
		z.answer("XdndFinished", dropped, false, 2)
		return err
	}
	whole := true
	if dropped.promise == selection.DirectSave {
		whole, err = owner.Save(dropped.source, folder)
	} else {
		err = z.keepPicture(owner, dropped.promise, folder, links)
	}
	z.answer("XdndFinished", dropped, err == nil, 2)
	if err == nil && !whole {
		err = selection.Settle(ctx, folder)
	}
	if err == nil && ctx.Err() == nil {
		z.handler.Promised(folder)
	}
	return err
}

func (z *zone) keepPicture(owner *selection.Receiver, form, folder string, links []string) error {
	data, err := owner.Receive(form)
	if err != nil {
		return err
	}
	if len(data) == 0 {
		return selection.ErrRefused
	}
	return os.WriteFile(filepath.Join(folder, z.pictureName(form, links)), data, 0o600)
}

// pictureName is what the address of a picture calls it, with the extension of its form.
func (z *zone) pictureName(form string, links []string) string {
	name := ""
	if len(links) == 1 {
		if address, err := url.Parse(links[0]); err == nil {
			name = strings.TrimSuffix(path.Base(address.Path), path.Ext(address.Path))
		}
	}
	if name = strings.Trim(name, "./ "); name == "" {
		name = z.handler.PictureName()
	}
	extension := extensions[form]
	if extension == "" {
		extension = "." + strings.TrimPrefix(form, "image/")
	}
	return selection.FileName(name + extension)
}
