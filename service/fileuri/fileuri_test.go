package fileuri

import (
	"runtime"
	"testing"
)

func TestPath(t *testing.T) {
	if runtime.GOOS == "windows" {
		for uri, want := range map[string]string{
			"file:///C:/Users/mia/a%20b+c.pdf": `C:\Users\mia\a b+c.pdf`, "file://server/share/a.pdf": `\\server\share\a.pdf`,
		} {
			if got, ok := Path(uri); !ok || got != want {
				t.Errorf("%s is %q, %v; want %q", uri, got, ok, want)
			}
		}
		return
	}
	for uri, want := range map[string]string{
		"file:///home/mia/a+b.pdf":                      "/home/mia/a+b.pdf",
		"file:///home/mia/a%2Bb.pdf":                    "/home/mia/a+b.pdf",
		"file:///home/mia/100%25%20%C3%A4%23.pdf":       "/home/mia/100% ä#.pdf",
		"file:///home/mia/%E7%A8%8E%E9%87%91%20%3F.pdf": "/home/mia/税金 ?.pdf",
		"file://localhost/home/mia/a.pdf":               "/home/mia/a.pdf",
		"FILE:///a":                                     "/a",
	} {
		if got, ok := Path(uri); !ok || got != want {
			t.Errorf("%s is %q, %v; want %q", uri, got, ok, want)
		}
	}
	for _, uri := range []string{"", "file://", "file://other/share/a.pdf", "https://example.org/a.pdf", "smb://nas/a.pdf", "file:///%zz", "/home/mia/a.pdf"} {
		if got, ok := Path(uri); ok {
			t.Errorf("%q is %q", uri, got)
		}
	}
}
