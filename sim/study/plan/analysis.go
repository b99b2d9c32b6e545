package plan

import (
	"math"
	"slices"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/study/truth"
	"simrun/sim/world/cohort"
)

// analyses binds every analysis to its endpoint and its pairs of arms.
func (c *compiler) analyses() {
	if len(c.s.Analyses) == 0 {
		c.p.At("analyses").Add("there is no analysis", "give one, such as [analyses.primary]")
	}
	for i := range c.protocol.Endpoints {
		c.protocol.Readings = append(c.protocol.Readings, cohort.Whole(i))
	}
	first := 0
	for i := range c.s.Analyses {
		a := c.analysis(&c.s.Analyses[i].Value, c.p.At("analyses").At(c.s.Analyses[i].Name))
		a.Name, a.First = c.s.Analyses[i].Name, first
		first += len(a.Hypothesis.Pairs)
		c.protocol.Analyses = append(c.protocol.Analyses, a)
	}
}

// analysis binds one analysis.
func (c *compiler) analysis(a *scenario.Analysis, p *spec.Problems) trial.Analysis {
	out := trial.Analysis{Test: a.Test.Value}
	h := &out.Hypothesis
	h.Alpha = a.Alpha
	h.Alternative = analysis.Alternative(slices.Index(analysis.Alternatives[:], a.Alternative))
	h.Missing = analysis.Missing(slices.Index(analysis.MissingRules[:], a.Missing))
	h.Pairs = c.pairs(a, p)
	h.Endpoint = c.s.Endpoints.Index(a.Endpoint)
	if h.Endpoint < 0 {
		p.At("endpoint").Unknown("endpoint", a.Endpoint, c.s.Endpoints.Names())
		return out
	}
	t := c.reading(a, h, p)
	c.adjust(a, h, p)
	out.Scale = a.Test.Value.Fit(t, a.Margin.Value, p)
	h.Margin = a.Margin.On(out.Scale, p.At("margin"))
	c.margins(a, &out, t, p)
	if h.Missing == analysis.Failure && t != cohort.Binary {
		p.At("missing").Report("only a binary endpoint has failures", "does not apply to a %s endpoint", t)
	}
	return out
}

// pairs are the comparisons of an analysis: the pair it names, or each other arm
// against the control.
func (c *compiler) pairs(a *scenario.Analysis, p *spec.Problems) []analysis.Pair {
	_, alone := a.Test.Value.(analysis.OneArm)
	switch n := len(c.protocol.Arms); {
	case alone && n > 1:
		p.At("test").Report("leave one arm in the file, or use a test of two arms such as fisher or t",
			"%s is a test of one arm, and there are %d", a.Test.Name, n)
		return nil
	case !alone && n == 1:
		p.At("test").Report("use a test of one arm, binomial_exact or one_sample_t, or add a control arm",
			"%s compares two arms, and there is one", a.Test.Name)
		return nil
	case alone:
		if len(a.Compare) > 1 || len(a.Compare) == 1 && a.Compare[0] != c.protocol.Arms[0] {
			p.At("compare").Add("there is nothing to compare in a file of one arm", "leave compare out")
		}
		return []analysis.Pair{{Treated: 0, Control: analysis.NoArm}}
	}
	if len(a.Compare) == 0 {
		var pairs []analysis.Pair
		for i := range c.protocol.Arms {
			if i != c.control {
				pairs = append(pairs, analysis.Pair{Treated: uint8(i), Control: uint8(c.control)})
			}
		}
		return pairs
	}
	p = p.At("compare")
	if len(a.Compare) != 2 || a.Compare[0] == a.Compare[1] {
		p.Add("does not name two different arms", `write compare = ["treated", "control"]`)
		return nil
	}
	var arms [2]uint8
	for i, name := range a.Compare {
		at := c.s.Arms.Index(name)
		if at < 0 {
			p.Index(i+1).Unknown("arm", name, c.protocol.Arms)
			continue
		}
		arms[i] = uint8(at)
	}
	return []analysis.Pair{{Treated: arms[0], Control: arms[1]}}
}

// margins sets the two margins of equivalence.
func (c *compiler) margins(a *scenario.Analysis, out *trial.Analysis, t cohort.Type, p *spec.Problems) {
	h := &out.Hypothesis
	if h.Alternative != analysis.Equivalence {
		if len(a.Margins) > 0 {
			p.At("margins").Add("belong to equivalence", `say alternative = "equivalence", or give one margin`)
		}
		return
	}
	if a.Margin != (scenario.Margin{}) {
		p.At("margin").Add("equivalence has two margins", "write margins = [-0.1, 0.1] instead")
	}
	if len(a.Margins) != 2 {
		p.At("margins").Report("write margins = [-0.1, 0.1]", "are two for equivalence, not %d", len(a.Margins))
		return
	}
	if out.Scale == analysis.NoScale {
		return
	}
	var ends [2]float64
	for i, m := range a.Margins {
		at := p.At("margins").Index(i + 1)
		ends[i] = m.On(out.Scale, at)
		if !analysis.TakesMargin(a.Test.Value, t, ends[i]) {
			at.Report("for equivalence use t, welch, farrington_manning, miettinen_nurminen, cox, rmst or milestone", "%s takes no such margin", a.Test.Name)
		}
	}
	if !(ends[0] < ends[1]) {
		p.At("margins").Add("the first is not below the second", "the lower end comes first")
	}
	h.Margins = analysis.Margins{Low: ends[0], High: ends[1]}
	if g, ok := c.s.Design.Value.(*design.GroupSequential); ok && g.Futility.IsSet() {
		p.At("alternative").Add("futility bounds are planned for one effect, and equivalence has none", "leave design.futility out")
	}
}

