package boundary

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// OBrienFleming is the spending function of Lan and DeMets that follows O'Brien
// and Fleming's bounds: little early, most of alpha at the end.
//
//	f(t; α) = 2 (1 − Φ(z / √t)),   z = Φ⁻¹(1 − α/2)
//
// [lan1983] eq. (4), as α*₁.
type OBrienFleming struct{}

var _ = Kinds.Add("obrien_fleming", &OBrienFleming{})

// Check finds nothing to report: there are no parameters.
func (*OBrienFleming) Check(*spec.Problems) {}

// Bounds spends at the planned fractions.
func (f *OBrienFleming) Bounds(plan Plan, _ *spec.Problems) Bounds { return spend(f, plan) }

// Spend is 2 (1 − Φ(z_{α/2} / √t)).
func (*OBrienFleming) Spend(t, alpha float64) float64 {
	switch {
	case !(t > 0):
		return 0
	case t >= 1:
		return alpha
	}
	z := num.NormalSurvivalQuantile(alpha / 2)
	return float64(2 * num.NormalSurvival(z/math.Sqrt(t)))
}
