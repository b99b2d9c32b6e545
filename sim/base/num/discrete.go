package num

import "math"

// logFactorials holds ln n! as far as n! is finite.
var logFactorials = newLogFactorials()

// newLogFactorials takes the logarithms of the products.
func newLogFactorials() *[171]float64 {
	table := new([171]float64)
	product := 1.0
	for n := 2; n < len(table); n++ {
		product *= float64(n)
		table[n] = Log(product)
	}
	return table
}

// LogFactorial returns ln n! for n ≥ 0, with a relative error below 5e-16.
// It panics for n < 0.
func LogFactorial(n int) float64 {
	if n < 0 {
		panic("num: LogFactorial of a negative number")
	}
	if n < len(logFactorials) {
		return logFactorials[n]
	}
	return Lgamma(float64(n) + 1)
}

// LogChoose returns ln of the binomial coefficient n over k, for n ≥ 0; −Inf
// if k < 0 or k > n, where the coefficient is 0. It panics for n < 0.
func LogChoose(n, k int) float64 {
	switch {
	case n < 0:
		panic("num: LogChoose of a negative number")
	case k < 0 || k > n:
		return math.Inf(-1)
	case k == 0 || k == n:
		return 0
	case k == 1 || k == n-1:
		return Log(float64(n))
	}
	return -LogBeta(float64(k)+1, float64(n-k)+1) - Log(float64(n)+1)
}

// BinomialPMF returns the probability of k successes in n ≥ 0 independent
// trials with success probability p, by the saddle-point form of
// [loader2000]. For results R down to 1e-300 the relative error is below
// 2e-14 + 5e-16·|ln R|.
//
// Edges: 0 for k < 0 or k > n; p = 0 and p = 1 are certain; NaN for p outside
// [0, 1], n < 0, and NaN.
func BinomialPMF(k, n int, p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || n < 0:
		return math.NaN()
	case k < 0 || k > n:
		return 0
	}
	return binomialMass(float64(k), float64(n), p, 1-p)
}

// binomialMass is BinomialPMF for valid arguments, with q = 1 − p.
func binomialMass(k, n, p, q float64) float64 {
	switch {
	case p == 0 || q == 0:
		if (p == 0 && k == 0) || (q == 0 && k == n) {
			return 1
		}
		return 0
	case k == 0:
		return Exp(n * logShare(q, p))
	case k == n:
		return Exp(n * logShare(p, q))
	}
	rest := stirlingRest(n) - stirlingRest(k) - stirlingRest(n-k)
	e := rest - deviance(k, n*p) - deviance(n-k, n*q)
	return invSqrt2Pi * math.Sqrt(n/k/(n-k)) * Exp(e)
}

// logShare returns ln p where p + q = 1, precisely also for p near 1.
func logShare(p, q float64) float64 {
	if q < 0.5 {
		return Log1p(-q)
	}
	return Log(p)
}

// BinomialCDF returns the probability of at most k successes in n ≥ 0 trials
// with success probability p, with the relative precision of
// IncBetaComplement.
//
// Edges: 0 for k < 0, 1 for k ≥ n; NaN for p outside [0, 1], n < 0, and NaN.
func BinomialCDF(k, n int, p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || n < 0:
		return math.NaN()
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return IncBetaComplement(float64(k)+1, float64(n-k), p)
}

// BinomialSurvival returns the probability of more than k successes in n ≥ 0
// trials with success probability p, precisely also in the far upper tail.
//
// Edges: 1 for k < 0, 0 for k ≥ n; NaN for p outside [0, 1], n < 0, and NaN.
func BinomialSurvival(k, n int, p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || n < 0:
		return math.NaN()
	case k < 0:
		return 1
	case k >= n:
		return 0
	}
	return IncBeta(float64(k)+1, float64(n-k), p)
}

// BinomialQuantile returns the smallest k with BinomialCDF(k, n, p) ≥ u.
//
// Edges: 0 at u = 0 and n at u = 1. It panics for u or p outside [0, 1], NaN,
// or n < 0.
func BinomialQuantile(u float64, n int, p float64) int {
	if !(u >= 0 && u <= 1 && p >= 0 && p <= 1) || n < 0 {
		panic("num: BinomialQuantile outside its range")
	}
	if u == 0 || u == 1 {
		return int(u) * n
	}
	// The answer is in (lo, hi]; widen from the normal approximation, halve.
	mean, sd := float64(float64(n)*p), math.Sqrt(float64(n)*p*(1-p))
	z := NormalQuantile(u)
	skew := (1 - 2*p) * (float64(z*z) - 1) / 6
	guess := Clamp(math.Floor(mean+float64(sd*z)+skew), 0, float64(n))
	lo, hi := int(guess)-1, int(guess)+1
	for step := 2; lo >= 0 && BinomialCDF(lo, n, p) >= u; step *= 2 {
		lo, hi = lo-step, lo
	}
	for step := 2; hi < n && BinomialCDF(hi, n, p) < u; step *= 2 {
		lo, hi = hi, hi+step
	}
	lo, hi = max(lo, -1), min(hi, n)
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; BinomialCDF(mid, n, p) >= u {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// HypergeometricPMF returns the probability that m draws without replacement
// from an urn of n1 marked and n2 unmarked balls hold exactly x marked ones,
// as a quotient of binomial probabilities [loader2000].
//
// Edges: 0 for an impossible x; NaN if n1, n2 or m is negative or m > n1 + n2.
func HypergeometricPMF(x, n1, n2, m int) float64 {
	switch {
	case n1 < 0 || n2 < 0 || m < 0 || m > n1+n2:
		return math.NaN()
	case x < 0 || x > n1 || x > m || m-x > n2:
		return 0
	case m == 0 || m == n1+n2 || n1 == 0 || n2 == 0:
		return 1
	}
	total, drawn := float64(n1+n2), float64(m)
	p, q := drawn/total, (total-drawn)/total
	marked := binomialMass(float64(x), float64(n1), p, q)
	unmarked := binomialMass(float64(m-x), float64(n2), p, q)
	return marked * unmarked / binomialMass(drawn, total, p, q)
}
