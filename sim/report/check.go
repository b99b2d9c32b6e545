package report

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/study/shard"
	"simrun/sim/study/theory"
)

// Checked is what is known of a scenario before it is run.
type Checked struct {
	Implied  *Implied
	Bounds   []Bound
	Theory   []theory.Answer
	Points   int          // of a sweep
	Axes     []shard.Axis // of the sweep
	Base     bool         // all else is about the file without its sweep, not about the first point
	Expected []Expected
	ByPoint  []Known // of a sweep
}

// Known is what is known without simulation of a point of a sweep.
type Known struct {
	Set    map[string]any  `json:"set"`
	Theory []theory.Answer `json:"theory"`
}

// Check is the report of a scenario before it is run.
func Check(c *Checked) *Document {
	i := c.Implied
	d := &Document{Title: i.Title}
	var all []shard.Comparison
	for _, c := range i.Comparisons {
		all = append(all, c.Comparison)
	}
	c.sweep(d)
	d.Add(Questions(all))
	d.AddTable(i.arms())
	d.Add(i.enrollment())
	d.AddTable(i.covariates())
	if len(i.Strata) > 0 {
		d.Add("Patients are assigned within the strata of " + strings.Join(i.Strata, ", ") + ".")
	}
	d.AddTable(i.pairs())
	for k := range i.Endpoints {
		e := &i.Endpoints[k]
		switch {
		case len(e.Of) > 0:
			d.Add(i.heading(e) + " follows from " + strings.Join(e.Of, ", ") + ".")
		case e.Type == "longitudinal":
			for _, t := range i.visits(e) {
				d.AddTable(t)
			}
		default:
			d.AddTable(i.endpoint(e))
		}
		if len(e.Words) > 0 {
			d.Add(e.Endpoint + ": " + strings.Join(e.Words, " "))
		}
	}
	for _, a := range i.Analyses {
		d.Add("Analysis " + a.Analysis + ": " + strings.Join(a.Words, " "))
	}
	d.AddTable(i.dropout())
	d.AddTable(i.effects(all))
	d.AddTable(bounds(c.Bounds))
	d.Add(inflation(c.Expected))
	d.AddTable(expected(c.Expected))
	d.AddTable(answers(all, c.Theory))
	for _, t := range answersByLook(all, c.Theory) {
		d.AddTable(t)
	}
	d.AddTable(c.byPoint(all))
	return d
}

// sweep says what is varied.
func (c *Checked) sweep(d *Document) {
	if len(c.Axes) == 0 {
		return
	}
	t := &Table{Title: "Varied", Columns: []string{"values"}, Left: 1}
	for _, a := range c.Axes {
		for i, path := range a.Paths {
			var values []string
			for _, step := range a.Values {
				values = append(values, valueText(step[i]))
			}
			row := t.Add(path, strings.Join(values, ", "))
			if len(a.Paths) > 1 {
				row.Notes = []string{"move together: " + strings.Join(a.Paths, ", ")}
			}
		}
	}
	d.AddTable(t)
	about := "the first of them"
	if c.Base {
		about = "the scenario without its sweep"
	}
	d.Add(fmt.Sprintf("The sweep has %d points, all without a problem. What follows is about %s.", c.Points, about))
}

// byPoint is the power of each comparison at every point, as far as it is known
// without simulation: the exact one, else the first.
func (c *Checked) byPoint(all []shard.Comparison) *Table {
	var paths []string
	for _, a := range c.Axes {
		paths = append(paths, a.Paths...)
	}
	t := &Table{Title: strings.Join(Labels(paths), ", ")}
	for i := range all {
		name := "power"
		if of := about(all, &all[i]); of != "" {
			name += " of " + of
		}
		t.Columns = append(t.Columns, name)
	}
	some := false
	for _, at := range c.ByPoint {
		var values, cells []string
		for _, path := range paths {
			values = append(values, valueText(at.Set[path]))
		}
		for i := range all {
			cell := powerOf(at.Theory, &all[i])
			some = some || cell != ""
			cells = append(cells, cell)
		}
		t.Add(strings.Join(values, ", "), cells...)
	}
	if !some {
		return nil
	}
	return t
}

// powerOf is the power of a comparison, empty when it is not known.
func powerOf(known []theory.Answer, c *shard.Comparison) string {
	var best *theory.Answer
	for i := range known {
		a := &known[i]
		if a.Metric == "power" && a.Look == nil && a.Analysis == c.Analysis && a.Arm == c.Arm && (best == nil || a.Exact && !best.Exact) {
			best = a
		}
	}
	switch {
	case best == nil:
		return ""
	case best.Exact:
		return Fixed(best.Value, 6)
	}
	return "about " + Fixed(best.Value, 3)
}

// arms are the patients by arm.
func (i *Implied) arms() *Table {
	t := &Table{Title: "Arm", Columns: []string{"patients"}}
	for _, a := range i.Arms {
		label := a.Arm
		if a.Control {
			label += " (control)"
		}
		t.Add(label, Count(int64(a.Patients)))
	}
	return t
}

