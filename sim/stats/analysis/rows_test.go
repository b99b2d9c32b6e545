package analysis

import (
	"cmp"
	"math"
	"slices"

	"simrun/sim/world/cohort"
)

// row is one patient as an analyst sees it.
type row struct {
	arm     int
	value   float64
	event   bool
	missing bool
	traits  [3]float64 // a number, a category of 3 levels, one of 2

	baseline float64   // of a visit of a longitudinal endpoint
	exposure float64   // of counts
	visits   []float64 // of a longitudinal endpoint, NaN where missing
}

// traitLevels are the levels of the covariates of a row.
var traitLevels = [3]int{0, 3, 2}

// rows is what is known of one endpoint, in order of entry.
type rows []row

// add appends a patient.
func (r *rows) add(arm int, value float64, event bool) {
	*r = append(*r, row{arm: arm, value: value, event: event})
}

// lose appends a patient whose value is missing.
func (r *rows) lose(arm int) { *r = append(*r, row{arm: arm, value: math.NaN(), missing: true}) }

// snapshot lays the rows out as a View does: known values in order of entry, or
// survival times from the shortest to the longest, equal times in order of entry.
func (r rows) snapshot(t cohort.Type, arms int) *cohort.Snapshot {
	entered, order := r, make([]int, len(r))
	for i := range order {
		order[i] = i
	}
	if t == cohort.Survival {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r[a].value, r[b].value) })
	}
	v := cohort.View{Type: t, Missing: make([]int, arms)}
	if t == cohort.Longitudinal {
		v.Columns = make([][]float64, visitsOf(r))
	}
	for _, i := range order {
		p := r[i]
		if t == cohort.Longitudinal {
			see(&v, p)
			continue
		}
		if p.missing {
			v.Missing[p.arm]++
			if t == cohort.Binary {
				v.Lost, v.LostArm = append(v.Lost, int32(i)), append(v.LostArm, uint8(p.arm))
			}
			continue
		}
		v.N++
		v.Patient = append(v.Patient, int32(i))
		v.Arm = append(v.Arm, uint8(p.arm))
		v.Value = append(v.Value, p.value)
		switch t {
		case cohort.Survival:
			v.Event = append(v.Event, p.event)
		case cohort.Continuous:
			v.Baseline = append(v.Baseline, p.baseline)
		case cohort.Count:
			v.Exposure = append(v.Exposure, p.exposure)
		}
	}
	s := &cohort.Snapshot{N: len(r), Views: []cohort.View{v}, Covariates: make([]cohort.Covariate, len(traitLevels))}
	for k := range s.Covariates {
		s.Covariates[k] = cohort.Covariate{Levels: traitLevels[k], Value: make([]float64, len(r))}
	}
	for i, p := range entered {
		for k := range s.Covariates {
			s.Covariates[k].Value[i] = p.traits[k]
		}
	}
	return s
}

// visitsOf is the number of visits of the rows.
func visitsOf(r rows) (n int) {
	for _, p := range r {
		n = max(n, len(p.visits))
	}
	return n
}

// see appends the visits of a patient to a view.
func see(v *cohort.View, p row) {
	known := uint64(0)
	for k := range v.Columns {
		x := math.NaN()
		if k < len(p.visits) {
			x = p.visits[k]
		}
		v.Columns[k] = append(v.Columns[k], x)
		if !math.IsNaN(x) {
			known |= 1 << k
		}
	}
	v.Arm, v.Known = append(v.Arm, uint8(p.arm)), append(v.Known, known)
	if known>>(len(v.Columns)-1) == 0 {
		v.Missing[p.arm]++
	}
	v.N++
}

// tableRows are x1 successes of n1 treated and x0 of n0 control patients.
func tableRows(x1, n1, x0, n0 int) rows {
	var r rows
	for i := range n1 {
		r.add(1, float64(min(1, max(0, x1-i))), false)
	}
	for i := range n0 {
		r.add(0, float64(min(1, max(0, x0-i))), false)
	}
	return r
}

// versus compares arm 1 with arm 0.
var versus = []Pair{{Treated: 1, Control: 0}}

// pairsOf are the pairs of a test of arm 1, against arm 0 or alone.
func pairsOf(t Test) []Pair {
	if _, ok := t.(OneArm); ok {
		return []Pair{{Treated: 1, Control: NoArm}}
	}
	return versus
}

// analyze is the evidence of one snapshot.
func analyze(t Test, h *Hypothesis, s *cohort.Snapshot) []Evidence {
	ev := make([]Evidence, len(h.Pairs))
	v := &s.Views[0]
	n := v.N
	for _, m := range v.Missing {
		n += m
	}
	t.New(h, Shape{Patients: n, Arms: len(v.Missing)}).Analyze(s, ev)
	return ev
}
