package missing

import "simrun/sim/base/spec"

// MAR is missing at random: it depends on what is known, the arm, covariates and
// the last value seen.
//
//	logit P(missing at v) = logit p + strength·((y − center)/scale + predictor),  y the last value seen before v
//
// The predictor is that of the effects of covariates. A strength above 0 loses patients with high values; 0 is MCAR.
// Center and scale are by default those of the visit of y. Models of all that was seen are not
// biased [rubin1976]; leaving patients out is.
type MAR struct {
	Chance
	Dependence
}

var _ = Kinds.Add("mar", &MAR{Chance: Chance{Pattern: "monotone"}})

// Check has nothing to add: what fits depends on the endpoint.
func (*MAR) Check(*spec.Problems) {}

// Parts is the chance and what it depends on.
func (m *MAR) Parts() (*Chance, *Dependence) { return &m.Chance, &m.Dependence }
