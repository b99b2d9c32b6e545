package num

import "math"

const (
	ln2Hi = 0.6931471805598903     // ln 2 rounded to a multiple of 2^−42, so that k·ln2Hi is exact
	ln2Lo = 5.497923018708371e-14  // ln 2 − ln2Hi
	ln2   = 0.69314718055994530942 // ln 2

	// P(r) ≈ (log1p(r) − r)/r² for |r| ≤ 0.00477, absolute error 2^−54.
	logP0 = -0.5
	logP1 = 0.33333333333333337
	logP2 = -0.24999999996388042
	logP3 = 0.1999999999678937
	logP4 = -0.166670916378261
	logP5 = 0.1428609203803113

	logOff     = 0x3fe6100000000000 // bits where the octave of z begins: half a cell above 0.6875, so that one cell holds 1
	expMask    = 0xfff << 52        // sign and exponent
	lowMask    = 1<<27 - 1          // the half of the significand that is split off before exact products
	minNormal  = 0x0010000000000000 // bits of the smallest normal number
	infinity   = 0x7ff0000000000000 // bits of +Inf
	normalSpan = infinity - minNormal
)

// Log returns the natural logarithm of x, within 0.57 units in the last place.
//
// Table-driven reduction after [tang1990]: x = 2ᵏ·z, and a table gives a
// multiple c of 2^−9 near 1/z with −ln c in two parts, so that r = c·z − 1 is
// small, and rounded once at most when z is multiplied in two halves, and
//
//	ln x = k·ln 2 − ln c + r + r²·P(r).
//
// Edges: Log(0) = −Inf, Log(+Inf) = +Inf, Log(1) = +0; NaN for x < 0 and NaN.
func Log(x float64) float64 {
	ix := math.Float64bits(x)
	if ix-minNormal >= normalSpan {
		return logEdge(x)
	}
	tmp := ix - logOff
	k := float64(int64(tmp) >> 52)
	cell := &logTable[tmp>>45&127]
	iz := ix - tmp&expMask
	z, zh := math.Float64frombits(iz), math.Float64frombits(iz&^lowMask)
	r := (float64(zh*cell.inv) - 1) + float64((z-zh)*cell.inv)
	w := float64(k*ln2Hi) + cell.hi
	s := w + r
	lo := ((w - s) + r) + (float64(k*ln2Lo) + cell.lo)
	r2 := r * r
	q := (logP2 + float64(logP3*r)) + float64(r2*(logP4+float64(logP5*r)))
	p := (logP0 + float64(logP1*r)) + float64(r2*q)
	return s + (lo + float64(r2*p))
}

// NegLogs replaces each u by −Log(1−u), the standard exponential deviate by
// inversion. For u on the 2^−53 grid in [0, 1) the difference 1−u is exact.
// The values are bit for bit those of −Log(1−u); edges as there: 0 gives −0,
// 1 gives +Inf, u > 1 and NaN give NaN.
//
// Note: the loop repeats the body of Log, because a call for each element
// costs a third of the time.
func NegLogs(u []float64) {
	for i, ui := range u {
		ix := math.Float64bits(1 - ui)
		if ix-minNormal >= normalSpan {
			u[i] = -logEdge(1 - ui)
			continue
		}
		tmp := ix - logOff
		k := float64(int64(tmp) >> 52)
		cell := &logTable[tmp>>45&127]
		iz := ix - tmp&expMask
		z, zh := math.Float64frombits(iz), math.Float64frombits(iz&^lowMask)
		r := (float64(zh*cell.inv) - 1) + float64((z-zh)*cell.inv)
		w := float64(k*ln2Hi) + cell.hi
		s := w + r
		lo := ((w - s) + r) + (float64(k*ln2Lo) + cell.lo)
		r2 := r * r
		q := (logP2 + float64(logP3*r)) + float64(r2*(logP4+float64(logP5*r)))
		p := (logP0 + float64(logP1*r)) + float64(r2*q)
		u[i] = -(s + (lo + float64(r2*p)))
	}
}

// logEdge is Log of everything that is not positive, finite and normal.
func logEdge(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x > 0 && !math.IsInf(x, 1):
		hi, lo := logParts(x)
		return hi + lo
	case x > 0:
		return x
	}
	return math.NaN()
}

// logParts returns ln x as an unevaluated sum, |error| < 2^−65·|ln x| or so
// for results that are not tiny, for x positive and finite.
func logParts(x float64) (hi, lo float64) {
	ix := math.Float64bits(x)
	if ix < minNormal {
		ix = math.Float64bits(x*(1<<52)) - 52<<52
	}
	tmp := ix - logOff
	k := float64(int64(tmp) >> 52)
	cell := &logTable[tmp>>45&127]
	iz := ix - tmp&expMask
	z := math.Float64frombits(iz)
	zh := math.Float64frombits(iz &^ lowMask)
	// r + e is c·z − 1 exactly.
	ra, rb := float64(zh*cell.inv)-1, float64((z-zh)*cell.inv)
	r := ra + rb
	e := (ra - r) + rb
	// −r²/2 in two parts: the square of the upper half of r is exact.
	rh := math.Float64frombits(math.Float64bits(r) &^ lowMask)
	h := float64(-0.5 * float64(rh*rh))
	hl := float64(-0.5 * float64((r-rh)*(r+rh)))
	r2 := r * r
	q := (logP2 + float64(logP3*r)) + float64(r2*(logP4+float64(logP5*r)))
	cubic := float64(r2 * r * (logP1 + float64(r*q)))
	w := float64(k*ln2Hi) + cell.hi
	s, t := twoSum(w, r)
	s, t2 := twoSum(s, h)
	lo = (t + t2) + ((cubic + hl) + (float64(k*ln2Lo) + cell.lo) + (e - float64(e*r)))
	hi = s + lo
	return hi, (s - hi) + lo
}

// twoSum returns the rounded sum of a and b and its rounding error, exactly.
func twoSum(a, b float64) (s, e float64) {
	s = a + b
	bb := s - a
	return s, (a - (s - bb)) + (b - bb)
}

// Log1p returns ln(1+x), within 0.51 units in the last place also for tiny x.
//
// Edges: Log1p(−1) = −Inf, Log1p(±0) = ±0, Log1p(+Inf) = +Inf; NaN for
// x < −1 and NaN.
func Log1p(x float64) float64 {
	if !(x > -1 && x < math.MaxFloat64) || x == 0 {
		if x == 0 {
			return x
		}
		return Log(1 + x)
	}
	// 1 + x = v + c exactly; ln(v + c) = ln v + c/v to beyond double precision.
	v, c := twoSum(1, x)
	if v == 1 {
		return x - float64(0.5*float64(x*x))
	}
	hi, lo := logParts(v)
	return hi + (lo + c/v)
}
