package diff

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"simrun/sim/report"
)

// Document is the comparison in words and tables. command writes a command line
// for a shell.
func (d *Diff) Document(command func(words []string) string) *report.Document {
	doc := &report.Document{Title: "From " + d.Old.words() + "\nto   " + d.New.words()}
	d.addChanges(doc)
	d.addEngine(doc)
	doc.Add(d.said())
	d.addPoints(doc)
	for _, note := range d.Notes {
		doc.Add(note)
	}
	if d.Paired != nil {
		doc.Add("  " + command(d.Paired))
	}
	return doc
}

// words name a result.
func (s *Side) words() string {
	return fmt.Sprintf("%s %s, %s trials from seed %d", s.Name, report.ShortHash(s.Fingerprint), report.Count(s.Trials), s.Seed)
}

// addChanges says what of the scenario changed.
func (d *Diff) addChanges(doc *report.Document) {
	switch {
	case !d.known && d.Old.Fingerprint != d.New.Fingerprint:
		return // the notes say why
	case len(d.Changes) == 0 && d.Old.Fingerprint != d.New.Fingerprint:
		doc.Add("The scenario says the same, but its fingerprint is another: a file that it names has changed, or the order of its sections.")
		return
	case len(d.Changes) == 0:
		doc.Add("The scenario is the same.")
		return
	}
	doc.AddTable(changed("Scenario", d.Changes))
}

// addEngine says what of the program changed.
func (d *Diff) addEngine(doc *report.Document) {
	if len(d.Engine) == 0 {
		e := &d.New.Engine
		doc.Add(fmt.Sprintf("The engine is the same: simrun %s, semantics %d, %s, %s.", e.Version, e.Semantics, e.RNG, e.Platform))
		return
	}
	doc.AddTable(changed("Engine", d.Engine))
}

// changed is a table of changes.
func changed(title string, all []Change) *report.Table {
	t := &report.Table{Title: title, Columns: []string{"old", "new"}, Left: 2}
	for _, c := range all {
		t.Add(c.Path, shown(c.Old), shown(c.New))
	}
	return t
}

// longest is how many characters of a value are shown.
const longest = 32

// shown is a value in a table.
func shown(text *string) string {
	if text == nil {
		return "–"
	}
	if utf8.RuneCountInString(*text) > longest {
		return string([]rune(*text)[:longest-1]) + "…"
	}
	return *text
}

// said is what the digests say.
func (d *Diff) said() string {
	switch d.Numbers {
	case SameBits:
		return "The numbers are the same to the last bit."
	case EngineChanged:
		return "The engine changed the numbers: scenario, seed and trials are the same, and the digests are not."
	}
	return ""
}

// addPoints adds the figures, one table for each point. Figures that are all equal
// are only counted.
func (d *Diff) addPoints(doc *report.Document) {
	figures, count := 0, map[Verdict]int{}
	for i := range d.Points {
		for j := range d.Points[i].Rows {
			figures++
			count[d.Points[i].Rows[j].Verdict]++
		}
	}
	if count[Equal] < figures {
		for i := range d.Points {
			doc.AddTable(d.table(&d.Points[i]))
		}
	}
	doc.Add(summary(figures, count))
	if d.OnlyOld+d.OnlyNew > 0 {
		doc.Add(fmt.Sprintf("Points of the sweep that only the old result has: %d; only the new: %d.", d.OnlyOld, d.OnlyNew))
	}
	for i := range d.Points {
		p := &d.Points[i]
		doc.Add(only("old", p))
		doc.Add(only("new", p))
	}
}

// summary counts the verdicts.
func summary(figures int, count map[Verdict]int) string {
	differ := count[Higher] + count[Lower]
	switch {
	case figures == 0:
		return "The results have no figure in common."
	case count[Equal] == figures:
		return fmt.Sprintf("All %d figures are equal.", figures)
	}
	return fmt.Sprintf("Of %d figures %d are equal, %d show no difference to be told from noise (at most %v SE), %d differ by more. "+
		"Of figures that are truly equal one in a hundred differs by more.", figures, count[Equal], count[Noise], beyond, differ)
}

// only names the figures that one side has.
func only(side string, p *Point) string {
	list := p.OnlyOld
	if side == "new" {
		list = p.OnlyNew
	}
	if len(list) == 0 {
		return ""
	}
	return "Only in the " + side + " result" + where(p) + ": " + strings.Join(list, "; ") + "."
}

// where names a point of a sweep.
func where(p *Point) string {
	if len(p.Set) == 0 {
		return ""
	}
	return " at " + setting(p)
}

// setting is what a point sets.
func setting(p *Point) string {
	paths := slices.Sorted(maps.Keys(p.Set))
	var parts []string
	for i, label := range report.Labels(paths) {
		parts = append(parts, label+" "+report.ValueText(p.Set[paths[i]]))
	}
	return strings.Join(parts, ", ")
}

// table is the figures of a point.
func (d *Diff) table(p *Point) *report.Table {
	t := &report.Table{Title: "Figure", Columns: []string{"old", "new", "difference", "SE", "verdict"}}
	if len(d.Points) > 1 {
		t.Title = setting(p)
	}
	telling := telling(p)
	for i := range p.Rows {
		r := &p.Rows[i]
		decimals := report.Decimals(float64(r.SE))
		t.Add(r.figure(telling), report.Fixed(float64(r.Old), decimals), report.Fixed(float64(r.New), decimals),
			signed(float64(r.Difference), decimals), report.Fixed(float64(r.SE), decimals), string(r.Verdict))
	}
	return t
}

// signed is a number with its sign.
func signed(x float64, decimals int) string {
	s := report.Fixed(x, decimals)
	if x > 0 && strings.Trim(s, "0.") != "" {
		return "+" + s
	}
	return s
}

// parts are the sorts of names that a row may have.
type parts struct{ analysis, endpoint, arm bool }

// everything names rows in full.
var everything = parts{true, true, true}

// telling is which names tell rows of a point apart.
func telling(p *Point) parts {
	analyses, endpoints, arms := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range p.Rows {
		r := &p.Rows[i]
		analyses[r.Analysis], endpoints[r.Endpoint], arms[r.Arm] = true, true, true
	}
	several := func(names map[string]bool) bool {
		delete(names, "")
		return len(names) > 1
	}
	return parts{several(analyses), several(endpoints), several(arms)}
}

// figure names a row.
func (r Row) figure(p parts) string {
	s := r.Metric
	add := func(wanted bool, part string) {
		if wanted && part != "" {
			s += ", " + part
		}
	}
	add(p.analysis, r.Analysis)
	add(p.arm, r.Arm)
	add(p.endpoint, r.Endpoint)
	add(true, r.Reason)
	if r.Look > 0 {
		s += ", look " + strconv.Itoa(r.Look)
	}
	return s
}
