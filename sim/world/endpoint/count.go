package endpoint

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Count is the number of events of a patient while under observation, such as
// flares in a year.
//
//	expected number = mean of the arm's law × exposure × exp(predictor)
//
// The law is that of one unit of time: poisson, negative_binomial, whose dispersion
// does not depend on the exposure, or zero_inflated over either. A patient who
// leaves early has the shorter exposure, and is not missing. The count is known
// when the exposure ends. Covariates act on the log rate.
type Count struct {
	Response
	Common
	// Exposure is the time under observation, from entry, of a patient who stays.
	Exposure float64 `toml:"exposure,required" range:"(0,inf)"`
}

var _ = Kinds.Add("count", &Count{})

// Check finds nothing to object to.
func (*Count) Check(*spec.Problems) {}

// Parts returns the shared keys and the shape.
func (e *Count) Parts() (*Common, cohort.Shape) {
	return &e.Common, cohort.Shape{Type: cohort.Count, At: e.Exposure, Delay: e.Delay}
}

// Admit accepts laws of a number of events.
func (*Count) Admit(law dist.Dist, p *spec.Problems) {
	if _, ok := dist.AsCounted(law); !ok {
		p.Add("is not a law of a number of events", "write poisson, negative_binomial, or zero_inflated of one of these")
	}
}

// New makes a realizer.
func (*Count) New(laws [][]dist.Dist) Realizer {
	c := &count{laws: make([]dist.Counted, len(laws[0]))}
	for i, law := range laws[0] {
		c.laws[i], _ = dist.AsCounted(law)
	}
	return c
}

type count struct{ laws []dist.Counted }

// Realize finds the exposures and the counts in them.
func (e *count) Realize(o *cohort.Outcome, p *Patients, r Range) {
	value, arm := o.Value[r.Lo:r.Hi], p.Arm[r.Lo:r.Hi]
	exposure, leave := o.Exposure[r.Lo:r.Hi], p.Leave[r.Lo:r.Hi]
	for i, u := range value {
		t := min(o.At, leave[i])
		exposure[i] = t
		if t <= 0 {
			value[i] = 0
			continue
		}
		if p.Effect != nil {
			t = float64(t * num.Exp(p.Effect[r.Lo+i]))
		}
		value[i] = e.laws[arm[i]].QuantileTimes(u, t)
	}
}
