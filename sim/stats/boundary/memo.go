package boundary

import "math"

// memoSize is the number of bounds that a Memo of the trial loop remembers: a
// power of 2.
const memoSize = 4096

// Memo gives the bounds of a spending function at the information that a trial
// has observed, and remembers those it has given before. A bound is a pure
// function of the fractions, so that remembering changes no bit.
//
// A Memo belongs to one worker and allocates nothing after NewMemo.
type Memo struct {
	spending Spending
	plan     Plan
	steps    *Recursion
	looks    int // capacity of a key
	entries  []entry
	keys     []float64 // the fractions of entry i, from i·looks
}

// An entry is a remembered bound.
type entry struct {
	n     int     // number of fractions of its key; 0 for none
	last  bool    // whether its look was the last
	bound float64 // on z
	spent float64 // alpha of one tail spent up to and including it
}

// NewMemo returns a memo for trials with at most the looks of the plan.
func NewMemo(f Spending, plan Plan) *Memo { return newMemo(f, plan, memoSize) }

func newMemo(f Spending, plan Plan, size int) *Memo {
	if p, ok := f.(planned); ok {
		f = p.through(plan.Fractions)
	}
	looks := len(plan.Fractions)
	return &Memo{
		spending: f,
		plan:     plan,
		steps:    NewRecursion(looks),
		looks:    looks,
		entries:  make([]entry, size),
		keys:     make([]float64, size*looks),
	}
}

// spend returns the bounds of a spending function at the planned fractions.
func spend(f Spending, plan Plan) Bounds {
	n := len(plan.Fractions)
	m, b := newMemo(f, plan, 64), newBounds(n)
	for k := range n {
		e := m.at(plan.Fractions[:k+1], k == n-1)
		b.set(plan, k, e.bound, e.spent)
	}
	return b
}

// Bound returns the upper bound on z at the current look of a trial, and the
// total alpha spent up to and including it. fractions are the information
// fractions of all looks held, the current one last, as observed; at most as
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
	e := m.at(fractions, last)
	return e.bound, float64(m.plan.Sides() * e.spent)
}

// at returns the entry of a key, remembered or new.
func (m *Memo) at(fractions []float64, last bool) entry {
	e := m.find(fractions, last)
	if e.n == 0 {
		e = m.compute(fractions, last)
	}
	return e
}

// compute walks along the looks, taking the bounds that are remembered and
// adding those that are not, and returns the one of the current look.
func (m *Memo) compute(fractions []float64, last bool) (e entry) {
	held, spent, level := 0.0, 0.0, 0
	for k := range fractions {
		upTo, final := fractions[:k+1], last && k == len(fractions)-1
		t := math.Min(fractions[k], 1)
		e = m.find(upTo, final)
		if e.n == 0 {
			m.steps.Truncate(level)
			e = m.next(held, spent, t, final)
			m.store(upTo, final, e)
		}
		spent = e.spent

		// A look that cannot reject does not change the process either.
		if k == len(fractions)-1 || math.IsInf(e.bound, 1) {
			if t > held {
				held = t
			}
			continue
		}
		held = t
		lower := m.plan.Lower(e.bound)
		if !m.steps.holds(level, t, lower, e.bound) {
			m.steps.Truncate(level)
			m.steps.Advance(t, lower, e.bound)
		}
		level++
	}
	return e
}

// next returns the bound of a look at fraction t when the largest fraction
// before it is held and the looks so far, to which steps has been advanced, have
// spent the given alpha of one tail.
func (m *Memo) next(held, spent, t float64, last bool) entry {
	e := entry{bound: math.Inf(1), spent: spent}
	if !(t > held) {
		return e
	}
	tail := m.plan.Tail()
	allowed := tail
	if !last {
		allowed = m.spending.Spend(t, tail)
	}
	e.bound = m.steps.Upper(t, allowed-spent)
	if !math.IsInf(e.bound, 1) {
		e.spent = allowed
	}
	return e
}

// find returns the entry of a key; its n is 0 when it is not remembered.
func (m *Memo) find(fractions []float64, last bool) entry {
	i := m.slot(fractions, last)
	e := m.entries[i]
	if e.n != len(fractions) || e.last != last {
		return entry{}
	}
	for k, t := range m.keys[i*m.looks:][:e.n] {
		if t != fractions[k] {
			return entry{}
		}
	}
	return e
}

// store remembers an entry in place of the one that had its slot.
func (m *Memo) store(fractions []float64, last bool, e entry) {
	i := m.slot(fractions, last)
	e.n, e.last = len(fractions), last
	m.entries[i] = e
	copy(m.keys[i*m.looks:][:m.looks], fractions)
}

// slot returns the place of a key: a multiplicative hash of its bits.
func (m *Memo) slot(fractions []float64, last bool) int {
	if len(fractions) > m.looks {
		panic("boundary: more looks than planned")
	}
	h := uint64(len(fractions))
	if last {
		h = ^h
	}
	for _, t := range fractions {
		h = (h ^ math.Float64bits(t)) * 0x9e3779b97f4a7c15
		h ^= h >> 32
	}
	return int(h & uint64(len(m.entries)-1))
}