// looks binds the looks, or adds the one of a design without any.
func (c *compiler) looks() {
	n := len(c.protocol.Analyses)
	if len(c.s.Looks) == 0 {
		all := make([]bool, n)
		for i := range all {
			all[i] = true
		}
		c.protocol.Looks = []trial.Look{{Analyses: all}}
		c.refuseEndless()
		return
	}
	setting := c.setting()
	for k := range c.s.Looks {
		l := &c.s.Looks[k]
		p := c.p.At("looks").Index(k + 1)
		look := trial.Look{Lag: l.Lag, Analyses: make([]bool, n), When: l.When.Value.New(setting, p.At("when"))}
		for i := range look.Analyses {
			look.Analyses[i] = len(l.Analyses) == 0
		}
		for i, name := range l.Analyses {
			at := c.s.Analyses.Index(name)
			if at < 0 {
				p.At("analyses").Index(i+1).Unknown("analysis", name, c.s.Analyses.Names())
				continue
			}
			look.Analyses[at] = true
		}
		for _, e := range l.Information.Each {
			if c.s.Analyses.Index(e.Name) < 0 {
				p.At("information").At(e.Name).Unknown("analysis", e.Name, c.s.Analyses.Names())
			}
		}
		c.protocol.Looks = append(c.protocol.Looks, look)
	}
	for i := range c.protocol.Analyses {
		if !slices.ContainsFunc(c.protocol.Looks, func(l trial.Look) bool { return l.Analyses[i] }) {
			c.p.At("analyses").At(c.protocol.Analyses[i].Name).Add("is part of no look", "name it in the analyses of a look")
		}
	}
}

// refuseEndless reports survival endpoints of a trial that no look ends.
func (c *compiler) refuseEndless() {
	for _, e := range c.protocol.Endpoints {
		if e.Shape.Type == cohort.Survival && math.IsInf(c.protocol.FollowUp, 1) {
			c.p.At("endpoints").At(e.Name).Add("the trial would go on until every patient has had the event",
				"give enrollment.follow_up, or a look")
		}
	}
}

// setting is what triggers may refer to.
func (c *compiler) setting() *trigger.Setting {
	s := &trigger.Setting{Size: c.s.Enrollment.Size, LastEvents: make([]int, len(c.protocol.Endpoints))}
	for _, e := range c.protocol.Endpoints {
		s.Endpoints = append(s.Endpoints, e.Name)
		s.Shapes = append(s.Shapes, e.Shape)
	}
	s.Measure = c.measure()
	last := c.s.Looks[len(c.s.Looks)-1].When.Value
	if e, ok := last.(*trigger.Events); ok && e.Count != nil {
		if i := c.s.Endpoints.Index(e.Endpoint); i >= 0 {
			s.LastEvents[i] = *e.Count
		}
	}
	return s
}

// design sets the design in its place.
func (c *compiler) design() {
	s := &c.protocol.Setting
	s.Looks, s.Analyses = len(c.protocol.Looks), c.s.Analyses.Names()
	// With problems before, the design sees to its names only.
	for i := range c.protocol.Analyses {
		if c.p.Len() > 0 {
			break
		}
		for _, pair := range c.protocol.Analyses[i].Hypothesis.Pairs {
			s.Comparisons = append(s.Comparisons, c.comparison(i, pair))
		}
	}
	c.protocol.Design = c.s.Design.Value
	if !c.increasing(s) {
		s.Comparisons = nil
	}
	c.protocol.Design.New(s, c.p.At("design"))
}

// comparison is what the design knows of one comparison: the looks that analyze
// it, and what information they are planned to have.
func (c *compiler) comparison(i int, pair analysis.Pair) design.Comparison {
	a := &c.protocol.Analyses[i]
	out := design.Comparison{
		Analysis: i, Alternative: a.Hypothesis.Alternative, Alpha: a.Hypothesis.Alpha,
		Count: math.NaN(), PerCount: c.perCount(a, pair),
	}
	for k := range c.protocol.Looks {
		out.Part = append(out.Part, c.protocol.Looks[k].Analyses[i])
	}
	last := len(out.Part) - 1
	for last > 0 && !out.Part[last] {
		last--
	}
	total, counted := c.count(last)
	if counted && c.informs(total, a) {
		out.Count = float64(total.N)
	}
	for k := range c.protocol.Looks {
		out.Planned = append(out.Planned, c.fraction(k, last, a.Name))
	}
	return out
}

