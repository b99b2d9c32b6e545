package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Milestone compares survival at one time, by the Kaplan–Meier curves of the two
// arms:
//
//	estimate = S₁(time) − S₀(time)
//	variance = S₁²·Σ d/(n(n − d)) + S₀²·Σ d/(n(n − d)), over the event times of each arm
//	z = (estimate − margin)/SE
//
// with d events among n at risk, by Greenwood's formula [kaplan1958]. There is no
// estimate when the longest time of an arm is censored and below that time.
type Milestone struct {
	// Time is the time since entry at which survival is compared.
	Time float64 `toml:"time,required" range:"(0,inf)"`
}

var _ = Kinds.Add("milestone", &Milestone{})

// Check finds nothing to object to.
func (*Milestone) Check(*spec.Problems) {}

// Fit accepts survival endpoints.
func (*Milestone) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	return fitSurvival(t, SurvivalDifference, p)
}

// Until is the time.
func (m *Milestone) Until() float64 { return m.Time }

// New makes an analyzer of survival.
func (m *Milestone) New(h *Hypothesis, s Shape) Analyzer { return newKaplanMeier(h, s, m.Time, false) }
