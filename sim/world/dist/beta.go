package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Beta is the law of a number between 0 and 1, such as an uncertain probability.
//
//	f(x) = x^(a−1)·(1 − x)^(b−1)/B(a, b)
//	mean = a/(a + b),  sd² = mean·(1 − mean)/(a + b + 1)
//
// Give mean and sd, or a and b [johnson1995, ch. 25].
type Beta struct {
	// Expected is the mean.
	Expected *spec.Number `toml:"mean" range:"(0,1)"`
	// SD is the standard deviation, less than √(mean·(1 − mean)).
	SD *spec.Number `toml:"sd" range:"(0,0.5)"`
	// A is the weight of 1, as of a − 1 successes seen.
	A *spec.Number `toml:"a" range:"(0,inf)"`
	// B is the weight of 0, as of b − 1 failures seen.
	B *spec.Number `toml:"b" range:"(0,inf)"`

	a, b, logBeta float64
}

var _ = Kinds.Add("beta", &Beta{})

// Check reports anything but one complete pair, and an sd too large for the mean.
func (l *Beta) Check(p *spec.Problems) {
	eitherPair(p, "mean, sd", "a, b", l.Expected, l.SD, l.A, l.B)
	if l.Expected == nil || l.SD == nil {
		return
	}
	lo, hi := Span(*l.Expected)
	_, sd := Span(*l.SD)
	if limit := min(float64(lo*(1-lo)), float64(hi*(1-hi))); sd*sd >= limit {
		p.At("sd").Report("keep sd² below mean·(1 − mean)", "%v is too large for the mean", sd)
	}
}

// Prepare derives a and b.
func (l *Beta) Prepare(draws []float64) {
	if l.A != nil {
		l.a, l.b = l.A.At(draws), l.B.At(draws)
	} else {
		mean, sd := l.Expected.At(draws), l.SD.At(draws)
		total := mean*(1-mean)/(sd*sd) - 1
		l.a, l.b = mean*total, (1-mean)*total
	}
	l.logBeta = num.LogBeta(l.a, l.b)
}

// Quantile inverts the CDF by Newton's rule.
func (l *Beta) Quantile(u float64) float64 {
	if u < 0.5 {
		return 1 / (1 + num.Exp(-l.logit(l.a, l.b, u)))
	}
	return l.SurvivalQuantile(1 - u)
}

// SurvivalQuantile is the x with Survival(x) = q.
func (l *Beta) SurvivalQuantile(q float64) float64 {
	if q > 0.5 {
		return l.Quantile(1 - q)
	}
	return 1 / (1 + num.Exp(l.logit(l.b, l.a, q)))
}

// CDF is the regularized incomplete beta function.
func (l *Beta) CDF(x float64) float64 { return num.IncBeta(l.a, l.b, min(max(x, 0), 1)) }

// Survival is 1 − CDF.
func (l *Beta) Survival(x float64) float64 {
	return num.IncBetaComplement(l.a, l.b, min(max(x, 0), 1))
}

// Mean is a/(a + b).
func (l *Beta) Mean() float64 { return l.a / (l.a + l.b) }

// Variance is mean·(1 − mean)/(a + b + 1).
func (l *Beta) Variance() float64 {
	total := l.a + l.b
	return l.a / total * (l.b / total) / (total + 1)
}

// logit is the log odds of the quantile at u ≤ ½ of the law with parameters a
// and b: Newton's rule for log F as a function of the log odds, which is
// concave, so that the rule converges from everywhere.
func (l *Beta) logit(a, b, u float64) float64 {
	if u <= 0 {
		return math.Inf(-1)
	}
	logU := num.Log(u)
	y := num.Log(a/b) + float64(num.NormalQuantile(u)*math.Sqrt(1/a+1/b))
	if first := (logU + num.Log(a) + l.logBeta) / a; min(a, b) < 1 && first < -1 {
		y = first
	}
	for range 100 {
		logX, logRest := -num.Log1p(num.Exp(-y)), -num.Log1p(num.Exp(y))
		f := num.IncBeta(a, b, num.Exp(logX))
		if f == 0 {
			return y
		}
		slope := num.Exp(float64(a*logX)+float64(b*logRest)-l.logBeta) / f
		step := (num.Log(f) - logU) / slope
		step = min(max(step, -4), 40)
		y -= step
		if math.Abs(step) < converged {
			break
		}
	}
	return y
}
