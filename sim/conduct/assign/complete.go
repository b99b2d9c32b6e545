package assign

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Complete assigns each patient independently of all others.
//
//	P(arm) = ratio/Σ ratio
//
// So the sizes of the arms vary (complete randomization [rosenberger2016]).
type Complete struct{}

var _ = Kinds.Add("complete", &Complete{})

// Check finds nothing to object to.
func (*Complete) Check(*spec.Problems) {}

// New makes an assigner.
func (*Complete) New(a *Allocation, _ *spec.Problems) Assigner {
	sum := 0.0
	for _, r := range a.Ratio {
		sum += r
	}
	c := &complete{arms: a.order(), u: make([]float64, a.Size)}
	up := 0.0
	for _, arm := range c.arms {
		up += a.Ratio[arm]
		c.upTo = append(c.upTo, up/sum)
	}
	c.upTo[len(c.upTo)-1] = 1
	return c
}

type complete struct {
	arms []uint8
	upTo []float64 // cumulative probability by place in the walk
	u    []float64
}

// Assign draws each patient's arm.
func (c *complete) Assign(arm []uint8, s *rng.Stream) {
	u := c.u[:len(arm)]
	s.Fill(u, 0)
	for i, v := range u {
		k := 0
		for v >= c.upTo[k] {
			k++
		}
		arm[i] = c.arms[k]
	}
}
