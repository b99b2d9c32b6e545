package num

import "math"

const (
	invLn2N = 184.6649652337873       // 128/ln 2
	ln2NHi  = 0.0054152123482253955   // ln 2/128 rounded to a multiple of 2^−42
	ln2NLo  = -1.0082281460997769e-13 // ln 2/128 − ln2NHi
	shifter = 0x1.8p52                // adding and subtracting it rounds to an integer

	// (eʳ − 1 − r)/r² for |r| ≤ ln 2/256, absolute error 2^−58.
	expQ0 = 0.5
	expQ1 = 0.1666666666666632
	expQ2 = 0.041666666666666234
	expQ3 = 0.008333335188116991
	expQ4 = 0.0013888891207368412
)

// Exp returns eˣ, within 0.52 units in the last place (one unit where the
// result is subnormal).
//
// Table-driven after [tang1989]: x = (128k + j)·ln 2/128 + r, and
// eˣ = 2ᵏ · 2^(j/128) · eʳ.
//
// Edges: +Inf beyond 709.78, gradual underflow below −708.4 and 0 below
// −745.13; Exp(+Inf) = +Inf, Exp(−Inf) = 0, Exp(NaN) = NaN.
func Exp(x float64) float64 { return expSum(x, 0) }

// expSum returns e^(x + tail) for a tail that is small against 1/256.
//
// Note: it repeats the body of expReduce, because the call costs a quarter of
// the time.
func expSum(x, tail float64) float64 {
	if !(math.Abs(x) < 708) {
		return expEdge(x, tail)
	}
	shifted := float64(x*invLn2N) + shifter
	kd := shifted - shifter
	n := int64(math.Float64bits(shifted)<<13) >> 13
	r := ((x - float64(kd*ln2NHi)) - float64(kd*ln2NLo)) + tail
	cell := &expTable[n&127]
	r2 := r * r
	q := (expQ2 + float64(expQ3*r)) + float64(r2*expQ4)
	p := (expQ0 + float64(expQ1*r)) + float64(r2*q)
	t := r + (cell.tail + float64(r2*p))
	scale := math.Float64frombits(math.Float64bits(cell.base) + uint64(n>>7)<<52)
	return scale + float64(scale*t)
}

// expReduce returns base, t and k with e^(x+tail) = 2ᵏ·base·(1 + t), where
// base is a power of 2^(1/128) in [1, 2) and |t| < 1/360. It needs |x| < 1e5.
func expReduce(x, tail float64) (base, t float64, k int64) {
	shifted := float64(x*invLn2N) + shifter
	kd := shifted - shifter
	n := int64(math.Float64bits(shifted)<<13) >> 13
	r := ((x - float64(kd*ln2NHi)) - float64(kd*ln2NLo)) + tail
	cell := &expTable[n&127]
	r2 := r * r
	q := (expQ2 + float64(expQ3*r)) + float64(r2*expQ4)
	p := (expQ0 + float64(expQ1*r)) + float64(r2*q)
	return cell.base, r + (cell.tail + float64(r2*p)), n >> 7
}

// expEdge is expSum where the result overflows, becomes subnormal or
// vanishes, or is not a number.
func expEdge(x, tail float64) float64 {
	switch {
	case x != x:
		return x
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	base, t, k := expReduce(x, tail)
	return math.Ldexp(base+float64(base*t), int(k))
}

// Expm1 returns eˣ − 1, within 0.55 units in the last place also for tiny x.
//
// Edges: Expm1(±0) = ±0, −1 below −37.43, +Inf beyond 709.78; Expm1(+Inf) =
// +Inf, Expm1(−Inf) = −1, Expm1(NaN) = NaN.
func Expm1(x float64) float64 {
	switch {
	case math.Abs(x) < 0x1p-54 || x != x:
		return x
	case x > 40:
		return Exp(x)
	case x < -40:
		return -1
	}
	// With s = 2ᵏ·base and (1 + tail)·eʳ = 1 + r + v:
	// eˣ − 1 = (s − 1) + s·r + s·v.
	shifted := float64(x*invLn2N) + shifter
	kd := shifted - shifter
	n := int64(math.Float64bits(shifted)<<13) >> 13
	ra, rb := x-float64(kd*ln2NHi), float64(kd*ln2NLo)
	r := ra - rb
	cell := &expTable[n&127]
	r2 := r * r
	q := (expQ2 + float64(expQ3*r)) + float64(r2*expQ4)
	v := float64(r2*(expQ0+float64(expQ1*r)+float64(r2*q))) + (cell.tail + float64(cell.tail*r) + ((ra - r) - rb))
	s := math.Float64frombits(math.Float64bits(cell.base) + uint64(n>>7)<<52)
	d, e := twoSum(s, -1)
	// s·r = r + (s − 1)·r keeps the rounding of the product below the result's.
	hi, lo := twoSum(d, r)
	return hi + (lo + (e + (float64(d*r) + float64(s*v))))
}
