package num

import "math"

const (
	halfSqrt2     = 0.70710678118654752440 // √2/2
	invSqrt2Pi    = 0.39894228040143267794 // 1/√(2π)
	sqrt2Pi       = 2.50662827463100050242 // √(2π)
	sqrt2OverPi   = 0.79788456080286535588 // √(2/π)
	quantileFloor = 0x1p-11                // below it NormalQuantile leaves its table
	quantileBase  = 0x3f40 << 1            // upper bits of quantileFloor: exponent and five more
	quantileCells = 320                    // ten octaves of 32
)

// NormalPDF returns the standard normal density e^(−x²/2)/√(2π), with a
// relative error below 5e-16 as long as the result is normal.
//
// Edges: 0 at ±Inf and beyond ±38.6, NaN for NaN.
func NormalPDF(x float64) float64 {
	if math.Abs(x) > 39 {
		return 0
	}
	return invSqrt2Pi * expHalfSquare(x)
}

// expHalfSquare is e^(−x²/2) with the square carried in two parts, |x| < 40.
func expHalfSquare(x float64) float64 {
	h := upperHalf(x)
	return expSum(-0.5*float64(h*h), -0.5*float64((x-h)*(x+h)))
}

// NormalCDF returns Φ(x), the standard normal distribution function, equal to
// NormalSurvival(−x).
//
// Edges: 0 at −Inf, 1 at +Inf, NaN for NaN.
func NormalCDF(x float64) float64 { return NormalSurvival(-x) }

// NormalSurvival returns the upper tail 1 − Φ(x) of the standard normal law,
// with a relative error below 8e-16 as long as the result is normal (x < 37.5).
//
// Edges: 1 at −Inf, 0 at +Inf and beyond 38.6, NaN for NaN.
func NormalSurvival(x float64) float64 {
	switch {
	case x >= 0.71:
		return normalTail(x)
	case x > -0.71:
		return 0.5 - float64(0.5*erfNear(float64(x*halfSqrt2)))
	case x <= -0.71:
		return 1 - normalTail(-x)
	}
	return x
}

// normalTail is NormalSurvival for x ≥ 0.71.
func normalTail(x float64) float64 {
	if x > 38.6 {
		return 0
	}
	return float64(0.5 * expHalfSquare(x) * erfcx(x*halfSqrt2))
}

// quantileCell is a polynomial for the upper-tail quantile about p = c[0]:
// c[1] + c[2]·t + … + c[8]·t⁷ with t = p − c[0].
type quantileCell [9]float64

// rise returns the polynomial without its constant.
func (c *quantileCell) rise(t float64) float64 {
	t2 := t * t
	low := (c[2] + float64(c[3]*t)) + float64(t2*(c[4]+float64(c[5]*t)))
	high := (c[6] + float64(c[7]*t)) + float64(t2*c[8])
	return float64(t * (low + float64(float64(t2*t2)*high)))
}

// quantileTable covers the tail probabilities [2^−11, ½].
var quantileTable = newQuantileTable()

// newQuantileTable expands the upper-tail quantile x(p) about the node of each
// cell. From x′ = −√(2π)·e^(x²/2) and x″ = x·x′² follow the coefficients aₙ of
// the series: with y = x′, y′ = x·y², one convolution each. The terms of
// degree 8 and 9 are not dropped but economized, which leaves less than 1e-18.
func newQuantileTable() *[quantileCells + 1]quantileCell {
	table := new([quantileCells + 1]quantileCell)
	for i := range table {
		octave, step := i/32-11, i%32
		width := math.Ldexp(1, octave-5)
		node := float64(float64(step)+32.5) * width
		var x float64
		if i < quantileCells-1 {
			x = quantileNodes[i]
		} else {
			node = 0.5 // the cell at the median keeps relative precision there
			width = 0x1p-6
		}
		a := quantileSeries(x)
		economize(&a, width/2)
		table[i][0] = node
		copy(table[i][1:], a[:8])
	}
	return table
}

// quantileSeries returns the Taylor coefficients of the upper-tail quantile
// about the probability where it is x.
func quantileSeries(x float64) (a [10]float64) {
	var y, y2 [10]float64 // series of x′ and of (x′)²
	a[0], y[0] = x, -sqrt2Pi/expHalfSquare(x)
	for n := 0; n < 9; n++ {
		a[n+1] = y[n] / float64(n+1)
		sum := 0.0
		for j := 0; j <= n; j++ {
			sum += float64(y[j] * y[n-j])
		}
		y2[n] = sum
		sum = 0
		for j := 0; j <= n; j++ {
			sum += float64(a[j] * y2[n-j])
		}
		y[n+1] = sum / float64(n+1)
	}
	return a
}

