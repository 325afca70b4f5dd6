package fileuri

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

func TestPath(t *testing.T) {
	if runtime.GOOS == "windows" {
		for uri, want := range map[string]string{
			"file:///C:/Users/mia/a%20b+c.pdf": `C:\Users\mia\a b+c.pdf`, "file://server/share/a.pdf": `\\server\share\a.pdf`, "file://Z:/a.pdf": `Z:\a.pdf`,
		} {
			if got, ok := Path(uri); !ok || got != want {
				t.Errorf("%s is %q, %v; want %q", uri, got, ok, want)
			}
		}
		return
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for uri, want := range map[string]string{
		"file:///home/mia/a+b.pdf":                      "/home/mia/a+b.pdf",
		"file:///home/mia/a%2Bb.pdf":                    "/home/mia/a+b.pdf",
		"file:///home/mia/100%25%20%C3%A4%23.pdf":       "/home/mia/100% ä#.pdf",
		"file:///home/mia/%E7%A8%8E%E9%87%91%20%3F.pdf": "/home/mia/税金 ?.pdf",
		"file://localhost/home/mia/a.pdf":               "/home/mia/a.pdf",
		"FILE:///a":                                     "/a",
		"file:/home/mia/a.pdf":                          "/home/mia/a.pdf",
		"file:///home/mia/No. #1?.pdf":                  "/home/mia/No. #1?.pdf",
		"file:///home/mia/100%.pdf":                     "/home/mia/100%.pdf",
		"file:///home/mia/%zz %4":                       "/home/mia/%zz %4",
		"file:///home/mia/two%0Alines":                  "/home/mia/two\nlines",
		"file:///home/mia/%ff%FE":                       "/home/mia/\xff\xfe",
		"file://" + host + "/home/mia/a.pdf":            "/home/mia/a.pdf",
	} {
		if got, ok := Path(uri); !ok || got != want {
			t.Errorf("%s is %q, %v; want %q", uri, got, ok, want)
		}
	}
	for _, uri := range []string{"", "file://", "file://other/share/a.pdf", "https://example.org/a.pdf", "smb://nas/a.pdf", "file:///a%00b", "file:a.pdf", "file://nowhere", "/home/mia/a.pdf"} {
		if got, ok := Path(uri); ok {
			t.Errorf("%q is %q", uri, got)
		}
	}
}

// TestNamesAreBytes: whatever a name is made of, its URI brings it back, and so does a line of text where it fits on
// one.
func TestNamesAreBytes(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // paths have another form there
	}
	for _, name := range []string{"gro\xdf.txt", "cut \xe2\x82", "two\nlines\tand a tab", "it's", "'", "a\u00a0", "a\x85", "\xa0", " blanks ", `AC\DC report.pdf`, `"x"`, "100%41"} {
		path := "/home/mia/" + name
		escaped := ""
		for _, b := range []byte(path) {
			if b == '/' || b == '\'' || b >= 'a' && b <= 'z' {
				escaped += string(b)
			} else {
				escaped += fmt.Sprintf("%%%02X", b)
			}
		}
		text := "# comment\r\nfile://" + escaped + "\r\n"
		if paths, others := InText(text); len(paths) != 1 || paths[0] != path || len(others) != 0 {
			t.Errorf("%q is %q, %q; want %q", text, paths, others, path)
		}
		if strings.ContainsAny(name, "\n") || strings.HasSuffix(name, " ") {
			continue
		}
		if paths, _ := InText(path + "\n"); len(paths) != 1 || paths[0] != path {
			t.Errorf("%q is %q", path, paths)
		}
	}
}
