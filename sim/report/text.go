package report

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Text writes the document as plain text. Paragraphs are wrapped at width
// characters; tables take what they need.
func (d *Document) Text(w io.Writer, width int) error {
	var parts []string
	if d.Title != "" {
		parts = append(parts, wrap(d.Title, width))
	}
	for _, b := range d.Blocks {
		if b.Table != nil {
			parts = append(parts, b.Table.text(width))
		} else {
			parts = append(parts, wrap(b.Text, width))
		}
	}
	_, err := io.WriteString(w, strings.Join(parts, "\n\n")+"\n")
	return err
}

// text lays a table out, its footnotes below it.
func (t *Table) text(width int) string {
	w := table.NewWriter()
	w.SetStyle(plain())
	w.SetColumnConfigs(t.configs(width))
	head := table.Row{t.Title}
	for _, c := range t.Columns {
		head = append(head, c)
	}
	w.AppendHeader(head)
	var f footnotes
	for _, r := range t.Rows {
		row := table.Row{r.Label + f.marks(r.Notes)}
		for i := range r.Cells {
			row = append(row, r.noted(i, &f))
		}
		w.AppendRow(row)
	}
	lines := strings.Split(w.Render(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
		if strings.Trim(line, "─") == "" {
			lines[i] = strings.TrimSuffix(line, "──") // below the padding of the last column
		}
	}
	for i, note := range f.notes {
		lines = append(lines, wrap(superscript(i+1)+" "+note, width))
	}
	return strings.Join(lines, "\n")
}

// marks are the signs of several notes.
func (f *footnotes) marks(notes []string) string {
	var b strings.Builder
	for i, n := range notes {
		if i == 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f.mark(n))
	}
	return b.String()
}

// configs align the columns. When the table is too wide, its widest column of
// words is wrapped.
func (t *Table) configs(width int) []table.ColumnConfig {
	widths := t.widths()
	total, widest := -2, 0
	for i, w := range widths {
		total += w + 2
		if 0 < i && i <= t.Left && (widest == 0 || w > widths[widest]) {
			widest = i
		}
	}
	var c []table.ColumnConfig
	for i := range t.Columns {
		align := text.AlignRight
		if i < t.Left {
			align = text.AlignLeft
		}
		config := table.ColumnConfig{Number: i + 2, Align: align, AlignHeader: align}
		if i+1 == widest && total > width {
			config.WidthMax, config.WidthMaxEnforcer = max(narrowest, widths[widest]-total+width), text.WrapSoft
		}
		c = append(c, config)
	}
	return c
}

// narrowest is the least width to which a column is wrapped.
const narrowest = 20

// widths are the widths that the columns ask for, that of the labels first.
func (t *Table) widths() []int {
	w := make([]int, 1+len(t.Columns))
	take := func(i int, s string) { w[i] = max(w[i], utf8.RuneCountInString(s)) }
	take(0, t.Title)
	for i, c := range t.Columns {
		take(i+1, c)
	}
	for _, r := range t.Rows {
		take(0, r.Label)
		for i, c := range r.Cells {
			take(i+1, c)
		}
	}
	return w
}

// plain is a table without boxes: a rule under the heading and two spaces
// between columns.
func plain() table.Style {
	s := table.StyleDefault
	s.Box.PaddingLeft, s.Box.PaddingRight = "", "  "
	s.Box.MiddleHorizontal, s.Box.MiddleSeparator = "─", "─"
	s.Box.LeftSeparator, s.Box.RightSeparator = "", ""
	s.Format.Header = text.FormatDefault
	s.Options = table.Options{SeparateHeader: true}
	return s
}

// wrap breaks the lines of a text that are longer than width characters at
// spaces. What continues a line has its indent.
func wrap(s string, width int) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if utf8.RuneCountInString(line) <= width {
			out = append(out, line)
			continue
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		current := ""
		for _, word := range strings.Fields(line) {
			switch {
			case current == "":
				current = indent + word
			case utf8.RuneCountInString(current)+1+utf8.RuneCountInString(word) <= width:
				current += " " + word
			default:
				out = append(out, current)
				current = indent + word
			}
		}
		out = append(out, current)
	}
	return strings.Join(out, "\n")
}
