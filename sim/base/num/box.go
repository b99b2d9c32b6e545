package num

import "math"

// boxMost is the largest dimension of NormalBox.
const boxMost = 6

const (
	boxTiny     = 1e-12 // variance that is left out
	boxSame     = 4e-15 // 1 − |cosine| of normals that count as parallel
	boxNegative = 50    // squared distance beyond the nearest plane that adds nothing
	boxEnd      = 7     // as far along an edge as anything counts
)

// NormalBox returns the probability that normal variables of mean 0 and variance 1
// with the given k × k correlation matrix, row by row, all lie between their lower
// and upper limits, and the probability that one does not. k = len(lower) is 1 to
// 6; limits may be infinite, lower ≤ upper. The matrix may be singular. It panics
// for another k. NaN where a limit or a correlation is NaN.
//
// Both results are good to an absolute 1e-9 when the matrix has rank 3 or less, and
// to 1e-6 when little of the variances, a standard deviation below 0.15, is left after
// three variables have been taken out; else to 1e-5. In rank 3 they take 2 to 15 µs,
// and three or five times that for each further dimension of which little is left,
// 21 or 67 times for others.
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
	b.within(rank, 1)
	return min(max(b.in, 0), 1), min(max(b.out, 0), 1)
}

// box is the room that one probability needs.
type box struct {
	load    [boxMost][boxMost]float64 // variable i = Σ load[i][j]·y[j], y standard
	turned  [boxMost]float64
	plane   [2 * boxMost]halfspace
	n       int
	in, out float64

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
		if !(left[at] > boxTiny) {
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

// within adds the probability, times weight, of the polyhedron in the first
// dimensions, the last of them integrated here.
func (b *box) within(rank int, weight float64) {
	if rank <= 3 {
		in, out := b.of(b.plane[:b.n])
		b.in += float64(weight * in)
		b.out += float64(weight * out)
		return
	}
	c := rank - 1
	largest := 0.0
	for i := range b.n {
		largest = max(largest, math.Abs(b.plane[i].a[c]))
	}
	symmetric := b.symmetric
	for _, node := range normalRule(largest) {
		w := float64(weight * node.weight)
		if symmetric && node.x < 0 {
			continue // the opposite node gives the same
		}
		if symmetric && node.x > 0 {
			b.symmetric = false
			w *= 2
		}
		b.shift(c, node.x)
		b.within(c, w)
		b.shift(c, -node.x)
		b.symmetric = symmetric
	}
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
// bends of width 1 in size·x: of Gauss and Hermite with three or five nodes, else the
// trapezoidal rule, the finer the sharper the bends.
func normalRule(size float64) []ruleNode {
	switch {
	case size < 0.005:
		return hermite3[:]
	case size < 0.03:
		return hermite5[:]
	case size < 0.15:
		return trapezoids[0]
	}
	return trapezoids[1]
}

var (
	hermite3 = [3]ruleNode{{-1.7320508075688772, 1.0 / 6}, {0, 2.0 / 3}, {1.7320508075688772, 1.0 / 6}}
	hermite5 = [5]ruleNode{
		{-2.8569700138728056, 0.011257411327720688}, {-1.3556261799742659, 0.22207592200561266}, {0, 8.0 / 15},
		{1.3556261799742659, 0.22207592200561266}, {2.8569700138728056, 0.011257411327720688},
	}
	trapezoids = [2][]ruleNode{newTrapezoid(10), newTrapezoid(33)}
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
