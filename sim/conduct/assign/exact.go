package assign

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Exact gives every arm exactly its number of patients, all orders being equally
// likely.
//
//	patient i is treated when u·remaining < remaining treated
//
// With more arms the walk goes through the treated arms in file order, then the
// control, by cumulative remaining count (the random allocation rule
// [rosenberger2016]).
type Exact struct{}

var _ = Kinds.Add("exact", &Exact{})

// Check finds nothing to object to.
func (*Exact) Check(*spec.Problems) {}

// New makes an assigner.
func (*Exact) New(a *Allocation, _ *spec.Problems) Assigner {
	return &exact{urn: newUrn(a, a.Targets()), u: make([]float64, a.Size)}
}

type exact struct {
	urn
	u []float64
}

// Assign empties the urn.
func (e *exact) Assign(arm []uint8, s *rng.Stream) {
	u := e.u[:len(arm)]
	s.Fill(u, 0)
	e.deal(arm, u)
}
