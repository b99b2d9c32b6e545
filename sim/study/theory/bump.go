package theory

import "simrun/sim/base/num"

// bump are nodes and weights, which add up to 1, of a quadrature against a
// log-concave density, given without its constant and with its mode: 32 points of
// Gauss and Legendre on either side, as far as it is more than e⁻⁴⁴ of its
// maximum.
func bump(logDensity func(x float64) float64, mode float64) (x, w []float64) {
	nodes, weights := num.GaussLegendre(32)
	top, sum := logDensity(mode), 0.0
	for _, side := range []float64{-1, 1} {
		reach := 1e-3
		for logDensity(mode+float64(side*reach)) > top-44 {
			reach *= 1.5
		}
		for i, node := range nodes {
			at := mode + float64(side*reach*(1+node)/2)
			weight := float64(reach / 2 * weights[i] * num.Exp(logDensity(at)-top))
			x, w, sum = append(x, at), append(w, weight), sum+weight
		}
	}
	for i := range w {
		w[i] /= sum
	}
	return x, w
}

// chiSquare are nodes and weights of the law of a sum of squares with df > 0
// degrees of freedom, in units of its variance.
func chiSquare(df float64) (x, w []float64) {
	x, w = bump(func(y float64) float64 { return float64(df/2*y) - float64(num.Exp(y)/2) }, num.Log(df))
	for i := range x {
		x[i] = num.Exp(x[i])
	}
	return x, w
}

// portion are nodes and weights of the share of the first in the sum of two
// independent sums of squares: Beta(df₁/2, df₀/2). It is 1 or 0 when the other has
// no degree of freedom.
func portion(df1, df0 float64) (x, w []float64) {
	if df1 == 0 || df0 == 0 {
		return []float64{df1 / (df1 + df0)}, []float64{1}
	}
	logDensity := func(y float64) float64 { return float64(df1/2*y) - float64((df1+df0)/2*softplus(y)) }
	x, w = bump(logDensity, num.Log(df1/df0))
	for i := range x {
		x[i] = 1 / (1 + num.Exp(-x[i]))
	}
	return x, w
}

// softplus is log(1 + eʸ).
func softplus(y float64) float64 {
	if y > 0 {
		return y + num.Log1p(num.Exp(-y))
	}
	return num.Log1p(num.Exp(y))
}
