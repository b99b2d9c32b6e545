package boundary

import "simrun/sim/base/spec"

// OBrienFlemingBounds are the classical bounds of O'Brien and Fleming: constant
// on the scale of the score.
//
//	z_k = c / √t_k,   c such that the looks together spend α
//
// [obrien1979], [jennison2000] section 2.5.
type OBrienFlemingBounds struct{}

var _ = Kinds.Add("obrien_fleming_bounds", &OBrienFlemingBounds{})

// Check finds nothing to report: there are no parameters.
func (*OBrienFlemingBounds) Check(*spec.Problems) {}

// Bounds solves for c at the planned fractions.
func (*OBrienFlemingBounds) Bounds(plan Plan, _ *spec.Problems) Bounds { return power(plan, 0) }
