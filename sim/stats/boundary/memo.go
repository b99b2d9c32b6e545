package boundary

import "math"

// memoSize is the number of bounds that a Memo of the trial loop remembers: a
// power of 2.
const memoSize = 4096

// Memo gives the bounds of a trial at the information that it has observed, and
// remembers those it has given before. A bound is a pure function of the looks
// held, so that remembering changes no bit.
//
// A Memo belongs to one worker and allocates nothing after it is made.
type Memo struct {
	plan    Plan
	alpha   Spending  // of the upper bounds; nil when they are given
	upper   []float64 // by planned look, when given
	lower   lowerRule
	null    process // under the null hypothesis
	drifted process // at the drift of the beta spending
	looks   int     // capacity of a key
	entries []entry
	keys    []Held // the looks of entry i, from i·looks
	scratch []Held
}

// lowerRule says where lower bounds come from: beta spent at a drift, bounds
// given by planned look, or nowhere.
type lowerRule struct {
	beta    float64
	spends  Spending
	given   []float64
	binding bool // lower bounds take part in the upper ones
}

// exists reports whether there are lower bounds.
func (l *lowerRule) exists() bool { return l.spends != nil || l.given != nil }

// Held is a look that a trial has held.
type Held struct {
	Fraction float64 // of the planned information, as observed
	Look     int     // which of the planned looks it is, from 0
}

// An entry is what is remembered of a look.
type entry struct {
	n            int     // number of looks of its key; 0 for none
	last         bool    // whether its look was the last
	upper, lower float64 // bounds on z; the lower is −Inf when there is none
	alpha, beta  float64 // spent up to and including it, alpha in one tail
}

// NewMemo returns a memo for trials with at most the looks of the plan.
func NewMemo(f Spending, plan Plan) *Memo { return newMemo(f, plan, memoSize) }

// newMemo returns a memo without lower bounds; without f its upper bounds have to
// be given.
func newMemo(f Spending, plan Plan, size int) *Memo {
	looks := len(plan.Fractions)
	return &Memo{
		plan:    plan,
		alpha:   through(f, plan),
		null:    process{steps: NewRecursion(looks)},
		looks:   looks,
		entries: make([]entry, size),
		keys:    make([]Held, size*looks),
		scratch: make([]Held, looks),
	}
}

// through tells a spending function the plan, if it has to know it.
func through(f Spending, plan Plan) Spending {
	if p, ok := f.(planned); ok {
		return p.through(plan.Fractions)
	}
	return f
}

// spend returns the bounds of a spending function at the planned fractions.
func spend(f Spending, plan Plan) Bounds {
	n := len(plan.Fractions)
	m, b := newMemo(f, plan, 64), newBounds(n)
	if plan.Below != nil {
		m.lower = lowerRule{given: plan.Below, binding: true}
	}
	for k := range n {
		e := m.planned(k)
		b.set(plan, k, e.upper, e.alpha)
	}
	return b
}

// planned returns the entry of look k, from 0, of a trial that looks as planned.
func (m *Memo) planned(k int) entry {
	for i, t := range m.plan.Fractions[:k+1] {
		m.scratch[i] = Held{t, i}
	}
	return m.at(m.scratch[:k+1], k == m.looks-1)
}

// Bound returns the upper bound on z at the current look of a trial, and the
// total alpha spent up to and including it. fractions are the information
// fractions of the first looks, the current one last, as observed; at most as
// many as the plan has looks. last says that no look will follow.
//
// A fraction above 1 counts as 1. The last look spends all that is left. A look
// that brings no information beyond the looks before it, or finds nothing left
// to spend, has the bound +Inf, as has one whose share is so small that its
// bound would exceed 38; what it does not spend, later looks may.
//
// The correlation of the looks follows the fractions: where the last look is to
// count as full information, its fraction must be given as 1.
func (m *Memo) Bound(fractions []float64, last bool) (z, spent float64) {
	m.fit(len(fractions))
	for k, t := range fractions {
		m.scratch[k] = Held{t, k}
	}
	e := m.at(m.scratch[:len(fractions)], last)
	return e.upper, float64(m.plan.Sides() * e.alpha)
}

// At returns both bounds on z, turned toward the alternative, at the current
// look of a trial, for all looks held, the current one last; see [Memo.Bound].
// lower is −Inf where there is no futility bound, and never more than upper. At
// the last look the two are equal, if there is futility at all.
func (m *Memo) At(held []Held, last bool) (lower, upper float64) {
	if e := m.find(held, last); e != nil {
		return e.lower, e.upper
	}
	e := m.compute(held, last)
	return e.lower, e.upper
}

// at returns the entry of a key, remembered or new.
func (m *Memo) at(held []Held, last bool) entry {
	if e := m.find(held, last); e != nil {
		return *e
	}
	return m.compute(held, last)
}

