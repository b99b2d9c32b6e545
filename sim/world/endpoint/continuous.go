package endpoint

import (
	"simrun/sim/base/num"
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
func (*Continuous) New(laws []dist.Dist) Realizer {
	c := &continuous{laws: laws}
	for _, law := range laws {
		if n, ok := law.(*dist.Normal); ok {
			c.normals = append(c.normals, n)
		}
	}
	c.mean, c.sd = make([]float64, len(laws)), make([]float64, len(laws))
	return c
}

type continuous struct {
	laws     []dist.Dist
	normals  []*dist.Normal // by arm, if all are normal
	mean, sd []float64      // of these
}

// Realize draws the values.
func (c *continuous) Realize(o *cohort.Outcome, arm []uint8, r Range, s *rng.Stream) {
	value, arm := o.Value[r.Lo:r.Hi], arm[r.Lo:r.Hi]
	s.Fill(value, r.Lo)
	if len(c.normals) == len(c.laws) {
		c.column(value, arm)
		return
	}
	for i, u := range value {
		value[i] = c.laws[arm[i]].Quantile(u)
	}
}

// column is Realize for normal laws: the same bits, a column at a time.
func (c *continuous) column(value []float64, arm []uint8) {
	for i, n := range c.normals {
		c.mean[i], c.sd[i] = n.Standard()
	}
	num.NormalQuantiles(value)
	for i, z := range value {
		a := arm[i]
		value[i] = float64(c.sd[a]*z) + c.mean[a]
	}
}
