package dist

import "simrun/sim/base/spec"

// Shifted is the law of another law's value plus a constant.
//
//	X = Y + by,  F(x) = F_Y(x − by)
//
// With a law of a time and by > 0 nobody has the event before by
// [johnson1994, ch. 12].
type Shifted struct {
	// Of is the law that is shifted.
	Of spec.Of[Dist] `toml:"of,required"`
	// By is what is added.
	By spec.Number `toml:"by,required"`

	shift
}

var _ = Kinds.Add("shifted", &Shifted{})

// Check reports a law whose values are not numbers to add to.
func (s *Shifted) Check(p *spec.Problems) { checkNumeric(p.At("of"), s.Of) }

// Prepare prepares the law and takes over the constant.
func (s *Shifted) Prepare(draws []float64) {
	s.Of.Value.Prepare(draws)
	s.over(s.Of.Value)
	s.by = s.By.At(draws)
}

// relativeShift is the same law over that of another arm.
type relativeShift struct {
	declared *spec.Number
	weight   *float64
	shift
}

// Check has nothing to add.
func (s *relativeShift) Check(*spec.Problems) {}

// Prepare takes over the constant; the base has been prepared.
func (s *relativeShift) Prepare(draws []float64) {
	s.by = s.declared.At(draws)
	if s.weight != nil {
		s.by *= *s.weight
	}
}

// shift is the behavior of a shifted law.
type shift struct {
	base Lifetime
	by   float64
}

// over sets the base, once.
func (s *shift) over(base Dist) {
	if s.base == nil {
		s.base = lifetimeOf(base)
	}
}

// Quantile is that of the base plus by.
func (s *shift) Quantile(u float64) float64 { return s.base.Quantile(u) + s.by }

// CDF is that of the base at x − by.
func (s *shift) CDF(x float64) float64 { return s.base.CDF(x - s.by) }

// Mean is that of the base plus by.
func (s *shift) Mean() float64 { return s.base.Mean() + s.by }

// Variance is that of the base.
func (s *shift) Variance() float64 { return Variance(s.base) }

// Discrete is that of the base.
func (s *shift) Discrete() bool { return Discreteness(s.base) }

// Hazard is that of the base at t − by.
func (s *shift) Hazard(t float64) float64 { return s.base.Hazard(t - s.by) }

// Time is that of the base plus by.
func (s *shift) Time(h float64) float64 { return s.base.Time(h) + s.by }
