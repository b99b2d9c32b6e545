package report

import (
	"math"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// columns are those of the table of a result beside its axes.
var columns = []shard.Column{
	{Name: "metric", Kind: shard.Text},
	{Name: "analysis", Kind: shard.Text, Optional: true},
	{Name: "endpoint", Kind: shard.Text, Optional: true},
	{Name: "arm", Kind: shard.Text, Optional: true},
	{Name: "look", Kind: shard.Integer, Optional: true},
	{Name: "reason", Kind: shard.Text, Optional: true},
	{Name: "value", Kind: shard.Number, Optional: true},
	{Name: "se", Kind: shard.Number, Optional: true},
	{Name: "lower", Kind: shard.Number, Optional: true},
	{Name: "upper", Kind: shard.Number, Optional: true},
	{Name: "n", Kind: shard.Integer},
	{Name: "unit", Kind: shard.Text},
	{Name: "against", Kind: shard.Text, Optional: true},
}

// tidy is a table with a figure in each row: first what was varied, then the
// columns of every such table.
type tidy struct {
	varied  int // how many columns come first
	columns []shard.Column
	rows    [][]shard.Cell
}

// tabulate is the table of a result.
func tabulate(r *shard.Result) *tidy {
	t := &tidy{}
	for _, a := range r.Axes {
		for i, path := range a.Paths {
			var values []any
			for _, step := range a.Values {
				values = append(values, step[i])
			}
			t.vary(path, values)
		}
	}
	t.columns = append(t.columns, columns...)
	units, endpoints := map[string]oc.Unit{}, map[string]string{}
	for i := range r.Points {
		for j := range r.Points[i].Rows {
			row := &r.Points[i].Rows[j].Row
			units[row.Metric] = row.Unit
			if row.Analysis != "" {
				endpoints[row.Analysis] = row.Endpoint
			}
			t.add(r.Points[i].Set, row, "")
		}
	}
	for i := range r.Differences {
		d := &r.Differences[i]
		t.add(d.Set, &oc.Row{
			Metric: d.Metric, Analysis: d.Analysis, Endpoint: endpoints[d.Analysis], Arm: d.Arm, Unit: units[d.Metric], N: d.N,
			Value: float64(d.Value), SE: float64(d.SE), Lower: float64(d.Lower), Upper: float64(d.Upper),
		}, setTOML(d.Against))
	}
	return t
}

// verification is what the column against says of the try on a fresh seed.
const verification = "verification"

// tabulateSizing is the table of a search.
func tabulateSizing(s *shard.Sizing) *tidy {
	t := &tidy{}
	points := s.Curve
	if s.Verified != nil {
		points = append(points[:len(points):len(points)], *s.Verified)
	}
	var values []any
	for i := range points {
		values = append(values, whole(points[i].X))
	}
	t.vary(s.Vary, values)
	t.columns = append(t.columns, columns...)
	for i := range points {
		p, against := &points[i], ""
		if i == len(s.Curve) {
			against = verification
		}
		t.add(map[string]any{s.Vary: values[i]}, &oc.Row{
			Metric: s.Goal.Metric, Analysis: s.Goal.Analysis, Arm: s.Goal.Arm, Unit: s.Goal.Unit, N: p.N,
			Value: float64(p.Value), SE: float64(p.SE), Lower: float64(p.Lower), Upper: float64(p.Upper),
		}, against)
	}
	return t
}

// whole is a number, as an integer when it is one.
func whole(x float64) any {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return int64(x)
	}
	return x
}

// vary adds the column of a path: of integers or numbers when all values are.
func (t *tidy) vary(path string, values []any) {
	kind := shard.Integer
	for _, v := range values {
		switch v.(type) {
		case int64:
		case float64:
			kind = max(kind, shard.Number)
		default:
			kind = shard.Text
		}
	}
	t.columns = append(t.columns, shard.Column{Name: path, Kind: kind})
	t.varied++
}

// add adds one figure of a point.
func (t *tidy) add(set map[string]any, r *oc.Row, against string) {
	row := make([]shard.Cell, 0, len(t.columns))
	for _, c := range t.columns[:t.varied] {
		row = append(row, variedCell(set[c.Name], c.Kind))
	}
	unit, _ := r.Unit.MarshalText()
	t.rows = append(t.rows, append(row,
		shard.Cell{Text: r.Metric}, word(r.Analysis), word(r.Endpoint), word(r.Arm),
		shard.Cell{Integer: int64(r.Look), Missing: r.Look == 0}, word(r.Reason),
		defined(r.Value), defined(r.SE), defined(r.Lower), defined(r.Upper),
		shard.Cell{Integer: r.N}, shard.Cell{Text: string(unit)}, word(against)))
}

// variedCell is a value of a path in a column of a kind that can hold it.
func variedCell(v any, kind shard.Kind) shard.Cell {
	switch v := v.(type) {
	case int64:
		return shard.Cell{Integer: v, Number: float64(v), Text: valueTOML(v)}
	case float64:
		return shard.Cell{Number: v, Text: valueTOML(v)}
	}
	if kind != shard.Text {
		panic("report: a value of a sweep is no number, others of its path are")
	}
	return shard.Cell{Text: valueTOML(v)}
}

// word is a text, or nothing when it is empty.
func word(s string) shard.Cell { return shard.Cell{Text: s, Missing: s == ""} }

// defined is a number, or nothing when it is undefined.
func defined(x float64) shard.Cell {
	return shard.Cell{Number: x, Missing: math.IsNaN(x) || math.IsInf(x, 0)}
}
