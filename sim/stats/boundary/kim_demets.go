package boundary

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// KimDeMets is the power family of spending functions: linear at rho 1, near
// O'Brien and Fleming's bounds at 3.
//
//	f(t; α) = α t^ρ
//
// [kim1987].
type KimDeMets struct {
	// Rho is ρ: the larger, the later alpha is spent.
	Rho float64 `toml:"rho,required" range:"(0,100]"`
}

var _ = Kinds.Add("kim_demets", &KimDeMets{})

// Check has nothing to add: the range of rho says it all.
func (*KimDeMets) Check(*spec.Problems) {}

// Bounds spends at the planned fractions.
func (f *KimDeMets) Bounds(plan Plan, _ *spec.Problems) Bounds { return spend(f, plan) }

// Spend is α t^ρ.
func (f *KimDeMets) Spend(t, alpha float64) float64 {
	switch {
	case !(t > 0):
		return 0
	case t >= 1:
		return alpha
	}
	return float64(alpha * num.Exp(float64(f.Rho*num.Log(t))))
}
