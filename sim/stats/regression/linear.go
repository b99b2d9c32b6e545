package regression

import (
	"bytes"
	"math"

	"simrun/sim/base/matrix"
)

// Linear is the linear regression of a response on arm and covariates by ordinary
// least squares, the analysis of covariance,
//
//	response = β₀ + β·treated + Σ γⱼ·covariateⱼ + normal error
//
// With sums of squares and products S about the means of each arm it is
//
//	γ = S_xx⁻¹·S_xy
//	β = (ȳ₁ − ȳ₀) − γ·(x̄₁ − x̄₀)
//	σ² = (S_yy − S_yx·S_xx⁻¹·S_xy)/(n − 2 − rank S_xx)
//	Var β = σ²·(1/n₁ + 1/n₀ + (x̄₁ − x̄₀)·S_xx⁻¹·(x̄₁ − x̄₀))
//
// Covariates without variation within the arms besides that of earlier covariates are
// dropped.
type Linear struct {
	covariates int
	row        []int32 // the rows of the two arms
	side       []uint8 // by place: 1 where the row is treated
	n          [2]float64
	whole      bool         // no row is of another arm
	start      [2]int       // the first place of each arm in row
	centered   [][]float64  // covariates, then the response
	difference []float64    // of the means of treated and control, likewise
	factor     []float64    // of S_xx
	scaled     [2][]float64 // L⁻¹·S_xy and L⁻¹·(x̄₁ − x̄₀)
	slopes     []float64
	scratch    []float64
	estimate   float64
	se         float64
	sigma      float64
	df         int
	status     Status
}

// Columns is a table of patients for Linear.
type Columns struct {
	Arm              []uint8     // by row
	Treated, Control uint8       // rows of other arms are left out
	Response         []float64   // by row
	Patient          []int32     // by row: its place in Covariates; nil when that is the row itself
	Covariates       [][]float64 // by patient
}

// perfect is the share of a response's variation that the errors must keep to be
// more than rounding.
const perfect = 1e-13

// NewLinear returns a model for at most that many rows with that many covariates.
func NewLinear(rows, covariates int) *Linear {
	l := &Linear{
		covariates: covariates, row: make([]int32, rows), side: make([]uint8, rows),
		centered: make([][]float64, covariates+1), difference: make([]float64, covariates+1),
		factor: make([]float64, matrix.Size(covariates)),
		slopes: make([]float64, covariates), scratch: make([]float64, covariates),
	}
	for k := range l.centered {
		l.centered[k] = make([]float64, rows)
	}
	for k := range l.scaled {
		l.scaled[k] = make([]float64, covariates)
	}
	return l
}

// Fit analyzes a table.
func (l *Linear) Fit(c *Columns) Status {
	l.status = l.fit(c)
	return l.status
}

func (l *Linear) fit(c *Columns) Status {
	p := l.covariates
	if len(c.Covariates) != p {
		panic("regression: other covariates than the model's")
	}
	n := l.pick(c)
	if l.n[0] == 0 || l.n[1] == 0 {
		return NoPatients
	}
	l.center(p, n, c.Response, nil)
	for k, x := range c.Covariates {
		l.center(k, n, x, c.Patient)
	}

	y := l.centered[p][:n]
	k := 0
	h, d := l.scaled[0], l.scaled[1]
	for i := range p {
		x := l.centered[i][:n]
		for j := range i + 1 {
			l.factor[k] = product(x, l.centered[j][:n])
			k++
		}
		h[i], d[i] = product(x, y), l.difference[i]
	}
	rank := matrix.Factor(l.factor, p, aliased)
	matrix.Forward(l.factor, h)
	matrix.Forward(l.factor, d)
	total := product(y, y)
	rest := total - product(h, h)
	l.df = n - 2 - rank
	if l.df < 1 || rest <= perfect*total {
		return ZeroVariance
	}
	l.sigma = math.Sqrt(rest / float64(l.df))
	l.estimate = l.difference[p] - product(h, d)
	l.se = l.sigma * math.Sqrt(1/l.n[0]+1/l.n[1]+product(d, d))
	return OK
}