// compute walks along the looks, taking the bounds that are remembered and
// adding those that are not, and returns those of the current look.
func (m *Memo) compute(held []Held, last bool) (e entry) {
	m.null.level, m.drifted.level = 0, 0
	most := 0.0 // the largest fraction so far
	for k := range held {
		upTo, final := held[:k+1], last && k == len(held)-1
		t := math.Min(held[k].Fraction, 1)
		before := e
		if known := m.find(upTo, final); known != nil {
			e = *known
		} else {
			e = m.next(before, Held{t, held[k].Look}, t > most, final)
			m.store(upTo, final, e)
		}
		if !(t > most) {
			continue
		}
		most = t
		if k < len(held)-1 {
			m.hold(t, &e)
		}
	}
	return e
}

// hold lets both processes go on from a look.
func (m *Memo) hold(t float64, e *entry) {
	inner := m.plan.Lower(e.upper)
	if m.lower.binding {
		inner = e.lower
	}
	m.null.hold(t, inner, e.upper)
	if m.lower.spends != nil {
		m.drifted.hold(t, e.lower, e.upper)
	}
}

// next returns the bounds of a look that follows the one of the entry before,
// with h.Fraction at most 1. gains says that it brings information.
func (m *Memo) next(before entry, h Held, gains, last bool) entry {
	e := entry{upper: math.Inf(1), lower: math.Inf(-1), alpha: before.alpha, beta: before.beta}
	switch {
	case m.alpha == nil:
		e.upper = m.upper[h.Look]
	case gains:
		m.spendAlpha(&e, h.Fraction, last)
	}
	switch {
	case !m.lower.exists():
	case last:
		e.lower = e.upper
	case m.lower.spends == nil:
		e.lower = math.Min(m.lower.given[h.Look], e.upper)
	case gains:
		m.spendBeta(&e, h.Fraction)
	}
	return e
}

// spendAlpha finds the upper bound at fraction t.
func (m *Memo) spendAlpha(e *entry, t float64, last bool) {
	tail := m.plan.Tail()
	allowed := tail
	if !last {
		allowed = m.alpha.Spend(t, tail)
	}
	e.upper = m.null.next().Upper(t, allowed-e.alpha)
	if math.IsInf(e.upper, -1) {
		// Binding futility has left less than may be spent: reject for any
		// effect in the right direction.
		e.upper = 0
	}
	if !math.IsInf(e.upper, 1) {
		e.alpha = allowed
	}
}

// spendBeta finds the lower bound at fraction t of a look that is not the last.
func (m *Memo) spendBeta(e *entry, t float64) {
	allowed := m.lower.spends.Spend(t, m.lower.beta)
	e.lower = math.Min(m.drifted.next().Lower(t, allowed-e.beta), e.upper)
	if !math.IsInf(e.lower, -1) {
		e.beta = allowed
	}
}

// process is a recursion that is walked along the looks of one trial after the
// other; it keeps the levels that two of them have in common.
type process struct {
	steps *Recursion
	level int // looks of the present trial
}

// next returns the recursion, just after the looks of the present trial.
func (p *process) next() *Recursion {
	p.steps.Truncate(p.level)
	return p.steps
}

// hold goes on from a look. One at which nobody can leave changes nothing.
func (p *process) hold(t, lower, upper float64) {
	if math.IsInf(lower, -1) && math.IsInf(upper, 1) {
		return
	}
	if !p.steps.holds(p.level, t, lower, upper) {
		p.next().Advance(t, lower, upper)
	}
	p.level++
}

// find returns the entry of a key, nil when it is not remembered.
func (m *Memo) find(held []Held, last bool) *entry {
	i := m.slot(held, last)
	e := &m.entries[i]
	if e.n != len(held) || e.last != last {
		return nil
	}
	for k, h := range m.keys[i*m.looks:][:len(held)] {
		if h != held[k] {
			return nil
		}
	}
	return e
}

// store remembers an entry in place of the one that had its slot.
func (m *Memo) store(held []Held, last bool, e entry) {
	i := m.slot(held, last)
	e.n, e.last = len(held), last
	m.entries[i] = e
	copy(m.keys[i*m.looks:][:m.looks], held)
}

// fit panics when there are more looks than planned.
func (m *Memo) fit(looks int) {
	if looks > m.looks {
		panic("boundary: more looks than planned")
	}
}

// slot returns the place of a key: a multiplicative hash of its bits.
func (m *Memo) slot(held []Held, last bool) int {
	m.fit(len(held))
	h := uint64(len(held))
	if last {
		h = ^h
	}
	for _, l := range held {
		h = (h ^ math.Float64bits(l.Fraction) ^ uint64(l.Look)) * 0x9e3779b97f4a7c15
		h ^= h >> 32
	}
	return int(h & uint64(len(m.entries)-1))
}