// economize folds the terms of degree 9 and 8 into the lower ones by the
// Chebyshev polynomials T₉ and T₈ on |t| ≤ h.
func economize(a *[10]float64, h float64) {
	h2 := h * h
	t9 := float64(a[9] * h2)
	a[7] += float64(t9 * (9.0 / 4))
	a[5] -= float64(t9 * h2 * (27.0 / 16))
	a[3] += float64(t9 * h2 * h2 * (15.0 / 32))
	a[1] -= float64(t9 * h2 * h2 * h2 * (9.0 / 256))
	t8 := float64(a[8] * h2)
	a[6] += float64(t8 * 2)
	a[4] -= float64(t8 * h2 * (5.0 / 4))
	a[2] += float64(t8 * h2 * h2 * (1.0 / 4))
	a[0] -= float64(t8 * h2 * h2 * h2 * (1.0 / 128))
}

// NormalQuantile returns Φ⁻¹(p), the standard normal deviate with lower-tail
// probability p, with a relative error below 4e-16 for every p, also next to
// ½ and down to the smallest positive number. On the grid of multiples of
// 2^−53, where uniforms live, it is strictly increasing and exactly odd:
// NormalQuantile(1−p) = −NormalQuantile(p). Between neighboring float64 values
// finer than that grid it may step back by one unit in the last place.
//
// A table of polynomials serves tails down to 2^−11, a Newton iteration in the
// logarithm of the tail the rest.
//
// Edges: −Inf at 0, +Inf at 1, NaN for p outside [0, 1] and NaN.
func NormalQuantile(p float64) float64 {
	// The smaller tail without a branch, since uniforms fall on both sides.
	q := min(p, 1-p)
	i := math.Float64bits(q)>>47 - quantileBase
	if i > quantileCells {
		return quantileEdge(p)
	}
	c := &quantileTable[i]
	x := c[1] + c.rise(q-c[0])
	return math.Float64frombits(math.Float64bits(x) ^ math.Float64bits(p-0.5)&(1<<63))
}

// NormalQuantiles replaces each u by NormalQuantile(u), bit for bit, edges
// included.
//
// Note: the loop repeats the body of NormalQuantile, because a call for each
// element costs a fifth of the time.
func NormalQuantiles(u []float64) {
	table := quantileTable
	for j, p := range u {
		q := min(p, 1-p)
		i := math.Float64bits(q)>>47 - quantileBase
		if i > quantileCells {
			u[j] = quantileEdge(p)
			continue
		}
		c := &table[i]
		t := q - c[0]
		t2 := t * t
		low := (c[2] + float64(c[3]*t)) + float64(t2*(c[4]+float64(c[5]*t)))
		high := (c[6] + float64(c[7]*t)) + float64(t2*c[8])
		x := c[1] + float64(t*(low+float64(float64(t2*t2)*high)))
		u[j] = math.Float64frombits(math.Float64bits(x) ^ math.Float64bits(p-0.5)&(1<<63))
	}
}

// quantileEdge is NormalQuantile outside its table: far tails and edges.
func quantileEdge(p float64) float64 {
	switch {
	case p == 0:
		return math.Inf(-1)
	case p == 1:
		return math.Inf(1)
	case p > 0 && p < 0.5:
		return -quantileTail(p)
	case p > 0.5 && p < 1:
		return quantileTail(1 - p)
	}
	return math.NaN()
}

// quantileTail returns the x with upper-tail probability q ≤ 2^−11. With
// y = √(−2 ln q) it solves ln(1 − Φ(y−d)) = −y²/2 for the small d by Newton's
// rule; nothing cancels, since ln(1 − Φ(x)) + x²/2 = ln(erfcx(x/√2)/2).
func quantileTail(q float64) float64 {
	return quantileTailLog(Log(q))
}

// quantileTailLog is quantileTail for a given ln q, also where q underflows.
func quantileTailLog(logq float64) float64 {
	y := math.Sqrt(-2 * logq)
	d := Log(sqrt2Pi*y) / y
	for range 3 {
		x := y - d
		m := erfcx(x * halfSqrt2)
		f := Log(0.5*m) + float64(0.5*d*(y+x))
		d -= f * m / sqrt2OverPi
	}
	return y - d
}

// NormalSurvivalQuantile returns the x with upper-tail probability q, which is
// −NormalQuantile(q), near machine precision down to the smallest positive q.
//
// Edges: +Inf at 0, −Inf at 1, NaN for q outside [0, 1] and NaN.
func NormalSurvivalQuantile(q float64) float64 { return -NormalQuantile(q) }
