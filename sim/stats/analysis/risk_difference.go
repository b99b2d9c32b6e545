package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// StratifiedDifference is the Wald test of the risk difference that strata have in
// common. With a of n₁ treated and c of n₀ control patients of a stratum successes, n of
// both arms,
//
//	RD = Σ (a·n₀ − c·n₁)/n ÷ Σ n₁·n₀/n
//	z = (RD − margin)/SE
//
// with the weights of Mantel and Haenszel and the standard error of Sato, which holds for
// many small strata as for a few large ones [sato1989]. Without strata it is that of the
// unpooled z.
type StratifiedDifference struct {
	// Strata are covariates with levels, whose combinations are the strata.
	Strata []string `toml:"strata"`
}

var _ = Kinds.Add("risk_difference", &StratifiedDifference{})

// Check finds nothing to object to.
func (*StratifiedDifference) Check(*spec.Problems) {}

// Adjusts names the strata.
func (d *StratifiedDifference) Adjusts() (covariates, strata []string) { return nil, d.Strata }

// Fit accepts binary endpoints.
func (*StratifiedDifference) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Binary {
		return unfit(p, t, "for a survival endpoint use milestone, for a continuous endpoint ancova")
	}
	return RiskDifference
}

// New makes an analyzer of tables by stratum.
func (d *StratifiedDifference) New(h *Hypothesis, s Shape) Analyzer { return newLayers(d, h, s) }

func (*StratifiedDifference) test(_ []regression.Table, h *Hypothesis, e *Evidence) {
	switch {
	case !math.IsNaN(e.SE):
		e.wald(e.SE, h)
	case e.Estimate == 0:
		e.fail(OneCategory)
	default:
		e.fail(ZeroVariance)
	}
}
