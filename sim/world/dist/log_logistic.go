package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// LogLogistic is the law of a time whose logarithm is logistic; its hazard can
// rise and then fall, and odds are proportional between scales.
//
//	S(t) = 1/(1 + (t/scale)^shape),  median = scale
//
// The mean is infinite for shape ≤ 1, the variance for shape ≤ 2. Give exactly
// one of scale and median [johnson1995, ch. 23].
type LogLogistic struct {
	// Shape is the power of time in the odds of the event.
	Shape spec.Number `toml:"shape,required" range:"(0,inf)"`
	// Scale is the median.
	Scale *spec.Number `toml:"scale" range:"(0,inf)"`
	// Median is the time by which half have had the event.
	Median *spec.Number `toml:"median" range:"(0,inf)"`

	shape, power, scale, logScale float64 // power is 1/shape
}

var _ = Kinds.Add("log_logistic", &LogLogistic{})

// Check reports when the scale is not given in exactly one way.
func (l *LogLogistic) Check(p *spec.Problems) {
	exactlyOne(p, "scale, median", l.Scale != nil, l.Median != nil)
}

// Prepare takes over the parameters.
func (l *LogLogistic) Prepare(draws []float64) {
	l.shape = l.Shape.At(draws)
	l.power = 1 / l.shape
	if l.Scale != nil {
		l.scale = l.Scale.At(draws)
	} else {
		l.scale = l.Median.At(draws)
	}
	l.logScale = num.Log(l.scale)
}

// Quantile is scale·(u/(1 − u))^(1/shape).
func (l *LogLogistic) Quantile(u float64) float64 {
	return l.scale * num.Exp(l.power*num.Log(u/(1-u)))
}

// CDF is 1/(1 + (x/scale)^−shape).
func (l *LogLogistic) CDF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return 1 / (1 + num.Exp(-l.logOdds(x)))
}

// Mean is scale·Γ(1 + 1/shape)·Γ(1 − 1/shape), +Inf for shape ≤ 1.
func (l *LogLogistic) Mean() float64 { return l.scale * l.moment(l.power) }

// Variance is E(T²) − E(T)², +Inf for shape ≤ 2.
func (l *LogLogistic) Variance() float64 {
	if l.power >= 0.5 {
		return math.Inf(1)
	}
	first := l.moment(l.power)
	return l.scale * l.scale * (l.moment(2*l.power) - float64(first*first))
}

// moment is E((T/scale)^(shape·r)) = Γ(1 + r)·Γ(1 − r).
func (l *LogLogistic) moment(r float64) float64 {
	if r >= 1 {
		return math.Inf(1)
	}
	return num.Exp(num.Lgamma(1+r) + num.Lgamma(1-r))
}

// Hazard is log(1 + (t/scale)^shape).
func (l *LogLogistic) Hazard(t float64) float64 {
	if !(t > 0) {
		return 0
	}
	if z := l.logOdds(t); z < 40 {
		return num.Log1p(num.Exp(z))
	} else {
		return z // to the last digit, and beyond where exp overflows
	}
}

// Time is scale·(exp(h) − 1)^(1/shape).
func (l *LogLogistic) Time(h float64) float64 {
	z := h
	if h < 40 {
		z = num.Log(num.Expm1(h))
	}
	return l.scale * num.Exp(l.power*z)
}

// logOdds is shape·log(t/scale).
func (l *LogLogistic) logOdds(t float64) float64 { return l.shape * (num.Log(t) - l.logScale) }
