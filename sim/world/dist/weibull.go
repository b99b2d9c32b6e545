package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Weibull is the law of a time whose hazard rises or falls as a power of time.
//
//	S(t) = exp(−(t/scale)^shape),  mean = scale·Γ(1 + 1/shape)
//
// The hazard rises for shape > 1, falls for shape < 1; shape 1 is the
// exponential law. Give exactly one of scale, median, survival
// [johnson1994, ch. 21].
type Weibull struct {
	// Shape is the power of time in the cumulative hazard.
	Shape spec.Number `toml:"shape,required" range:"(0,inf)"`
	// Scale is the time by which a share 1 − 1/e has had the event.
	Scale *spec.Number `toml:"scale" range:"(0,inf)"`
	// Median is the time by which half have had the event.
	Median *spec.Number `toml:"median" range:"(0,inf)"`
	// Survival is a milestone: the share still free of the event at a time.
	Survival *Milestone `toml:"survival"`

	shape, power, scale float64 // power is 1/shape
}

var _ = Kinds.Add("weibull", &Weibull{})

// Check reports when the scale is not given in exactly one way.
func (w *Weibull) Check(p *spec.Problems) {
	exactlyOne(p, "scale, median, survival", w.Scale != nil, w.Median != nil, w.Survival != nil)
}

// Prepare derives the scale.
func (w *Weibull) Prepare(draws []float64) {
	w.shape = w.Shape.At(draws)
	w.power = 1 / w.shape
	switch {
	case w.Scale != nil:
		w.scale = w.Scale.At(draws)
	case w.Median != nil:
		w.scale = w.Median.At(draws) / num.Pow(ln2, w.power)
	default:
		w.scale = w.Survival.At / num.Pow(w.Survival.hazard(draws), w.power)
	}
}

// Quantile is scale·(−log(1 − u))^(1/shape).
func (w *Weibull) Quantile(u float64) float64 { return w.Time(hazardAt(u)) }

// CDF is 1 − exp(−(x/scale)^shape).
func (w *Weibull) CDF(x float64) float64 { return -num.Expm1(-w.Hazard(x)) }

// Mean is scale·Γ(1 + 1/shape).
func (w *Weibull) Mean() float64 { return w.scale * num.Exp(num.Lgamma(1+w.power)) }

// Variance is scale²·(Γ(1 + 2/shape) − Γ(1 + 1/shape)²).
func (w *Weibull) Variance() float64 {
	first, second := num.Lgamma(1+w.power), num.Lgamma(1+2*w.power)
	// Γ₂ − Γ₁² as Γ₁²·(Γ₂/Γ₁² − 1), which keeps its digits for a large shape.
	return w.scale * w.scale * num.Exp(2*first) * num.Expm1(second-2*first)
}

// Hazard is (t/scale)^shape.
func (w *Weibull) Hazard(t float64) float64 { return num.Pow(max(t, 0)/w.scale, w.shape) }

// Time is scale·h^(1/shape).
//
// Note: the logarithm costs a quarter of num.Pow, and an error of about
// 1e-16·|log h|/shape, relative.
func (w *Weibull) Time(h float64) float64 { return w.scale * num.Exp(w.power*num.Log(h)) }
