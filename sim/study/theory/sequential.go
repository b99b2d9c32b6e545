package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
	"simrun/sim/study/plan"
	"simrun/sim/world/accrual"
	"simrun/sim/world/cohort"
)

// Sequence is what is known beforehand of a comparison with planned bounds.
type Sequence struct {
	design.Schedule
	Analysis, Arm string

	// Maximum is the information planned at the last look, as a number of
	// events or patients; NaN when it is not planned.
	Maximum float64

	// Effect and FutilityEffect are, by look, the smallest significant effect
	// and the largest futile one, on the scale of the test with the planned
	// information; NaN where there is none.
	Effect, FutilityEffect []float64

	// Drift is the mean of z at the planned maximum under the effect assumed,
	// toward the alternative; NaN when it is not known.
	Drift float64

	// Inflation is the factor by which the looks increase the size of the
	// fixed design with power Power, 1 − beta where beta is spent and else
	// 0.9; NaN when no size has that power.
	Inflation, Power float64

	// Scenarios are no effect, half of the one assumed, and all of it; only the
	// first when the drift is not known.
	Scenarios []Expected

	exact, binding bool
	tail           tail
}

// Expected is what to expect of a trial with a given share of the effect assumed.
type Expected struct {
	Share       float64 // of the effect assumed
	Power       float64 // probability of rejecting, in either direction if two-sided
	Information float64 // mean fraction of the planned maximum when the trial ends
}

// tail is a one-sided or two-sided plan with its bounds.
type tail struct {
	plan         boundary.Plan
	lower, upper []float64
}

// cross integrates for a drift.
func (t *tail) cross(drift float64) boundary.Crossing {
	return boundary.Cross(t.plan.Fractions, t.lower, t.upper, drift)
}

// rejected is by look the probability of having been rejected, in either direction
// if two-sided.
func (t *tail) rejected(c *boundary.Crossing) []float64 {
	by, sum := make([]float64, len(c.Upper)), 0.0
	for k := range by {
		sum += c.Upper[k]
		if t.plan.TwoSided {
			sum += c.Lower[k]
		}
		by[k] = sum
	}
	return by
}

// stopped is by look the probability of being rejected there.
func (t *tail) stopped(c *boundary.Crossing) []float64 {
	by := t.rejected(c)
	for k := len(by) - 1; k > 0; k-- {
		by[k] -= by[k-1]
	}
	return by
}

// Sequences are the comparisons of a plan that have planned bounds.
func Sequences(p *plan.Plan) []Sequence {
	g, ok := p.Protocol.Design.(*design.GroupSequential)
	if !ok {
		return nil
	}
	var all []Sequence
	setting := &p.Protocol.Setting
	for _, s := range g.Schedules(setting) {
		a := &p.Protocol.Analyses[setting.Comparisons[s.Comparison].Analysis]
		pair := a.Hypothesis.Pairs[s.Comparison-a.First]
		c := &setting.Comparisons[s.Comparison]
		q := Sequence{
			Schedule: s, Analysis: a.Name, Arm: p.Protocol.Arms[pair.Treated],
			Maximum: g.MaximumOf(setting, s.Comparison) / c.PerCount,
			Drift:   math.NaN(), Power: 0.9,
			tail: tail{plan: s.Plan, lower: s.Bounds.Lower, upper: s.Bounds.Z},
		}
		if s.Plan.TwoSided {
			q.tail.lower = boundary.Mirror(s.Bounds.Z)
		}
		q.precise(p, a, pair, q.Maximum*c.PerCount)
		q.inflate(g.FutilityOf(setting, s.Comparison))
		q.expect()
		all = append(all, q)
	}
	return all
}

// precise finds the drift and the effects at the bounds; maximum is the planned
// information.
func (s *Sequence) precise(p *plan.Plan, a *trial.Analysis, pair analysis.Pair, maximum float64) {
	n := len(s.Plan.Fractions)
	s.Effect, s.FutilityEffect = make([]float64, n), make([]float64, n)
	q, ok := precisionOf(p, a, pair)
	truth, margin := p.Subject.Comparisons[s.Comparison].Truth.Value, a.Hypothesis.Margin
	direction := 1.0
	if a.Hypothesis.Alternative == analysis.Less || a.Hypothesis.Alternative == analysis.TwoSided && truth < margin {
		direction = -1
	}
	t := p.Protocol.Endpoints[a.Hypothesis.Endpoint].Shape.Type
	for k, fraction := range s.Plan.Fractions {
		s.Effect[k], s.FutilityEffect[k] = math.NaN(), math.NaN()
		if !ok || !(maximum > 0) || len(p.Protocol.Draws) > 0 {
			continue
		}
		s.Effect[k] = q.smallest(s.Bounds.Z[k], direction, margin, fraction*maximum, t)
		if s.Bounds.Lower != nil {
			s.FutilityEffect[k] = q.smallest(s.Bounds.Lower[k], direction, margin, fraction*maximum, t)
		}
	}
	if ok && maximum > 0 && len(p.Protocol.Draws) == 0 {
		s.Drift = direction * (truth - margin) / q.assumed * math.Sqrt(maximum)
		s.exact = q.exact && balanced(p, s)
	}
}

