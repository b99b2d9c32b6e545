package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// Logistic is the Wald test of the arm in logistic regression,
//
//	log(p/(1 − p)) = β₀ + β·treated + Σ γⱼ·covariateⱼ
//	z = (β − margin)/SE
//
// by maximum likelihood, with the standard error from the information at the estimate
// [mccullagh1989]. Where successes and failures can be separated, as when an arm has
// only one of them, there is no convergence.
type Logistic struct {
	// Covariates are adjusted for: numbers, and categories by their levels.
	Covariates []string `toml:"covariates"`
}

var _ = Kinds.Add("logistic", &Logistic{})

// Check finds nothing to object to.
func (*Logistic) Check(*spec.Problems) {}

// Adjusts names the covariates.
func (m *Logistic) Adjusts() (covariates, strata []string) { return m.Covariates, nil }

// Fit accepts binary endpoints.
func (*Logistic) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Binary {
		return unfit(p, t, "for an ordinal endpoint use proportional_odds, for a continuous endpoint ancova, for a survival endpoint cox")
	}
	return LogOddsRatio
}

// New makes an analyzer by logistic regression.
func (*Logistic) New(h *Hypothesis, s Shape) Analyzer {
	return newWalds(h, s, logistic{regression.NewLogistic(s.Patients, regressors(h.Covariates))})
}

// logistic adds patients by success.
type logistic struct{ *regression.Logistic }

func (m logistic) add(v *cohort.View, row int, treated bool, x []float64) {
	m.Add(treated, x, v.Value[row] != 0)
}
