package report

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the document as Markdown.
func (d *Document) Markdown(w io.Writer) error {
	var parts []string
	if d.Title != "" {
		parts = append(parts, "# "+d.Title)
	}
	for _, b := range d.Blocks {
		if b.Table != nil {
			parts = append(parts, b.Table.markdown())
		} else {
			parts = append(parts, b.Text)
		}
	}
	_, err := io.WriteString(w, strings.Join(parts, "\n\n")+"\n")
	return err
}

// markdown is a table with pipes, its footnotes below it.
func (t *Table) markdown() string {
	rule := []string{"---"}
	for i := range t.Columns {
		align := "---:"
		if i < t.Left {
			align = "---"
		}
		rule = append(rule, align)
	}
	lines := []string{pipes(append([]string{t.Title}, t.Columns...)), pipes(rule)}
	var f footnotes
	for _, r := range t.Rows {
		cells := []string{r.Label + f.marks(r.Notes)}
		for i := range r.Cells {
			cells = append(cells, r.noted(i, &f))
		}
		lines = append(lines, pipes(cells))
	}
	for i, note := range f.notes {
		lines = append(lines, "", fmt.Sprintf("%s %s", superscript(i+1), note))
	}
	return strings.Join(lines, "\n")
}

// pipes is one line of a table.
func pipes(cells []string) string {
	escaped := make([]string, len(cells))
	for i, c := range cells {
		escaped[i] = strings.ReplaceAll(strings.TrimSpace(c), "|", `\|`)
	}
	return "| " + strings.Join(escaped, " | ") + " |"
}
