package num

import "math"

const (
	halfLog2Pi    = 0.91893853320467274178 // ½·ln 2π
	oneMinusEuler = 0.42278433509846713939 // 1 − γ
	stirlingMin   = 10                     // Stirling's series serves from here on
)

// lgammaZeta holds (−1)ⁿ(ζ(n) − 1)/n for n = 2, 3, …
var lgammaZeta = [...]float64{
	0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
	0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
	9.945751278180853e-05, -4.492623673813314e-05, 2.050721277567069e-05, -9.439488275268397e-06,
	4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07, -4.492469198764566e-07,
	2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08,
	1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09,
	5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
}

// stirling holds B₂ₙ/(2n(2n−1)) for n = 1, 2, …
var stirling = [...]float64{
	0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
	0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
	0.17964437236883057,
}

// Lgamma returns ln Γ(x) for x > 0. The relative error is below 1e-15, also
// next to the zeros at 1 and 2.
//
// Edges: +Inf at 0 and +Inf, NaN for x < 0 and NaN.
func Lgamma(x float64) float64 {
	switch {
	case x == 0 || math.IsInf(x, 1):
		return math.Inf(1)
	case !(x > 0):
		return math.NaN()
	case x < 0.5:
		return lgamma1p(x) - Log(x)
	case x < 1.5:
		return lgamma1p(x - 1)
	case x < 2.5:
		return lgammaNear2(x - 2)
	case x < stirlingMin:
		// Γ(x) = (x−1)(x−2)…(2+z)·Γ(2+z) with |z| ≤ ½.
		product := 1.0
		for x >= 2.5 {
			x--
			product *= x
		}
		return Log(product) + lgammaNear2(x-2)
	}
	return (float64((x-0.5)*(Log(x)-1)) + (halfLog2Pi - 0.5)) + stirlingSum(x)
}

// lgamma1p returns ln Γ(1+z) for −½ ≤ z < 1, with relative precision at 0.
func lgamma1p(z float64) float64 {
	if z > 0.5 {
		return lgammaNear2(z - 1)
	}
	return lgammaNear2(z) - Log1p(z)
}

// lgammaNear2 returns ln Γ(2+z) for |z| ≤ ½ from [abramowitz1964] (6.1.33).
func lgammaNear2(z float64) float64 {
	s := 0.0
	for i := len(lgammaZeta) - 1; i >= 0; i-- {
		s = lgammaZeta[i] + float64(s*z)
	}
	return float64(z * (oneMinusEuler + float64(z*s)))
}

// stirlingSum returns ln Γ(x) − ((x−½)·ln x − x + ½·ln 2π) for x ≥ 10, the
// remainder of Stirling's formula, [abramowitz1964] (6.1.40).
func stirlingSum(x float64) float64 {
	w := 1 / float64(x*x)
	s := 0.0
	for i := len(stirling) - 1; i >= 0; i-- {
		s = stirling[i] + float64(s*w)
	}
	return s / x
}

// stirlingHalves holds the remainder of Stirling's formula at k/2.
var stirlingHalves = newStirlingHalves()

// newStirlingHalves descends from the series by δ(x) = δ(x+1) +
// (x+½)·ln(1+1/x) − 1.
func newStirlingHalves() *[2 * stirlingMin]float64 {
	table := new([2 * stirlingMin]float64)
	for k := 1; k < len(table); k++ {
		table[k] = stirlingDescent(0.5 * float64(k))
	}
	return table
}

// stirlingDescent is the remainder of Stirling's formula for x < 10.
func stirlingDescent(x float64) float64 {
	sum := 0.0
	for ; x < stirlingMin; x++ {
		// (x+½)·ln(1+1/x) − 1 without cancellation, in powers of 1/(2x+1).
		v := 1 / (float64(2*x) + 1)
		sum += atanhRest(v)
	}
	return sum + stirlingSum(x)
}

// oddReciprocals holds 1/33, 1/31, …, 1/3.
var oddReciprocals = [...]float64{
	1.0 / 33, 1.0 / 31, 1.0 / 29, 1.0 / 27, 1.0 / 25, 1.0 / 23, 1.0 / 21, 1.0 / 19,
	1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3,
}

// atanhRest returns atanh(v)/v − 1 for 0 ≤ v < 1.
func atanhRest(v float64) float64 {
	if v > 0.3 {
		return 0.5*Log1p(2*v/(1-v))/v - 1
	}
	w := float64(v * v)
	n := len(oddReciprocals)
	if w < 0.01 {
		n = 8
	}
	s := 0.0
	for _, c := range oddReciprocals[len(oddReciprocals)-n:] {
		s = c + float64(w*s)
	}
	return float64(w * s)
}

// stirlingRest is the remainder of Stirling's formula for any x > 0.
func stirlingRest(x float64) float64 {
	if x >= stirlingMin {
		return stirlingSum(x)
	}
	if h := 2 * x; h == math.Floor(h) {
		return stirlingHalves[int(h)]
	}
	if x < 0.25 {
		return Lgamma(x) - float64((x-0.5)*Log(x)) + (x - halfLog2Pi)
	}
	return stirlingDescent(x)
}

// log1pRest returns x − ln(1+x) for x > −1, free of cancellation.
func log1pRest(x float64) float64 {
	if x > 0.6 || x < -0.4 {
		return x - Log1p(x)
	}
	// With v = x/(2+x):  ln(1+x) = 2·atanh(v), and x − 2v = x·v.
	v := x / (2 + x)
	return v * (x - 2*atanhRest(math.Abs(v)))
}

// deviance returns a·ln(a/m) + m − a ≥ 0, the saddle-point term of
// [loader2000] (his D₀), for a > 0 and m ≥ 0; +Inf at m = 0.
func deviance(a, m float64) float64 {
	if ratio := m / a; ratio < 0.5 {
		return a * (ratio - 1 - Log(ratio))
	}
	return a * log1pRest((m-a)/a)
}
