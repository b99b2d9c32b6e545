package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// ProportionalOdds is the Wald test of the arm in the proportional odds model,
//
//	log(P(value > k)/P(value ≤ k)) = −ζₖ + β·treated + Σ γⱼ·covariateⱼ
//	z = β/SE
//
// by maximum likelihood, with the standard error from the observed information
// [mccullagh1980]. So a positive estimate means higher values. Categories that nobody
// is in do not matter. Where arms or covariates separate the values there is no
// convergence.
type ProportionalOdds struct {
	// Covariates are adjusted for: numbers, and categories by their levels.
	Covariates []string `toml:"covariates"`
}

var _ = Kinds.Add("proportional_odds", &ProportionalOdds{})

// Check finds nothing to object to.
func (*ProportionalOdds) Check(*spec.Problems) {}

// Adjusts names the covariates.
func (m *ProportionalOdds) Adjusts() (covariates, strata []string) { return m.Covariates, nil }

// Fit accepts ordinal endpoints, without a margin.
func (*ProportionalOdds) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Ordinal {
		return unfit(p, t, "for a binary endpoint use logistic, for a continuous endpoint ancova")
	}
	noMargin(p, margin, "test the same odds, or cut the values in two and use logistic")
	return LogOddsRatio
}

// New makes an analyzer by the regression of ordered categories.
func (*ProportionalOdds) New(h *Hypothesis, s Shape) Analyzer {
	return newWalds(h, s, proportionalOdds{regression.NewProportionalOdds(s.Patients, regressors(h.Covariates), h.Levels)})
}

// proportionalOdds adds patients by category.
type proportionalOdds struct{ *regression.ProportionalOdds }

func (m proportionalOdds) add(v *cohort.View, row int, treated bool, x []float64) {
	m.Add(treated, x, int(v.Value[row]))
}
