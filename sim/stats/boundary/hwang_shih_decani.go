package boundary

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// HwangShihDeCani is the gamma family of spending functions: like O'Brien and
// Fleming's bounds at gamma −4, like Pocock's at 1, linear at 0.
//
//	f(t; α) = α (1 − e^(−γt)) / (1 − e^(−γ)),   α t at γ = 0
//
// [hwang1990].
type HwangShihDeCani struct {
	// Gamma is γ: the larger, the earlier alpha is spent.
	Gamma float64 `toml:"gamma,required" range:"[-40,40]"`
}

var _ = Kinds.Add("hwang_shih_decani", &HwangShihDeCani{})

// Check has nothing to add: the range of gamma says it all.
func (*HwangShihDeCani) Check(*spec.Problems) {}

// Bounds spends at the planned fractions.
func (f *HwangShihDeCani) Bounds(plan Plan, _ *spec.Problems) Bounds { return spend(f, plan) }

// Spend is α (1 − e^(−γt)) / (1 − e^(−γ)).
func (f *HwangShihDeCani) Spend(t, alpha float64) float64 {
	switch {
	case !(t > 0):
		return 0
	case t >= 1:
		return alpha
	case f.Gamma == 0:
		return float64(alpha * t)
	}
	return float64(alpha * (num.Expm1(float64(-f.Gamma*t)) / num.Expm1(-f.Gamma)))
}
