package sim

import (
	"fmt"

	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/study/theory"
)

// mostTheory is the largest number of points for which a run looks for answers
// without simulation: some take a tenth of a second.
const mostTheory = 32

// beside are the answers known without simulation to figures that the rows have,
// and warnings where a figure deviates from an exact one: then either the
// scenario does not say what is meant, or the program is wrong.
func beside(p *plan.Plan, rows []oc.Row) (known []shard.Theory, warnings []string) {
	for _, a := range theory.Answers(p) {
		for i := range rows {
			if !a.About(&rows[i]) {
				continue
			}
			t := shard.Theory{
				Metric: a.Metric, Analysis: a.Analysis, Endpoint: a.Endpoint, Arm: a.Arm, Look: a.Look,
				Reason: a.Reason, Value: a.Value, Method: a.Method, Exact: a.Exact,
				Deviates: theory.Flag(rows[i], a),
			}
			known = append(known, t)
			if t.Deviates {
				warnings = append(warnings, fmt.Sprintf("%s of %s is %.6g, more than 4 standard errors from the exact %.6g (%s): does the scenario say what is meant?",
					a.Metric, a.Analysis, rows[i].Value, a.Value, a.Method))
			}
		}
	}
	return known, warnings
}

// ResultSet are the values of a point as a result has them.
func (s *Study) ResultSet(point int) map[string]any { return values(s.Points[point].Set) }
