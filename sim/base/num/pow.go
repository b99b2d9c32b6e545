package num

import "math"

// Pow returns xʸ, within about one unit in the last place.
//
// The logarithm is carried as an unevaluated sum of two numbers, and its
// product with y likewise, so that large exponents lose nothing.
//
// Edges, as in IEC 60559: Pow(x, ±0) = 1 and Pow(1, y) = 1 for any x and y,
// else NaN if either is NaN; x < 0 with y not an integer gives NaN, with an
// odd y the sign of x is kept; 0 to a negative power is ±Inf, to a positive
// one ±0; infinities as limits; Pow(−1, ±Inf) = 1.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case x != x || y != y:
		return math.NaN()
	case math.IsInf(y, 0) || x == 0 || math.IsInf(x, 0):
		return powEdge(x, y)
	case x > 0:
		return powPositive(x, y)
	case y != math.Floor(y):
		return math.NaN()
	case isOdd(y):
		return -powPositive(-x, y)
	}
	return powPositive(-x, y)
}

// powPositive is Pow for positive finite x and finite y.
func powPositive(x, y float64) float64 {
	hi, lo := logParts(x)
	p := float64(y * hi)
	if !(math.Abs(p) < 800) {
		return expSum(p, 0)
	}
	// y·hi = p + e with e from exact partial products.
	yh, hh := upperHalf(y), upperHalf(hi)
	yl, hl := y-yh, hi-hh
	e := ((float64(yh*hh) - p) + float64(yh*hl) + float64(yl*hh)) + float64(yl*hl)
	return expSum(p, e+float64(y*lo))
}

// upperHalf keeps the leading 26 bits of the significand, so that squares are exact.
func upperHalf(x float64) float64 {
	return math.Float64frombits(math.Float64bits(x) &^ lowMask)
}

// isOdd reports whether y is an odd integer.
func isOdd(y float64) bool {
	h := 0.5 * math.Abs(y)
	return y == math.Floor(y) && h != math.Floor(h)
}

// powEdge is Pow where y is infinite or x is zero or infinite.
func powEdge(x, y float64) float64 {
	var magnitude float64
	switch a := math.Abs(x); {
	case a == 1:
		return 1
	case (a > 1) == (y > 0):
		magnitude = math.Inf(1)
	}
	if math.Signbit(x) && !math.IsInf(y, 0) && isOdd(y) {
		return -magnitude
	}
	return magnitude
}
