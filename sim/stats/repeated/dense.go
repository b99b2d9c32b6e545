package repeated

import (
	"math"

	"simrun/sim/base/num"
)

// Small matrices are slices by rows with a stride, of which the leading n × n part
// is used. A symmetric matrix may be given by its lower triangle.

// pivotShare is the least share of a diagonal element that must be left when the
// rows before are swept out of it; below it the row counts as linearly dependent.
const pivotShare = 1e-12

// cholesky replaces the lower triangle of a positive definite matrix by that of
// its Cholesky factor. It returns n, or the first row that depends on those before.
func cholesky(a []float64, n, stride int) int {
	for i := range n {
		row := a[i*stride : i*stride+i+1]
		for j := range i {
			other := a[j*stride : j*stride+j+1]
			row[j] = (row[j] - dot(other[:j], row)) / other[j]
		}
		left := row[i] - dot(row[:i], row)
		if !(left > pivotShare*row[i]) || math.IsInf(left, 1) {
			return i
		}
		row[i] = math.Sqrt(left)
	}
	return n
}

// forward replaces b by L⁻¹b.
func forward(l []float64, stride int, b []float64) {
	for i := range b {
		row := l[i*stride : i*stride+i+1]
		b[i] = (b[i] - dot(row[:i], b)) / row[i]
	}
}

// backward replaces b by L⁻ᵀb.
func backward(l []float64, stride int, b []float64) {
	for i := len(b) - 1; i >= 0; i-- {
		row := l[i*stride : i*stride+i+1]
		x := b[i] / row[i]
		b[i] = x
		for k, y := range row[:i] {
			b[k] -= float64(x * y)
		}
	}
}

// inverse writes the inverse (LLᵀ)⁻¹, with stride n, and destroys L.
func inverse(l, inv []float64, n, stride int) {
	// L⁻¹ in place, row by row: row i is that of the unit matrix minus the rows above.
	for i := range n {
		row := l[i*stride : i*stride+i+1]
		scale := 1 / row[i]
		for k := range i {
			x := -row[k] * scale
			row[k] = 0
			for j, y := range l[k*stride : k*stride+k+1] {
				row[j] += float64(x * y)
			}
		}
		row[i] = scale
	}
	// The sum of the squares of its rows.
	for a := range n {
		clear(inv[a*n : a*n+a+1])
	}
	for i := range n {
		row := l[i*stride : i*stride+i+1]
		for a, x := range row {
			to := inv[a*n : a*n+a+1]
			for b, y := range row[:a+1] {
				to[b] += float64(x * y)
			}
		}
	}
	mirror(inv, n)
}

// mirror copies the lower triangle to the upper one.
func mirror(a []float64, n int) {
	for i := range n {
		for j := range i {
			a[j*n+i] = a[i*n+j]
		}
	}
}

// logDeterminant is that of LLᵀ.
func logDeterminant(l []float64, n, stride int) float64 {
	s := 0.0
	for i := range n {
		s += num.Log(l[i*stride+i])
	}
	return 2 * s
}

// times writes the n × n product of a and of b, which is symmetric, all with stride n.
//
// Note: two columns at once, since the additions of one wait for each other.
func times(a, b, to []float64, n int) {
	for i := range n {
		row, out := a[i*n:i*n+n], to[i*n:i*n+n]
		j := 0
		for ; j+1 < n; j += 2 {
			out[j], out[j+1] = dots(row, b[j*n:], b[(j+1)*n:])
		}
		if j < n {
			out[j] = dot(row, b[j*n:])
		}
	}
}

// timesLower writes the product of a and of bᵀ, where that is symmetric.
func timesLower(a, b, to []float64, n int) {
	for i := range n {
		row, out := a[i*n:i*n+n], to[i*n:i*n+n]
		j := 0
		for ; j+1 <= i; j += 2 {
			out[j], out[j+1] = dots(row, b[j*n:], b[(j+1)*n:])
		}
		if j <= i {
			out[j] = dot(row, b[j*n:])
		}
	}
	mirror(to, n)
}

// dot is the inner product of a and the beginning of b.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	s := 0.0
	for i, x := range a {
		s += float64(x * b[i])
	}
	return s
}

// dots are two inner products.
func dots(a, b, c []float64) (ab, ac float64) {
	b, c = b[:len(a)], c[:len(a)]
	for i, x := range a {
		ab += float64(x * b[i])
		ac += float64(x * c[i])
	}
	return ab, ac
}
