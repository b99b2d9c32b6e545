package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// Poisson is the Wald test of the arm in Poisson regression of counts,
//
//	log E(count) = log exposure + β₀ + β·treated + Σ γⱼ·covariateⱼ
//	z = (β − margin)/SE
//
// by maximum likelihood, with the standard error from the information at the estimate
// [mccullagh1989]. It takes the variance of a count for its mean; where rates differ
// between patients for other reasons than those in the model, it is too small, and
// negative_binomial is the choice. Without an event in one arm there is no convergence.
type Poisson struct {
	// Covariates are adjusted for: numbers, and categories by their levels.
	Covariates []string `toml:"covariates"`
}

var _ = Kinds.Add("poisson", &Poisson{})

// Check finds nothing to object to.
func (*Poisson) Check(*spec.Problems) {}

// Adjusts names the covariates.
func (m *Poisson) Adjusts() (covariates, strata []string) { return m.Covariates, nil }

// Fit accepts count endpoints.
func (*Poisson) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Count {
		return unfit(p, t, "for a binary endpoint use logistic, for a survival endpoint cox")
	}
	return LogRateRatio
}

// New makes an analyzer by Poisson regression.
func (*Poisson) New(h *Hypothesis, s Shape) Analyzer {
	return newWalds(h, s, poisson{regression.NewPoisson(s.Patients, regressors(h.Covariates))})
}

// poisson adds patients by count and exposure.
type poisson struct{ *regression.Poisson }

func (m poisson) add(v *cohort.View, row int, treated bool, x []float64) {
	m.Add(treated, x, int(v.Value[row]), v.Exposure[row])
}
