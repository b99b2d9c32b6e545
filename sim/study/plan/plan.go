package plan

import (
	"math"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
)

// Plan is a scenario ready to run. It is immutable and shared by all workers.
type Plan struct {
	Scenario    *scenario.Scenario
	Fingerprint string
	World       string // plans of equal worlds have the same patients
	Protocol    *trial.Protocol
	Subject     *oc.Subject
	Metrics     []oc.Metric
}

// Compile makes the plan of a scenario. The error is a *spec.Error with
// everything that is wrong.
func Compile(s *scenario.Scenario) (*Plan, error) {
	c := compiler{s: s, p: spec.NewProblems(), protocol: &trial.Protocol{}}
	if c.counts(); c.p.Len() > 0 {
		return nil, c.p.Err() // before anything is made of them
	}
	c.arms()
	if len(s.Arms) == 0 {
		return nil, c.p.Err() // all else is about the arms
	}
	c.draws()
	c.enrollment()
	c.population()
	c.assignment()
	c.endpoints()
	c.correlation()
	c.dropout()
	c.slots()
	c.analyses()
	c.names()
	c.looks()
	c.design()
	if err := c.p.Err(); err != nil {
		return nil, err
	}
	subject := c.subject()
	return &Plan{
		Scenario: s, Fingerprint: s.Fingerprint(), World: s.World(), Protocol: c.protocol,
		Subject: subject, Metrics: oc.Metrics(subject),
	}, nil
}

// compiler holds what compilation has found so far.
type compiler struct {
	s        *scenario.Scenario
	p        *spec.Problems
	protocol *trial.Protocol
	control  int
	failed   bool // a draw has no law, so that laws cannot be prepared
}

// arms checks the arms and finds the control.
func (c *compiler) arms() {
	c.protocol.Arms = c.s.Arms.Names()
	p := c.p.At("arms")
	switch len(c.s.Arms) {
	case 0:
		p.Add("there is no arm", "give a control arm and a treated one")
		return
	case 1:
		return // which may be marked as control or not
	}
	c.control = -1
	for i, arm := range c.s.Arms {
		if !arm.Value.Control {
			continue
		}
		if c.control >= 0 {
			p.At(arm.Name).At("control").Report("mark exactly one arm", "%s is a control arm already", c.s.Arms[c.control].Name)
			continue
		}
		c.control = i
	}
	if c.control < 0 {
		p.Add("no arm is the control", "write control = true in one of them")
		c.control = 0
	}
}

// enrollment binds size, allocation, accrual, assignment and follow-up.
func (c *compiler) enrollment() {
	e, w := &c.s.Enrollment, &c.protocol.World
	p := c.p.At("enrollment")
	a := assign.Allocation{Size: e.Size, Control: c.control}
	for _, arm := range c.protocol.Arms {
		r, ok := e.Allocation.Get(arm)
		switch {
		case ok:
			a.Ratio = append(a.Ratio, *r)
		case len(e.Allocation) == 0:
			a.Ratio = append(a.Ratio, 1)
		default:
			p.At("allocation").Report("give a number for every arm", "lacks arm %s", arm)
			a.Ratio = append(a.Ratio, 1)
		}
	}
	for _, r := range e.Allocation {
		if c.s.Arms.Index(r.Name) < 0 {
			p.At("allocation").At(r.Name).Unknown("arm", r.Name, c.protocol.Arms)
		}
	}
	w.Allocation, w.Accrual, w.Assignment = a, e.Accrual.Value, e.Assignment.Value
	c.reachEntry(p.At("accrual"))
	w.FollowUp = math.Inf(1)
	if e.FollowUp != nil {
		w.FollowUp = *e.FollowUp
	}
}

// draws binds the numbers that are drawn once per trial, and writes their laws
// with all defaults into the scenario.
func (c *compiler) draws() {
	all := spec.Draws(c.s)
	if len(all) > maxDraws {
		c.p.Report("leave some out", "there are %d numbers drawn once per trial, more than %d", len(all), maxDraws)
		c.failed = true
		return
	}
	for i, d := range all {
		p := c.p.Under(d.Path).At("draw")
		var law spec.Of[dist.Dist]
		before := p.Len()
		spec.Decode(d.Law, &law, p)
		if p.Len() == before && len(spec.Draws(&law)) > 0 {
			p.Add("draws a number of its own", "give the numbers of a drawn law outright")
		}
		if p.Len() > before {
			c.failed = true
			continue
		}
		law.Value.Prepare(nil)
		lo, hi := dist.Support(law.Value)
		if interval, ok := d.Admits(lo, hi, dist.Discreteness(law.Value)); !ok {
			p.Report("truncate the law, or choose another", "gives values from %v to %v, but the number lies in %s", lo, hi, interval)
			c.failed = true
			continue
		}
		if x := farthestValue(law.Value); !(x <= spec.Largest) {
			tooFar(x, p)
			c.failed = true
			continue
		}
		whole := spec.Encode(&law)
		whole.Attach(d.Law.Attached())
		d.Slot, d.Law = i, whole
		c.protocol.Draws = append(c.protocol.Draws, trial.Draw{Path: d.Path, Law: law.Value, Slot: rng.NewSlot(d.Path)})
	}
}

// laws resolves responses by arm, prepares them, and lets the endpoint refuse
// laws that do not suit it.
func (c *compiler) laws(r spec.Keyed[dist.Response], p *spec.Problems, admit func(dist.Dist, *spec.Problems), largest func(dist.Dist) float64) *dist.Laws {
	laws := dist.Resolve(r, c.protocol.Arms, p)
	if laws == nil || c.failed {
		return nil
	}
	laws.Prepare(c.protocol.Typical())
	before := p.Len()
	at := func(arm int) *spec.Problems {
		switch {
		case r.One == nil:
			return p.At(c.protocol.Arms[arm])
		case arm == 0:
			return p
		}
		return spec.NewProblems() // which the first arm has reported
	}
	for i, law := range laws.ByArm {
		admit(law, at(i))
	}
	if largest != nil && p.Len() == before {
		c.reach(laws, &r, largest, at)
	}
	return laws
}

// dropout binds the law of leaving.
func (c *compiler) dropout() {
	if c.s.Dropout.IsSet() {
		c.protocol.Dropout = c.laws(c.s.Dropout, c.p.At("dropout"), endpoint.AdmitTime, farthestTime)
	}
}
