package endpoint

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Continuous is a measurement at a given time.
//
//	value = Q(u), Q the quantile function of the arm's law
//
// Covariates are added to it.
type Continuous struct {
	Response
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
func (*Continuous) New(laws [][]dist.Dist) Realizer { return newContinuous(laws[0]) }

// continuous realizes one column.
type continuous struct {
	laws     []dist.Dist
	normals  []*dist.Normal // by arm, if all are normal
	mean, sd []float64      // of these
}

func newContinuous(laws []dist.Dist) *continuous {
	c := &continuous{laws: laws}
	for _, law := range laws {
		if n, ok := law.(*dist.Normal); ok {
			c.normals = append(c.normals, n)
		}
	}
	c.mean, c.sd = make([]float64, len(laws)), make([]float64, len(laws))
	return c
}

// Normal reports whether all laws are normal.
func (c *continuous) Normal() bool { return len(c.normals) == len(c.laws) }

// Realize finds the values from uniforms.
func (c *continuous) Realize(o *cohort.Outcome, p *Patients, r Range) {
	value, arm := o.Value[r.Lo:r.Hi], p.Arm[r.Lo:r.Hi]
	if c.Normal() {
		num.NormalQuantiles(value)
		c.RealizeNormal(o, p, r)
		return
	}
	for i, u := range value {
		value[i] = c.laws[arm[i]].Quantile(u)
	}
	addEffect(value, p, r)
}

// RealizeNormal finds the values from standard normal deviates: the same bits as
// from the uniforms that these are the quantiles of.
func (c *continuous) RealizeNormal(o *cohort.Outcome, p *Patients, r Range) {
	value, arm := o.Value[r.Lo:r.Hi], p.Arm[r.Lo:r.Hi]
	for i, n := range c.normals {
		c.mean[i], c.sd[i] = n.Standard()
	}
	for i, z := range value {
		a := arm[i]
		value[i] = float64(c.sd[a]*z) + c.mean[a]
	}
	addEffect(value, p, r)
}
