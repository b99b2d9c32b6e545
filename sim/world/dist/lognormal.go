package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Lognormal is the law of a positive number whose logarithm is normal.
//
//	F(x) = Φ((log x − meanlog)/sdlog)
//	mean = exp(meanlog + sdlog²/2),  sd = mean·√(exp(sdlog²) − 1)
//
// Give mean and sd of the variable itself, as papers report them, or meanlog
// and sdlog of its logarithm [johnson1994, ch. 14].
type Lognormal struct {
	// Expected is the mean of the variable itself.
	Expected *spec.Number `toml:"mean" range:"(0,inf)"`
	// SD is the standard deviation of the variable itself.
	SD *spec.Number `toml:"sd" range:"(0,inf)"`
	// MeanLog is the mean of the logarithm, the logarithm of the median.
	MeanLog *spec.Number `toml:"meanlog"`
	// SDLog is the standard deviation of the logarithm.
	SDLog *spec.Number `toml:"sdlog" range:"(0,inf)"`

	meanlog, sdlog float64
}

var _ = Kinds.Add("lognormal", &Lognormal{})

// Check reports anything but one complete pair.
func (l *Lognormal) Check(p *spec.Problems) {
	eitherPair(p, "mean, sd", "meanlog, sdlog", l.Expected, l.SD, l.MeanLog, l.SDLog)
}

// Prepare derives the parameters of the logarithm.
func (l *Lognormal) Prepare(draws []float64) {
	if l.MeanLog != nil {
		l.meanlog, l.sdlog = l.MeanLog.At(draws), l.SDLog.At(draws)
		return
	}
	mean := l.Expected.At(draws)
	cv := l.SD.At(draws) / mean
	variance := num.Log1p(cv * cv)
	l.meanlog, l.sdlog = num.Log(mean)-float64(variance/2), math.Sqrt(variance)
}

// Quantile is exp(meanlog + sdlog·Φ⁻¹(u)).
func (l *Lognormal) Quantile(u float64) float64 { return l.at(num.NormalQuantile(u)) }

// CDF is Φ((log x − meanlog)/sdlog), 0 for x ≤ 0.
func (l *Lognormal) CDF(x float64) float64 { return num.NormalCDF(l.deviate(x)) }

// Mean is exp(meanlog + sdlog²/2).
func (l *Lognormal) Mean() float64 { return num.Exp(float64(l.sdlog*l.sdlog/2) + l.meanlog) }

// Variance is mean²·(exp(sdlog²) − 1).
func (l *Lognormal) Variance() float64 {
	mean := l.Mean()
	return mean * mean * num.Expm1(l.sdlog*l.sdlog)
}

// Hazard is −log Φ(−(log t − meanlog)/sdlog).
func (l *Lognormal) Hazard(t float64) float64 { return normalHazard(l.deviate(t)) }

// Time inverts Hazard.
func (l *Lognormal) Time(h float64) float64 { return l.at(normalTime(h)) }

// at is the value whose logarithm lies z standard deviations above its mean.
func (l *Lognormal) at(z float64) float64 { return num.Exp(float64(l.sdlog*z) + l.meanlog) }

// deviate is the inverse of at, −Inf for x ≤ 0.
func (l *Lognormal) deviate(x float64) float64 {
	if x <= 0 {
		return math.Inf(-1)
	}
	return (num.Log(x) - l.meanlog) / l.sdlog
}

// eitherPair reports anything but exactly one complete pair of parameters.
func eitherPair(p *spec.Problems, first, second string, a, b, c, d *spec.Number) {
	one, other := a != nil && b != nil, c != nil && d != nil
	mixed := (a != nil || b != nil) && (c != nil || d != nil)
	if one == other || mixed {
		p.Add("needs either "+first+" or "+second, "give both of one pair and leave the other pair out")
	}
}
