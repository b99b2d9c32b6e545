package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Horizon is a test of survival that looks no further than a time since entry.
type Horizon interface {
	Test
	Until() float64 // that time
}

// kaplanMeier compares two Kaplan–Meier curves up to a time: their values there, or
// the areas under them.
type kaplanMeier struct {
	h       *Hypothesis
	until   float64
	area    bool
	crit    float64
	inverse []float64 // by n: 1/n
	arms    []curve
}

func newKaplanMeier(h *Hypothesis, s Shape, until float64, area bool) *kaplanMeier {
	a := &kaplanMeier{
		h: h, until: until, area: area, crit: num.NormalSurvivalQuantile(h.Tail()),
		inverse: make([]float64, s.Patients+1), arms: make([]curve, s.Arms),
	}
	for i := 1; i <= s.Patients; i++ {
		a.inverse[i] = 1 / float64(i)
	}
	return a
}

// curve is what lies between a time that is walked back and the end, as if survival
// were 1 at that time: at first nothing, in the end all.
type curve struct {
	value, variance float64
	at              float64 // the last time met
	area            float64 // 1 when value is an area, 0 when it is survival
	risk, dying     int32   // who is under observation then or later, who has the event then
	longer          int32   // who is under observation longer
	events          int32
	open            bool // who is observed longest has no event, and not up to the end
}

// Analyze walks back the curve of each arm and compares the arms of each pair.
func (a *kaplanMeier) Analyze(s *cohort.Snapshot, ev []Evidence) {
	v := &s.Views[a.h.View]
	a.collect(v)
	for i, pair := range a.h.Pairs {
		a.compare(&a.arms[pair.Treated], &a.arms[pair.Control], &ev[i])
	}
}

// collect walks from the longest time to the shortest.
func (a *kaplanMeier) collect(v *cohort.View) {
	first := curve{at: a.until, value: 1}
	if a.area {
		first.value, first.area = 0, 1
	}
	for k := range a.arms {
		a.arms[k] = first
	}
	arm := v.Arm[:v.N]
	time, event := v.Value[:len(arm)], v.Event[:len(arm)]
	i := len(arm) - 1
	for ; i >= 0 && time[i] > a.until; i-- {
		c := &a.arms[arm[i]]
		c.risk++
		c.events += int32(bit(event[i]))
	}
	for ; i >= 0; i-- {
		c := &a.arms[arm[i]]
		t := time[i]
		if t != c.at {
			a.step(c, t)
		}
		c.risk++
		c.dying += int32(bit(event[i]))
	}
	for k := range a.arms {
		a.step(&a.arms[k], 0)
	}
}

// step walks back over the events of the last time met and the time before it.
//
// With f = (n − d)/n, what lies behind is smaller by f, and its variance is, by
// Greenwood's formula, f²·V + B²·f²·d/(n(n − d)).
func (a *kaplanMeier) step(c *curve, t float64) {
	d := c.dying
	if c.longer == 0 && d < c.risk && c.at < a.until {
		c.open = true
	}
	if d > 0 {
		n := a.inverse[c.risk]
		f := float64(float64(c.risk-d) * n)
		// f²·d/(n(n − d)) is f·d/n², also where nobody is left.
		c.variance = float64(f*f*c.variance) + float64(c.value*c.value*(f*float64(d)*n*n))
		c.value *= f
		c.events += d
		c.dying = 0
	}
	c.value += float64(c.area * (c.at - t))
	c.at, c.longer = t, c.risk
}

// compare turns two curves into evidence.
func (a *kaplanMeier) compare(treated, control *curve, e *Evidence) {
	n1, n0 := float64(treated.risk), float64(control.risk)
	*e = Evidence{N: treated.risk + control.risk, Events: treated.events + control.events}
	if treated.risk == 0 || control.risk == 0 {
		e.fail(NoPatients)
		return
	}
	e.Info = n1 * n0 / (n1 + n0)
	variance := treated.variance + control.variance
	switch {
	case treated.open || control.open:
		e.fail(ShortFollowUp)
		return
	case !(variance > 0):
		e.fail(ZeroVariance)
		return
	}
	e.Estimate = treated.value - control.value
	e.SE = math.Sqrt(variance)
	e.Half = a.crit * e.SE
	e.wald(e.SE, a.h)
}

// fitSurvival is the Fit of tests of survival that take a margin.
func fitSurvival(t cohort.Type, scale Scale, p *spec.Problems) Scale {
	if t != cohort.Survival {
		return unfit(p, t, "for a binary endpoint use chi_square, for a continuous endpoint t")
	}
	return scale
}
