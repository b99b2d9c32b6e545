package regression

import (
	"slices"

	"simrun/sim/base/matrix"
	"simrun/sim/base/num"
)

// NegativeBinomial is the negative binomial regression of counts on arm and
// covariates,
//
//	log μ = log exposure + β₀ + β·treated + Σ γⱼ·covariateⱼ,  Var(count) = μ + α·μ²
//
// by maximum likelihood of coefficients and dispersion α together [lawless1987].
// Standard errors are those that the expected information gives at the estimated
// dispersion, Σ μ/(1 + α·μ)·x·xᵀ; coefficients and dispersion are orthogonal.
//
// Where the likelihood does not rise as α leaves zero from the Poisson fit, that is
// where Σ (y − μ)² ≤ Σ y, the counts are not overdispersed: the Poisson fit is the
// answer, with dispersion 0.
type NegativeBinomial struct {
	newton
	poisson    Poisson   // its rows are by exposure too
	patients   []float64 // by row
	mixed      []float64 // scratch by row
	counts     []float64 // patients by their count
	above      []float64 // by j: patients with more than j events
	top        int       // the largest count of counts
	large      []int     // larger counts, ascending
	spread     float64   // what stands in for the information of α
	dispersion float64
}

// smallCounts is how many different counts have a table; larger ones take longer.
const smallCounts = 1024

// NewNegativeBinomial returns a model for at most that many patients with that many
// covariates each.
func NewNegativeBinomial(patients, covariates int) *NegativeBinomial {
	return &NegativeBinomial{
		newton: newNewton(covariates + 3), poisson: *NewPoisson(patients, covariates),
		patients: make([]float64, patients), mixed: make([]float64, patients),
		counts: make([]float64, smallCounts), above: make([]float64, smallCounts),
		large: make([]int, 0, patients),
	}
}

// Reset forgets all patients.
func (b *NegativeBinomial) Reset() {
	b.poisson.Reset()
	clear(b.counts[:b.top+1])
	b.top, b.large = 0, b.large[:0]
}

// Add adds one patient: covariates, events and exposure, in any unit of time.
// Without exposure a patient says nothing and is left out.
func (b *NegativeBinomial) Add(treated bool, covariates []float64, events int, exposure float64) {
	if !(exposure > 0) {
		return
	}
	i, fresh := b.poisson.add(treated, covariates, exposure, float64(events), exposure)
	if fresh {
		b.patients[i] = 0
	}
	b.patients[i]++
	if events < smallCounts {
		b.counts[events]++
		b.top = max(b.top, events)
	} else {
		b.large = append(b.large, events)
	}
}

// Fit maximizes the likelihood. Reset comes before the next patients.
func (b *NegativeBinomial) Fit() Status {
	b.dispersion = 0
	b.status = b.fit()
	return b.status
}

func (b *NegativeBinomial) fit() Status {
	if s := b.poisson.Fit(); s != OK {
		return s
	}
	b.tally()

	// Score and information of the dispersion at zero give its first estimate.
	q := b.parameters()
	copy(b.at, b.poisson.at)
	b.at[q] = 0
	if !b.derive(b.at, b.gradient, b.information) {
		return NoConvergence
	}
	score := b.gradient[q]
	if score <= 0 {
		return OK
	}
	b.at[q] = score / b.spread
	if s := b.maximize(b, q+1, b.poisson.rank+1); s != OK {
		return s
	}
	b.dispersion = b.at[q]
	return b.expect(q)
}

// parameters is how many coefficients there are, the intercept among them; the
// dispersion comes behind.
func (b *NegativeBinomial) parameters() int { return len(b.poisson.x) + 1 }

// tally makes above from counts.
func (b *NegativeBinomial) tally() {
	slices.Sort(b.large)
	n := float64(len(b.large))
	last := b.top
	if n > 0 {
		last = smallCounts - 1
	}
	for j := last; j >= 0; j-- {
		b.above[j] = n
		n += b.counts[j]
	}
}

