package trigger

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Information fires when the first comparison of the first deciding analysis has
// a share of the information planned for its last look.
//
//	t = the first time with I(t) ≥ fraction · I_max
//
// I counts events of the two arms for tests of hazards, and n₁n₂/(n₁ + n₂) for
// all others, of patients with a known value; for tests of one arm their number. I_max is design.maximum or, without
// it, the count of the last look, each divided among the arms as allocated. The
// planned information of the look is fraction.
type Information struct {
	// Fraction is the share of the information planned at the last look.
	Fraction float64 `toml:"fraction,required" range:"(0,1]"`
	Window
}

var _ = Kinds.Add("information", &Information{})

// Measure is the information that a Setting's information triggers wait for.
type Measure struct {
	Endpoint int
	Visit    int // of a longitudinal endpoint
	Arms     [2]uint8
	Alone    bool    // a test of one arm, which patients inform: the second is none
	Failures bool    // a missing value counts as known, since it is replaced
	Patients bool    // patients inform, also of survival, from their entry on
	Maximum  float64 // planned at the last look; not above 0 when it is not planned
	PerCount float64 // information that one event or patient of any arm stands for
}

// New binds the endpoint and the arms.
func (t *Information) New(s *Setting, p *spec.Problems) Condition {
	m := s.Measure
	switch {
	case m == nil:
		return nil // what is wrong with the analysis has been said
	case !(m.Maximum > 0):
		p.Report(`give maximum in [design], the planned number of events or patients at the last look`,
			"the information planned at the last look is not known")
		return nil
	}
	// Rounding of the product must not ask for an event or a patient more.
	c := &information{window: t.Window, Measure: *m, fraction: t.Fraction, target: float64(float64(t.Fraction*m.Maximum) * (1 - 1e-12))}
	if n := c.target / m.PerCount; n > float64(s.Size) && t.Latest == nil {
		p.Report("lower the fraction or design.maximum, enroll more patients, or give latest",
			"a fraction of %v takes %.6g of %d patients", t.Fraction, n, s.Size)
	}
	if s.Shapes[m.Endpoint].Type == cohort.Survival && !m.Patients {
		return &eventInformation{*c}
	}
	return c
}

// Planner is a condition that says which fraction of the information its look is
// planned to have.
type Planner interface {
	Condition
	Planned() float64
}

type information struct {
	Measure
	window           Window
	fraction, target float64
}

// Planned is the fraction.
func (t *information) Planned() float64 { return t.fraction }

// When is the date on which the patient is due who brings the information there.
func (t *information) When(c *cohort.Cohort, last float64) float64 {
	o := &c.Outcomes[t.Endpoint]
	at := o.Due(t.Visit)
	var n [2]float64
	for i, arm := range c.Arm[:c.N] {
		side := t.side(arm)
		if side < 0 || !t.Failures && (c.Leave[i] < at || o.Lacks(i, t.Visit)) {
			continue
		}
		n[side]++
		if t.Alone && n[0] >= t.target || float64(n[0]*n[1]) >= float64(t.target*(n[0]+n[1])) {
			return t.window.clip(c.Entry[i]+at+o.Delay, last)
		}
	}
	return t.window.clip(math.Inf(1), last)
}

// side is the place of an arm among the two compared, −1 for others.
func (t *information) side(arm uint8) int {
	switch arm {
	case t.Arms[0]:
		return 0
	case t.Arms[1]:
		return 1
	}
	return -1
}

// eventInformation counts events.
type eventInformation struct{ information }

// When is the report of the event that brings the information there: the first of
// all event dates by which the two arms have enough, found by bisection.
func (t *eventInformation) When(c *cohort.Cohort, last float64) float64 {
	need := max(1, int(math.Ceil(t.target)))
	lo, hi := need, c.Events(t.Endpoint, math.Inf(1))
	if t.counted(c, math.Inf(1)) < need {
		return t.window.clip(math.Inf(1), last)
	}
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if t.counted(c, c.EventTime(t.Endpoint, m)) >= need {
			hi = m
		} else {
			lo = m + 1
		}
	}
	return t.window.clip(c.EventTime(t.Endpoint, lo), last)
}

// counted is the number of events of the two arms reported by the given time.
func (t *eventInformation) counted(c *cohort.Cohort, now float64) int {
	o, n := &c.Outcomes[t.Endpoint], 0
	for i, time := range o.Value[:c.N] {
		if time <= c.Leave[i] && c.Entry[i]+time+o.Delay <= now && t.side(c.Arm[i]) >= 0 {
			n++
		}
	}
	return n
}
