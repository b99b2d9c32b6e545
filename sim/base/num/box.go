package num

import (
	"math"
	"slices"
)

// boxMost is the largest dimension of NormalBox.
const boxMost = 6

const (
	boxRounding = 1e-15 // variance that may be the rounding of none
	boxTiny     = 1e-12 // variance that is left out of further dimensions
	boxZero     = 1e-12 // limits that count as this
	boxSame     = 4e-15 // 1 − |cosine| of normals that count as parallel
	boxNegative = 50    // squared distance beyond the nearest plane that adds nothing
	boxEnd      = 7     // as far along an edge as anything counts
)

// NormalBox returns the probability that normal variables of mean 0 and variance 1
// with the given k × k correlation matrix, row by row, all lie between their lower
// and upper limits, and the probability that one does not. k = len(lower) is 1 to 6.
// Limits may be infinite, and the matrix may be singular.
//
// Edges: nothing is inside unless lower < upper; NaN where a limit or a correlation is
// NaN; it panics for another k.
//
// Both results are good to an absolute 1e-9 when the matrix has rank 3 or less and no
// correlation is within 1e-12 of ±1 without being it, and to 1e-6 otherwise. In rank 3
// they take 2 to 15 µs, and 3, 5 or 21 times that for each further dimension in which
// little is left of the variances, a standard deviation below 0.005, 0.03 or 0.15,
// after three variables have been taken out. That is so for weighted log-rank
// statistics. Each dimension in which more is left costs some hundred times more.
//
// In three dimensions the box is a polyhedron with planes aᵢ·x = bᵢ. By Gauss's
// theorem its probability is a sum over the planes whose foot aᵢ·bᵢ belongs to it,
// and over the edges, each an integral in one variable:
//
//	P(outside) = Σ Φ(−bᵢ) − 1/(2π) Σ ∫ Φ(−r)/r·(bᵢ·hᵢ/(hᵢ² + s²) + bⱼ·hⱼ/(hⱼ² + s²)) ds
//
// with r the distance of a point of the edge of planes i and j from the origin, s its
// distance from the point of the edge next to the origin, and hᵢ the distance of the
// edge from the foot of plane i, negative where the foot is beyond it. It is the
// radial integral of the normal density over the cones of the faces, as in [owen1956]
// for two dimensions, and needs no inverse, so that singular matrices are ordinary.
// Further dimensions, what variance is left of them by a Cholesky decomposition with
// pivots, are integrated by a rule for normal weight.
func NormalBox(lower, upper, correlation []float64) (inside, outside float64) {
	k := len(lower)
	if k < 1 || k > boxMost {
		panic("num: NormalBox of fewer than 1 or more than 6 variables")
	}
	empty := false
	for i := range k {
		empty = empty || !(lower[i] < upper[i])
		for _, x := range [2]float64{lower[i], upper[i]} {
			if x != x {
				return x, x
			}
		}
	}
	for _, c := range correlation[:k*k] {
		if c != c {
			return c, c
		}
	}
	if empty {
		return 0, 1
	}
	var b box
	rank := b.decompose(correlation, k)
	symmetric := true
	for i := range k {
		row := &b.load[i]
		for j := range b.turned {
			b.turned[j] = -row[j]
		}
		b.add(row, upper[i])
		b.add(&b.turned, -lower[i])
		symmetric = symmetric && lower[i] == -upper[i] && upper[i] < math.Inf(1)
	}
	b.symmetric = symmetric
	inside, outside = b.within(rank)
	return min(max(inside, 0), 1), min(max(outside, 0), 1)
}

// box is the room that one probability needs.
type box struct {
	load   [boxMost][boxMost]float64 // variable i = Σ load[i][j]·y[j], y standard
	turned [boxMost]float64
	plane  [2 * boxMost]halfspace
	n      int

	polyhedron
}

// halfspace is Σ a[j]·y[j] ≤ b.
type halfspace struct {
	a [boxMost]float64
	b float64
}

