package matrix

import "math"

// Size returns how many numbers the lower triangle of order n has.
func Size(n int) int { return n * (n + 1) / 2 }

// Order returns the order of a lower triangle that has size numbers. It panics
// when no triangle has.
func Order(size int) int {
	n := 0
	for Size(n) < size {
		n++
	}
	if Size(n) != size {
		panic("matrix: not a triangle")
	}
	return n
}

// Factor replaces a, a symmetric matrix of order n, by the lower triangle L of its
// Cholesky decomposition A = L·Lᵀ and returns the rank.
//
// A pivot that is at most tolerance times its element of the diagonal of A, or is
// not a number, stands for a row that is a linear combination of those before it:
// its row and column of L become zero, and everything else is as if A were without
// it. So the rank is less than n when a is singular or not positive definite. A
// tolerance of 0 drops only what cannot be factored.
func Factor(a []float64, n int, tolerance float64) (rank int) {
	for i := range n {
		row := a[Size(i) : Size(i)+i+1]
		for j := range i {
			above := a[Size(j) : Size(j)+j+1]
			s := row[j]
			for k, x := range above[:j] {
				s -= float64(row[k] * x)
			}
			if pivot := above[j]; pivot > 0 {
				row[j] = s / pivot
			} else {
				row[j] = 0
			}
		}
		s := row[i]
		for _, x := range row[:i] {
			s -= float64(x * x)
		}
		if s > tolerance*row[i] && s > 0 && !math.IsInf(s, 1) {
			row[i] = math.Sqrt(s)
			rank++
		} else {
			clear(row)
		}
	}
	return rank
}

// Forward replaces b, of length n, by the solution x of L·x = b. Where a row of L
// is zero, so is x.
func Forward(l, b []float64) {
	for i := range b {
		row := l[Size(i) : Size(i)+i+1]
		s := b[i]
		for k, x := range row[:i] {
			s -= float64(x * b[k])
		}
		if pivot := row[i]; pivot > 0 {
			b[i] = s / pivot
		} else {
			b[i] = 0
		}
	}
}

// Backward replaces b, of length n, by the solution x of Lᵀ·x = b. Where a row of
// L is zero, so is x.
func Backward(l, b []float64) {
	for i := len(b) - 1; i >= 0; i-- {
		row := l[Size(i) : Size(i)+i+1]
		pivot := row[i]
		if !(pivot > 0) {
			b[i] = 0
			continue
		}
		b[i] /= pivot
		for k, x := range row[:i] {
			b[k] -= float64(x * b[i])
		}
	}
}

// Solve replaces b, of length n, by the solution x of L·Lᵀ·x = b, with 0 for the
// rows that Factor dropped.
func Solve(l, b []float64) {
	Forward(l, b)
	Backward(l, b)
}

// InverseDiagonal returns the element (j, j) of (L·Lᵀ)⁻¹, the variance of estimate
// j where L·Lᵀ is an information. It overwrites scratch, whose length is n. For a
// row that Factor dropped it is NaN.
func InverseDiagonal(l []float64, j int, scratch []float64) float64 {
	if !(l[Size(j)+j] > 0) {
		return math.NaN()
	}
	// The j-th element is the square of L⁻¹·eⱼ.
	clear(scratch)
	scratch[j] = 1
	Forward(l, scratch)
	s := 0.0
	for _, x := range scratch[j:] {
		s += float64(x * x)
	}
	return s
}
