package repeated

import "math/bits"

// block is one pattern of known responses in the search: its sums, gathered from
// the table, and what follows from them at the current θ. Matrices have one row for
// each known visit; W is the inverse of the known part of the covariance matrix.
type block struct {
	patients float64
	visits   []int     // that are known
	xx       []float64 // cross products of the regressors
	yx       []float64 // of responses and regressors
	yy       []float64 // of responses
	weight   []float64 // W
	residual []float64 // R, cross products of the residuals r
	rx       []float64 // of residuals and regressors
	spread   []float64 // WCW with the covariance C of their fitted values, summed over patients
}

// newBlocks returns as many blocks with room for all visits.
func newBlocks(count, q, t int) []block {
	size := q*q + 2*t*q + 4*t*t
	memory := make([]float64, count*size)
	places := make([]int, count*t)
	blocks := make([]block, count)
	for i := range blocks {
		take := func(n int) []float64 {
			part := memory[:n:n]
			memory = memory[n:]
			return part
		}
		blocks[i] = block{
			visits: places[i*t : i*t : (i+1)*t],
			xx:     take(q * q), yx: take(t * q), yy: take(t * t), weight: take(t * t),
			residual: take(t * t), rx: take(t * q), spread: take(t * t),
		}
	}
	return blocks
}

// gather takes the sums of a pattern from its lower triangle of cross products.
func (b *block) gather(known uint64, cross []float64, q, width int) {
	b.patients = cross[0]
	b.visits = b.visits[:0]
	for rest := known; rest != 0; rest &= rest - 1 {
		b.visits = append(b.visits, bits.TrailingZeros64(rest))
	}
	for i := range q {
		copy(b.xx[i*q:i*q+i+1], cross[i*width:])
	}
	mirror(b.xx, q)
	n := len(b.visits)
	for i, v := range b.visits {
		row := cross[(q+v)*width:]
		copy(b.yx[i*q:(i+1)*q], row)
		for j, u := range b.visits[:i+1] {
			b.yy[i*n+j] = row[q+u]
		}
	}
	mirror(b.yy, n)
}

// invert writes W and returns the logarithm of the determinant of the known part of
// sigma, which is destroyed in scratch; false if that is not positive definite.
func (b *block) invert(sigma, scratch []float64, t int) (float64, bool) {
	n := len(b.visits)
	for i, v := range b.visits {
		for j, u := range b.visits[:i+1] {
			scratch[i*n+j] = sigma[v*t+u]
		}
	}
	if cholesky(scratch, n, n) < n {
		return 0, false
	}
	log := logDeterminant(scratch, n, n)
	inverse(scratch, b.weight, n, n)
	return log, true
}

// weigh adds X'WX to the lower triangle of information, and X'Wy to right.
func (b *block) weigh(information, right []float64, q, t int) {
	n := len(b.visits)
	b.scatter(b.weight, information, q, t)
	for i, v := range b.visits {
		for j, w := range b.weight[i*n : i*n+n] {
			for a := range q {
				right[a*t+v] += float64(w * b.yx[j*q+a])
			}
		}
	}
}

// fit writes the cross products of the residuals from the coefficients beta, and
// returns tr WR.
func (b *block) fit(beta []float64, q, t int) float64 {
	n := len(b.visits)
	for i, v := range b.visits {
		rx := b.rx[i*q : i*q+q]
		copy(rx, b.yx[i*q:])
		for a := range q {
			x := beta[a*t+v]
			for c := range rx {
				rx[c] -= float64(x * b.xx[a*q+c])
			}
		}
	}
	trace := 0.0
	for i, v := range b.visits {
		for j, u := range b.visits[:i+1] {
			r := b.yy[i*n+j]
			for a := range q {
				r -= float64(beta[a*t+v]*b.yx[j*q+a]) + float64(b.rx[i*q+a]*beta[a*t+u])
			}
			b.residual[i*n+j], b.residual[j*n+i] = r, r
			trace += 2 * float64(r*b.weight[i*n+j])
		}
		trace -= float64(b.residual[i*n+i] * b.weight[i*n+i])
	}
	return trace
}

// collect writes Σ xₐx_c·(the block (a, c) of a symmetric matrix of the
// coefficients) over the patients, for the known visits.
func (b *block) collect(matrix, to []float64, q, t int) {
	n, m := len(b.visits), q*t
	for i, v := range b.visits {
		for j, u := range b.visits[:i+1] {
			s := 0.0
			for a := range q {
				row := matrix[(a*t+v)*m+u:]
				for c := range q {
					s += float64(b.xx[a*q+c] * row[c*t])
				}
			}
			to[i*n+j], to[j*n+i] = s, s
		}
	}
}

// sandwich writes WAW for a symmetric A, by way of scratch.
func (b *block) sandwich(a, scratch, to []float64) {
	n := len(b.visits)
	times(b.weight, a, scratch, n)
	timesLower(scratch, b.weight, to, n)
}

// restrict takes the known visits of a matrix.
func (b *block) restrict(matrix, to []float64, t int) {
	n := len(b.visits)
	for i, v := range b.visits {
		for j, u := range b.visits {
			to[i*n+j] = matrix[v*t+u]
		}
	}
}

// scatter adds (x x')⊗A to the lower triangle of a matrix of the coefficients.
func (b *block) scatter(a, to []float64, q, t int) {
	n, m := len(b.visits), q*t
	for g := range q {
		for h := range g + 1 {
			x := b.xx[g*q+h]
			for i, v := range b.visits {
				row := to[(g*t+v)*m+h*t:]
				for j, w := range a[i*n : i*n+n] {
					row[b.visits[j]] += float64(x * w)
				}
			}
		}
	}
}
