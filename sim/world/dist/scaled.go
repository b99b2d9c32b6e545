package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Scaled is the law of another law's value times a positive constant.
//
//	X = by·Y,  F(x) = F_Y(x/by)
//
// With a law of a time this is the accelerated failure time model: everything
// happens by times as late [johnson1994, ch. 12].
type Scaled struct {
	// Of is the law that is scaled.
	Of spec.Of[Dist] `toml:"of,required"`
	// By is the factor.
	By spec.Number `toml:"by,required" range:"(0,inf)"`

	scale
}

var _ = Kinds.Add("scaled", &Scaled{})

// Check reports a law whose values are not numbers to multiply.
func (s *Scaled) Check(p *spec.Problems) { checkNumeric(p.At("of"), s.Of) }

// Prepare prepares the law and takes over the factor.
func (s *Scaled) Prepare(draws []float64) {
	s.Of.Value.Prepare(draws)
	s.over(s.Of.Value)
	s.by = s.By.At(draws)
}

// relativeScale is the same law over that of another arm.
type relativeScale struct {
	declared *spec.Number
	weight   *float64
	scale
}

// Check has nothing to add.
func (s *relativeScale) Check(*spec.Problems) {}

// Prepare takes over the factor; the base has been prepared.
func (s *relativeScale) Prepare(draws []float64) {
	s.by = s.declared.At(draws)
	if s.weight != nil {
		s.by = num.Pow(s.by, *s.weight)
	}
}

// scale is the behavior of a scaled law.
type scale struct {
	base Lifetime
	by   float64
}

// over sets the base, once.
func (s *scale) over(base Dist) {
	if s.base == nil {
		s.base = lifetimeOf(base)
	}
}

// Quantile is by times that of the base.
func (s *scale) Quantile(u float64) float64 { return s.by * s.base.Quantile(u) }

// CDF is that of the base at x/by.
func (s *scale) CDF(x float64) float64 { return s.base.CDF(x / s.by) }

// Mean is by times that of the base.
func (s *scale) Mean() float64 { return s.by * s.base.Mean() }

// Variance is by² times that of the base.
func (s *scale) Variance() float64 { return s.by * s.by * Variance(s.base) }

// Discrete is that of the base.
func (s *scale) Discrete() bool { return Discreteness(s.base) }

// Hazard is that of the base at t/by.
func (s *scale) Hazard(t float64) float64 { return s.base.Hazard(t / s.by) }

// Time is by times that of the base.
func (s *scale) Time(h float64) float64 { return s.by * s.base.Time(h) }