// inflate finds the inflation factor.
func (s *Sequence) inflate(f *boundary.Futility) {
	s.Inflation, s.binding = math.NaN(), f != nil && f.Binding
	if f != nil && f.Spends() {
		s.Power = 1 - f.Beta
		ratio := s.Bounds.Drift / (num.NormalSurvivalQuantile(s.Plan.Tail()) + num.NormalSurvivalQuantile(f.Beta))
		s.Inflation = ratio * ratio
		return
	}
	if factor, ok := boundary.Inflation(s.Plan, s.Bounds.Lower, s.Bounds.Z, s.Power); ok {
		s.Inflation = factor
	}
}

// expect integrates for no effect, half of the one assumed, and all of it.
func (s *Sequence) expect() {
	shares := []float64{0, 0.5, 1}
	drift := s.Drift
	if math.IsNaN(drift) || drift == 0 {
		shares, drift = shares[:1], 0
	}
	for _, share := range shares {
		c := s.tail.cross(share * drift)
		by := s.tail.rejected(&c)
		s.Scenarios = append(s.Scenarios, Expected{share, by[len(by)-1], c.Information})
	}
}

// sequential is the power of group-sequential designs by recursive integration of
// the joint normal law of the statistics, with means θ√t at the planned
// information fractions t:
//
//	P(Z_j inside its bounds for j < k, Z_k beyond them)
//
// ([jennison2000] ch. 19). It is exact for a z test of normal values with the
// standard deviation known, if the information is as planned, and otherwise the
// usual approximation.
//
// It applies to deciding comparisons whose looks count what informs them, and gives
// the powers by look and in all, and where the trial stops.
func sequential(p *plan.Plan) []Answer {
	g, ok := p.Protocol.Design.(*design.GroupSequential)
	if !ok {
		return nil
	}
	var all []Answer
	list := sole(p, g)
	for i := range list {
		all = append(all, list[i].answers(len(list) == 1)...)
	}
	return all
}

// sole are the sequences whose course the rest of the trial does not disturb:
// those of deciding comparisons, only one of which there may be with futility.
func sole(p *plan.Plan, g *design.GroupSequential) []Sequence {
	decides, n := g.Deciding(&p.Protocol.Setting), 0
	for _, d := range decides {
		if d {
			n++
		}
	}
	var all []Sequence
	for _, s := range Sequences(p) {
		if !decides[s.Comparison] || s.Bounds.Lower != nil && n > 1 || math.IsNaN(s.Drift) || !onPlan(p, &s) {
			continue
		}
		all = append(all, s)
	}
	return all
}

// onPlan reports whether each look of a comparison is held at the information
// planned, as far as that can be arranged.
func onPlan(p *plan.Plan, s *Sequence) bool {
	a := &p.Protocol.Analyses[p.Protocol.Setting.Comparisons[s.Comparison].Analysis]
	if !additive(a) {
		return false
	}
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint]
	survival := e.Shape.Type == cohort.Survival
	for _, k := range s.Looks {
		if k >= len(p.Scenario.Looks) {
			return false
		}
		switch t := p.Scenario.Looks[k].When.Value.(type) {
		case *trigger.Information:
		case *trigger.Events:
			if !survival || t.Endpoint != e.Name {
				return false
			}
		case *trigger.Patients:
			if survival || t.Followed < e.Shape.At+e.Shape.Delay || p.Protocol.Dropout != nil {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// balanced reports whether each look of a comparison is sure to be held at exactly
// the information planned: one by one at counts of patients that fill blocks.
func balanced(p *plan.Plan, s *Sequence) bool {
	blocks, ok := p.Protocol.Assignment.(*assign.Blocks)
	if _, together := p.Protocol.Accrual.(*accrual.Instant); together || !ok || blocks.Size == nil || p.Protocol.Dropout != nil {
		return false
	}
	a := &p.Protocol.Analyses[p.Protocol.Setting.Comparisons[s.Comparison].Analysis]
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint].Shape
	for i, k := range s.Looks {
		if k >= len(p.Scenario.Looks) {
			return false
		}
		t, counts := p.Scenario.Looks[k].When.Value.(*trigger.Patients)
		if !counts || t.Count == nil || *t.Count%*blocks.Size != 0 || t.Followed != e.At || e.Delay != 0 || t.Window != (trigger.Window{}) {
			return false
		}
		if math.Abs(float64(*t.Count)/s.Maximum-s.Plan.Fractions[i]) > 1e-12 {
			return false // the fractions are planned otherwise
		}
	}
	return true
}

// answers are those of one comparison; alone says that it alone stops the trial.
func (s *Sequence) answers(alone bool) []Answer {
	method := "normal approximation, by recursive integration at the planned information"
	if s.exact {
		method = "recursive integration at the planned information"
	}
	var all []Answer
	add := func(metric string, values []float64, total bool) {
		answer := Answer{Metric: metric, Analysis: s.Analysis, Arm: s.Arm, Method: method, Exact: s.exact}
		if total {
			answer.Value = values[len(values)-1]
			all = append(all, answer)
		}
		for k, v := range values {
			look := s.Looks[k] + 1
			answer.Look, answer.Value = &look, v
			all = append(all, answer)
		}
	}
	c := s.tail.cross(s.Drift)
	add("power", s.tail.rejected(&c), true)
	if alone && len(s.Looks) > 1 {
		add("stop_efficacy", s.tail.stopped(&c), false)
		if s.Bounds.Lower != nil {
			add("stop_futility", c.Lower, false)
		}
	}
	if s.Bounds.Lower != nil && !s.binding {
		free := tail{plan: s.Plan, upper: s.Bounds.Z}
		on := free.cross(s.Drift)
		add("power_ignoring_futility", free.rejected(&on), true)
	}
	return all
}
