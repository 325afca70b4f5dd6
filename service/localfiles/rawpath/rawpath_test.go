package rawpath

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

var paths = []string{
	"", "/home/mia/größe.txt", "/home/mia/gro\xdf.txt", "cut \xe2\x82", "a\nb\tc", "\xff", `{"bytes":"eA=="}`, "<&>\u2028",
	"C:\\half \xed\xa0\xbd of a pair", "\uFFFD",
}

func TestAPathSurvivesJSON(t *testing.T) {
	for _, path := range paths {
		data, err := json.Marshal(struct{ P Path }{Path(path)})
		if err != nil {
			t.Fatal(err)
		}
		var back struct{ P Path }
		if err := json.Unmarshal(data, &back); err != nil || string(back.P) != path {
			t.Errorf("%q comes back from %s as %q, %v", path, data, back.P, err)
		}
		if plain, _ := json.Marshal(path); utf8.ValidString(path) && string(data) != `{"P":`+string(plain)+`}` {
			t.Errorf("%q is written as %s, not as the string that it always was", path, data)
		}
	}
}

func TestWhatIsNoPathIsAnError(t *testing.T) {
	for _, data := range []string{`{}`, `{"bytes":""}`, `{"bytes":"!"}`, `1`, `["a"]`} {
		var p Path
		if err := json.Unmarshal([]byte(data), &p); err == nil {
			t.Errorf("%s is the path %q", data, p)
		}
	}
}

func FuzzAPathSurvivesJSON(f *testing.F) {
	for _, path := range paths {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		data, err := json.Marshal(Path(path))
		var back Path
		if err != nil || json.Unmarshal(data, &back) != nil || string(back) != path {
			t.Errorf("%q comes back from %s as %q, %v", path, data, back, err)
		}
	})
}
