package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// precision says how well a comparison knows its effect for a given information,
// as Evidence.Info counts it:
//
//	SE = unit(effect) / √information
//
// For means information is n₁n₂/(n₁ + n₂) and unit² = (1 − r)σ₁² + rσ₀², for
// proportions likewise with σ² = p(1 − p), and for the log hazard ratio it is the
// number of events and unit² = 1/(r(1 − r)) [schoenfeld1981]; r is the share of the
// treated arm.
type precision struct {
	share    float64   // r
	treated  dist.Dist // laws of the two arms
	control  dist.Dist
	critical func(effect float64) float64 // unit that the test uses
	assumed  float64                      // unit under the effect assumed
	exact    bool                         // the statistic is exactly normal with this unit
}

// precisionOf is the precision of one comparison, and whether it is known.
func precisionOf(p *plan.Plan, a *trial.Analysis, pair analysis.Pair) (*precision, bool) {
	if pair.Control == analysis.NoArm || a.Hypothesis.Alternative == analysis.Equivalence || adjusted(a) {
		return nil, false
	}
	laws, ratio := p.Protocol.Endpoints[a.Hypothesis.Endpoint].Laws[0].ByArm, p.Protocol.Allocation.Ratio
	q := &precision{treated: laws[pair.Treated], control: laws[pair.Control]}
	q.share = ratio[pair.Treated] / (ratio[pair.Treated] + ratio[pair.Control])
	switch test := a.Test.(type) {
	case *analysis.Z:
		if test.SD == nil {
			q.proportions(test.Pooled)
			break
		}
		q.means(*test.SD)
		q.exact = isNormal(q.treated, *test.SD) && isNormal(q.control, *test.SD)
	case *analysis.T, *analysis.Welch:
		q.means(math.NaN())
	case *analysis.ChiSquare, *analysis.Fisher, *analysis.Boschloo:
		q.proportions(true)
	case *analysis.FarringtonManning, *analysis.MiettinenNurminen:
		q.proportions(false)
	case *analysis.LogRank:
		if test.Rho != 0 || test.Gamma != 0 {
			return nil, false
		}
		q.hazards()
	case *analysis.Cox:
		q.hazards()
	default:
		return nil, false
	}
	return q, q.assumed > 0 && !math.IsInf(q.assumed, 1)
}

// isNormal reports whether a law, however it is declared, is normal with the given
// standard deviation.
func isNormal(law dist.Dist, sd float64) bool {
	mean := law.Mean()
	for x := -8.0; x <= 8; x += 0.25 {
		if !(math.Abs(law.CDF(mean+float64(x*sd))-num.NormalCDF(x)) < 1e-12) {
			return false
		}
	}
	return true
}

// means sets the units of a difference of means; sd is the one that the test
// takes as known, NaN when it estimates it.
func (q *precision) means(sd float64) {
	if math.IsNaN(sd) {
		sd = math.Sqrt(float64((1-q.share)*dist.Variance(q.treated)) + float64(q.share*dist.Variance(q.control)))
	}
	q.assumed, q.critical = sd, func(float64) float64 { return sd }
}

// proportions sets the units of a risk difference.
func (q *precision) proportions(pooled bool) {
	r, p0 := q.share, q.control.Mean()
	variance := func(p float64) float64 { return p * (1 - p) }
	apart := func(effect float64) float64 {
		return math.Sqrt(float64((1-r)*variance(p0+effect)) + float64(r*variance(p0)))
	}
	q.assumed, q.critical = apart(q.treated.Mean()-p0), apart
	if pooled {
		q.critical = func(effect float64) float64 { return math.Sqrt(variance(p0 + float64(r*effect))) }
	}
}

// hazards sets the units of a log hazard ratio.
func (q *precision) hazards() {
	q.assumed = 1 / math.Sqrt(q.share*(1-q.share))
	q.critical = func(float64) float64 { return q.assumed }
}

// smallest is the effect, on the side of direction, whose estimate just reaches z
// toward the alternative with the given information; NaN when none does.
func (q *precision) smallest(z, direction, margin, information float64, t cohort.Type) float64 {
	if math.IsInf(z, 0) || math.IsNaN(z) {
		return math.NaN()
	}
	if t != cohort.Binary {
		return margin + direction*z*q.critical(0)/math.Sqrt(information)
	}
	beyond := func(effect float64) float64 {
		return float64(direction*(effect-margin)) - z*q.critical(effect)/math.Sqrt(information)
	}
	const edge = 1e-9
	p0 := q.control.Mean()
	effect, ok := num.Root(beyond, edge-p0, 1-edge-p0, 1e-12)
	if !ok {
		return math.NaN()
	}
	return effect
}
