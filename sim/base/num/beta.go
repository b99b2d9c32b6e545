package num

import "math"

// LogBeta returns ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a+b) for a, b > 0,
// without the cancellation of that formula for large arguments: absolute
// error about 1e-15·(1 + |ln B|).
//
// Edges: NaN unless 0 < a, b < +Inf.
func LogBeta(a, b float64) float64 {
	if !(a > 0 && b > 0) || math.IsInf(a, 1) || math.IsInf(b, 1) {
		return math.NaN()
	}
	n := a + b
	rest := stirlingRest(a) + stirlingRest(b) - stirlingRest(n)
	// Γ(x) = √(2π/x)·(x/e)ˣ·e^δ(x), and a·ln(a/n) = −a·ln(1 + b/a).
	powers := float64(a*Log1p(b/a)) + float64(b*Log1p(a/b))
	return halfLog2Pi + float64(0.5*(Log1p(b/a)-Log(b))) + (rest - powers)
}

// IncBeta returns the regularized incomplete beta function
// I_x(a, b) = 1/B(a, b)·∫₀ˣ tᵃ⁻¹(1−t)ᵇ⁻¹dt for a, b > 0 and 0 ≤ x ≤ 1: the
// distribution function of the beta law. For results R down to 1e-300 and
// a, b < 1e4 the relative error is below 2e-14 + 5e-16·|ln R|, except for the
// larger tail's complement when the smaller of a and b is below 0.1.
//
// Edges: 0 at x = 0, 1 at x = 1, NaN outside the ranges.
func IncBeta(a, b, x float64) float64 {
	p, _ := betaTails(a, b, x, 1-x)
	return p
}

// IncBetaComplement returns 1 − I_x(a, b) = I_{1−x}(b, a), with the same
// relative precision in the upper tail as IncBeta in the lower.
//
// Edges: 1 at x = 0, 0 at x = 1, NaN outside the ranges.
func IncBetaComplement(a, b, x float64) float64 {
	_, q := betaTails(a, b, x, 1-x)
	return q
}

// betaTails returns both tails at x = 1 − y, computing directly the one on
// x's side of the mean. The caller gives y, since 1 − x may have lost it.
func betaTails(a, b, x, y float64) (p, q float64) {
	switch {
	case !(a > 0 && b > 0 && x >= 0 && y >= 0) || math.IsInf(a+b, 1):
		return math.NaN(), math.NaN()
	case x == 0:
		return 0, 1
	case y == 0:
		return 1, 0
	case float64(a*y) >= float64(b*x):
		p = betaLower(a, b, x, y)
		return p, 1 - p
	}
	q = betaLower(b, a, y, x)
	return 1 - q, q
}

// betaLower is I_x(a, b) for x up to the mean.
func betaLower(a, b, x, y float64) float64 {
	return float64(betaDensity(a, b, x, y) * betaFraction(a, b, x, y))
}

// betaDensity returns xᵃyᵇ/B(a, b) with x + y = 1, by Stirling's remainders
// and deviances, [loader2000].
func betaDensity(a, b, x, y float64) float64 {
	scale, e := betaExponent(a, b, x, y)
	return scale * Exp(e)
}

// betaExponent returns scale and e with scale·eᵉ = betaDensity, for tails
// beyond the range of a float64.
func betaExponent(a, b, x, y float64) (scale, e float64) {
	n := a + b
	rest := stirlingRest(n) - stirlingRest(a) - stirlingRest(b)
	return invSqrt2Pi * math.Sqrt(a/n*b), rest - deviance(a, n*x) - deviance(b, n*y)
}

// betaFraction returns I_x(a, b)·B(a, b)/(xᵃyᵇ) by the continued fraction of
// [didonato1992], which converges in O(√max(a, b)) steps up to the mean.
func betaFraction(a, b, x, y float64) float64 {
	lambda := float64(a*y) - float64(b*x)
	d := a / (a + 1) * (lambda + 1)
	d = 1 / d
	f, c := d, 1/tinyFraction
	for n := 1.0; n < maxTerms; n++ {
		e := a + 2*n
		r := n * (b - n) * x / (e - 1)
		alpha := (a + n - 1) * (a + b + n - 1) * x / (e - 1) * r
		beta := (n + r) + float64((a+n)/(e+1)*(lambda+1+float64(n*(1+y))))
		d = 1 / lentzGuard(beta+float64(alpha*d))
		c = lentzGuard(beta + alpha/c)
		step := float64(c * d)
		f *= step
		if math.Abs(step-1) < 2*epsilon {
			break
		}
	}
	return f
}
