package html

import (
	"fmt"
	"strings"

	"simrun/sim/report"
)

// table is a table as the layout takes it.
type table struct {
	ID      string
	Caption string
	Named   bool // the caption says more than the heading of the first column
	Head    []cell
	Rows    []row
	Notes   []note
}

// row is one line, or the heading of a group.
type row struct {
	Label  cell
	Indent bool
	Group  bool
	Width  int // columns that the heading of a group spans
	Cells  []cell
}

// cell is a text with the signs of its footnotes.
type cell struct {
	Text  string
	Words bool // aligned to the left
	Marks []mark
}

// mark refers to a footnote.
type mark struct{ ID, Sign string }

// note is a footnote.
type note struct {
	mark
	Text string
}

// newTable is table number n of the page.
func newTable(t *report.Table, caption string, n int) *table {
	out := &table{ID: fmt.Sprintf("table-%d", n), Caption: caption, Named: caption != "" && caption != t.Title}
	if caption == "" {
		out.Caption = t.Title
	}
	out.Head = append(out.Head, cell{Text: t.Title, Words: true})
	for i, c := range t.Columns {
		out.Head = append(out.Head, cell{Text: bound(c), Words: i < t.Left})
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		label := strings.TrimLeft(r.Label, " ")
		line := row{Label: cell{label, true, out.marks(r.Notes)}, Indent: label != r.Label, Width: len(out.Head)}
		line.Group = len(r.Cells) == 0
		for j, c := range r.Cells {
			var notes []string
			if j < len(r.CellNotes) {
				notes = r.CellNotes[j]
			}
			line.Cells = append(line.Cells, cell{c, j < t.Left, out.marks(notes)})
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

// bound keeps a percent sign with what stands before it.
func bound(s string) string { return strings.ReplaceAll(s, " %", "\u00a0%") }

// marks are the signs of notes, the same for equal ones.
func (t *table) marks(notes []string) []mark {
	var all []mark
	for _, text := range notes {
		at := -1
		for i := range t.Notes {
			if t.Notes[i].Text == text {
				at = i
			}
		}
		if at < 0 {
			at = len(t.Notes)
			m := mark{fmt.Sprintf("%s-note-%d", t.ID, at+1), report.Superscript(at + 1)}
			t.Notes = append(t.Notes, note{m, text})
		}
		all = append(all, t.Notes[at].mark)
	}
	return all
}
