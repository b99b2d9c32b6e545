package regression

import (
	"simrun/sim/base/matrix"
	"simrun/sim/base/num"
)

// ProportionalOdds is the cumulative logit regression of ordered categories on arm
// and covariates [mccullagh1980],
//
//	logit P(category ≤ k) = ζ_k − η,  η = β·treated + Σ γⱼ·covariateⱼ
//
// by maximum likelihood, with standard errors from the observed information. So a
// positive effect means higher categories. Categories without patients are left out.
// The likelihood is concave [pratt1981].
type ProportionalOdds struct {
	concave
	newton
	rows       rows
	patients   []float64 // by row
	counts     []float64 // patients by category
	place      []int     // by category: its place among those with patients
	level      []int     // by row: the place of its category
	occupied   int       // categories with patients
	thresholds []float64 // exp(ζ)
}

// NewProportionalOdds returns a model for at most that many patients with that many
// covariates each, and categories numbered from 0.
func NewProportionalOdds(patients, covariates, categories int) *ProportionalOdds {
	return &ProportionalOdds{
		newton: newNewton(categories - 1 + covariates + 1), rows: newRows(patients, covariates),
		patients: make([]float64, patients), counts: make([]float64, categories),
		place: make([]int, categories), level: make([]int, patients),
		thresholds: make([]float64, categories-1),
	}
}

// Reset forgets all patients.
func (o *ProportionalOdds) Reset() {
	o.rows.reset()
	clear(o.counts)
}

// Add adds one patient.
func (o *ProportionalOdds) Add(treated bool, covariates []float64, category int) {
	o.AddMany(treated, covariates, category, 1)
}

// AddMany adds patients of one arm with the same covariates and category. They count
// as one patient against the limit of NewProportionalOdds.
func (o *ProportionalOdds) AddMany(treated bool, covariates []float64, category, patients int) {
	if patients == 0 {
		return
	}
	n := float64(patients)
	i, fresh := o.rows.add(treated, covariates, float64(category), n)
	if fresh {
		o.patients[i] = 0
	}
	o.patients[i] += n
	o.counts[category] += n
}

// Fit maximizes the likelihood. Reset comes before the next patients.
func (o *ProportionalOdds) Fit() Status {
	o.status = o.fit()
	return o.status
}

func (o *ProportionalOdds) fit() Status {
	n := o.rows.patients
	if n[0] == 0 || n[1] == 0 {
		return NoPatients
	}
	if o.occupy() < 2 {
		return OneCategory
	}
	o.rows.center()

	// Start with the categories alone.
	clear(o.at)
	below, all := 0.0, n[0]+n[1]
	for c, k := range o.counts {
		below += k
		if p := o.place[c]; k > 0 && p < o.occupied-1 {
			o.at[p] = num.Log(below / (all - below))
		}
	}
	return o.maximize(o, o.first()+o.rows.width-1, 0)
}

// first is the place of the arm among the parameters, behind the thresholds.
func (o *ProportionalOdds) first() int { return o.occupied - 1 }

// occupy numbers the categories that have patients, and returns how many there are.
func (o *ProportionalOdds) occupy() int {
	o.occupied = 0
	for c, k := range o.counts {
		o.place[c] = o.occupied
		if k > 0 {
			o.occupied++
		}
	}
	for i := range o.rows.n {
		o.level[i] = o.place[int(o.rows.key[i])]
	}
	return o.occupied
}

// derive sums the derivatives of the log likelihood, in which a category c lies
// between thresholds a = c − 1 and b = c,
//
//	log P = log(exp(ζ_b) − exp(ζ_a)) − η − log(1 + exp(ζ_a − η)) − log(1 + exp(ζ_b − η))
//
// where the lowest category has no terms with a, and the highest only the one with a.
// So thresholds meet each other only in sums over categories, and each threshold meets
// a patient as in logistic regression.
func (o *ProportionalOdds) derive(at, gradient, information []float64) bool {
	clear(gradient)
	clear(information)
	if !o.deriveCategories(at, gradient, information) {
		return false
	}
	first, last := o.first(), o.occupied-1
	for i := range o.rows.n {
		x := o.rows.row(i)[1:]
		m, c := o.patients[i], o.level[i]
		e := num.Exp(-dot(x, at[first:]))
		slope, weight := 0.0, 0.0
		if c < last {
			f, g := share(o.thresholds[c] * e)
			slope, weight = -g, f*g
			o.meet(c, m*f, m*f*g, x, gradient, information)
		}
		if c > 0 {
			f, g := share(o.thresholds[c-1] * e)
			slope += f
			weight += float64(f * g)
			o.meet(c-1, m*f, m*f*g, x, gradient, information)
		}
		axpy(gradient[first:], x, m*slope)
		k := matrix.Size(first)
		for j, v := range x {
			wv := m * weight * v
			into := information[k+first : k+first+j+1]
			for l, u := range x[:j+1] {
				into[l] += float64(wv * u)
			}
			k += first + j + 1
		}
	}
	return finite(gradient) && finite(information)
}

// share is the odds u as a probability, and the rest of it.
func share(u float64) (f, g float64) {
	g = 1 / (1 + u)
	return u * g, g
}

// meet adds what the patients of a row say about threshold k: its slope, its
// curvature and that with each regressor.
func (o *ProportionalOdds) meet(k int, slope, weight float64, x, gradient, information []float64) {
	gradient[k] -= slope
	information[matrix.Size(k)+k] += weight
	place := matrix.Size(o.first()) + k
	for j, v := range x {
		information[place] -= float64(weight * v)
		place += o.first() + j + 1
	}
}

// deriveCategories sums over categories, and reports whether the thresholds rise.
func (o *ProportionalOdds) deriveCategories(at, gradient, information []float64) bool {
	for c, n := range o.counts {
		k := o.place[c]
		if n == 0 || k == o.occupied-1 {
			continue
		}
		o.thresholds[k] = num.Exp(at[k])
		if k == 0 {
			gradient[0] += n
			continue
		}
		gap := at[k] - at[k-1]
		if !(gap > 0) {
			return false
		}
		// The shares of both thresholds in the difference: 1 + r and r.
		r := 1 / num.Expm1(gap)
		w := n * r * (1 + r)
		gradient[k] += n * (1 + r)
		gradient[k-1] -= n * r
		information[matrix.Size(k)+k] += w
		information[matrix.Size(k-1)+k-1] += w
		information[matrix.Size(k)+k-1] -= w
	}
	return true
}

// Effect is the log odds ratio of higher categories, treated to control, and its
// standard error: NaN without a fit.
func (o *ProportionalOdds) Effect() (estimate, se float64) { return o.coefficient(o.first()) }

// Coefficient is that of covariate j, a log odds ratio per unit, and its standard
// error: NaN without a fit or where the covariate was dropped.
func (o *ProportionalOdds) Coefficient(j int) (estimate, se float64) {
	return o.coefficient(o.first() + 1 + j)
}
