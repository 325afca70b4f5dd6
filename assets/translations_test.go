package assets_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"taskdrop/assets"
	"taskdrop/auth"
	"taskdrop/service/problem"
)

// forms are the plural forms each language has (CLDR), and with that the languages there must be.
var forms = map[string][]string{
	"en":    {"one", "other"},
	"de":    {"one", "other"},
	"fr":    {"one", "many", "other"},
	"es":    {"one", "many", "other"},
	"pt-BR": {"one", "many", "other"},
	"ja":    {"other"},
}

// keyForm keeps keys away from go-i18n's reserved words and from Fyne's own keys.
var keyForm = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)

// use is one text as the code asks for it.
type use struct {
	english string
	plural  bool
	fields  []string // given by the code; nil where they are not written out there
	known   bool     // whether fields is to be believed
	where   string
}

// message is one text as a file has it: by plural form, or under "" alone.
type message map[string]string

func (m *message) UnmarshalJSON(data []byte) error {
	var plain string
	if json.Unmarshal(data, &plain) == nil {
		*m = message{"": plain}
		return nil
	}
	byForm := map[string]string{}
	if err := json.Unmarshal(data, &byForm); err != nil {
		return err
	}
	*m = byForm
	return nil
}

func readAll(t *testing.T) map[string]map[string]message {
	t.Helper()
	names, err := filepath.Glob("translations/*.json")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]map[string]message{}
	for _, name := range names {
		language := strings.TrimSuffix(filepath.Base(name), ".json")
		if filepath.Ext(name) != ".json" || forms[language] == nil {
			t.Errorf("%s is no translation into a language of ours", name)
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[language] = readOne(t, name, data)
	}
	for language := range forms {
		if files[language] == nil {
			t.Errorf("there is no translation into %s", language)
		}
	}
	return files
}

// readOne reads a file key by key, as a key that is there twice would else go unnoticed.
func readOne(t *testing.T, name string, data []byte) map[string]message {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	messages := map[string]message{}
	if _, err := decoder.Token(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	last := ""
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		key := token.(string)
		var m message
		if err := decoder.Decode(&m); err != nil {
			t.Fatalf("%s: %s: %v", name, key, err)
		}
		if messages[key] != nil {
			t.Errorf("%s: %s is there twice", name, key)
		}
		if key < last {
			t.Errorf("%s: %s stands behind %s", name, key, last)
		}
		last = key
		messages[key] = m
	}
	return messages
}

// collect finds every text the program asks for: calls of Fyne's lang in the window and in main, and the sentences
// that are made below.
func collect(t *testing.T) map[string]use {
	t.Helper()
	uses := map[string]use{}
	for _, catalogue := range []map[string]string{problem.Sentences(), auth.Sentences()} {
		for key, english := range catalogue {
			uses[key] = use{english: english, where: "a catalogue of sentences"}
		}
	}
	set := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				collectCall(t, set, call, uses)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

func collectCall(t *testing.T, set *token.FileSet, call *ast.CallExpr, uses map[string]use) {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if of, ok := function.X.(*ast.Ident); !ok || of.Name != "lang" {
		return
	}
	where := set.Position(call.Pos()).String()
	data := 2
	switch function.Sel.Name {
	case "X":
	case "XN":
		data = 3
	case "L", "N":
		t.Errorf("%s: lang.%s takes the English text for a key; use lang.X or lang.XN", where, function.Sel.Name)
		return
	default:
		return
	}
	key, english, ok := keyAndEnglish(call)
	if !ok {
		if !isPassedOn(call) {
			t.Errorf("%s: write key and English text out, so that this test finds them", where)
		}
		return
	}
	added := use{english: english, plural: function.Sel.Name == "XN", where: where}
	added.fields, added.known = fieldsGiven(call.Args, data)
	if earlier, there := uses[key]; there && (earlier.english != added.english || earlier.plural != added.plural) {
		t.Errorf("%s: %s has another English text at %s", where, key, earlier.where)
	}
	uses[key] = added
}

func keyAndEnglish(call *ast.CallExpr) (string, string, bool) {
	if len(call.Args) < 2 {
		return "", "", false
	}
	key, isKey := literal(call.Args[0])
	english, isText := literal(call.Args[1])
	return key, english, isKey && isText
}

// literal evaluates a string that may be written in several pieces.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, alsoOK := literal(e.Y)
		return left + right, e.Op == token.ADD && ok && alsoOK
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

// isPassedOn allows the calls without a literal key: those that translate a sentence made below the window, a
// service.Problem or one of auth, where key and English text come together.
func isPassedOn(call *ast.CallExpr) bool {
	if len(call.Args) < 2 {
		return false
	}
	switch key := call.Args[0].(type) {
	case *ast.SelectorExpr:
		return key.Sel.Name == "Key"
	case *ast.Ident:
		english, ok := call.Args[1].(*ast.Ident)
		return ok && key.Name == "key" && english.Name == "english"
	}
	return false
}

// fieldsGiven are the names in the map literal a call passes, if it passes one.
func fieldsGiven(args []ast.Expr, at int) ([]string, bool) {
	if len(args) <= at {
		return nil, true
	}
	given, ok := args[at].(*ast.CompositeLit)
	if !ok {
		return nil, false
	}
	var names []string
	for _, element := range given.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return nil, false
		}
		name, ok := literal(pair.Key)
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, true
}

