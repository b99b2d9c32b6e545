package analysis

import (
	"simrun/sim/base/num"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// layers collects two-by-two tables by stratum.
type layers struct {
	failing
	strata
	h      *Hypothesis
	crit   float64
	tables []regression.Table
	method layered
}

// layered tests a pair by its tables: it completes the evidence, whose estimate and
// standard error are those of Mantel and Haenszel, with NaN where there is no error.
type layered interface {
	test(tables []regression.Table, h *Hypothesis, e *Evidence)
}

func newLayers(method layered, h *Hypothesis, s Shape) *layers {
	return &layers{
		failing: newFailing(h, s), strata: newStrata(s), h: h, method: method,
		crit: num.NormalSurvivalQuantile(h.Tail()), tables: make([]regression.Table, s.Patients),
	}
}

// Analyze tests each pair.
func (a *layers) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := a.failures(&s.Views[a.h.View])
	a.sort(s, v, a.h)
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		treated, control := 0, 0
		for k := range a.strata.n() {
			t := tabulate(a.stratum(k), pair)
			treated, control = treated+t.Treated, control+t.Control
			a.tables[k] = t
		}
		tables := a.tables[:a.strata.n()]
		estimate, se, status := regression.RiskDifference(tables)
		if status == regression.ZeroVariance {
			status = regression.OK // the estimate stands
		}
		if e.compare(v, pair, treated, control, status) {
			e.Estimate, e.SE, e.Half = estimate, se, a.crit*se
			a.method.test(tables, a.h, e)
		}
	}
}

// tabulate is the table of a pair in one stratum.
func tabulate(v cohort.View, pair Pair) (t regression.Table) {
	for row, arm := range v.Arm {
		success := int(v.Value[row])
		switch arm {
		case pair.Treated:
			t.Treated++
			t.TreatedSuccesses += success
		case pair.Control:
			t.Control++
			t.ControlSuccesses += success
		}
	}
	return t
}
