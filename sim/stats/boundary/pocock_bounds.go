package boundary

import "simrun/sim/base/spec"

// PocockBounds are the classical bounds of Pocock: the same at every look.
//
//	z_k = c,   c such that the looks together spend α
//
// [pocock1977], [jennison2000] section 2.4.
type PocockBounds struct{}

var _ = Kinds.Add("pocock_bounds", &PocockBounds{})

// Check finds nothing to report: there are no parameters.
func (*PocockBounds) Check(*spec.Problems) {}

// Bounds solves for c at the planned fractions.
func (*PocockBounds) Bounds(plan Plan, _ *spec.Problems) Bounds { return power(plan, 0.5) }
