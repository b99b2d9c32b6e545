package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Z is the normal test of two means with known standard deviation, or of two
// proportions.
//
//	means        z = (x̄₁ − x̄₀ − margin)/(sd·√(1/n₁ + 1/n₀))
//	proportions  z = (p₁ − p₀)/√(p̄(1 − p̄)(1/n₁ + 1/n₀))                  pooled
//	             z = (p₁ − p₀ − margin)/√(p₁(1 − p₁)/n₁ + p₀(1 − p₀)/n₀)   unpooled
type Z struct {
	// SD is the known standard deviation of a continuous endpoint.
	SD *float64 `toml:"sd" range:"(0,inf)"`
	// Pooled estimates the variance of a proportion under equality.
	Pooled bool `toml:"pooled"`
}

var _ = Kinds.Add("z", &Z{Pooled: true})

// Check finds nothing to object to.
func (*Z) Check(*spec.Problems) {}

// Fit accepts continuous endpoints with sd and binary ones without; a margin on
// a risk difference needs the unpooled variance.
func (z *Z) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	switch t {
	case cohort.Continuous:
		if z.SD == nil {
			p.At("test").Add("needs sd, the known standard deviation", `give sd, or use { kind = "t" }`)
		}
		return MeanDifference
	case cohort.Binary:
		if z.SD != nil {
			p.At("test").Add("sd has no meaning for a binary endpoint", "leave sd out")
		}
		if z.Pooled {
			noMargin(p, margin, "say pooled = false")
		}
		return RiskDifference
	}
	return unfit(p, t, "use log_rank")
}

// New makes an analyzer of means when sd is given, and of two-by-two tables
// otherwise.
func (z *Z) New(h *Hypothesis, s Shape) Analyzer {
	if z.SD == nil {
		return newTables(z, h, s)
	}
	return &zMeans{means: newMeans(h, s), sd: *z.SD, crit: num.NormalSurvivalQuantile(h.Tail())}
}

func (z *Z) test(t table, h *Hypothesis, e *Evidence) {
	se := e.SE
	if z.Pooled {
		p := float64(t.x1+t.x0) / float64(t.n1+t.n0)
		se = math.Sqrt(p * (1 - p) * (1/float64(t.n1) + 1/float64(t.n0)))
	}
	if se == 0 {
		// Unpooled: all of one arm against none of the other is not one category.
		if e.Estimate != 0 {
			e.fail(ZeroVariance)
		} else {
			e.fail(OneCategory)
		}
		return
	}
	e.wald(se, h)
}

// zMeans compares means of known standard deviation.
type zMeans struct {
	means
	sd, crit float64
}

// Analyze compares the means of each pair.
func (a *zMeans) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.collect(s)
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		if !a.compare(pair, e) {
			continue
		}
		e.SE = a.sd * math.Sqrt(1/e.Info)
		e.Half = a.crit * e.SE
		e.wald(e.SE, a.h)
	}
}
