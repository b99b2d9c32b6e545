package missing

import "simrun/sim/base/spec"

// MNAR is missing not at random: it depends on the very value that is not seen.
//
//	logit P(missing at v) = logit p + strength·((yᵥ − center)/scale + predictor),  yᵥ the value itself
//
// The predictor is that of the effects of covariates. No analysis of what was seen is free of bias
// [little2019, ch. 15].
type MNAR struct {
	Chance
	Dependence
}

var _ = Kinds.Add("mnar", &MNAR{Chance: Chance{Pattern: "monotone"}, Dependence: Dependence{Unseen: true}})

// Check has nothing to add: what fits depends on the endpoint.
func (*MNAR) Check(*spec.Problems) {}

// Parts is the chance and what it depends on.
func (m *MNAR) Parts() (*Chance, *Dependence) { return &m.Chance, &m.Dependence }