// decompose fills load by the Cholesky decomposition that always takes the variable
// with the largest variance left, and returns the number of columns.
func (b *box) decompose(correlation []float64, k int) int {
	var left [boxMost]float64
	var done [boxMost]bool
	for i := range k {
		left[i] = correlation[i*k+i]
	}
	for c := range k {
		at := -1
		for i := range k {
			if !done[i] && (at < 0 || left[i] > left[at]) {
				at = i
			}
		}
		if !(left[at] > boxRounding) || c >= 3 && left[at] < boxTiny {
			return c
		}
		done[at] = true
		pivot := math.Sqrt(left[at])
		b.load[at][c] = pivot
		for i := range k {
			if done[i] {
				continue
			}
			sum := correlation[i*k+at]
			for j := range c {
				sum -= float64(b.load[i][j] * b.load[at][j])
			}
			sum /= pivot
			b.load[i][c] = sum
			left[i] -= float64(sum * sum)
		}
	}
	return k
}

// add notes a half-space, unless it is everything.
func (b *box) add(a *[boxMost]float64, limit float64) {
	if math.IsInf(limit, 1) {
		return
	}
	b.plane[b.n] = halfspace{*a, limit}
	b.n++
}

// within is the probability of the half-spaces in the first dimensions, and its
// complement.
func (b *box) within(rank int) (in, out float64) {
	if rank <= 3 {
		return b.of(b.plane[:b.n])
	}
	c := rank - 1
	rule := normalRule(b.size(c))
	if rule == nil {
		in = b.adapt(c)
		return in, 1 - in
	}
	symmetric := b.symmetric
	for _, node := range rule {
		w := node.weight
		if symmetric && node.x < 0 {
			continue // the opposite node gives the same
		}
		if symmetric && node.x > 0 {
			b.symmetric = false
			w *= 2
		}
		b.shift(c, node.x)
		i, o := b.within(c)
		in += float64(w * i)
		out += float64(w * o)
		b.shift(c, -node.x)
		b.symmetric = symmetric
	}
	return in, out
}

// size is the most that variable c adds to a half-space.
func (b *box) size(c int) (largest float64) {
	for i := range b.n {
		largest = max(largest, math.Abs(b.plane[i].a[c]))
	}
	return largest
}

// adapt integrates what is inside over variable c by adaptive halving, between the
// points where it passes the limits of variables that the first dimensions may
// hardly move.
func (b *box) adapt(c int) (in float64) {
	const end, tolerance = 8.3, 1e-8
	var cuts [2*boxMost + 2]float64
	cuts[0], cuts[1] = -end, end
	n := 2
	for i := range b.n {
		p := &b.plane[i]
		if at := p.b / p.a[c]; math.Abs(at) < end {
			cuts[n] = at
			n++
		}
	}
	slices.Sort(cuts[:n])
	symmetric := b.symmetric
	b.symmetric = false
	f := func(y float64) float64 {
		b.shift(c, y)
		in, _ := b.within(c)
		b.shift(c, -y)
		return float64(NormalPDF(y) * in)
	}
	g := integrand{f, integrateMost}
	for i := range n - 1 {
		in += g.integrate(cuts[i], cuts[i+1], tolerance, 12)
	}
	b.symmetric = symmetric
	return in
}

// shift moves the limits by what by of variable c adds.
func (b *box) shift(c int, by float64) {
	for i := range b.n {
		p := &b.plane[i]
		p.b -= float64(p.a[c] * by)
	}
}

// ruleNode is a node of a rule of integration and its weight.
type ruleNode struct{ x, weight float64 }

// normalRule is a rule for the standard normal weight of functions that change by
// bends of width 1 in size·x: of Gauss and Hermite with three or five nodes, or the
// trapezoidal rule. There is none for large sizes.
func normalRule(size float64) []ruleNode {
	switch {
	case size < 0.005:
		return hermite3[:]
	case size < 0.03:
		return hermite5[:]
	case size < 0.15:
		return trapezoid
	}
	return nil
}

var (
	hermite3 = [3]ruleNode{{-1.7320508075688772, 1.0 / 6}, {0, 2.0 / 3}, {1.7320508075688772, 1.0 / 6}}
	hermite5 = [5]ruleNode{
		{-2.8569700138728056, 0.011257411327720688},
		{-1.3556261799742659, 0.22207592200561266},
		{0, 8.0 / 15},
		{1.3556261799742659, 0.22207592200561266},
		{2.8569700138728056, 0.011257411327720688},
	}
	trapezoid = newTrapezoid(10)
)

// newTrapezoid is the trapezoidal rule on ±6.6 with n steps on each side.
func newTrapezoid(n int) []ruleNode {
	rule := make([]ruleNode, 2*n+1)
	step := 6.6 / float64(n)
	for i := range rule {
		x := step * float64(i-n)
		rule[i] = ruleNode{x, step * NormalPDF(x)}
	}
	return rule
}
