package analysis

import (
	"simrun/sim/base/num"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// generalized is a regression model that patients are added to one by one.
type generalized interface {
	Reset()
	// add adds the patient of a row of a view.
	add(v *cohort.View, row int, treated bool, x []float64)
	Fit() regression.Status
	Effect() (estimate, se float64)
}

// walds tests each pair by the effect of the arm in a model, over its standard error.
type walds struct {
	failing
	h     *Hypothesis
	model generalized
	crit  float64
	x     []float64
}

func newWalds(h *Hypothesis, s Shape, model generalized) *walds {
	return &walds{
		failing: newFailing(h, s), h: h, model: model,
		crit: num.NormalSurvivalQuantile(h.Tail()), x: make([]float64, regressors(h.Covariates)),
	}
}

// Analyze tests each pair.
func (a *walds) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := a.failures(&s.Views[a.h.View])
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		treated, control, events := a.load(s, v, pair)
		if !e.compare(v, pair, treated, control, a.model.Fit()) {
			e.Events = events
			continue
		}
		e.Events = events
		e.Estimate, e.SE = a.model.Effect()
		e.Half = a.crit * e.SE
		e.wald(e.SE, a.h)
	}
}

// load adds the patients of a pair to the model, and counts them, and the events of
// counts.
func (a *walds) load(s *cohort.Snapshot, v *cohort.View, pair Pair) (treated, control int, events int32) {
	a.model.Reset()
	for row, arm := range v.Arm[:v.N] {
		switch arm {
		case pair.Treated:
			treated++
		case pair.Control:
			control++
		default:
			continue
		}
		if v.Type == cohort.Count {
			events += int32(v.Value[row])
		}
		if len(a.x) > 0 {
			regress(a.h.Covariates, s, patientOf(v, row), a.x)
		}
		a.model.add(v, row, arm == pair.Treated, a.x)
	}
	return treated, control, events
}
