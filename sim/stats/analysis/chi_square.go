package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// ChiSquare is Pearson's chi-square test of two proportions.
//
//	X² = Σ (|O − E| − c)²/E,  Z = sign(p₁ − p₀)·√X²
//
// with c = 0, or with Yates's correction c = min(½, |O − E|) [pearson1900]
// [yates1934]. Statistic is X². One-sided p-values come from Z.
type ChiSquare struct {
	// Continuity applies Yates's correction.
	Continuity bool `toml:"continuity"`
}

var _ = Kinds.Add("chi_square", &ChiSquare{})

// Check finds nothing to object to.
func (*ChiSquare) Check(*spec.Problems) {}

// Fit accepts binary endpoints without margin.
func (*ChiSquare) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return fitBinary(t, margin, p)
}

// New makes an analyzer of two-by-two tables.
func (c *ChiSquare) New(h *Hypothesis, s Shape) Analyzer { return newTables(c, h, s) }

func (c *ChiSquare) test(t table, h *Hypothesis, e *Evidence) {
	n1, n0, x := float64(t.n1), float64(t.n0), float64(t.x1+t.x0)
	n := n1 + n0
	if t.x1+t.x0 == 0 || t.x1+t.x0 == t.n1+t.n0 {
		e.fail(OneCategory)
		return
	}
	// All four |O − E| are equal: d = |x₁n₀ − x₀n₁|/n.
	diff := float64(float64(t.x1)*n0) - float64(float64(t.x0)*n1)
	d := math.Abs(diff) / n
	if c.Continuity {
		d -= min(0.5, d)
	}
	x2 := d * d * n * n * n / (n1 * n0 * x * (n - x))
	e.normal(math.Copysign(math.Sqrt(x2), diff), h.Alternative)
	e.Statistic = x2
}
