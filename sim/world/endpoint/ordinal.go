package endpoint

import (
	"slices"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Ordinal is one of several ordered categories, measured at a given time.
//
//	P(value ≤ k) = F(k)
//
// The response is a categorical law, whose levels go from low to high, or
// proportional odds relative to one. Covariates act on the log odds of higher
// values:
//
//	logit P(value > k) = logit(1 − F(k)) + predictor
type Ordinal struct {
	Response
	Common
	Due
}

var _ = Kinds.Add("ordinal", &Ordinal{})

// Check finds nothing to object to.
func (*Ordinal) Check(*spec.Problems) {}

// Parts returns the shared keys and the shape.
func (e *Ordinal) Parts() (*Common, cohort.Shape) {
	return &e.Common, cohort.Shape{Type: cohort.Ordinal, At: e.At, Delay: e.Delay, Levels: len(e.Labels())}
}

// Labels are the names of the categories, from low to high: those of the first law
// that is given outright.
func (e *Ordinal) Labels() []string {
	responses := e.Response.Response.Each
	if one := e.Response.Response.One; one != nil {
		responses = spec.Table[dist.Response]{{Value: *one}}
	}
	for i := range responses {
		if l, ok := dist.AsLabeled(responses[i].Value.Law.Value); ok {
			return l.Labels()
		}
	}
	return nil
}

// Admit accepts laws of the same categories.
func (e *Ordinal) Admit(law dist.Dist, p *spec.Problems) {
	l, ok := dist.AsLabeled(law)
	switch {
	case !ok:
		p.Add("is not a law of categories", `write { kind = "categorical", levels = { … } }, from low to high`)
	case !slices.Equal(l.Labels(), e.Labels()):
		p.Add("has other categories than the arm before", "let every arm have the same categories in the same order")
	}
}

// New makes a realizer.
func (*Ordinal) New(laws [][]dist.Dist) Realizer { return &ordinal{laws[0]} }

type ordinal struct{ laws []dist.Dist }

// Realize finds the categories.
func (e *ordinal) Realize(o *cohort.Outcome, p *Patients, r Range) {
	value, arm := o.Value[r.Lo:r.Hi], p.Arm[r.Lo:r.Hi]
	turnOdds(value, p, r)
	for i, u := range value {
		value[i] = e.laws[arm[i]].Quantile(u)
	}
}
