package boundary

import (
	"math"

	"simrun/sim/base/spec"
)

// HaybittlePeto asks for a very large z at the interim looks, and leaves nearly
// all of alpha to the last.
//
//	z_k = z (k < K),   z_K such that the looks together spend α
//
// [haybittle1971], [jennison2000] section 2.7.3.
type HaybittlePeto struct {
	// Z is the bound at the interim looks: one for all, or one for each.
	Z PerLook `toml:"z"`
}

var _ = Kinds.Add("haybittle_peto", &HaybittlePeto{Z: PerLook{3}})

// Check reports bounds that are not positive.
func (b *HaybittlePeto) Check(p *spec.Problems) { b.Z.check(p.At("z")) }

// Bounds solves for the last bound at the planned fractions. It reports interim
// bounds that are not as many as the interim looks, or that leave no alpha.
func (b *HaybittlePeto) Bounds(plan Plan, p *spec.Problems) Bounds {
	p = p.At("z")
	last := len(plan.Fractions) - 1
	z, ok := b.Z.spread(last)
	if !ok {
		p.Report("give one bound, or one for each look but the last",
			"has %d values for %d interim looks", len(b.Z), last)
		return Bounds{}
	}
	steps, left := NewRecursion(last+1), plan.Tail()
	for k, bound := range z {
		_, above := steps.Advance(plan.Fractions[k], plan.lower(k, bound), bound)
		left -= above
	}
	if !(left > 0) {
		p.Report("raise the bound, or hold fewer looks", "the interim looks spend all of alpha = %v", plan.Alpha)
		return Bounds{}
	}
	final := math.Max(steps.Upper(plan.Fractions[last], left), 0) // −Inf when futility has left less than alpha
	return integrate(plan, append(z, final))
}
