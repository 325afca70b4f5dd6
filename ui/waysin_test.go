package ui

import "taskdrop/service"

func (f *fakeService) Paste(p service.Pasted) { f.record("paste %q as %s", p.Text, p.PictureName) }
