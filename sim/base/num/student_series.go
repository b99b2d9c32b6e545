package num

import "math"

const (
	seriesFreedom = 18   // studentSeries serves from these degrees of freedom on,
	seriesReach   = 1.7  // up to this t²/df,
	seriesCenter  = 0.13 // and above this t, since below the center is wanted precisely
)

// sinhRoot holds the power series of (sinh(v/2)/(v/2))^(−1/2) in v².
var sinhRoot = [...]float64{
	1, -0.020833333333333332, 0.000390625, -7.879670965608466e-06,
	1.6967665791721782e-07, -3.805064191721906e-09, 8.748377596315407e-11, -2.044523359411974e-12,
	4.833351797967704e-14, -1.152434101767386e-15, 2.76605204359937e-17, -6.67428195089166e-19,
	1.61745507718158e-20,
}

// studentSeries returns P(T > t) for Student's law by the series of
// [didonato1992] (for a large first parameter) at b = ½, in which every term is elementary. With
// s = e^(−v) the incomplete beta integral is, for T = df/2 − ¼,
// L = ln(1 + t²/df) and the coefficients qₙ of sinhRoot,
//
//	∫ e^(−Tv)·v^(−1/2)·(sinh(v/2)/(v/2))^(−1/2) dv  over v > L
//	  = √(π/T)·Σ qₙ·uₙ,  uₙ = Γ(2n+½, TL)/(√π·T²ⁿ),
//
// and the whole integral is the same sum at L = 0.
func studentSeries(t, df float64) float64 {
	l := Log1p(float64(t*t) / df)
	shape := float64(0.5*df) - 0.25
	z := float64(shape * l)
	root := math.Sqrt(z)
	h := float64(invSqrtPi * root * Exp(-z))
	r := 1 / float64(shape*shape)
	l2 := float64(l * l)
	u, whole := Erfc(root), 1.0
	part, total, power := 0.0, 0.0, 1.0
	for n, q := range sinhRoot {
		du, dw := float64(q*u), float64(q*whole)
		part += du
		total += dw
		if math.Abs(du) < 0x1p-56*part && math.Abs(dw) < 0x1p-56 {
			break
		}
		s := float64(2*n) + 0.5
		rise := float64(s * (s + 1))
		u = float64((float64(rise*u) + float64(h*power*(s+1+z))) * r)
		whole = float64(rise * whole * r)
		power = float64(power * l2)
	}
	return 0.5 * part / total
}
