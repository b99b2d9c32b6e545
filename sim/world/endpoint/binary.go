package endpoint

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Binary is an outcome that a patient has or has not at a given time.
//
//	P(value = 1) = p
//
// The response is a bernoulli law. Covariates act on the log odds.
type Binary struct {
	Response
	Common
	Due
}

var _ = Kinds.Add("binary", &Binary{})

// Check finds nothing to object to.
func (*Binary) Check(*spec.Problems) {}

// Parts returns the shared keys and the shape.
func (b *Binary) Parts() (*Common, cohort.Shape) {
	return &b.Common, cohort.Shape{Type: cohort.Binary, At: b.At, Delay: b.Delay}
}

// Admit accepts laws of 0 and 1.
func (b *Binary) Admit(law dist.Dist, p *spec.Problems) {
	if !zeroOne(law) {
		p.Add("is not a law of 0 and 1", `write { kind = "bernoulli", p = … }`)
	}
}

// New makes a realizer.
func (b *Binary) New(laws [][]dist.Dist) Realizer {
	return &binary{laws: laws[0], above: make([]float64, len(laws[0]))}
}

// binary compares one uniform with 1 − p, which is the quantile function of
// every bernoulli law.
type binary struct {
	laws  []dist.Dist
	above []float64
}

// Realize finds the values.
func (b *binary) Realize(o *cohort.Outcome, p *Patients, r Range) {
	for i, law := range b.laws {
		b.above[i] = 1 - law.Mean()
	}
	value, arm := o.Value[r.Lo:r.Hi], p.Arm[r.Lo:r.Hi]
	turnOdds(value, p, r)
	for i, u := range value {
		v := 0 // converted below: no branch that depends on a draw
		if u > b.above[arm[i]] {
			v = 1
		}
		value[i] = float64(v)
	}
}

// zeroOne reports whether a law has no other values than 0 and 1.
func zeroOne(law dist.Dist) bool {
	const justBelow1 = 1 - 0x1p-53
	return law.CDF(-0x1p-1000) == 0 && law.CDF(justBelow1) == law.CDF(0) && law.CDF(1) == 1
}
