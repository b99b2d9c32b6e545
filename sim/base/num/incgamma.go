package num

import "math"

const (
	epsilon      = 0x1p-53
	maxTerms     = 100000   // of a series or continued fraction; not reached for parameters below 1e8
	tinyFraction = 0x1p-900 // stands for a zero denominator in Lentz's rule
)

// GammaP returns the regularized lower incomplete gamma function
// P(a, x) = 1/Γ(a)·∫₀ˣ tᵃ⁻¹e^(−t)dt for a > 0 and x ≥ 0: the distribution
// function of the gamma law of shape a and scale 1. For results R down
// to 1e-300 and a < 1e4 the relative error is below 2e-14 + 5e-16·|ln R|.
//
// Edges: 0 at x = 0, 1 at x = +Inf, NaN outside the ranges.
func GammaP(a, x float64) float64 {
	p, _ := gammaTails(a, x)
	return p
}

// GammaQ returns the regularized upper incomplete gamma function
// Q(a, x) = 1 − P(a, x) for a > 0 and x ≥ 0, with the same relative precision
// in the upper tail as GammaP in the lower.
//
// Edges: 1 at x = 0, 0 at x = +Inf, NaN outside the ranges.
func GammaQ(a, x float64) float64 {
	_, q := gammaTails(a, x)
	return q
}

// gammaTails returns both tails, computing directly the one that is not close
// to 1.
func gammaTails(a, x float64) (p, q float64) {
	switch {
	case !(a > 0) || !(x >= 0) || math.IsInf(a, 1):
		return math.NaN(), math.NaN()
	case x == 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	case a < 1 && x < 1.5:
		return gammaSmall(a, x)
	case x < a+1:
		p = float64(gammaDensity(a, x) / a * gammaSeries(a, x))
		return p, 1 - p
	}
	q = float64(gammaDensity(a, x) * gammaFraction(a, x))
	return 1 - q, q
}

// gammaDensity returns xᵃe^(−x)/Γ(a) by Stirling's remainder and the deviance.
func gammaDensity(a, x float64) float64 {
	return invSqrt2Pi * math.Sqrt(a) * Exp(-stirlingRest(a)-deviance(a, x))
}

// gammaSeries returns 1 + x/(a+1) + x²/((a+1)(a+2)) + …
func gammaSeries(a, x float64) float64 {
	sum, term := 1.0, 1.0
	for n := 1.0; n < maxTerms; n++ {
		term = float64(term * (x / (a + n)))
		sum += term
		if term < epsilon*sum {
			break
		}
	}
	return sum
}

// gammaFraction returns the continued fraction of Γ(a, x)/(xᵃe^(−x)),
// [abramowitz1964] (6.5.31) in its even part, by Lentz's rule.
func gammaFraction(a, x float64) float64 {
	b := x + 1 - a
	c, d := 1/tinyFraction, 1/b
	f := d
	for n := 1.0; n < maxTerms; n++ {
		an := n * (a - n)
		b += 2
		d = lentzGuard(float64(an*d) + b)
		c = lentzGuard(b + an/c)
		d = 1 / d
		step := float64(c * d)
		f *= step
		if math.Abs(step-1) < 2*epsilon {
			break
		}
	}
	return f
}

// lentzGuard replaces a vanishing denominator by a tiny one.
func lentzGuard(x float64) float64 {
	if math.Abs(x) < tinyFraction {
		return tinyFraction
	}
	return x
}

// gammaSmall returns both tails for a < 1 and x < 1.5, where the lower one can
// be close to 1 while the upper is wanted precisely:
// P = xᵃ/Γ(1+a)·(1 + s) with s = a·Σ (−x)ⁿ/(n!(a+n)).
func gammaSmall(a, x float64) (p, q float64) {
	s, term := 0.0, 1.0
	for n := 1.0; n < 40; n++ {
		term = float64(term * (-x / n))
		s += term / (a + n)
	}
	s = float64(s * a)
	e := float64(a*Log(x)) - lgamma1p(a)
	p = Exp(e) * (1 + s)
	m := Expm1(e)
	return p, -(m + s + float64(m*s))
}
