package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/stats/regression"
	"simrun/sim/world/cohort"
)

// CMH is the test of Cochran, Mantel and Haenszel that no stratum has an effect, without
// continuity correction. With a of n₁ treated, and m of all n patients of a stratum,
// successes,
//
//	z = Σ (a − n₁·m/n)/√Σ n₁·n₀·m·(n − m)/(n²·(n − 1))
//
// [mantel1959]. The estimate is the risk difference with the weights n₁·n₀/n of Mantel
// and Haenszel, and the standard error that of Sato, as with risk_difference: they belong
// to the interval, not to z.
type CMH struct {
	// Strata are covariates with levels, whose combinations are the strata.
	Strata []string `toml:"strata"`
}

var _ = Kinds.Add("cmh", &CMH{})

// Check finds nothing to object to.
func (*CMH) Check(*spec.Problems) {}

// Adjusts names the strata.
func (c *CMH) Adjusts() (covariates, strata []string) { return nil, c.Strata }

// Fit accepts binary endpoints without a margin.
func (*CMH) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Binary {
		return unfit(p, t, "for a survival endpoint use log_rank with strata, for a continuous endpoint ancova")
	}
	noMargin(p, margin, "use risk_difference")
	return RiskDifference
}

// New makes an analyzer of tables by stratum.
func (c *CMH) New(h *Hypothesis, s Shape) Analyzer { return newLayers(c, h, s) }

func (*CMH) test(tables []regression.Table, h *Hypothesis, e *Evidence) {
	z, status := regression.CochranMantelHaenszel(tables)
	if status != regression.OK {
		e.fail(statusOf[status])
		return
	}
	if math.IsNaN(e.SE) {
		e.SE, e.Half = 0, 0
	}
	e.normal(z, h.Alternative)
}
