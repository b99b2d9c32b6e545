package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Gamma is the law of a positive number, and of a sum of exponential times.
//
//	f(x) = rate^shape·x^(shape−1)·exp(−rate·x)/Γ(shape)
//	mean = shape/rate,  sd = √shape/rate
//
// Give mean and sd, or shape and rate [johnson1994, ch. 17].
type Gamma struct {
	// Expected is the mean.
	Expected *spec.Number `toml:"mean" range:"(0,inf)"`
	// SD is the standard deviation.
	SD *spec.Number `toml:"sd" range:"(0,inf)"`
	// Shape is the number of exponential times in the sum, not necessarily whole.
	Shape *spec.Number `toml:"shape" range:"(0,inf)"`
	// Rate is the rate of each of them.
	Rate *spec.Number `toml:"rate" range:"(0,inf)"`

	shape, scale, logGamma float64
}

var _ = Kinds.Add("gamma", &Gamma{})

// Check reports anything but one complete pair.
func (l *Gamma) Check(p *spec.Problems) {
	eitherPair(p, "mean, sd", "shape, rate", l.Expected, l.SD, l.Shape, l.Rate)
}

// Prepare derives shape and scale.
func (l *Gamma) Prepare(draws []float64) {
	if l.Shape != nil {
		l.shape, l.scale = l.Shape.At(draws), 1/l.Rate.At(draws)
	} else {
		mean, sd := l.Expected.At(draws), l.SD.At(draws)
		ratio := mean / sd
		l.shape, l.scale = ratio*ratio, sd/ratio
	}
	l.logGamma = num.Lgamma(l.shape)
}

// Quantile inverts the CDF by Newton's rule.
func (l *Gamma) Quantile(u float64) float64 {
	if u < 0.5 {
		return l.scale * l.lower(u)
	}
	return l.scale * l.upper(hazardAt(u))
}

// CDF is the regularized incomplete gamma function P(shape, rate·x).
func (l *Gamma) CDF(x float64) float64 { return num.GammaP(l.shape, max(x, 0)/l.scale) }

// Mean is shape/rate.
func (l *Gamma) Mean() float64 { return l.shape * l.scale }

// Variance is shape/rate².
func (l *Gamma) Variance() float64 { return l.shape * l.scale * l.scale }

// Hazard is −log(1 − P(shape, rate·t)).
func (l *Gamma) Hazard(t float64) float64 { return l.hazard(max(t, 0) / l.scale) }

// Time inverts Hazard.
func (l *Gamma) Time(h float64) float64 {
	if h < ln2 {
		return l.scale * l.lower(-num.Expm1(-h))
	}
	return l.scale * l.upper(h)
}

// hazard is that of the standard law, whose scale is 1.
func (l *Gamma) hazard(x float64) float64 {
	q := num.GammaQ(l.shape, x)
	switch {
	case q > 0.5:
		return -num.Log1p(-num.GammaP(l.shape, x))
	case q > 1e-280:
		return -num.Log(q)
	}
	return x - float64(l.shape*num.Log(x)) + l.logGamma - num.Log(gammaFraction(l.shape, x))
}

// gammaFraction is Γ(a, x)·exp(x)/xᵃ for x above a, by Legendre's continued
// fraction from behind [abramowitz1964, 6.5.31].
func gammaFraction(a, x float64) float64 {
	f := 0.0
	for n := 200.0; n > 0; n-- {
		f = float64(n*(n-a)) / (x + 2*n + 1 - a - f)
	}
	return 1 / (x + 1 - a - f)
}

// logDensity is the logarithm of x times the standard density.
func (l *Gamma) logDensity(x float64) float64 {
	return float64(l.shape*num.Log(x)) - x - l.logGamma
}

// lower is the standard quantile at u < ½: Newton's rule for log P as a
// function of log x, which is concave, from the first term of its series or
// from the cube root rule of [wilson1931].
func (l *Gamma) lower(u float64) float64 {
	if u <= 0 {
		return 0
	}
	a, logU := l.shape, num.Log(u)
	y := (logU + num.Lgamma(a+1)) / a
	if x := wilsonHilferty(a, num.NormalQuantile(u)); x > 0.2*a {
		y = num.Log(x)
	}
	for range 50 {
		x := num.Exp(y)
		p := num.GammaP(a, x)
		if p == 0 || x == 0 {
			return x
		}
		step := (num.Log(p) - logU) * p / num.Exp(l.logDensity(x))
		y -= step
		if math.Abs(step) < converged {
			break
		}
	}
	return num.Exp(y)
}

// upper is the standard quantile at exp(−h) from above, h ≥ log 2: Newton's
// rule for the cumulative hazard.
func (l *Gamma) upper(h float64) float64 {
	if math.IsInf(h, 1) {
		return h
	}
	x := max(wilsonHilferty(l.shape, normalTime(h)), l.shape*1e-3)
	if l.shape < 1 {
		x = max(h/2, 1e-300)
	}
	for range 100 {
		at := l.hazard(x)
		step := (at - h) * x / num.Exp(l.logDensity(x)+at)
		next := max(x-step, x/8)
		if math.Abs(next-x) < converged*x {
			return next
		}
		x = next
	}
	return x
}

// converged is a relative step of Newton's rule after which no other is needed:
// the error left is about its square, times √shape.
const converged = 1e-9

// wilsonHilferty is the quantile at the normal deviate z, approximately
// [wilson1931].
func wilsonHilferty(a, z float64) float64 {
	w := 1/(9*a) - z/(3*math.Sqrt(a))
	return a * (1 - w) * (1 - w) * (1 - w)
}
