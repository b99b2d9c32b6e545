package design

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
)

// Fixed tests every hypothesis once, at the only look.
//
//	reject when p ≤ alpha
//
// Without [[looks]] the look is held when nothing more can be observed.
type Fixed struct{}

var _ = Kinds.Add("fixed", &Fixed{})

// Check finds nothing to object to.
func (*Fixed) Check(*spec.Problems) {}

// New makes a decider for one look.
func (*Fixed) New(s *Setting, p *spec.Problems) Decider {
	if s.Looks > 1 {
		p.Report(`use kind = "group_sequential" and give efficacy bounds`, "a fixed design takes one look, not %d", s.Looks)
	}
	return &fixed{s: s, once: newOnce(len(s.Comparisons))}
}

type fixed struct {
	s *Setting
	once
}

// Start forgets the previous trial.
func (d *fixed) Start() { d.once.start() }

// Decide tests everything.
func (d *fixed) Decide(l Look, ev []analysis.Evidence, a *Action) {
	for i := range ev {
		d.note(i, &ev[i])
		d.test(i, d.s.Comparisons[i].Alpha, l, a)
	}
}
