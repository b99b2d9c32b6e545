package trial

import (
	"math"
	"slices"

	"simrun/sim/world/cohort"
)

// Whole is patients who are seen whole: nobody leaves before the end, except by
// dying, and no value is missing. Each is seen under any of the arms, with the same
// draws, so that what the arms differ by is known far better than by comparing
// different patients. It belongs to one goroutine.
type Whole struct{ worker *Worker }

// NewWhole returns room for n patients of the world of a protocol, and for those of its
// endpoints that are wanted, with all from which these follow. Numbers that are drawn
// once per trial are at their medians.
func NewWhole(p *Protocol, n int, wanted []int) *Whole {
	own := *p
	own.Allocation.Size = n
	own.FollowUp, own.Dropout = math.Inf(1), nil
	own.Endpoints = slices.Clone(p.Endpoints)
	for i := range own.Endpoints {
		own.Endpoints[i].Missing = nil
	}
	w := &Worker{Protocol: &own}
	w.inhabit()
	clear(w.nature.wanted)
	for _, k := range wanted {
		w.want(k)
	}
	return &Whole{w}
}

// want marks an endpoint and all from which it follows.
func (w *Worker) want(k int) {
	w.nature.wanted[k] = true
	for _, source := range w.Endpoints[k].Of {
		w.want(source)
	}
}

// Realize is the patients with the given index, all in one arm: what the same
// patients would show there. The cohort is valid until the next call; who enters when
// is not part of it.
func (v *Whole) Realize(seed uint64, index int64, arm uint8) *cohort.Cohort {
	w := v.worker
	for i := range w.Cohort.Arm {
		w.Cohort.Arm[i] = arm
	}
	if len(w.Blocks) > 0 || len(w.Population) > 0 {
		w.correlate(seed, index)
		w.populate(seed, index)
	}
	w.leave(seed, index)
	w.happen(seed, index)
	return w.Cohort
}
