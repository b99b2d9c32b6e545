package report

// Document is a report: sentences and tables in the order in which they are read.
type Document struct {
	Title  string
	Blocks []Block
}

// Block is a paragraph, or a table when Table is set.
type Block struct {
	Text  string
	Table *Table
}

// Table is a grid of cells under a title.
type Table struct {
	Title   string   // also the heading of the first column
	Columns []string // headings of the others
	Left    int      // how many of the columns hold words, aligned to the left; the others hold numbers
	Rows    []Row
}

// Row is one line of a table, or the heading of a group when it has no cells.
type Row struct {
	Label string
	Cells []string
	Notes []string // warnings, which become footnotes of the label

	CellNotes [][]string // the same of the cells, as far as there are any
}

// noted is cell i with the marks of its footnotes.
func (r *Row) noted(i int, f *footnotes) string {
	if i < len(r.CellNotes) {
		return r.Cells[i] + f.marks(r.CellNotes[i])
	}
	return r.Cells[i]
}

// Add appends a paragraph, unless it is empty.
func (d *Document) Add(text string) {
	if text != "" {
		d.Blocks = append(d.Blocks, Block{Text: text})
	}
}

// AddTable appends a table, unless it has no rows.
func (d *Document) AddTable(t *Table) {
	if t != nil && len(t.Rows) > 0 {
		d.Blocks = append(d.Blocks, Block{Table: t})
	}
}

// Add appends a row.
func (t *Table) Add(label string, cells ...string) *Row {
	t.Rows = append(t.Rows, Row{Label: label, Cells: cells})
	return &t.Rows[len(t.Rows)-1]
}

// footnotes numbers the notes of a table in order of first use.
type footnotes struct{ notes []string }

// mark is the sign of a note, the same for equal ones.
func (f *footnotes) mark(note string) string {
	for i, n := range f.notes {
		if n == note {
			return superscript(i + 1)
		}
	}
	f.notes = append(f.notes, note)
	return superscript(len(f.notes))
}

// superscript writes a number in raised digits.
func superscript(n int) string {
	if n >= 10 {
		return superscript(n/10) + superscript(n%10)
	}
	return string([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[n])
}