// fieldsOf parses a template and names its fields.
func fieldsOf(text string) ([]string, error) {
	parsed, err := template.New("").Parse(text)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	var other error
	for _, node := range parsed.Root.Nodes {
		switch node := node.(type) {
		case *parse.TextNode:
			if strings.ContainsAny(string(node.Text), "{}") {
				other = fmt.Errorf("a brace is left over in %q", node.Text)
			}
		case *parse.ActionNode:
			field, ok := node.Pipe.Cmds[0].Args[0].(*parse.FieldNode)
			if !ok || len(node.Pipe.Cmds) != 1 || len(node.Pipe.Cmds[0].Args) != 1 || len(field.Ident) != 1 {
				other = fmt.Errorf("%s is more than a field", node)
				continue
			}
			names[field.Ident[0]] = true
		default:
			other = fmt.Errorf("%s is more than a field", node)
		}
	}
	return slices.Sorted(maps.Keys(names)), other
}

func TestEveryTextIsInEveryLanguage(t *testing.T) {
	uses := collect(t)
	if len(uses) < 100 {
		t.Fatalf("only %d texts were found in the code", len(uses))
	}
	for language, messages := range readAll(t) {
		for _, key := range slices.Sorted(maps.Keys(uses)) {
			if messages[key] == nil {
				t.Errorf("%s lacks %s: %q (%s)", language, key, uses[key].english, uses[key].where)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(messages)) {
			if _, used := uses[key]; !used {
				t.Errorf("%s has %s, which nothing uses", language, key)
			}
			if !keyForm.MatchString(key) {
				t.Errorf("%s: %q is no key of our form", language, key)
			}
		}
	}
}

func TestEnglishIsWhatTheCodeSays(t *testing.T) {
	english := readAll(t)["en"]
	for key, u := range collect(t) {
		m := english[key]
		if m == nil {
			continue // TestEveryTextIsInEveryLanguage says so
		}
		said := m[""]
		if u.plural {
			said = m["other"]
		}
		if said != u.english {
			t.Errorf("%s is %q in the code and %q in the file (%s)", key, u.english, said, u.where)
		}
	}
}

func TestFieldsMatch(t *testing.T) {
	uses := collect(t)
	for language, messages := range readAll(t) {
		for key, m := range messages {
			u, used := uses[key]
			if !used {
				continue
			}
			want, err := fieldsOf(u.english)
			if err != nil {
				t.Errorf("%s in the code: %v (%s)", key, err, u.where)
				continue
			}
			if u.known && !slices.Equal(want, u.fields) && strings.Contains(u.where, ".go") {
				t.Errorf("%s has the fields %v, and the code gives %v (%s)", key, want, u.fields, u.where)
			}
			for form, text := range m {
				got, err := fieldsOf(text)
				if err != nil {
					t.Errorf("%s: %s %s: %v", language, key, form, err)
				}
				// "One file" may do without its number; nothing may use a field that is not given.
				extra := slices.ContainsFunc(got, func(name string) bool { return !slices.Contains(want, name) })
				if extra || form != "one" && !slices.Equal(got, want) {
					t.Errorf("%s: %s %s has the fields %v, want %v", language, key, form, got, want)
				}
			}
		}
	}
}

func TestPluralForms(t *testing.T) {
	uses := collect(t)
	for language, messages := range readAll(t) {
		for key, m := range messages {
			got := slices.Sorted(maps.Keys(m))
			want := []string{""}
			if uses[key].plural {
				want = slices.Sorted(slices.Values(forms[language]))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s has the forms %q, want %q", language, key, got, want)
			}
		}
	}
}

func TestTextsAreClean(t *testing.T) {
	for language, messages := range readAll(t) {
		for key, m := range messages {
			for form, text := range m {
				switch {
				case strings.TrimSpace(text) == "":
					t.Errorf("%s: %s %s is empty", language, key, form)
				case strings.TrimSpace(text) != text, strings.Contains(text, "  "), strings.Contains(text, "..."):
					t.Errorf("%s: %s %s: %q has spaces too many, or dots instead of …", language, key, form, text)
				}
			}
		}
	}
}

func TestFyneReadsTheFiles(t *testing.T) {
	for language := range forms {
		texts, err := assets.Translation(language)
		if err != nil {
			t.Fatal(err)
		}
		if err := lang.AddTranslations(fyne.NewStaticResource(language+".json", texts)); err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}

// What is built in is what lies here.
func TestTextsArePacked(t *testing.T) {
	files, err := filepath.Glob("translations/*.json")
	if err != nil {
		t.Fatal(err)
	}
	packed, err := zip.OpenReader("texts.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	if len(packed.File) != len(files)+1 {
		t.Errorf("%d files are packed, want %d", len(packed.File), len(files)+1)
	}
	for _, name := range append(files, "licences.txt") {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := fs.ReadFile(packed, filepath.Base(name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("texts.zip has another %s (%v); (cd packaging/dev && go run ./pack) writes it anew", name, err)
		}
	}
}