// enrollment says when it is complete.
func (i *Implied) enrollment() string {
	if i.AccrualEnd == 0 {
		return "All patients enter at once."
	}
	return fmt.Sprintf("Enrollment is expected to be complete at %s.", i.time(i.AccrualEnd))
}

// time is a time with its unit.
func (i *Implied) time(t float64) string {
	if i.TimeUnit == "" {
		return "time " + Short(t, 4)
	}
	return Short(t, 4) + " " + i.TimeUnit
}

// heading names an endpoint, with its type and its time if it has one.
func (i *Implied) heading(e *ImpliedEndpoint) string {
	if e.Type == "survival" {
		return fmt.Sprintf("%s (%s)", e.Endpoint, e.Type)
	}
	return fmt.Sprintf("%s (%s, at %s)", e.Endpoint, e.Type, i.time(e.At))
}

// endpoint is the law of an endpoint in every arm.
func (i *Implied) endpoint(e *ImpliedEndpoint) *Table {
	t := &Table{Title: i.heading(e), Left: 1}
	switch e.Type {
	case "binary":
		t.Columns = []string{"law", "probability"}
	case "continuous":
		t.Columns = []string{"law", "mean", "SD", "median"}
	case "ordinal":
		t.Columns = []string{"law"}
		for _, level := range e.Levels {
			t.Columns = append(t.Columns, level+" %")
		}
	case "count":
		t.Title = fmt.Sprintf("%s (count, in %s)", e.Endpoint, i.time(e.At))
		t.Columns = []string{"law", "mean per unit of time", "mean"}
	default:
		t.Columns = i.lifetimeColumns(e.Laws)
	}
	for _, l := range e.Laws {
		switch e.Type {
		case "binary":
			t.Add(l.Arm, l.Law, Short(float64(l.Probability), 4))
		case "ordinal":
			cells := []string{l.Law}
			for _, share := range l.Shares {
				cells = append(cells, Short(100*share, 4))
			}
			t.Add(l.Arm, cells...)
		case "count":
			t.Add(l.Arm, l.Law, real(l.Mean), Short(float64(l.Mean)*e.At, 4))
		case "continuous":
			t.Add(l.Arm, l.Law, real(l.Mean), real(l.SD), real(l.Median))
		default:
			t.Add(l.Arm, lifetimeCells(&l)...)
		}
	}
	return t
}

// lifetimeColumns are the columns of a law of a time.
func (i *Implied) lifetimeColumns(laws []ImpliedLaw) []string {
	columns := []string{"law", "median", "mean"}
	if h := float64(laws[0].Horizon); !math.IsNaN(h) {
		columns = append(columns, fmt.Sprintf("by %s, %%", i.time(h)))
	}
	return columns
}

func lifetimeCells(l *ImpliedLaw) []string {
	cells := []string{l.Law, real(l.Median), real(l.Mean)}
	if !math.IsNaN(float64(l.Horizon)) {
		cells = append(cells, real(100*l.Probability))
	}
	return cells
}

// real is a figure in four digits.
func real(x shard.Real) string { return Short(float64(x), 4) }

// dropout is the law of leaving in every arm.
func (i *Implied) dropout() *Table {
	if len(i.Dropout) == 0 {
		return nil
	}
	t := &Table{Title: "dropout", Left: 1, Columns: i.lifetimeColumns(i.Dropout)}
	for _, l := range i.Dropout {
		t.Add(l.Arm, lifetimeCells(&l)...)
	}
	return t
}

// effects are the true values of what is estimated.
func (i *Implied) effects(all []shard.Comparison) *Table {
	t := &Table{Title: "Assumed effect", Columns: []string{"scale", "value"}, Left: 1}
	for _, c := range i.Comparisons {
		if !math.IsNaN(float64(c.Ratio)) && len(t.Columns) == 2 {
			t.Columns = append(t.Columns, "as a ratio")
		}
	}
	for _, c := range i.Comparisons {
		label := about(all, &c.Comparison)
		if label == "" {
			label = c.Arm + " − " + c.Control
			if c.Control == "" {
				label = c.Arm + " − " + Short(c.Null, 6)
			}
		}
		cells := []string{c.Scale, real(c.Truth), real(c.Ratio)}
		row := t.Add(label, cells[:len(t.Columns)]...)
		if c.NoTruth != "" {
			row.Notes = []string{"no single number is true: " + c.NoTruth}
		}
		if c.TruthPatients > 0 {
			row.Notes = []string{fmt.Sprintf("from a cohort of %s patients, standard error %.2g", Count(c.TruthPatients), c.TruthSE)}
		}
	}
	return t
}

// answers are what is known without simulation.
func answers(all []shard.Comparison, known []theory.Answer) *Table {
	t := &Table{Title: "Known without simulation", Columns: []string{"method", "value"}, Left: 1}
	for _, a := range known {
		if a.Look != nil && lookColumns[a.Metric] != "" {
			continue // in a table of its own
		}
		label := a.Metric
		if len(all) > 1 {
			label += ", " + a.Analysis
		}
		if a.Look != nil {
			label += fmt.Sprintf(", look %d", *a.Look)
		}
		t.Add(label, a.Method, Fixed(a.Value, 6))
	}
	return t
}
