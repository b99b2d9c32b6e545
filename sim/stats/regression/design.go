package regression

import (
	"math"

	"simrun/sim/base/matrix"
)

// design is the regressors of a model as columns: the arm as ±½ and the covariates,
// beside an intercept. Patients that are equal share a row.
type design struct {
	n        int         // rows
	x        [][]float64 // by regressor: by row
	key      []float64   // by row: what its patients share beside regressors
	arms     [2]float64  // patients: control, treated
	pool     pool
	centered bool

	eta, residual, weight []float64 // by row: what a model computes
	weighted              []float64 // scratch
}

func newDesign(patients, covariates int) design {
	v := func() []float64 { return make([]float64, patients) }
	d := design{x: make([][]float64, covariates+1), key: v(), eta: v(), residual: v(), weight: v(), weighted: v()}
	for j := range d.x {
		d.x[j] = v()
	}
	return d
}

func (d *design) reset() {
	d.n, d.arms, d.centered = 0, [2]float64{}, false
	d.pool = pool{}
}

// pool finds rows by a hash of all they hold, as long as there are few.
type pool struct {
	slot [poolSlots]uint8 // row + 1
	full bool
}

const (
	poolBits  = 8
	poolSlots = 1 << poolBits
	poolLimit = 64 // different rows, beyond which patients are no longer looked up
)

// add finds or makes the row of some equal patients and returns its number, and
// whether it is new.
func (d *design) add(treated bool, covariates []float64, key, patients float64) (row int, fresh bool) {
	if d.centered || len(covariates)+1 != len(d.x) {
		panic("regression: a patient after the fit, or with other covariates")
	}
	side := 0
	if treated {
		side = 1
	}
	d.arms[side] += patients
	arm := float64(side) - 0.5
	if !d.pool.full {
		slot := hash(arm, covariates, key)
		for d.pool.slot[slot] != 0 {
			i := int(d.pool.slot[slot]) - 1
			if d.equal(i, arm, covariates, key) {
				return i, false
			}
			slot = (slot + 1) % poolSlots
		}
		d.pool.slot[slot] = uint8(d.n + 1)
		// With a continuous covariate every patient is a row.
		d.pool.full = d.n+1 == poolLimit
	}
	i := d.n
	d.n++
	d.key[i], d.x[0][i] = key, arm
	for j, v := range covariates {
		d.x[1+j][i] = v
	}
	return i, true
}

// hash is a slot for a row.
func hash(arm float64, covariates []float64, key float64) uint {
	const odd = 0x9e3779b97f4a7c15
	h := (math.Float64bits(key) ^ math.Float64bits(arm)>>1) * odd
	for _, v := range covariates {
		h = (h>>32 ^ h ^ math.Float64bits(v)) * odd
	}
	return uint(h >> (64 - poolBits))
}

// equal reports whether row i is this one.
func (d *design) equal(i int, arm float64, covariates []float64, key float64) bool {
	if d.key[i] != key || d.x[0][i] != arm {
		return false
	}
	for j, v := range covariates {
		if d.x[1+j][i] != v {
			return false
		}
	}
	return true
}

// center takes the mean of every covariate from it, found relative to its first
// value, so that a constant becomes exactly zero.
func (d *design) center() {
	if d.centered || d.n == 0 {
		return
	}
	d.centered = true
	for _, x := range d.x[1:] {
		x = x[:d.n]
		first, sum := x[0], 0.0
		for _, v := range x {
			sum += v - first
		}
		mean := first + sum/float64(d.n)
		for i := range x {
			x[i] -= mean
		}
	}
}

// predict makes eta the linear predictor: intercept + Σ slope·regressor.
func (d *design) predict(intercept float64, slopes []float64) {
	eta := d.eta[:d.n]
	for i, a := range d.x[0][:len(eta)] {
		eta[i] = intercept + float64(slopes[0]*a)
	}
	for j, x := range d.x[1:] {
		b := slopes[1+j]
		x = x[:len(eta)]
		for i, v := range x {
			eta[i] += float64(b * v)
		}
	}
}

// slopes fills the gradient by the slopes, Σ residual·x, and their information,
// Σ weight·x·xᵀ, behind the first parameters.
func (d *design) slopes(first int, gradient, information []float64) {
	n := d.n
	weighted := d.weighted[:n]
	for j := range d.x {
		x := d.x[j][:n]
		gradient[first+j] = product(d.residual[:n], x)
		multiply(weighted, d.weight, x)
		row := information[matrix.Size(first+j)+first:]
		for k := range j + 1 {
			row[k] = product(weighted, d.x[k][:n])
		}
	}
}

// all is slopes with an intercept before them.
func (d *design) all(gradient, information []float64) {
	n := d.n
	gradient[0], information[0] = sum(d.residual[:n]), sum(d.weight[:n])
	for j := range d.x {
		information[matrix.Size(1+j)] = product(d.weight[:n], d.x[j][:n])
	}
	d.slopes(1, gradient, information)
}
