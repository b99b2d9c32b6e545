package report

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// Verdict is one expectation and what became of it.
type Verdict struct {
	Scenario   string     `json:"scenario"`
	Metric     string     `json:"metric"`
	Analysis   string     `json:"analysis,omitempty"`
	Endpoint   string     `json:"endpoint,omitempty"`
	Arm        string     `json:"arm,omitempty"`
	Look       int        `json:"look,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Set        string     `json:"set,omitempty"` // the point of a sweep, as --set takes it
	Expected   float64    `json:"expected"`
	Obtained   shard.Real `json:"obtained"`
	SE         shard.Real `json:"se"`         // by which it is judged
	Difference shard.Real `json:"difference"` // in standard errors
	Tolerance  float64    `json:"tolerance"`
	Allowed    float64    `json:"allowed_se"`
	Passed     bool       `json:"passed"`
	Source     string     `json:"source"`
	unit       oc.Unit
	point      string // in words
}

// Figure names the row in words.
func (v *Verdict) Figure() string {
	s := v.Metric
	for _, part := range []string{v.Analysis, v.Arm, v.Endpoint, v.Reason, v.point} {
		if part != "" {
			s += ", " + part
		}
	}
	if v.Look > 0 {
		s += fmt.Sprintf(", look %d", v.Look)
	}
	return s
}

// Match is the row that an expectation is about. No row, or several, is a
// problem, reported at p; its hint lists the rows of the metric.
func Match(e *scenario.Expect, rows []oc.Row, p *spec.Problems) *oc.Row {
	var found []*oc.Row
	var metrics, alike []string
	for i := range rows {
		r := &rows[i]
		if len(metrics) == 0 || metrics[len(metrics)-1] != r.Metric {
			metrics = append(metrics, r.Metric)
		}
		if r.Metric != e.Metric {
			continue
		}
		alike = append(alike, rowName(r))
		if fits(e, r) {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(alike) == 0:
		p.At("metric").Unknown("metric", e.Metric, unique(metrics))
	case len(found) == 0:
		p.Report("there are: "+strings.Join(alike, "; "), "fits no row of %s", e.Metric)
	default:
		p.Report("say which; there are: "+strings.Join(alike, "; "), "fits %d rows of %s", len(found), e.Metric)
	}
	return nil
}

// fits reports whether a row is one that an expectation speaks of.
func fits(e *scenario.Expect, r *oc.Row) bool {
	look := 0
	if e.Look != nil {
		look = *e.Look
	}
	either := func(want, has string) bool { return want == "" || want == has }
	// An expectation that names no look is about the whole trial.
	return r.Look == look && either(e.Analysis, r.Analysis) && either(e.Endpoint, r.Endpoint) &&
		either(e.Arm, r.Arm) && either(e.Reason, r.Reason)
}

// rowName is how an expectation would name a row.
func rowName(r *oc.Row) string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, fmt.Sprintf("%s = %q", key, value))
		}
	}
	add("analysis", r.Analysis)
	add("endpoint", r.Endpoint)
	add("arm", r.Arm)
	add("reason", r.Reason)
	if r.Look > 0 {
		parts = append(parts, fmt.Sprintf("look = %d", r.Look))
	}
	if len(parts) == 0 {
		return "one for the whole trial"
	}
	return strings.Join(parts, ", ")
}

// unique drops repetitions, keeping the order.
func unique(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// Judge compares a row with what was expected. It passes when
//
//	|obtained − expected| ≤ tolerance + se·SE
//
// with SE the larger of the row's own and, for a probability, √(v(1 − v)/n) at
// the expected value v, so that 0 of n is not taken as exact.
func Judge(name string, e *scenario.Expect, r *oc.Row) Verdict {
	se := r.JudgingSE()
	if v := e.Value; r.Unit == oc.Share && v > 0 && v < 1 {
		se = max(se, math.Sqrt(v*(1-v)/float64(r.N)))
	}
	d := r.Value - e.Value
	inSE := d / se
	if d == 0 {
		inSE = 0
	}
	return Verdict{
		Scenario: name, Metric: e.Metric, Analysis: e.Analysis, Endpoint: e.Endpoint, Arm: e.Arm, Look: r.Look, Reason: e.Reason,
		Expected: e.Value, Obtained: shard.Real(r.Value), SE: shard.Real(se), Difference: shard.Real(inSE),
		Set: e.Set.String(), Tolerance: e.Tolerance, Allowed: e.SE, Source: e.Source, unit: r.Unit, point: selected(e.Set),
		Passed: math.Abs(d) <= e.Tolerance+float64(e.SE*se),
	}
}

// selected is a point of a sweep in words.
func selected(set scenario.Selection) string {
	var paths, parts []string
	for _, s := range set {
		paths = append(paths, s.Path)
	}
	for i, label := range Labels(paths) {
		parts = append(parts, label+" "+valueText(set[i].Value.Plain()))
	}
	return strings.Join(parts, ", ")
}

// Verify is the report of all verdicts: one table, and the sources below it.
func Verify(all []Verdict) *Document {
	d := &Document{}
	t := &Table{Title: "Figure", Columns: []string{"expected", "obtained", "SE", "diff/SE", "verdict"}}
	passed, last := 0, ""
	for i := range all {
		v := &all[i]
		if v.Scenario != last {
			t.Add(v.Scenario)
			last = v.Scenario
		}
		row := t.Add("  "+v.Figure(), v.expected(), v.obtained(), v.error(), v.difference(), v.verdict())
		if v.Source != "" {
			row.Notes = []string{v.Source}
		}
		if v.Passed {
			passed++
		}
	}
	d.AddTable(t)
	d.Add(fmt.Sprintf("%d of %d expectations are met.", passed, len(all)))
	return d
}

func (v *Verdict) expected() string { return Short(v.Expected, 6) }

func (v *Verdict) obtained() string { return Fixed(float64(v.Obtained), Decimals(float64(v.SE))) }

func (v *Verdict) error() string { return Fixed(float64(v.SE), Decimals(float64(v.SE))) }

// difference is that in standard errors, with its sign.
func (v *Verdict) difference() string {
	s := Fixed(float64(v.Difference), 1)
	if v.Difference > 0 && s != "0.0" {
		return "+" + s
	}
	return s
}

func (v *Verdict) verdict() string {
	if v.Passed {
		return "met"
	}
	return "MISSED"
}

// besides recognizes a source that says what was published beside the answer
// expected, as in "published 80 %; independent simulation".
var besides = regexp.MustCompile(`^(?:published|\[[a-z]+[0-9]{4}[a-z]*\] prints) ([^;]+);`)

// published recognizes a source that cites a publication.
var published = regexp.MustCompile(`\[[a-z]+[0-9]{4}[a-z]*[^\]]*\]`)

// Ledger is the table of published results: each figure once, with what was
// published, what an independent computation gives, and what simrun does.
func Ledger(all []Verdict) *Document {
	t := &Table{Title: "Scenario", Columns: []string{"figure", "published", "independent check", "simrun (SE)", "difference in SE", "source"}, Left: 1}
	at := map[string]*Row{}
	for i := range all {
		v := &all[i]
		key := v.Scenario + "\x00" + v.Figure()
		row := at[key]
		if row == nil {
			t.Add(v.Scenario, v.Figure(), "", "", v.obtained()+" ("+v.error()+")", "", "")
			row = &Row{Cells: t.Rows[len(t.Rows)-1].Cells}
			at[key] = row
		}
		place := 2
		if said := besides.FindStringSubmatch(v.Source); said != nil {
			row.append(1, said[1])
		} else if published.MatchString(v.Source) {
			place = 1
		}
		row.append(place, v.expected())
		row.append(4, v.difference())
		row.append(5, v.Source)
	}
	d := &Document{}
	d.AddTable(t)
	return d
}

// append adds to what a cell says already.
func (r *Row) append(cell int, text string) {
	if r.Cells[cell] != "" && text != "" {
		r.Cells[cell] += "; "
	}
	r.Cells[cell] += text
}
