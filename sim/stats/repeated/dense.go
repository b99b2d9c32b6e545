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
			s := row[j]
			for k, x := range other[:j] {
				s -= float64(row[k] * x)
			}
			row[j] = s / other[j]
		}
		left := row[i]
		for _, x := range row[:i] {
			left -= float64(x * x)
		}
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
		s := b[i]
		for k, x := range row[:i] {
			s -= float64(x * b[k])
		}
		b[i] = s / row[i]
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

// times writes the n × n product of a and b, all with stride n.
func times(a, b, to []float64, n int) {
	for i := range n {
		out := to[i*n : i*n+n]
		clear(out)
		for k, x := range a[i*n : i*n+n] {
			for j, y := range b[k*n : k*n+n] {
				out[j] += float64(x * y)
			}
		}
	}
}

// dot is the inner product.
func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += float64(x * b[i])
	}
	return s
}