// fraction is the planned information fraction of a look: as given, else that of
// an information trigger, else its count over that of the last look of the
// analysis, else NaN.
func (c *compiler) fraction(k, last int, name string) float64 {
	if k < len(c.s.Looks) {
		if t, ok := c.s.Looks[k].Information.For(name); ok {
			return t
		}
	}
	if k == last {
		return 1
	}
	if t, ok := c.protocol.Looks[k].When.(trigger.Planner); ok {
		return t.Planned()
	}
	n, ok := c.count(k)
	total, okLast := c.count(last)
	if !ok || !okLast || n.Unit != total.Unit || n.Endpoint != total.Endpoint {
		return math.NaN()
	}
	return float64(n.N) / float64(total.N)
}

// count is what a look counts, if it does.
func (c *compiler) count(k int) (trigger.Count, bool) {
	counter, ok := c.protocol.Looks[k].When.(trigger.Counter)
	if !ok {
		return trigger.Count{}, false
	}
	return counter.Count(), true
}

// informs reports whether a count is one of the analysis's own endpoint: of its
// events, or of patients for other than survival tests.
func (c *compiler) informs(n trigger.Count, a *trial.Analysis) bool {
	if countsEvents(a) {
		return n.Unit == trigger.EventUnit && n.Endpoint == a.Hypothesis.Endpoint
	}
	return n.Unit == trigger.PatientUnit
}

// countsEvents reports whether the information of an analysis is its events.
func countsEvents(a *trial.Analysis) bool { return a.Scale == analysis.LogHazardRatio }

// perCount is the information of one counted event, or of one counted patient,
// when counts divide among the arms as planned: the share of the two arms for
// events, and n₁n₂/(n₁ + n₂)/n for patients; a test of one arm counts patients.
func (c *compiler) perCount(a *trial.Analysis, pair analysis.Pair) float64 {
	sum := 0.0
	for _, r := range c.protocol.Allocation.Ratio {
		sum += r
	}
	r1 := c.protocol.Allocation.Ratio[pair.Treated]
	if pair.Control == analysis.NoArm {
		return r1 / sum
	}
	r0 := c.protocol.Allocation.Ratio[pair.Control]
	if countsEvents(a) {
		return (r1 + r0) / sum
	}
	return r1 * r0 / (r1 + r0) / sum
}

// subject is what the operating characteristics are about.
func (c *compiler) subject() *oc.Subject {
	s := &oc.Subject{Looks: len(c.protocol.Looks), Declared: len(c.s.Looks) > 0}
	g, sequential := c.protocol.Design.(*design.GroupSequential)
	var large []truth.Estimand
	var of []int // the comparisons that they are about
	for i := range c.protocol.Analyses {
		a := &c.protocol.Analyses[i]
		e := &c.protocol.Endpoints[a.Hypothesis.Endpoint]
		for _, pair := range a.Hypothesis.Pairs {
			var f *boundary.Futility
			if sequential {
				f = g.FutilityOf(&c.protocol.Setting, len(s.Comparisons))
			}
			s.Futility = s.Futility || f != nil
			control, null := c.against(a, pair)
			known, wanted := c.truth(a, e, pair)
			if wanted != nil {
				large = append(large, *wanted)
				of = append(of, len(s.Comparisons))
			}
			s.Comparisons = append(s.Comparisons, oc.Comparison{
				Analysis: a.Name, Endpoint: e.Name, Arm: c.protocol.Arms[pair.Treated], Control: control, Null: null,
				Alternative: a.Hypothesis.Alternative, Margin: a.Hypothesis.Margin,
				Truth: known, Ignorable: f != nil && !f.Binding,
			})
		}
	}
	if len(large) > 0 {
		found := c.cohort(large)
		for k, i := range of {
			s.Comparisons[i].Large = func() truth.Value { return found()[k] }
		}
	}
	for _, d := range c.protocol.Draws {
		s.Draws = append(s.Draws, oc.Draw{Path: d.Path, Quantile: d.Law.Quantile})
	}
	for i, e := range c.protocol.Endpoints {
		if e.Shape.Type == cohort.Survival {
			s.Endpoints = append(s.Endpoints, oc.Endpoint{Name: e.Name, Index: i})
		}
	}
	return s
}

// against is what an arm is compared with: the control arm, or a number.
func (c *compiler) against(a *trial.Analysis, pair analysis.Pair) (control string, null float64) {
	if one, ok := a.Test.(analysis.OneArm); ok {
		return "", one.Null()
	}
	return c.protocol.Arms[pair.Control], 0
}
