package num

import "math"

const invSqrtPi = 0.56418958354775628695 // 1/√π

// erf(x)/x − 1 as a polynomial in x² on [0, 1/4], absolute error 2^−72.
var erfSmall = [...]float64{
	0.1283791670955126, -0.37612638903183754, 0.11283791670955123, -0.026866170645130034,
	0.005223977625403192, -0.0008548327016159163, 0.00012055332131175981, -1.4925586560096415e-05,
	1.6459034327218912e-06, -1.6273138761686977e-07, 1.3214378238338438e-08,
}

// Erf returns the error function 2/√π·∫₀ˣ e^(−t²)dt, within one or two units
// in the last place.
//
// Edges: Erf(±0) = ±0, Erf(±Inf) = ±1, Erf(NaN) = NaN.
func Erf(x float64) float64 {
	switch a := math.Abs(x); {
	case a < 0.5:
		return erfNear(x)
	case x != x:
		return x
	case a > 6:
		return math.Copysign(1, x)
	default:
		return math.Copysign(1-erfcTail(a), x)
	}
}

// Erfc returns the complementary error function 1 − Erf(x) with a relative
// error below 6e-16 over its whole range, as long as the result is normal.
//
// From 0.5 on it is e^(−x²)·erfcx(x), with x² carried in two parts and the
// scaled function erfcx from a table of polynomials.
//
// Edges: 2 below −6, gradual underflow from 26.54 and 0 beyond 27.23;
// Erfc(+Inf) = 0, Erfc(−Inf) = 2, Erfc(NaN) = NaN.
func Erfc(x float64) float64 {
	switch {
	case x >= 0.5:
		return erfcTail(x)
	case x > -0.5:
		return 1 - erfNear(x)
	case x >= -6:
		return 2 - erfcTail(-x)
	case x < -6:
		return 2
	}
	return x
}

// erfNear is Erf for |x| ≤ ½.
func erfNear(x float64) float64 {
	w := x * x
	q := 0.0
	for i := len(erfSmall) - 1; i >= 0; i-- {
		q = erfSmall[i] + float64(q*w)
	}
	return x + float64(x*q)
}

// erfcTail is Erfc for x ≥ ½.
func erfcTail(x float64) float64 {
	if x > 27.5 {
		return 0
	}
	h := upperHalf(x)
	return float64(expSum(-float64(h*h), -float64((x-h)*(x+h))) * erfcx(x))
}

// erfcx is e^(x²)·Erfc(x) for x ≥ ½: up to 28 from sixteen cells an octave, in each a
// polynomial of degree 9 about its middle, relative error 2e-18 before
// rounding; beyond from the asymptotic series [abramowitz1964] (7.1.23).
func erfcx(x float64) float64 {
	b := math.Float64bits(x)
	i := b>>48 - 0x3fe0
	if i >= uint64(len(erfcxTable)) {
		w := 0.5 / (x * x)
		s := 1 - float64(5*w*(1-float64(7*w)))
		return invSqrtPi / x * (1 - float64(w*(1-float64(3*w*s))))
	}
	c := &erfcxTable[i]
	t := x - math.Float64frombits(b&^(1<<48-1)|1<<47)
	t2 := t * t
	t4 := t2 * t2
	low := (c[1] + float64(c[2]*t)) + float64(t2*(c[3]+float64(c[4]*t)))
	high := (c[5] + float64(c[6]*t)) + float64(t2*(c[7]+float64(c[8]*t)))
	return c[0] + float64(t*(low+float64(t4*(high+float64(t4*c[9])))))
}
