package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
)

// hazards is the power of the log-rank test and its weighted family by large-sample
// theory for fixed alternatives, proportional or not: the expected numbers at risk
// and of events are integrated over the laws of accrual, event and leaving, as in
// [lakatos1988], which gives the mean of the statistic; its variance, which is not 1
// under the alternative, is that of the patients' influences on it, as in [lin1989].
// When a look waits for a number of events, the influence counts the time that a
// patient's event takes from the rest.
//
//	power = P(Z ≥ bound), Z ~ N(mean, variance); by look with Cov(Z_j, Z_k)/(σ_j σ_k) = √(I_j/I_k)
//
// [jennison2000].
//
// It applies to fixed designs of one look at a count of events, on a day, or when
// follow-up is complete, and to group-sequential ones whose looks count the
// events.
func hazards(p *plan.Plan) []Answer {
	var all []Answer
	for i := range p.Protocol.Analyses {
		for _, c := range courses(p, i) {
			all = append(all, c.answers(p)...)
		}
	}
	return all
}

// path is the looks of one comparison, with bounds on z toward the alternative.
type path struct {
	analysis *trial.Analysis
	pair     analysis.Pair
	looks    []int // indices of the looks
	declared bool  // there is a row for each look
	t        tail
}

// courses are the comparisons of an analysis to which the method applies.
func courses(p *plan.Plan, i int) []path {
	a := &p.Protocol.Analyses[i]
	if _, ok := a.Test.(*analysis.LogRank); !ok || adjusted(a) {
		return nil
	}
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint]
	if w, ok := natureOf(p, e); !ok || !observable(p, a, w) {
		return nil
	}
	var all []path
	switch g := p.Protocol.Design.(type) {
	case *design.Fixed:
		for _, pair := range a.Hypothesis.Pairs {
			all = append(all, path{a, pair, []int{0}, len(p.Scenario.Looks) > 0, single(&a.Hypothesis)})
		}
	case *design.GroupSequential:
		decides := g.Deciding(&p.Protocol.Setting)
		for _, s := range g.Schedules(&p.Protocol.Setting) {
			j := s.Comparison - a.First
			if j < 0 || j >= len(a.Hypothesis.Pairs) || !decides[s.Comparison] || len(s.Looks) != len(p.Protocol.Looks) ||
				s.Bounds.Lower != nil && len(p.Protocol.Setting.Comparisons) > 1 {
				continue
			}
			t := tail{plan: s.Plan, lower: s.Bounds.Lower, upper: s.Bounds.Z}
			if s.Plan.TwoSided {
				t.lower = boundary.Mirror(s.Bounds.Z)
			}
			all = append(all, path{a, a.Hypothesis.Pairs[j], s.Looks, true, t})
		}
	}
	return all
}

// single is the plan of one look.
func single(h *analysis.Hypothesis) tail {
	z := num.NormalSurvivalQuantile(h.Tail())
	t := tail{upper: []float64{z}, plan: boundary.Plan{
		Alpha: h.Alpha, TwoSided: h.Alternative == analysis.TwoSided, Fractions: []float64{1},
	}}
	if t.plan.TwoSided {
		t.lower = []float64{-z}
	}
	return t
}

