package plan

import (
	"math"
	"slices"

	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
)

// measure is what information triggers wait for: the first comparison of the
// first deciding analysis. It is nil when there is none without problems.
func (c *compiler) measure() *trigger.Measure {
	i := c.firstDeciding()
	if i >= len(c.protocol.Analyses) {
		return nil
	}
	a := &c.protocol.Analyses[i]
	if a.Hypothesis.Endpoint < 0 || len(a.Hypothesis.Pairs) == 0 {
		return nil
	}
	pair := a.Hypothesis.Pairs[0]
	m := &trigger.Measure{
		Endpoint: a.Hypothesis.Endpoint, Visit: a.Hypothesis.Visit, Arms: [2]uint8{pair.Treated, pair.Control},
		Alone:    pair.Control == analysis.NoArm,
		Failures: a.Hypothesis.Missing != analysis.Exclude, Patients: !countsEvents(a), PerCount: c.perCount(a, pair),
	}
	n := c.lastCount(c.s.Analyses[i].Name, a.Hypothesis.Endpoint, countsEvents(a))
	if g, ok := c.s.Design.Value.(*design.GroupSequential); ok {
		if maximum, ok := g.Maximum.For(c.s.Analyses[i].Name); ok {
			n = maximum
		}
	}
	m.Maximum = n * m.PerCount
	return m
}

// firstDeciding is the index of the first analysis that decides.
func (c *compiler) firstDeciding() int {
	if g, ok := c.s.Design.Value.(*design.GroupSequential); ok && len(g.Decides) > 0 {
		if i := c.s.Analyses.Index(g.Decides[0]); i >= 0 {
			return i
		}
	}
	return 0
}

// lastCount is the number that the last look of an analysis counts, if it counts
// what the analysis is informed by, else NaN.
func (c *compiler) lastCount(name string, endpoint int, events bool) float64 {
	for _, l := range slices.Backward(c.s.Looks) {
		if len(l.Analyses) > 0 && !slices.Contains(l.Analyses, name) {
			continue
		}
		switch t := l.When.Value.(type) {
		case *trigger.Events:
			if events && t.Count != nil && c.s.Endpoints.Index(t.Endpoint) == endpoint {
				return float64(*t.Count)
			}
		case *trigger.Patients:
			if !events && t.Count != nil {
				return float64(*t.Count)
			}
			if !events && t.Fraction != nil {
				return math.Ceil(float64(*t.Fraction*float64(c.s.Enrollment.Size)) - 1e-9)
			}
		}
		return math.NaN()
	}
	return math.NaN()
}