// derive finds the derivatives by coefficients and, last, dispersion α of
//
//	Σ_j above(j)·log(1 + αj) + Σ (y·log μ − (y + 1/α)·log(1 + αμ))
//
// the first sum being Σ log Γ(y + 1/α)/Γ(1/α)·α^y. With z = αμ and d = 1/(1 + z):
//
//	by β:   Σ d·(y − nμ)·x                      −″: Σ μd²·(n + αy)·x·xᵀ
//	by βα:                                       −″: Σ μd²·(y − nμ)·x
//	by α:   Σ nμ²·φ(z) − yμd + Σ_j above·j/(1 + αj)
func (b *NegativeBinomial) derive(at, gradient, information []float64) bool {
	q := b.parameters()
	alpha := at[q]
	if alpha < 0 {
		return false
	}
	p := &b.poisson
	p.predict(at[0], at[1:])
	events, exposure, patients := p.events[:p.n], p.key[:p.n], b.patients[:p.n]
	residual, weight, mixed := p.residual[:p.n], p.weight[:p.n], b.mixed[:p.n]
	slope, curve := b.rising(alpha)
	spread := 0.0
	for i, eta := range p.eta[:p.n] {
		n, y := patients[i], events[i]
		mu := exposure[i] * num.Exp(eta)
		z := float64(alpha * mu)
		d := 1 / (1 + z)
		f, df := phi(z, d)
		ratio := mu * d
		w := ratio * d
		residual[i] = d * (y - float64(n*mu))
		weight[i] = w * (n + float64(alpha*y))
		mixed[i] = ratio * residual[i]
		square := n * mu * mu
		slope += float64(square*f) - float64(y*ratio)
		curve -= float64(square*mu*df) + float64(y*ratio*ratio)
		spread += float64(n * ratio * ratio)
	}
	p.all(gradient, information)
	cross := information[matrix.Size(q):]
	cross[0] = sum(mixed)
	for j, x := range p.x {
		cross[1+j] = product(mixed, x[:p.n])
	}
	gradient[q], cross[q], b.spread = slope, curve, 0.5*spread
	return finite(gradient) && finite(information)
}

// rising is Σ_j above(j)·t and Σ_j above(j)·t² with t = j/(1 + αj).
func (b *NegativeBinomial) rising(alpha float64) (slope, curve float64) {
	last := b.top
	if len(b.large) > 0 {
		last = smallCounts
	}
	for j, n := range b.above[:last] {
		t := float64(j) / (1 + float64(alpha*float64(j)))
		slope += float64(n * t)
		curve += float64(n * t * t)
	}
	from := smallCounts
	for k, y := range b.large {
		n := float64(len(b.large) - k)
		for j := from; j < y; j++ {
			t := float64(j) / (1 + float64(alpha*float64(j)))
			slope += float64(n * t)
			curve += float64(n * t * t)
		}
		from = max(from, y)
	}
	return slope, curve
}

// phi is φ(z) = (log(1 + z) − z/(1 + z))/z² and its derivative, for z ≥ 0 and
// d = 1/(1 + z).
//
//	φ(z) = Σ (−z)ᵐ·(m + 1)/(m + 2)
func phi(z, d float64) (f, slope float64) {
	if z < 1.0/256 {
		for m := len(phiSeries) - 1; m > 0; m-- {
			c := phiSeries[m]
			f = c - float64(z*f)
			slope = float64(float64(m)*c) - float64(z*slope)
		}
		return phiSeries[0] - float64(z*f), -slope
	}
	// The logarithm of 1 + z and not of its rounded sum.
	v := 1 + z
	log := num.Log(v) + float64((z-(v-1))*d)
	f = (log - float64(z*d)) / float64(z*z)
	return f, (float64(d*d) - float64(2*f)) / z
}

var phiSeries = [...]float64{1. / 2, 2. / 3, 3. / 4, 4. / 5, 5. / 6, 6. / 7, 7. / 8, 8. / 9}

// repair makes coefficients and dispersion separate, and the information of the
// dispersion that of its score at zero, with the present variances.
func (b *NegativeBinomial) repair(information []float64) bool {
	q := b.parameters()
	cross := information[matrix.Size(q):]
	clear(cross)
	cross[q] = b.spread
	return true
}

// expect leaves the factor of the expected information of the coefficients.
func (b *NegativeBinomial) expect(q int) Status {
	b.order = q
	p := &b.poisson
	p.predict(b.at[0], b.at[1:])
	for i, eta := range p.eta[:p.n] {
		mu := p.key[i] * num.Exp(eta)
		p.weight[i] = b.patients[i] * mu / (1 + float64(b.dispersion*mu))
	}
	p.all(b.gradient, b.information)
	if b.decompose() < b.poisson.rank {
		return NoConvergence
	}
	return OK
}

// Dispersion is the estimate of α, 1/θ in R's glm.nb: 0 where the counts are not
// overdispersed.
func (b *NegativeBinomial) Dispersion() float64 { return b.dispersion }

// Effect is the log rate ratio, treated to control, and its standard error: NaN
// without a fit.
func (b *NegativeBinomial) Effect() (estimate, se float64) { return b.of(1) }

// Coefficient is that of covariate j, a log rate ratio per unit, and its standard
// error: NaN without a fit or where the covariate was dropped.
func (b *NegativeBinomial) Coefficient(j int) (estimate, se float64) { return b.of(2 + j) }

// of is a coefficient of the fit that holds.
func (b *NegativeBinomial) of(j int) (estimate, se float64) {
	if b.status == OK && b.dispersion == 0 {
		return b.poisson.coefficient(j)
	}
	return b.coefficient(j)
}
