package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// NegativeBinomial is the Wald test of the arm in negative binomial regression of counts,
//
//	log μ = log exposure + β₀ + β·treated + Σ γⱼ·covariateⱼ,  Var(count) = μ + α·μ²
//	z = (β − margin)/SE
//
// by maximum likelihood of coefficients and dispersion α together, with the standard
// error from the expected information at the estimated dispersion [lawless1987]. Where
// counts vary no more than Poisson ones do, α is 0. Without an event in one arm there
// is no convergence.
type NegativeBinomial struct {
	// Covariates are adjusted for: numbers, and categories by their levels.
	Covariates []string `toml:"covariates"`
}

var _ = Kinds.Add("negative_binomial", &NegativeBinomial{})

// Check finds nothing to object to.
func (*NegativeBinomial) Check(*spec.Problems) {}

// Adjusts names the covariates.
func (m *NegativeBinomial) Adjusts() (covariates, strata []string) { return m.Covariates, nil }

// Fit accepts count endpoints.
func (*NegativeBinomial) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Count {
		return unfit(p, t, "for a binary endpoint use logistic, for a survival endpoint cox")
	}
	return LogRateRatio
}

// New makes an analyzer by negative binomial regression.
func (*NegativeBinomial) New(h *Hypothesis, s Shape) Analyzer {
	return newWalds(h, s, negativeBinomial{regression.NewNegativeBinomial(s.Patients, regressors(h.Covariates))})
}

// negativeBinomial adds patients by count and exposure.
type negativeBinomial struct{ *regression.NegativeBinomial }

func (m negativeBinomial) add(v *cohort.View, row int, treated bool, x []float64) {
	m.Add(treated, x, int(v.Value[row]), v.Exposure[row])
}
