//go:build linux

package drops

import (
	"testing"

	"taskdrop/service/desktop/desktoptest"
	"taskdrop/service/desktop/selection"
)

func TestASandboxedProgramsFilesAreTaken(t *testing.T) {
	for name, c := range map[string]struct {
		key   string
		types []string
		want  string
	}{
		"in place of its own paths":     {"key\x00", []string{"text/uri-list", selection.PortalForms[0]}, `dropped ["/home/mia/a.pdf" "/home/mia/b"] []`},
		"in the form of older programs": {"key", []string{selection.PortalForms[1]}, `dropped ["/home/mia/a.pdf" "/home/mia/b"] []`},
		"that the portal does not know": {"odd", []string{"text/uri-list", selection.PortalForms[0]}, `dropped ["/run/inside/a.pdf"] []`},
		"and no other form":             {"odd", []string{selection.PortalForms[0]}, "failed false"},
	} {
		t.Run(name, func(t *testing.T) {
			desktoptest.StartTransfers(t, map[string][]string{"key": {"/home/mia/a.pdf", "relative", "/home/mia/b"}})
			s, heard := newSource(t, func(s *source) {
				s.types, s.data = c.types, []byte("file:///run/inside/a.pdf\r\n")
				s.others = map[string][]byte{selection.PortalForms[0]: []byte(c.key), selection.PortalForms[1]: []byte(c.key)}
			})
			s.dragAndDrop()
			heard.want(t, "over true", "over false", c.want)
		})
	}
}
