package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Gompertz is the law of a time whose hazard grows exponentially, as that of
// death with age.
//
//	h(t) = rate·exp(shape·t),  S(t) = exp(−rate·(exp(shape·t) − 1)/shape)
//
// With a negative shape the hazard dies out, and a share exp(rate/shape) never
// has the event; shape 0 is the exponential law [bender2005].
type Gompertz struct {
	// Shape is the growth of the log hazard, per time unit.
	Shape spec.Number `toml:"shape,required"`
	// Rate is the hazard at time 0, per time unit.
	Rate spec.Number `toml:"rate,required" range:"(0,inf)"`

	shape, rate float64
}

var _ = Kinds.Add("gompertz", &Gompertz{})

// Check has nothing to add: the range of the rate says it all.
func (l *Gompertz) Check(*spec.Problems) {}

// Prepare takes over the parameters.
func (l *Gompertz) Prepare(draws []float64) { l.shape, l.rate = l.Shape.At(draws), l.Rate.At(draws) }

// Quantile is the time at which the cumulative hazard reaches −log(1 − u).
func (l *Gompertz) Quantile(u float64) float64 { return l.Time(hazardAt(u)) }

// CDF is 1 − S(x).
func (l *Gompertz) CDF(x float64) float64 { return -num.Expm1(-l.Hazard(x)) }

// Mean is ∫ S(t) dt by quadrature, +Inf for a negative shape.
func (l *Gompertz) Mean() float64 {
	return expectation(l, nil, func(t float64) float64 { return t })
}

// Hazard is rate·(exp(shape·t) − 1)/shape.
func (l *Gompertz) Hazard(t float64) float64 {
	t = max(t, 0)
	if l.shape == 0 {
		return l.rate * t
	}
	return l.rate * (num.Expm1(l.shape*t) / l.shape)
}

// Time is log(1 + shape·h/rate)/shape, +Inf for an h that is never reached.
func (l *Gompertz) Time(h float64) float64 {
	x := h / l.rate
	if l.shape == 0 {
		return x
	}
	if x *= l.shape; x <= -1 {
		return math.Inf(1)
	}
	return num.Log1p(x) / l.shape
}
