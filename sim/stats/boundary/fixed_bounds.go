package boundary

import "simrun/sim/base/spec"

// FixedBounds are bounds on z given outright, whatever alpha they spend.
//
//	z_k = z,  or  z_k = z[k]
//
// With one z of 1.96 they are the repeated significance tests of
// [armitage1969]. As futility bounds they may be negative, one for all interim
// looks or one for each; a further one for the last look gives way to the efficacy
// bound there.
type FixedBounds struct {
	// Z is the bound, one for every look or one for each.
	Z PerLook `toml:"z,required"`
}

var _ = Kinds.Add("fixed_bounds", &FixedBounds{})

// Check reports bounds that are not finite. Only futility bounds may be negative.
func (f *FixedBounds) Check(p *spec.Problems) { f.Z.checkFinite(p.At("z")) }

// Bounds returns the bounds as given. It reports bounds that are not positive,
// and a list that is not as long as that of the looks.
func (f *FixedBounds) Bounds(plan Plan, p *spec.Problems) Bounds {
	before := p.Len()
	if f.Z.check(p.At("z")); p.Len() > before {
		return Bounds{}
	}
	z, ok := f.Z.spread(len(plan.Fractions))
	if !ok {
		p.At("z").Report("give one bound, or one for each look",
			"has %d values for %d looks", len(f.Z), len(plan.Fractions))
		return Bounds{}
	}
	return integrate(plan, z)
}
