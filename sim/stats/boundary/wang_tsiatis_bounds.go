package boundary

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// WangTsiatisBounds are bounds that fall with a power of the information, from
// O'Brien and Fleming's at delta 0 to Pocock's at 0.5.
//
//	z_k = c t_k^(Δ − ½),   c such that the looks together spend α
//
// [wang1987], [jennison2000] section 2.7.1.
type WangTsiatisBounds struct {
	// Delta is Δ, the power of the information on the scale of the score.
	Delta float64 `toml:"delta,required" range:"[-0.5,1]"`
}

var _ = Kinds.Add("wang_tsiatis_bounds", &WangTsiatisBounds{})

// Check has nothing to add: the range of delta says it all.
func (*WangTsiatisBounds) Check(*spec.Problems) {}

// Bounds solves for c at the planned fractions.
func (b *WangTsiatisBounds) Bounds(plan Plan, _ *spec.Problems) Bounds {
	return power(plan, b.Delta)
}

// power returns the bounds c t^(delta − ½) that spend all of alpha.
func power(plan Plan, delta float64) Bounds {
	shape := make([]float64, len(plan.Fractions))
	least := 1.0
	for k, t := range plan.Fractions {
		shape[k] = num.Exp(float64((delta - 0.5) * num.Log(t)))
		least = min(least, shape[k])
	}

	// The last look alone spends too much with lo, unless many trials have
	// ended for futility by then, and Bonferroni's bound,
	// hi, at each look too little.
	tail := plan.Tail()
	lo := num.NormalSurvivalQuantile(tail) * (1 - 1e-6)
	if plan.Below != nil {
		lo = 0 // rejects with probability ½ at the first look
	}
	hi := num.NormalSurvivalQuantile(tail/float64(len(shape))) / least * (1 + 1e-6)
	c, ok := num.Root(func(c float64) float64 {
		return integrate(plan, scaled(shape, c)).total() - plan.Alpha
	}, lo, hi, 1e-12)
	if !ok {
		panic("boundary: no constant found for classical bounds")
	}
	return integrate(plan, scaled(shape, c))
}

// total returns the alpha spent at all looks.
func (b Bounds) total() float64 { return b.Spent[len(b.Spent)-1] }

// scaled returns c times each of x.
func scaled(x []float64, c float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = float64(c * x[i])
	}
	return y
}
