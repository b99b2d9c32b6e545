package theory

import (
	"fmt"
	"math"

	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
)

// schoenfeld is the textbook power of the log-rank test and of Cox's model for
// proportional hazards near equality, from the number of events d alone:
//
//	Z ~ N((log HR − margin)·√(d·r(1 − r)), 1)
//
// with r the share of the treated arm among the patients of the two [schoenfeld1981].
//
// It applies to fixed designs of one look, where the number of events is planned or
// can be expected, and gives no number where the hazards are not proportional.
func schoenfeld(p *plan.Plan) []Answer {
	return powers(p, proportional, func(a *trial.Analysis, j int) Answer {
		effect, pair := p.Subject.Comparisons[a.First+j].Truth.Value, a.Hypothesis.Pairs[j]
		if math.IsNaN(effect) {
			return Answer{Value: effect}
		}
		d := pairEvents(p, a, pair)
		r1, r0 := p.Protocol.Allocation.Ratio[pair.Treated], p.Protocol.Allocation.Ratio[pair.Control]
		se := (r1 + r0) / math.Sqrt(d*r1*r0)
		return Answer{
			Value:  beyond(&a.Hypothesis, effect, se, se*single(&a.Hypothesis).upper[0]),
			Method: fmt.Sprintf("Schoenfeld's approximation, %.4g events", d),
		}
	})
}

// proportional reports whether the formula applies to an analysis.
func proportional(p *plan.Plan, a *trial.Analysis) bool {
	if adjusted(a) {
		return false
	}
	switch test := a.Test.(type) {
	case *analysis.LogRank:
		if test.Rho != 0 || test.Gamma != 0 {
			return false
		}
	case *analysis.Cox:
	default:
		return false
	}
	_, fixed := p.Protocol.Design.(*design.Fixed)
	w, ok := natureOf(p, &p.Protocol.Endpoints[a.Hypothesis.Endpoint])
	return fixed && ok && observable(p, a, w)
}

// pairEvents is the number of events of a pair of arms at the only look: the share
// of those awaited that its patients are of all, of no more than are ever expected,
// or those expected by then.
func pairEvents(p *plan.Plan, a *trial.Analysis, pair analysis.Pair) float64 {
	w, _ := natureOf(p, &p.Protocol.Endpoints[a.Hypothesis.Endpoint])
	if len(p.Scenario.Looks) > 0 {
		if _, ok := p.Scenario.Looks[0].When.Value.(*trigger.Events); ok {
			sum := 0.0
			for _, r := range p.Protocol.Allocation.Ratio {
				sum += r
			}
			r := p.Protocol.Allocation.Ratio
			return math.Min(float64(awaited(p, 0)), w.ever()) * (r[pair.Treated] + r[pair.Control]) / sum
		}
	}
	now, _ := lookTime(p, w, 0)
	c := w.at(now)
	return c.arms[pair.Treated].events() + c.arms[pair.Control].events()
}
