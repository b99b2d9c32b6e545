package population

import (
	"math"

	"simrun/sim/base/num"
)

// Joint mixes independent columns of draws into correlated ones. It is immutable.
//
// The deviate of a column is the sum of those before it, each times its
// coefficient in the regression on them, and of an own part:
//
//	zₖ = Σ bₖⱼ·zⱼ + sₖ·eₖ
//
// so that columns after which nothing depends on the past, as in a first-order
// autoregression, have one term only.
type Joint struct{ steps []step }

// step makes one column.
type step struct {
	own   float64
	terms []term
}

// term is the part of an earlier column.
type term struct {
	column int
	factor float64
}

// negligible is the largest coefficient that is left out: it would change a
// correlation by no more.
const negligible = 1e-13

// NewJoint returns what gives columns the correlations of a symmetric matrix with
// unit diagonal, and whether the matrix is positive definite.
func NewJoint(matrix [][]float64) (*Joint, bool) {
	lower, ok := cholesky(matrix)
	if !ok {
		return nil, false
	}
	j := &Joint{}
	for k := range matrix {
		// The coefficients b solve b·L₀ = l, with L₀ the factor of the columns
		// before and l the row of this one.
		s := step{own: lower[k][k]}
		b := make([]float64, k)
		for i := k - 1; i >= 0; i-- {
			rest := lower[k][i]
			for m := i + 1; m < k; m++ {
				rest -= float64(b[m] * lower[m][i])
			}
			b[i] = rest / lower[i][i]
		}
		for i, factor := range b {
			if math.Abs(factor) > negligible {
				s.terms = append(s.terms, term{i, factor})
			}
		}
		j.steps = append(j.steps, s)
	}
	return j, true
}

// cholesky is the lower factor of a matrix, and whether it is positive definite.
func cholesky(a [][]float64) (lower [][]float64, ok bool) {
	const least = 1e-12
	for i := range a {
		row := make([]float64, i+1)
		for j := range row {
			sum := a[i][j]
			for m := range j {
				sum -= float64(row[m] * at(lower, row, i, j, m))
			}
			if i != j {
				row[j] = sum / lower[j][j]
				continue
			}
			if !(sum > least) {
				return nil, false
			}
			row[j] = math.Sqrt(sum)
		}
		lower = append(lower, row)
	}
	return lower, true
}

// at is element (j, m) of the factor, of which row i is being made.
func at(lower [][]float64, row []float64, i, j, m int) float64 {
	if j == i {
		return row[m]
	}
	return lower[j][m]
}

// Mix turns uniforms into correlated standard normal deviates, in place: one
// column for each row of the matrix, all of one length.
func (j *Joint) Mix(columns [][]float64) {
	for k := range columns {
		own := columns[k]
		num.NormalQuantiles(own)
		s := &j.steps[k]
		if s.own != 1 {
			for i, e := range own {
				own[i] = float64(s.own * e)
			}
		}
		for _, t := range s.terms {
			for i, z := range columns[t.column] {
				own[i] += float64(t.factor * z)
			}
		}
	}
}

// Uniforms turns standard normal deviates back into uniforms in (0, 1), in place.
func Uniforms(z []float64) {
	const least, most = 0x1p-60, 1 - 0x1p-53
	for i, x := range z {
		z[i] = min(max(num.NormalCDF(x), least), most)
	}
}
