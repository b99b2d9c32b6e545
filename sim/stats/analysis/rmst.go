package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// RMST compares restricted mean survival times, the areas under the Kaplan–Meier
// curves of the two arms up to tau:
//
//	estimate = ∫₀^τ S₁(t) dt − ∫₀^τ S₀(t) dt
//	variance = Σ (∫ₜ^τ S(u) du)²·d/(n(n − d)), over the event times of both arms
//	z = (estimate − margin)/SE
//
// with d events among n at risk, by Greenwood's formula [kaplan1958]. There is no
// estimate when the longest time of an arm is censored and below tau.
type RMST struct {
	// Tau is the time since entry up to which survival counts.
	Tau float64 `toml:"tau,required" range:"(0,inf)"`
}

var _ = Kinds.Add("rmst", &RMST{})

// Check finds nothing to object to.
func (*RMST) Check(*spec.Problems) {}

// Fit accepts survival endpoints.
func (*RMST) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	return fitSurvival(t, RMSTDifference, p)
}

// Until is tau.
func (r *RMST) Until() float64 { return r.Tau }

// New makes an analyzer of areas.
func (r *RMST) New(h *Hypothesis, s Shape) Analyzer { return newKaplanMeier(h, s, r.Tau, true) }
