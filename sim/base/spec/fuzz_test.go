package spec

import (
	"os"
	"testing"
)

// FuzzDecode never panics on any text. A tree reads back from its canonical text; a file
// without problems encodes to a tree that decodes to the same file.
func FuzzDecode(f *testing.F) {
	for _, path := range []string{"testdata/complete.toml", "testdata/problems.txt"} {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		_, sections := readSections(string(text))
		for i := 0; i < len(sections); i += 2 {
			f.Add(sections[i].text)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text)
		if err != nil {
			_ = err.Error()
			return
		}
		m, err := Parse(n.TOML())
		if err != nil || !m.Equal(n) {
			t.Fatalf("%v: read back as\n%s\nnot\n%s", err, m.TOML(), n.TOML())
		}
		p := NewProblems()
		d := Default[file]()
		Decode(n, &d, p)
		if p.Len() > 0 {
			_ = p.Err().Error()
			return
		}
		first := Encode(d)
		second := Encode(again(t, first.TOML()))
		if !second.Equal(first) {
			t.Fatalf("encoded\n%s\nthen\n%s", first.TOML(), second.TOML())
		}
	})
}

// FuzzSet never panics, and leaves a tree that reads back from its canonical text.
func FuzzSet(f *testing.F) {
	f.Add("a.b", "3")
	f.Add("looks.1.'x y'", "{ kind = \"t\" }")
	f.Add("looks.2", "[1")
	f.Fuzz(func(t *testing.T, path, value string) {
		n, err := Parse("[a]\nb = 1\n[[looks]]\nc = 2\n")
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Set(path, value); err != nil {
			_ = err.Error()
			return
		}
		m, err := Parse(n.TOML())
		if err != nil || !m.Equal(n) {
			t.Fatalf("%v: read back as\n%s\nnot\n%s", err, m.TOML(), n.TOML())
		}
	})
}
