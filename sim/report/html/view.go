package html

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
)

// view is a page as the layout takes it.
type view struct {
	Style      template.CSS
	Title      string
	Question   []string
	Answer     []line
	Warnings   []string
	Design     []paragraph
	Varied     string // what a sweep varies
	Sections   []*section
	Notes      []string
	Source     string
	Provenance []string
	Hashes     []paragraph
	Scenario   string
}

// line is one line of the answer.
type line struct {
	Text   string
	Beside bool // adds to the line before it
}

// paragraph is a text under a heading.
type paragraph struct {
	Head  string
	Lines []string
}

// section is a part of the page: its figures, then its tables and sentences.
type section struct {
	ID, Title string
	Figures   []drawing
	Blocks    []block
}

// drawing is a figure with its caption, and perhaps a table that belongs to it.
type drawing struct {
	SVG     template.HTML
	Caption string
	Table   *table
}

// block is a sentence, or a table.
type block struct {
	Text  string
	Table *table
}

// newView says everything. Without a plan, err says why there is none.
func newView(r *shard.Result, p *plan.Plan, err error) *view {
	d := report.Run(r)
	v := &view{Style: style(), Title: d.Title, Scenario: r.Scenario.Canonical}
	for _, name := range sectionNames {
		v.Sections = append(v.Sections, &section{ID: name.id, Title: name.title})
	}
	v.read(r, d)
	if err != nil {
		v.Warnings = append(v.Warnings, "The design and some figures are left out: "+err.Error()+".")
	}
	if p != nil {
		v.Design = describe(p, r)
		v.Notes, v.Source = paragraphs(p.Scenario.Notes), p.Scenario.Source
	}
	v.figures(r, p)
	v.Sections = slices.DeleteFunc(v.Sections, func(s *section) bool { return len(s.Figures)+len(s.Blocks) == 0 })
	v.Hashes = []paragraph{
		{"Fingerprint of the scenario", []string{r.Scenario.Fingerprint}},
		{"Digest of the tallies", []string{r.Digest}},
	}
	return v
}

// sectionNames are the sections in the order in which they are read, each with
// the beginnings of the titles of its tables; the first takes all others.
var sectionNames = []struct {
	id, title string
	tables    []string
}{
	{"power", "Power", nil},
	{"decisions", "Decisions", []string{"Decision", "Look"}},
	{"outcomes", "What is assumed, and one trial", nil},
	{"size", "Size and duration", []string{"Size and duration"}},
	{"estimates", "Estimates", []string{"Estimate"}},
	{"failures", "What could not be done as planned", []string{"Trials in which"}},
}

// read sorts the parts of the text report into the sections of the page.
func (v *view) read(r *shard.Result, d *report.Document) {
	question := report.Questions(r.Scenario.Comparisons)
	caption, tables := "", 0
	for i, b := range d.Blocks {
		switch {
		case b.Table != nil:
			tables++
			s := v.home(b.Table.Title)
			s.Blocks = append(s.Blocks, block{Table: newTable(b.Table, caption, tables)})
			caption = ""
		case i == len(d.Blocks)-1:
			v.Provenance = strings.Split(b.Text, "\n")
		case b.Text == question:
			v.Question = strings.Split(question, "\n")
		case strings.HasPrefix(b.Text, "Warning: "):
			v.Warnings = append(v.Warnings, strings.Split(b.Text, "\n")...)
		case strings.HasSuffix(b.Text, ":"):
			caption = strings.TrimSuffix(b.Text, ":")
		case len(r.Points) > 1 && v.Varied == "":
			v.Varied = b.Text
		case tables == 0:
			v.answer(b.Text)
		default:
			v.Sections[0].Blocks = append(v.Sections[0].Blocks, block{Text: b.Text})
		}
	}
}

// answer adds lines to the answer; those that begin with a space add to the one
// before.
func (v *view) answer(text string) {
	for _, s := range strings.Split(text, "\n") {
		said := strings.TrimLeft(s, " ")
		v.Answer = append(v.Answer, line{upper(said), said != s})
	}
}

// home is the section of a table.
func (v *view) home(title string) *section {
	for i, name := range sectionNames {
		for _, start := range name.tables {
			if strings.HasPrefix(title, start) {
				return v.Sections[i]
			}
		}
	}
	return v.Sections[0]
}

// section is the section with an id.
func (v *view) section(id string) *section {
	for i, name := range sectionNames {
		if name.id == id {
			return v.Sections[i]
		}
	}
	panic("html: no section " + id)
}

// add puts a chart into a section; nil is none.
func (v *view) add(id string, c *figure.Chart, caption string, below *report.Table) {
	if c == nil {
		return
	}
	n := 1
	for _, s := range v.Sections {
		n += len(s.Figures)
	}
	d := drawing{SVG: template.HTML(c.SVG(fmt.Sprintf("figure-%d", n))), Caption: fmt.Sprintf("Figure %d. %s", n, caption)}
	if below != nil {
		d.Table = newTable(below, below.Title, 100+n)
	}
	s := v.section(id)
	s.Figures = append(s.Figures, d)
}

// paragraphs are those of a text, each on one line.
func paragraphs(text string) []string {
	var all []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			all = append(all, line)
		}
	}
	return all
}
