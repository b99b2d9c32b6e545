package theory

import (
	"math"

	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
)

// whole reports whether a plan tests an endpoint that is measured once just when
// the last patient's value is due, and at no other time, with no parameter drawn.
func whole(p *plan.Plan, e *trial.Endpoint) bool {
	_, fixed := p.Protocol.Design.(*design.Fixed)
	if !fixed || len(p.Protocol.Looks) != 1 || len(p.Protocol.Draws) > 0 {
		return false
	}
	if len(p.Scenario.Looks) == 0 {
		return true
	}
	t, ok := p.Scenario.Looks[0].When.Value.(*trigger.Patients)
	return ok && counted(t, p) == p.Protocol.Allocation.Size && t.Latest == nil && t.Followed >= e.Shape.At+e.Shape.Delay
}

// counted is the number of patients that a trigger waits for.
func counted(t *trigger.Patients, p *plan.Plan) int {
	c, ok := t.New(&trigger.Setting{Size: p.Protocol.Allocation.Size}, noProblems()).(trigger.Counter)
	if !ok {
		return 0
	}
	return c.Count().N
}

// stays is the probability that a patient of an arm does not leave before a time
// since entry.
func stays(p *plan.Plan, arm uint8, at float64) float64 {
	if p.Protocol.Dropout == nil || arm == analysis.NoArm {
		return 1
	}
	return 1 - p.Protocol.Dropout.ByArm[arm].CDF(math.Nextafter(at, math.Inf(-1)))
}