// pick finds the rows of the two arms and returns how many there are. Where these are
// all, there is no list of them.
func (l *Linear) pick(c *Columns) (n int) {
	control, treated := bytes.Count(c.Arm, []byte{c.Control}), bytes.Count(c.Arm, []byte{c.Treated})
	l.n = [2]float64{float64(control), float64(treated)}
	n = control + treated
	if control == 0 || treated == 0 {
		return n
	}
	l.whole = n == len(c.Arm)
	if l.whole {
		side := l.side[:n]
		for i, a := range c.Arm {
			side[i] = isTreated(a, c)
		}
	} else {
		l.list(c)
	}
	for s := range l.start {
		l.start[s] = bytes.IndexByte(l.side[:n], uint8(s))
	}
	return n
}

// isTreated is 1 for the treated arm.
func isTreated(a uint8, c *Columns) (side uint8) {
	if a == c.Treated {
		side = 1
	}
	return side
}

// list lists the rows of the two arms and their sides.
func (l *Linear) list(c *Columns) {
	n := 0
	for i, a := range c.Arm {
		if a == c.Treated || a == c.Control {
			l.row[n], l.side[n] = int32(i), isTreated(a, c)
			n++
		}
	}
}

// gather returns a column with the rows of the two arms alone: out, or the values
// themselves when they are that already.
func (l *Linear) gather(out, values []float64, patient []int32) []float64 {
	switch {
	case l.whole && patient == nil:
		return values[:len(out)]
	case l.whole:
		for i, p := range patient[:len(out)] {
			out[i] = values[p]
		}
	case patient == nil:
		for i, r := range l.row[:len(out)] {
			out[i] = values[r]
		}
	default:
		for i, r := range l.row[:len(out)] {
			out[i] = values[patient[r]]
		}
	}
	return out
}

// center gathers a column and takes from each value the mean of its arm, found
// relative to the first value of the arm, so that equal values have exactly no
// variation.
func (l *Linear) center(k, n int, values []float64, patient []int32) {
	side, out := l.side[:n], l.centered[k][:n]
	in := l.gather(out, values, patient)
	first := [2]float64{in[l.start[0]], in[l.start[1]]}

	// Sum, and sum of treated less controls. Two lanes, so that one addition need not
	// wait for the one before.
	sign := [2]float64{-1, 1}
	var even, odd, signedEven, signedOdd float64
	last := n - 1
	for i := 0; i < last; i += 2 {
		s, t := side[i]&1, side[i+1]&1
		d, e := in[i]-first[s], in[i+1]-first[t]
		out[i], out[i+1] = d, e
		even += d
		odd += e
		signedEven += float64(sign[s] * d)
		signedOdd += float64(sign[t] * e)
	}
	if n%2 == 1 {
		s := side[last] & 1
		d := in[last] - first[s]
		out[last] = d
		even += d
		signedEven += float64(sign[s] * d)
	}
	all, signed := even+odd, signedEven+signedOdd
	mean := [2]float64{0.5 * (all - signed) / l.n[0], 0.5 * (all + signed) / l.n[1]}
	for i, s := range side {
		out[i] -= mean[s&1]
	}
	l.difference[k] = (first[1] + mean[1]) - (first[0] + mean[0])
}

// Effect is the adjusted difference of means, treated − control, and its standard
// error: NaN without a fit.
func (l *Linear) Effect() (estimate, se float64) {
	if l.status != OK {
		return math.NaN(), math.NaN()
	}
	return l.estimate, l.se
}

// Coefficient is the slope of covariate j and its standard error: NaN without a fit
// or where the covariate was dropped.
func (l *Linear) Coefficient(j int) (estimate, se float64) {
	if l.status != OK {
		return math.NaN(), math.NaN()
	}
	copy(l.slopes, l.scaled[0])
	matrix.Backward(l.factor, l.slopes)
	variance := matrix.InverseDiagonal(l.factor, j, l.scratch)
	if math.IsNaN(variance) {
		return variance, variance
	}
	return l.slopes[j], l.sigma * math.Sqrt(variance)
}

// Patients counts the rows of the two arms in the last table, fitted or not.
func (l *Linear) Patients() (treated, control int) { return int(l.n[1]), int(l.n[0]) }

// Freedom is the residual degrees of freedom of a fit.
func (l *Linear) Freedom() int { return l.df }

// Sigma is the residual standard deviation of a fit.
func (l *Linear) Sigma() float64 { return l.sigma }
