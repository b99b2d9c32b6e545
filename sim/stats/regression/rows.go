package regression

// poolLimit is the number of different rows up to which patients are compared with
// the rows there are.
const poolLimit = 24

// rows is the design of a model: for each row an intercept, the arm as ±½ and the
// covariates. Equal patients share a row.
type rows struct {
	width    int // of a row: covariates + 2
	n        int
	x        []float64  // by row
	key      []float64  // by row: what the patients share beside their regressors
	patients [2]float64 // control, treated
	pooled   bool
	centered bool
}

func newRows(patients, covariates int) rows {
	w := covariates + 2
	return rows{width: w, x: make([]float64, patients*w), key: make([]float64, patients), pooled: true}
}

func (r *rows) reset() {
	r.n, r.patients, r.pooled, r.centered = 0, [2]float64{}, true, false
}

// add finds or makes the row of some equal patients and returns its number, and
// whether it is new.
func (r *rows) add(treated bool, covariates []float64, key, patients float64) (row int, fresh bool) {
	if r.centered || len(covariates)+2 != r.width {
		panic("regression: a patient after the fit, or with other covariates")
	}
	side, arm := 0, -0.5
	if treated {
		side, arm = 1, 0.5
	}
	r.patients[side] += patients
	if r.pooled {
		for i := range r.n {
			if r.key[i] == key && r.equal(i, arm, covariates) {
				return i, false
			}
		}
		// With a continuous covariate every patient is a row.
		r.pooled = r.n < poolLimit
	}
	i := r.n
	r.n++
	r.key[i] = key
	x := r.row(i)
	x[0], x[1] = 1, arm
	copy(x[2:], covariates)
	return i, true
}

// equal reports whether row i has this arm and these covariates.
func (r *rows) equal(i int, arm float64, covariates []float64) bool {
	x := r.row(i)
	if x[1] != arm {
		return false
	}
	for k, v := range covariates {
		if x[2+k] != v {
			return false
		}
	}
	return true
}

// row is the design of row i.
func (r *rows) row(i int) []float64 { return r.x[i*r.width : (i+1)*r.width] }

// center takes the mean of every covariate from it, found relative to its first
// value, so that a constant becomes exactly zero.
func (r *rows) center() {
	if r.centered || r.n == 0 {
		return
	}
	r.centered = true
	end := r.n * r.width
	for k := 2; k < r.width; k++ {
		first, sum := r.x[k], 0.0
		for i := k; i < end; i += r.width {
			sum += r.x[i] - first
		}
		mean := first + sum/float64(r.n)
		for i := k; i < end; i += r.width {
			r.x[i] -= mean
		}
	}
}

// dot is the sum of products of a row and coefficients.
func dot(x, b []float64) float64 {
	b = b[:len(x)]
	s := 0.0
	for i, v := range x {
		s += float64(v * b[i])
	}
	return s
}

// axpy adds w·x to the gradient.
func axpy(gradient, x []float64, w float64) {
	gradient = gradient[:len(x)]
	for i, v := range x {
		gradient[i] += float64(w * v)
	}
}

// outer adds w·x·xᵀ to the information, a lower triangle.
func outer(information, x []float64, w float64) {
	k := 0
	for i, v := range x {
		wv := w * v
		into := information[k : k+i+1]
		for j, u := range x[:i+1] {
			into[j] += float64(wv * u)
		}
		k += i + 1
	}
}
