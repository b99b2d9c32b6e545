package regression

import "simrun/sim/base/num"

// Poisson is the Poisson regression of counts on arm and covariates,
//
//	log E(count) = log exposure + β₀ + β·treated + Σ γⱼ·covariateⱼ
//
// by maximum likelihood, with standard errors from the information at the estimate
// [mccullagh1989].
type Poisson struct {
	concave
	newton
	design
	events   []float64 // by row
	exposure []float64 // by row: of all its patients together
	rates    [2]rate
}

// rate is the events and the exposure of one arm.
type rate struct{ events, exposure float64 }

// NewPoisson returns a model for at most that many patients with that many
// covariates each.
func NewPoisson(patients, covariates int) *Poisson {
	return &Poisson{
		newton: newNewton(covariates + 2), design: newDesign(patients, covariates),
		events: make([]float64, patients), exposure: make([]float64, patients),
	}
}

// Reset forgets all patients.
func (p *Poisson) Reset() {
	p.design.reset()
	p.rates = [2]rate{}
}

// Add adds one patient, or several with the same covariates: their events, and
// their exposure together, in any unit of time. Without exposure they say nothing
// and are left out.
func (p *Poisson) Add(treated bool, covariates []float64, events int, exposure float64) {
	if exposure > 0 {
		p.add(treated, covariates, 0, float64(events), exposure)
	}
}

// add finds the row by its key too, and returns its number.
func (p *Poisson) add(treated bool, covariates []float64, key, events, exposure float64) (row int, fresh bool) {
	i, fresh := p.design.add(treated, covariates, key, 1)
	if fresh {
		p.events[i], p.exposure[i] = 0, 0
	}
	p.events[i] += events
	p.exposure[i] += exposure
	side := 0
	if treated {
		side = 1
	}
	p.rates[side].events += events
	p.rates[side].exposure += exposure
	return i, fresh
}

// Fit maximizes the likelihood. Reset comes before the next patients.
func (p *Poisson) Fit() Status {
	p.status = p.fit()
	return p.status
}

func (p *Poisson) fit() Status {
	a := p.rates
	switch {
	case a[0].exposure == 0 || a[1].exposure == 0:
		return NoPatients
	case a[0].events+a[1].events == 0:
		return NoEvents
	case a[0].events == 0 || a[1].events == 0:
		// The rate ratio goes to zero or infinity.
		return NoConvergence
	}
	p.center()

	// Start with the answer of the arms alone.
	clear(p.at)
	log0, log1 := num.Log(a[0].events/a[0].exposure), num.Log(a[1].events/a[1].exposure)
	p.at[0], p.at[1] = 0.5*(log0+log1), log1-log0
	return p.maximize(p, len(p.x)+1, 0)
}

// derive sums, with μ = exposure·exp(η),
//
//	Σ (y − μ)·x,  Σ μ·x·xᵀ
func (p *Poisson) derive(at, gradient, information []float64) bool {
	p.predict(at[0], at[1:])
	residual, mean := p.residual[:p.n], p.weight[:p.n]
	events, exposure := p.events[:p.n], p.exposure[:p.n]
	for i, eta := range p.eta[:p.n] {
		mu := float64(exposure[i] * num.Exp(eta))
		mean[i], residual[i] = mu, events[i]-mu
	}
	p.all(gradient, information)
	return finite(gradient) && finite(information)
}

// Effect is the log rate ratio, treated to control, and its standard error: NaN
// without a fit.
func (p *Poisson) Effect() (estimate, se float64) { return p.coefficient(1) }

// Coefficient is that of covariate j, a log rate ratio per unit, and its standard
// error: NaN without a fit or where the covariate was dropped.
func (p *Poisson) Coefficient(j int) (estimate, se float64) { return p.coefficient(2 + j) }
