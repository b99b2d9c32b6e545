package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// sample has everything that a document can have.
func sample() *Document {
	d := &Document{Title: "Title"}
	d.Add("A paragraph that is longer than the paper is wide and so it has to be wrapped at some place.")
	t := &Table{Title: "What", Columns: []string{"words", "number"}, Left: 1}
	t.Add("group")
	t.Add("  first", "some | words", "1.5").Notes = []string{"noted", "noted too"}
	t.Add("  second", "", "12.25").Notes = []string{"noted too"}
	d.AddTable(t)
	d.AddTable(&Table{Title: "empty"})
	d.AddTable(nil)
	d.Add("")
	return d
}

func TestTextLaysOut(t *testing.T) {
	var b strings.Builder
	if err := sample().Text(&b, 40); err != nil {
		t.Fatal(err)
	}
	want := `Title

A paragraph that is longer than the
paper is wide and so it has to be
wrapped at some place.

What        words         number
────────────────────────────────
group
  first ¹²  some | words     1.5
  second ²                 12.25
¹ noted
² noted too
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestMarkdownLaysOut(t *testing.T) {
	var b strings.Builder
	if err := sample().Markdown(&b); err != nil {
		t.Fatal(err)
	}
	want := `# Title

A paragraph that is longer than the paper is wide and so it has to be wrapped at some place.

| What | words | number |
| --- | --- | ---: |
| group |
|   first ¹² | some \| words | 1.5 |
|   second ² |  | 12.25 |

¹ noted

² noted too
`
	want = strings.ReplaceAll(want, "|   ", "| ")
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestWideColumnOfWordsIsWrapped(t *testing.T) {
	table := &Table{Title: "key", Columns: []string{"words", "number"}, Left: 1}
	table.Add("a", strings.Repeat("word ", 40), "3")
	d := &Document{}
	d.AddTable(table)
	var b strings.Builder
	if err := d.Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

func TestSuperscript(t *testing.T) {
	if got := superscript(1) + superscript(20) + superscript(345); got != "¹²⁰³⁴⁵" {
		t.Error(got)
	}
}

// What continues a line has its indent, and short lines stay as they are.
func TestWrapKeepsIndents(t *testing.T) {
	got := wrap("    a formula  with   spaces\n    one two three four five six seven", 30)
	want := "    a formula  with   spaces\n    one two three four five\n    six seven"
	if got != want {
		t.Errorf("%q", got)
	}
}
