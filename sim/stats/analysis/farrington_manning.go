package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// FarringtonManning is the score test of Farrington and Manning of a risk
// difference against any margin.
//
//	z = (p₁ − p₀ − margin)/√(p̃₁(1 − p̃₁)/n₁ + p̃₀(1 − p̃₀)/n₀)
//
// with p̃₁, p̃₀ the maximum-likelihood estimates under p̃₁ − p̃₀ = margin
// [farrington1990]. Without margin it is the pooled z test. SE and the interval
// are the unpooled ones.
type FarringtonManning struct{}

var _ = Kinds.Add("farrington_manning", &FarringtonManning{})

// Check finds nothing to object to.
func (*FarringtonManning) Check(*spec.Problems) {}

// Fit accepts binary endpoints and margins between −1 and 1.
func (*FarringtonManning) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return fitScore(t, margin, p)
}

// New makes an analyzer of two-by-two tables.
func (f *FarringtonManning) New(h *Hypothesis, s Shape) Analyzer { return newTables(f, h, s) }

func (*FarringtonManning) test(t table, h *Hypothesis, e *Evidence) { t.score(h, 1, e) }
