package boundary

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Pocock is the spending function of Lan and DeMets that follows Pocock's
// constant bounds: alpha is spent early.
//
//	f(t; α) = α log(1 + (e − 1) t)
//
// [lan1983] section 3, as α*₂.
type Pocock struct{}

var _ = Kinds.Add("pocock", &Pocock{})

// Check finds nothing to report: there are no parameters.
func (*Pocock) Check(*spec.Problems) {}

// Bounds spends at the planned fractions.
func (f *Pocock) Bounds(plan Plan, _ *spec.Problems) Bounds { return spend(f, plan) }

// eLess1 is e − 1.
const eLess1 = 1.71828182845904523536028747135266249

// Spend is α log(1 + (e − 1) t).
func (*Pocock) Spend(t, alpha float64) float64 {
	switch {
	case !(t > 0):
		return 0
	case t >= 1:
		return alpha
	}
	return float64(alpha * num.Log1p(float64(eLess1*t)))
}