// observable reports whether it is known when the looks are held: at counts of the
// endpoint's events and, if there is only one look, on a day or in the end.
func observable(p *plan.Plan, a *trial.Analysis, w *nature) bool {
	_, fixed := p.Protocol.Design.(*design.Fixed)
	for k := range p.Protocol.Looks {
		if len(p.Scenario.Looks) == 0 {
			return fixed && !math.IsInf(w.followUp, 1)
		}
		switch t := p.Scenario.Looks[k].When.Value.(type) {
		case *trigger.Events:
			if p.Scenario.Endpoints.Index(t.Endpoint) != a.Hypothesis.Endpoint || t.Window != (trigger.Window{}) {
				return false
			}
		case *trigger.Calendar:
			if t.Window != (trigger.Window{}) || !fixed {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// answers are the powers of one comparison.
func (c *path) answers(p *plan.Plan) []Answer {
	const method = "large-sample approximation, by integration of the hazards"
	w, _ := natureOf(p, &p.Protocol.Endpoints[c.analysis.Hypothesis.Endpoint])
	x := c.cross(p, w)
	by := c.t.rejected(&x)
	answer := Answer{
		Metric: "power", Analysis: c.analysis.Name, Arm: p.Protocol.Arms[c.pair.Treated], Method: method, Value: by[len(by)-1],
	}
	all := []Answer{answer}
	for i, k := range c.looks {
		if c.declared && len(c.looks) > 1 {
			look := k + 1
			answer.Look, answer.Value = &look, by[i]
			all = append(all, answer)
		}
	}
	return all
}

// cross integrates over the looks, with the bounds moved by the means and divided by
// the standard deviations.
func (c *path) cross(p *plan.Plan, w *nature) boundary.Crossing {
	direction := 1.0
	if c.analysis.Hypothesis.Alternative == analysis.Less {
		direction = -1
	}
	n := len(c.looks)
	upper, lower := make([]float64, n), make([]float64, n)
	for i, k := range c.looks {
		mean, sd := c.statistic(p, w, k)
		upper[i], lower[i] = (c.t.upper[i]-float64(direction*mean))/sd, math.Inf(-1)
		if c.t.lower != nil {
			lower[i] = (c.t.lower[i] - float64(direction*mean)) / sd
		}
	}
	return boundary.Cross(c.t.plan.Fractions, lower, upper, 0)
}

// statistic is the mean and the standard deviation of the statistic at look k.
func (c *path) statistic(p *plan.Plan, w *nature, k int) (mean, sd float64) {
	test := c.analysis.Test.(*analysis.LogRank)
	now, driven := lookTime(p, w, k)
	course := w.at(now)
	s := course.logRank(c.pair, test.Rho, test.Gamma)
	slope := 0.0
	if driven {
		// How z and the number of events change together.
		h := float64(1e-3 * now)
		a, b := w.at(now-h), w.at(now+h)
		slope = (b.logRank(c.pair, test.Rho, test.Gamma).z - a.logRank(c.pair, test.Rho, test.Gamma).z) / (b.events() - a.events())
	}
	variance := 0.0
	for arm := range course.arms {
		var move *influence
		switch uint8(arm) {
		case c.pair.Control:
			move = &s.moves[0]
		case c.pair.Treated:
			move = &s.moves[1]
		}
		variance += course.arms[arm].spread(move, slope)
	}
	return s.z, math.Sqrt(variance)
}

// lookTime is when look k is expected, and whether it waits for events. When the
// events may never be reached, it is when their mean number at the analysis is.
func lookTime(p *plan.Plan, w *nature, k int) (now float64, driven bool) {
	if len(p.Scenario.Looks) == 0 {
		return math.Inf(1), false
	}
	if t, ok := p.Scenario.Looks[k].When.Value.(*trigger.Calendar); ok {
		return t.Time, false
	}
	count := float64(awaited(p, k))
	ever := w.ever()
	if sd := w.everSD(); count > ever-float64(6*sd) {
		x := (count - ever) / sd
		count -= float64(sd * (float64(x*num.NormalCDF(x)) + num.NormalPDF(x)))
	}
	now, ok := w.when(count)
	return now, ok
}

// awaited is the number of events that a look waits for.
func awaited(p *plan.Plan, k int) int {
	return p.Protocol.Looks[k].When.(trigger.Counter).Count().N
}

// everSD is the standard deviation of the number of all events that are ever seen.
func (w *nature) everSD() float64 {
	n, ever := 0.0, w.ever()
	for _, m := range w.n {
		n += m
	}
	return math.Sqrt(math.Max(ever*(1-ever/n), 1e-9))
}

// isSurvival reports whether an endpoint is one of times.
func isSurvival(e *trial.Endpoint) bool { return e.Shape.Type == cohort.Survival }
