package sim

import (
	"math"
	"slices"
	"strings"

	"simrun/sim/study/engine"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// recorder takes what is kept of blocks of trials.
type recorder = func(b engine.Range, kept [][]oc.Record)

// TrialTable is the table with a row for every trial and point. Its columns are
//
//	trial                          index of the trial, from 0
//	PATH                           value of each path of the sweep
//	last_look, duration, patients  when the trial ended, and with how many patients
//	ANALYSIS.ARM.rejected_look     the look at which the comparison was rejected, 0 for none
//	ANALYSIS.ARM.estimate, .z, .p  at the last look that analyzed it, if defined
//	ENDPOINT.events                of survival endpoints, at the last look
//	draw.PATH                      each number drawn for the trial
//
// Points that lack a comparison, an endpoint or a draw have no value there.
func (s *Study) TrialTable() shard.TrialTable { return s.layout().table }

// recorder makes rows of what is kept; nil when nobody wants them.
func (s *Study) recorder(row func([]shard.Cell)) recorder {
	if row == nil {
		return nil
	}
	l := s.layout()
	return func(b engine.Range, kept [][]oc.Record) {
		for i := range b.Hi - b.Lo {
			for p := range l.points {
				row(l.points[p].fill(b.Lo+i, &kept[p][i]))
			}
		}
	}
}

// layout is which column has what.
type layout struct {
	table  shard.TrialTable
	points []pointLayout
}

// pointLayout is where the records of a point go: the first column of each
// comparison, and that of each endpoint and draw.
type pointLayout struct {
	row                        []shard.Cell // what is the same in all trials is there
	size                       int          // first column of the size of the trial
	comparisons, events, draws []int
}

// layout finds the columns of all points.
func (s *Study) layout() *layout {
	l := &layout{points: make([]pointLayout, len(s.Points))}
	l.add("trial", shard.Integer, false)
	for _, a := range s.Axes {
		for _, path := range a.Paths {
			l.add(path, s.kind(path), true)
		}
	}
	size := l.add("last_look", shard.Integer, false)
	l.add("duration", shard.Number, false)
	l.add("patients", shard.Integer, false)
	for i, p := range s.Points {
		for _, c := range p.Plan.Subject.Comparisons {
			l.points[i].comparisons = append(l.points[i].comparisons, l.comparison(c.Analysis+"."+c.Arm))
		}
	}
	for i, p := range s.Points {
		for _, e := range p.Plan.Subject.Endpoints {
			l.points[i].events = append(l.points[i].events, l.add(e.Name+".events", shard.Integer, true))
		}
	}
	for i, p := range s.Points {
		for _, d := range p.Plan.Subject.Draws {
			l.points[i].draws = append(l.points[i].draws, l.add("draw."+d.Path, shard.Number, true))
		}
	}
	for i := range l.points {
		l.points[i].size = size
		l.points[i].row = l.blank(s.Points[i].Set)
	}
	return l
}

// add finds a column, or adds it.
func (l *layout) add(name string, kind shard.Kind, optional bool) int {
	if i := l.index(name); i >= 0 {
		return i
	}
	l.table.Columns = append(l.table.Columns, shard.Column{Name: name, Kind: kind, Optional: optional})
	return len(l.table.Columns) - 1
}

// index is that of a column, −1 when there is none.
func (l *layout) index(name string) int {
	return slices.IndexFunc(l.table.Columns, func(c shard.Column) bool { return c.Name == name })
}

// comparison finds the columns of a comparison, or adds them.
func (l *layout) comparison(name string) int {
	first := l.add(name+".rejected_look", shard.Integer, true)
	for _, what := range []string{".estimate", ".z", ".p"} {
		l.add(name+what, shard.Number, true)
	}
	return first
}

// blank is a row without values but those of the sweep.
func (l *layout) blank(set []scenario.Setting) []shard.Cell {
	row := make([]shard.Cell, len(l.table.Columns))
	for i := range row {
		row[i].Missing = true
	}
	for _, v := range set {
		if i := l.index(v.Path); i >= 0 {
			row[i] = cell(v, l.table.Columns[i].Kind)
		}
	}
	return row
}

// kind is that of a column that holds all values of a path: text unless they are
// numbers.
func (s *Study) kind(path string) shard.Kind {
	kind := shard.Integer
	for _, p := range s.Points {
		for _, set := range p.Set {
			if set.Path != path {
				continue
			}
			switch set.Value.Plain().(type) {
			case int64:
			case float64:
				kind = max(kind, shard.Number)
			default:
				kind = shard.Text
			}
		}
	}
	return kind
}

// cell is a value of the sweep in a column of a kind. Text that is no string is
// as --set takes it.
func cell(v scenario.Setting, kind shard.Kind) shard.Cell {
	switch x := v.Value.Plain().(type) {
	case int64:
		if kind != shard.Text {
			return shard.Cell{Integer: x, Number: float64(x)}
		}
	case float64:
		if kind != shard.Text {
			return shard.Cell{Number: x}
		}
	case string:
		return shard.Cell{Text: x}
	}
	return shard.Cell{Text: strings.TrimPrefix(v.String(), v.Path+"=")}
}

// fill makes the row of a trial.
func (l *pointLayout) fill(trial int64, r *oc.Record) []shard.Cell {
	integer := func(i, x int) { l.row[i] = shard.Cell{Integer: int64(x)} }
	number := func(i int, x float64) { l.row[i] = shard.Cell{Number: x, Missing: math.IsNaN(x)} }
	l.row[0] = shard.Cell{Integer: trial}
	integer(l.size, r.Look)
	number(l.size+1, r.Duration)
	integer(l.size+2, r.Patients)
	for i, at := range l.comparisons {
		v := &r.Comparisons[i]
		integer(at, v.Rejected)
		number(at+1, v.Estimate)
		number(at+2, v.Z)
		number(at+3, v.P)
	}
	for i, at := range l.events {
		integer(at, r.Events[i])
	}
	for i, at := range l.draws {
		number(at, r.Draws[i])
	}
	return l.row
}
