package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Cure is the law of a time that a share of the patients never reaches.
//
//	S(t) = fraction + (1 − fraction)·S_of(t)
//
// The mean is infinite unless the fraction is 0 [boag1949].
type Cure struct {
	// Fraction is the share that never has the event.
	Fraction spec.Number `toml:"fraction,required" range:"[0,1]"`
	// Of is the law of the time of the others.
	Of spec.Of[Dist] `toml:"of,required"`

	fraction, rest float64
	others         Lifetime
}

var _ = Kinds.Add("cure", &Cure{})

// Check reports a law that is not one of a time.
func (c *Cure) Check(p *spec.Problems) { checkTime(p.At("of"), c.Of) }

// checkTime reports a law that can be negative, or of categories.
func checkTime(p *spec.Problems, of spec.Of[Dist]) {
	checkNumeric(p, of)
	if _, ok := AsLifetime(settled(of.Value)); !ok {
		p.Add("can be negative", "give a law without negative values")
	}
}

// Prepare prepares the law of the others and takes over the fraction.
func (c *Cure) Prepare(draws []float64) {
	c.Of.Value.Prepare(draws)
	if c.others == nil {
		c.others = lifetimeOf(c.Of.Value)
	}
	c.fraction = c.Fraction.At(draws)
	c.rest = 1 - c.fraction
}

// Quantile is that of the others at u/(1 − fraction), +Inf from 1 − fraction on.
func (c *Cure) Quantile(u float64) float64 { return c.Time(hazardAt(u)) }

// CDF is (1 − fraction) times that of the others.
func (c *Cure) CDF(x float64) float64 { return c.rest * c.others.CDF(x) }

// Mean is +Inf unless the fraction is 0.
func (c *Cure) Mean() float64 {
	if c.fraction > 0 {
		return math.Inf(1)
	}
	return c.others.Mean()
}

// Variance is NaN unless the fraction is 0.
func (c *Cure) Variance() float64 {
	if c.fraction > 0 {
		return math.NaN()
	}
	return Variance(c.others)
}

// Discrete is that of the others.
func (c *Cure) Discrete() bool { return Discreteness(c.others) }

// Hazard is −log S(t).
func (c *Cure) Hazard(t float64) float64 {
	if c.fraction == 0 {
		return c.others.Hazard(t)
	}
	return -num.Log1p(c.rest * num.Expm1(-c.others.Hazard(t)))
}

// Time is the time at which the others reach the same survival.
func (c *Cure) Time(h float64) float64 {
	if c.fraction == 0 {
		return c.others.Time(h)
	}
	u := -num.Expm1(-h) / c.rest
	if !(u < 1) {
		return math.Inf(1)
	}
	return c.others.Time(hazardAt(u))
}
