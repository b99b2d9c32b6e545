package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// MiettinenNurminen is the score test of Miettinen and Nurminen of a risk
// difference against any margin.
//
//	z = (p₁ − p₀ − margin)/√((p̃₁(1 − p̃₁)/n₁ + p̃₀(1 − p̃₀)/n₀)·N/(N − 1))
//
// with p̃₁, p̃₀ the maximum-likelihood estimates under p̃₁ − p̃₀ = margin and N =
// n₁ + n₀ [miettinen1985]. It is farrington_manning but for the factor N/(N − 1).
// SE and the interval are the unpooled ones.
type MiettinenNurminen struct{}

var _ = Kinds.Add("miettinen_nurminen", &MiettinenNurminen{})

// Check finds nothing to object to.
func (*MiettinenNurminen) Check(*spec.Problems) {}

// Fit accepts binary endpoints and margins between −1 and 1.
func (*MiettinenNurminen) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return fitScore(t, margin, p)
}

// New makes an analyzer of two-by-two tables.
func (m *MiettinenNurminen) New(h *Hypothesis, s Shape) Analyzer { return newTables(m, h, s) }

func (*MiettinenNurminen) test(t table, h *Hypothesis, e *Evidence) {
	n := float64(t.n1 + t.n0)
	t.score(h, n/(n-1), e)
}
