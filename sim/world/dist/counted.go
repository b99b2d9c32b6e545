package dist

import (
	"math"

	"simrun/sim/base/num"
)

// Counted is a law of a number of events whose expected number differs among
// patients by a factor, such as the time for which each is observed.
type Counted interface {
	Discrete
	// QuantileTimes is the quantile when the expected number is times factor > 0.
	QuantileTimes(u, factor float64) float64
}

// AsCounted returns the law as one of a number of events, and whether it is.
func AsCounted(d Dist) (Counted, bool) {
	if z, ok := d.(*ZeroInflated); ok && !hasCounts(z.Of.Value) {
		return nil, false
	}
	c, ok := d.(Counted)
	return c, ok
}

// hasCounts reports whether a law is one of a number of events.
func hasCounts(d Dist) bool {
	_, ok := AsCounted(d)
	return ok
}

// stepping is a law of a count without a table.
type stepping interface {
	exact(k float64) float64 // P(X ≤ k)
	ratio(k float64) float64 // P(X = k + 1)/P(X = k)
}

// fewEvents is the expected number up to which counts are found from 0 on.
const fewEvents = 40

// step is the smallest count with CDF ≥ u: walking up from 0 where few are expected,
// and otherwise from a normal guess, by the exact CDF.
func step[L stepping](law L, u, mean, variance float64) float64 {
	if mean <= fewEvents && variance <= fewEvents*fewEvents {
		at := law.exact(0)
		mass, k := at, 0.0
		for at < u && mass > 0 {
			mass = float64(mass * law.ratio(k))
			k++
			at += mass
			if k > mean && mass < negligible {
				break // what is left is below the rounding of u
			}
		}
		return k
	}
	k := max(math.Floor(mean+float64(math.Sqrt(variance)*num.NormalQuantile(u))), 0)
	if law.exact(k) < u {
		for law.exact(k) < u {
			k++
		}
		return k
	}
	for k > 0 && law.exact(k-1) >= u {
		k--
	}
	return k
}

// poissonLaw is a Poisson law without a table.
type poissonLaw struct{ rate float64 }

func (l poissonLaw) exact(k float64) float64 {
	if k == 0 {
		return num.Exp(-l.rate)
	}
	return num.GammaQ(k+1, l.rate)
}

func (l poissonLaw) ratio(k float64) float64 { return l.rate / (k + 1) }

// QuantileTimes is the quantile of the Poisson law of rate times factor.
func (l *Poisson) QuantileTimes(u, factor float64) float64 {
	if factor == 1 {
		return l.Quantile(u)
	}
	rate := l.rate * factor
	return step(poissonLaw{rate}, u, rate, rate)
}

// negativeBinomialLaw is a negative binomial law without a table.
type negativeBinomialLaw struct{ size, p, q float64 }

func (l negativeBinomialLaw) exact(k float64) float64 {
	switch {
	case k == 0:
		return num.Exp(float64(l.size * num.Log(l.p)))
	case l.q < 0.5:
		return num.IncBetaComplement(k+1, l.size, l.q)
	}
	return num.IncBeta(l.size, k+1, l.p)
}

func (l negativeBinomialLaw) ratio(k float64) float64 { return (k + l.size) / (k + 1) * l.q }

// QuantileTimes is the quantile of the law of mean times factor and the same
// dispersion.
func (l *NegativeBinomial) QuantileTimes(u, factor float64) float64 {
	if factor == 1 {
		return l.Quantile(u)
	}
	mean := float64(l.mean * factor)
	scaled := float64(mean * l.dispersion)
	return step(negativeBinomialLaw{l.size, 1 / (1 + scaled), scaled / (1 + scaled)}, u, mean, mean+float64(scaled*mean))
}

// QuantileTimes is 0 for u ≤ zero, else that of the others.
func (l *ZeroInflated) QuantileTimes(u, factor float64) float64 {
	if u <= l.zero {
		return 0
	}
	return l.base.(Counted).QuantileTimes((u-l.zero)/l.rest, factor)
}

// QuantileTimes is that of its own law.
func (l *relativeRate) QuantileTimes(u, factor float64) float64 {
	return l.rated.(Counted).QuantileTimes(u, factor)
}
