package boundary

import (
	"embed"
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

//go:embed *.go
var sources embed.FS

// Efficacy is a rule for the upper bounds of a group-sequential test.
//
// Bounds returns the bounds for a plan that passes [Plan.Check]. What does not
// fit together (the number of values given and of looks, say) it reports at p,
// which stands at the rule; the result is then of no use.
type Efficacy interface {
	spec.Kind
	Bounds(plan Plan, p *spec.Problems) Bounds
}

// Spending is an efficacy rule that says how much alpha may have been spent by
// information fraction t: 0 at t ≤ 0, alpha at t ≥ 1, and not decreasing
// between. alpha is that of one tail, in (0, 1). Its bounds are spent anew at
// the information observed; see [Memo].
type Spending interface {
	Efficacy
	Spend(t, alpha float64) float64
}

// planned is a spending function that is given at the planned looks, and
// therefore has to be told when they are.
type planned interface {
	through(fractions []float64) Spending
}

// Kinds is the list of efficacy rules.
var Kinds = spec.NewKinds[Efficacy]("boundary", sources)

// Plan is what a rule needs to know of a trial.
type Plan struct {
	// Alpha is the total type I error, of both tails together if TwoSided;
	// in (0, 0.5).
	Alpha float64

	// TwoSided spends half of Alpha in each of two symmetric tails.
	TwoSided bool

	// Fractions are the planned information fractions of the looks: more
	// than 0, increasing, the last one 1.
	Fractions []float64

	// Below holds, by look, binding futility bounds of a one-sided plan: the
	// trial ends there, so that less of Alpha is spent later. −Inf where
	// there is none; nil when futility is not binding.
	Below []float64
}

// Check reports what is wrong with the plan; p stands where its looks do.
func (plan Plan) Check(p *spec.Problems) {
	if !(plan.Alpha > 0 && plan.Alpha < 0.5) {
		p.Report("", "alpha is %v, not between 0 and 0.5", plan.Alpha)
	}
	if len(plan.Fractions) == 0 {
		p.Add("there are no looks", "")
		return
	}
	before := 0.0
	for i, t := range plan.Fractions {
		if !(t > before) {
			p.Index(i+1).Report("each look needs more information than the one before",
				"the planned information fraction is %v after %v", t, before)
		}
		before = t
	}
	if before != 1 {
		p.Index(len(plan.Fractions)).Report("the last look has all the information",
			"the last planned information fraction is %v, not 1", before)
	}
}

// Tail returns the alpha of one tail.
func (plan Plan) Tail() float64 {
	if plan.TwoSided {
		return plan.Alpha / 2
	}
	return plan.Alpha
}

// Sides returns 2 for a two-sided plan and else 1: what a tail is multiplied
// with to give a total.
func (plan Plan) Sides() float64 {
	if plan.TwoSided {
		return 2
	}
	return 1
}

// Lower returns the lower bound that belongs to an upper one: its mirror image
// in a two-sided plan, else −Inf.
func (plan Plan) Lower(upper float64) float64 {
	if plan.TwoSided {
		return -upper
	}
	return math.Inf(-1)
}

// lower returns where the process of look k, from 0, leaves downward when its
// upper bound is the one given.
func (plan Plan) lower(k int, upper float64) float64 {
	if plan.Below != nil && k < len(plan.Below)-1 {
		return math.Min(plan.Below[k], upper)
	}
	return plan.Lower(upper)
}

// Bounds are the critical values of each look. Totals count both tails of a
// two-sided plan.
type Bounds struct {
	// Z is the bound on z, turned toward the alternative (|z| if two-sided);
	// +Inf at a look that cannot reject.
	Z []float64

	// Spent is the total alpha spent up to and including each look.
	Spent []float64

	// Nominal is the total p-value of a single test at the bound.
	Nominal []float64

	// Lower is the futility bound on the same scale, at the last look equal
	// to Z; −Inf at a look that cannot stop for futility. nil without futility.
	Lower []float64

	// SpentBeta is the probability, at Drift, of having stopped for futility
	// up to and including each look. nil unless beta is spent.
	SpentBeta []float64

	// Drift is the mean of z at full information for which the power is
	// 1 − beta; 0 unless beta is spent.
	Drift float64
}

// newBounds returns bounds for n looks, yet to be filled.
func newBounds(n int) Bounds {
	return Bounds{Z: make([]float64, n), Spent: make([]float64, n), Nominal: make([]float64, n)}
}

// set enters a bound and the alpha of one tail spent up to it.
func (b *Bounds) set(plan Plan, look int, z, spent float64) {
	b.Z[look] = z
	b.Spent[look] = float64(plan.Sides() * spent)
	b.Nominal[look] = float64(plan.Sides() * num.NormalSurvival(z))
}

// integrate returns given bounds with the alpha they spend under the null
// hypothesis.
func integrate(plan Plan, z []float64) Bounds {
	b := newBounds(len(z))
	steps, spent := NewRecursion(len(z)), 0.0
	for k, t := range plan.Fractions {
		_, above := steps.Advance(t, plan.lower(k, z[k]), z[k])
		spent += above
		b.set(plan, k, z[k], spent)
	}
	return b
}
