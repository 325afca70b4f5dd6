package clipboard

import (
	"context"
	"encoding/json"
	"os/exec"

	"taskdrop/service/desktop/selection"
)

// script reads the pasteboard: the files copied in Finder, else a picture, else text. It takes nothing from outside.
const script = `ObjC.import("AppKit");
const board = $.NSPasteboard.generalPasteboard;
const found = {paths: [], png: "", text: ""};
const files = board.readObjectsForClassesOptions($([$.NSURL]), $({NSPasteboardURLReadingFileURLsOnlyKey: true}));
for (const url of ObjC.unwrap(files) || []) found.paths.push(ObjC.unwrap(url.path));
if (found.paths.length === 0) {
  let data = board.dataForType("public.png");
  if (data.isNil()) {
    const other = board.dataForType("public.tiff");
    if (!other.isNil()) data = $.NSBitmapImageRep.imageRepWithData(other).representationUsingTypeProperties(4, $({}));
  }
  if (!data.isNil()) found.png = ObjC.unwrap(data.base64EncodedStringWithOptions(0));
  else found.text = ObjC.unwrap(board.stringForType("public.utf8-plain-text")) || "";
}
JSON.stringify(found);`

// read asks macOS' own script host, which needs no C compiler.
func read(ctx context.Context) (Content, error) {
	output, err := exec.CommandContext(ctx, "osascript", "-l", "JavaScript", "-e", script).Output()
	if err != nil {
		return Content{}, unavailable(err)
	}
	var found struct {
		Paths []string `json:"paths"`
		PNG   []byte   `json:"png"`
		Text  string   `json:"text"`
	}
	if err := json.Unmarshal(output, &found); err != nil {
		return Content{}, unavailable(err)
	}
	if len(found.Paths) > 0 {
		return Content{Paths: found.Paths}, nil
	}
	if len(found.PNG) > selection.Most {
		return Content{}, ErrTooMuch
	}
	if len(found.PNG) > 0 {
		made, err := toPNG(found.PNG)
		return Content{PNG: made}, err
	}
	return FromText(found.Text), nil
}
