package endpoint

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Continuous is a measurement at a given time.
//
//	value = Q(u), Q the quantile function of the arm's law
type Continuous struct {
	Common
	Due
}

var _ = Kinds.Add("continuous", &Continuous{})

// Check finds nothing to object to.
func (*Continuous) Check(*spec.Problems) {}

// Parts returns the shared keys and the shape.
func (c *Continuous) Parts() (*Common, cohort.Shape) {
	return &c.Common, cohort.Shape{Type: cohort.Continuous, At: c.At, Delay: c.Delay}
}

// Admit accepts every law.
func (*Continuous) Admit(dist.Dist, *spec.Problems) {}

// New makes a realizer.
func (*Continuous) New(laws []dist.Dist) Realizer { return &continuous{laws} }

type continuous struct{ laws []dist.Dist }

// Realize draws the values.
func (c *continuous) Realize(o *cohort.Outcome, arm []uint8, r Range, s *rng.Stream) {
	value, arm := o.Value[r.Lo:r.Hi], arm[r.Lo:r.Hi]
	s.Fill(value, r.Lo)
	for i, u := range value {
		value[i] = c.laws[arm[i]].Quantile(u)
	}
}
