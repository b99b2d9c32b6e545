package report

import (
	"fmt"
	"math"

	"simrun/sim/conduct/trial"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
)

// ImpliedRecord is what is recorded of a law: after rounding, moving to bounds, and
// selecting patients.
type ImpliedRecord struct {
	Mean  shard.Real `json:"mean"`
	SD    shard.Real `json:"sd"`
	Low   shard.Real `json:"low"` // the bounds, null when there are none
	High  shard.Real `json:"high"`
	AtLow shard.Real `json:"at_low"` // the probability of each bound
	AtTop shard.Real `json:"at_high"`
}

// impliedRecord is what is recorded of a column in an arm, nil when that is what
// the law says.
func impliedRecord(e *trial.Endpoint, column, arm int) *ImpliedRecord {
	law := plan.RecordedLaw(e, column, uint8(arm))
	massive, ok := law.(endpoint.Massive)
	if !ok {
		return nil
	}
	nan := shard.Real(math.NaN())
	out := &ImpliedRecord{
		Mean: shard.Real(law.Mean()), SD: shard.Real(math.Sqrt(dist.Variance(law))),
		Low: nan, High: nan, AtLow: nan, AtTop: nan,
	}
	if l, ok := e.Model.(*endpoint.Longitudinal); ok && l.Bounds != nil {
		out.Low, out.High = shard.Real(l.Bounds[0]), shard.Real(l.Bounds[1])
		out.AtLow, out.AtTop = shard.Real(massive.Mass(l.Bounds[0])), shard.Real(massive.Mass(l.Bounds[1]))
	}
	return out
}

// visits are the laws of a longitudinal endpoint, visit by visit.
func (i *Implied) visits(e *ImpliedEndpoint) []*Table {
	laws := &Table{Title: fmt.Sprintf("%s (longitudinal)", e.Endpoint), Columns: []string{"law", "mean", "SD"}, Left: 1}
	var recorded *Table
	if e.Laws[0].Recorded != nil {
		recorded = &Table{Title: e.Endpoint + " as recorded", Columns: []string{"mean", "SD"}}
		if b := e.Laws[0].Recorded; !math.IsNaN(float64(b.Low)) {
			recorded.Columns = append(recorded.Columns, fmt.Sprintf("at %s, %%", real(b.Low)), fmt.Sprintf("at %s, %%", real(b.High)))
		}
	}
	var at *float64
	for k := range e.Laws {
		l := &e.Laws[k]
		if at == nil || *l.Visit != *at {
			at = l.Visit
			laws.Rows = append(laws.Rows, Row{Label: "at " + i.time(*at)})
			if recorded != nil {
				recorded.Rows = append(recorded.Rows, Row{Label: "at " + i.time(*at)})
			}
		}
		laws.Add(l.Arm, l.Law, real(l.Mean), real(l.SD))
		if r := l.Recorded; r != nil && recorded != nil {
			cells := []string{real(r.Mean), real(r.SD), real(100 * r.AtLow), real(100 * r.AtTop)}
			row := recorded.Add(l.Arm, cells[:len(recorded.Columns)]...)
			if e.Selected != "" {
				row.Notes = []string{"of patients whose first value is " + e.Selected}
			}
		}
	}
	return []*Table{laws, recorded, i.correlation(e)}
}

// correlation is the matrix of the visits.
func (i *Implied) correlation(e *ImpliedEndpoint) *Table {
	if len(e.Correlation) < 2 {
		return nil
	}
	t := &Table{Title: e.Endpoint + ", correlation"}
	for _, at := range e.Visits {
		t.Columns = append(t.Columns, Short(at, 4))
	}
	for k, row := range e.Correlation {
		cells := make([]string, len(row))
		for j, r := range row {
			if j <= k {
				cells[j] = Short(r, 3)
			}
		}
		t.Add("at "+i.time(e.Visits[k]), cells...)
	}
	return t
}
