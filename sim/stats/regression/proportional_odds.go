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
	design
	patients     []float64 // by row
	counts       []float64 // patients by category
	level        []int     // by category: its place among those with patients
	start        []int     // by level: its first row; one more for the end
	occupied     int       // levels
	thresholds   []float64 // exp(ζ)
	below, above []float64 // scratch by row: information about the threshold below and above
}

// NewProportionalOdds returns a model for at most that many patients with that many
// covariates each, and categories numbered from 0.
func NewProportionalOdds(patients, covariates, categories int) *ProportionalOdds {
	v := func() []float64 { return make([]float64, patients) }
	return &ProportionalOdds{
		newton: newNewton(categories + covariates), design: newDesign(patients, covariates),
		patients: v(), counts: make([]float64, categories),
		level: make([]int, categories), start: make([]int, categories+1),
		thresholds: make([]float64, categories-1), below: v(), above: v(),
	}
}

// Reset forgets all patients.
func (o *ProportionalOdds) Reset() {
	o.design.reset()
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
	i, fresh := o.add(treated, covariates, float64(category), n)
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
	if o.arms[0] == 0 || o.arms[1] == 0 {
		return NoPatients
	}
	if o.occupy() < 2 {
		return OneCategory
	}
	o.center()

	// Start with the categories alone.
	clear(o.at)
	below, all := 0.0, o.arms[0]+o.arms[1]
	for c, k := range o.counts {
		below += k
		if below < all {
			o.at[o.level[c]] = num.Log(below / (all - below))
		}
	}
	return o.maximize(o, o.first()+len(o.x), 0)
}

// first is the place of the arm among the parameters, behind the thresholds.
func (o *ProportionalOdds) first() int { return o.occupied - 1 }

// occupy numbers the categories that have patients, brings the rows into their order,
// and returns how many there are.
func (o *ProportionalOdds) occupy() int {
	o.occupied = 0
	for c, k := range o.counts {
		o.level[c] = o.occupied
		if k > 0 {
			o.occupied++
		}
	}

	// Sort by counting: from holds the place of the next row of each level.
	clear(o.start)
	for _, c := range o.key[:o.n] {
		o.start[o.level[int(c)]+1]++
	}
	for l := range o.occupied {
		o.start[l+1] += o.start[l]
	}
	place := o.eta[:o.n]
	for i, c := range o.key[:o.n] {
		l := o.level[int(c)]
		place[i] = float64(o.start[l])
		o.start[l]++
	}
	copy(o.start[1:], o.start)
	o.start[0] = 0
	for _, x := range o.x {
		o.permute(x, place)
	}
	o.permute(o.patients, place)
	o.permute(o.key, place)
	return o.occupied
}

// permute moves each element of a column to its place.
func (o *ProportionalOdds) permute(x, place []float64) {
	copy(o.weighted, x[:o.n])
	for i, p := range place {
		x[int(p)] = o.weighted[i]
	}
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
	first := o.first()
	o.predict(0, at[first:])
	for l := range o.occupied {
		o.deriveRows(l, gradient)
	}
	o.slopes(first, gradient, information)
	for k := range first {
		low, middle, high := o.start[k], o.start[k+1], o.start[k+2]
		above, below := o.above[low:middle], o.below[middle:high]
		information[matrix.Size(k)+k] += sum(above) + sum(below)
		for j, x := range o.x {
			information[matrix.Size(first+j)+k] = -(product(above, x[low:middle]) + product(below, x[middle:high]))
		}
	}
	return finite(gradient) && finite(information)
}

// deriveRows finds the derivatives by η of the rows of a level, and takes their shares
// from the slopes of the thresholds.
func (o *ProportionalOdds) deriveRows(l int, gradient []float64) {
	over, under := 0.0, 0.0
	for i := o.start[l]; i < o.start[l+1]; i++ {
		m, e := o.patients[i], num.Exp(-o.eta[i])
		residual, above, below := 0.0, 0.0, 0.0
		if l < o.occupied-1 {
			f, g := share(float64(o.thresholds[l] * e))
			residual, above = -g, float64(m*f*g)
			over += float64(m * f)
		}
		if l > 0 {
			f, g := share(float64(o.thresholds[l-1] * e))
			residual += f
			below = float64(m * f * g)
			under += float64(m * f)
		}
		o.residual[i], o.weight[i], o.above[i], o.below[i] = m*residual, above+below, above, below
	}
	if l < o.occupied-1 {
		gradient[l] -= over
	}
	if l > 0 {
		gradient[l-1] -= under
	}
}

// share is the odds u as a probability, and the rest of it.
func share(u float64) (f, g float64) {
	g = 1 / (1 + u)
	return float64(u * g), g
}

// deriveCategories sums over categories, and reports whether the thresholds rise.
func (o *ProportionalOdds) deriveCategories(at, gradient, information []float64) bool {
	for c, n := range o.counts {
		k := o.level[c]
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
		w := float64(n * r * (1 + r))
		gradient[k] += float64(n * (1 + r))
		gradient[k-1] -= float64(n * r)
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
