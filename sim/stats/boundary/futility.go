package boundary

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Futility is a rule for the lower bounds of a one-sided group-sequential test.
// A trial that stands at or below one stops, having found too little.
//
//	P_θ(still going at look k, Z_k ≤ l_k) = g(t_k; β) − g(t_{k−1}; β)
//
// g is a spending function with beta in place of alpha [pampallona2001]. The drift
// θ is the one at which, with the planned fractions, the power is 1 − β; the last
// lower bound is then the upper one. θ stays when beta is spent anew at other
// fractions. With fixed_bounds the bounds on z are given outright, negative ones
// too, and beta is not used.
type Futility struct {
	spec.Of[Efficacy]
	// Beta is the type II error that is spent; 1 − beta is the power planned.
	Beta float64 `toml:"beta" range:"(0,1)"`
	// Binding makes the efficacy bounds count on it that the trial stops for futility; otherwise they ignore futility bounds.
	Binding bool `toml:"binding"`
}

// SetDefaults plans a power of 90 %.
func (f *Futility) SetDefaults() { f.Beta = 0.1 }

// Check reports a rule that gives no lower bounds.
func (f *Futility) Check(p *spec.Problems) {
	switch f.Value.(type) {
	case nil, Spending, *FixedBounds:
		return
	}
	p.At("kind").Report(`take a spending function, such as "hwang_shih_decani", or "fixed_bounds"`,
		"%s gives no futility bounds", f.Name)
}

// Spends reports whether the bounds follow from beta spending, for which the
// planned fractions must be known.
func (f *Futility) Spends() bool {
	_, ok := f.Value.(Spending)
	return ok
}

// Bounds returns efficacy and futility bounds for a one-sided plan. Problems of
// the efficacy rule e are reported at pe, those of futility at pf; the result is
// then of no use.
func (f *Futility) Bounds(e Efficacy, plan Plan, pe, pf *spec.Problems) Bounds {
	before := pe.Len() + pf.Len()
	f.fits(plan, pf)
	free := e.Bounds(plan, pe)
	if pe.Len()+pf.Len() > before {
		return Bounds{}
	}
	if f.Spends() {
		return f.spend(e, plan, free, pf)
	}
	z := f.given(plan)
	if f.Binding {
		plan.Below = z
		free = e.Bounds(plan, pe)
	}
	return free.with(z)
}

// fits reports what does not go with a plan.
func (f *Futility) fits(plan Plan, p *spec.Problems) {
	switch rule := f.Value.(type) {
	case *FixedBounds:
		if n, looks := len(rule.Z), len(plan.Fractions); n != 1 && n != looks && n != looks-1 {
			p.At("z").Report("give one bound for all interim looks, or one for each", "has %d values for %d looks", n, looks)
		}
		return
	case *User:
		rule.fits(len(plan.Fractions), "beta", f.Beta, p.At("spent"))
	}
	if f.Beta >= 1-plan.Alpha {
		p.At("beta").Report("beta is 1 − power", "is %v: a power of %v is no more than alpha", f.Beta, 1-f.Beta)
	}
}

// given returns the fixed bounds of each look; −Inf at the last.
func (f *Futility) given(plan Plan) []float64 {
	n := len(plan.Fractions)
	z := make([]float64, n)
	for k, given := range f.Value.(*FixedBounds).Z {
		if k < n {
			z[k] = given
		}
		for i := k + 1; i < n; i++ {
			z[i] = given
		}
	}
	z[n-1] = math.Inf(-1)
	return z
}

// with returns the bounds with lower ones, that of the last look equal to the
// upper one and none above its upper one.
func (b Bounds) with(lower []float64) Bounds {
	b.Lower = append([]float64(nil), lower...)
	for k := range lower {
		b.Lower[k] = math.Min(b.Lower[k], b.Z[k])
	}
	last := len(lower) - 1
	b.Lower[last] = b.Z[last]
	return b
}

// spend returns the bounds for beta spent at the planned fractions. free are the
// efficacy bounds without futility.
func (f *Futility) spend(e Efficacy, plan Plan, free Bounds, p *spec.Problems) Bounds {
	_, spends := e.(Spending)
	b, ok := f.solve(e, plan, free)
	for range mostRounds {
		if !ok || spends || !f.Binding {
			break
		}
		// Classical bounds and futility bounds follow from each other.
		plan.Below = b.Lower
		next := e.Bounds(plan, spec.NewProblems())
		moved := math.Abs(next.total() - b.total())
		for k := range next.Z {
			moved = math.Max(moved, math.Abs(next.Z[k]-b.Z[k]))
		}
		plan.Below = nil
		b, ok = f.solve(e, plan, next)
		if moved < settled {
			break
		}
	}
	if !ok {
		p.At("beta").Report("raise beta, or use other efficacy bounds", "no effect gives a power of %v", 1-f.Beta)
	}
	return b
}

const (
	mostRounds = 100   // of settling classical and futility bounds
	settled    = 1e-11 // on z
)

// solve finds the drift of the beta spending, and both bounds. upper are the
// efficacy bounds unless they are spent together with beta.
func (f *Futility) solve(e Efficacy, plan Plan, upper Bounds) (Bounds, bool) {
	m := f.memo(e, plan, upper.Z, 64)
	// Type II error is nearly linear in the drift on the scale of z.
	goal := num.NormalQuantile(f.Beta)
	missed := func(drift float64) float64 {
		m.aim(drift)
		b := m.bounds()
		below := Cross(plan.Fractions, b.Lower, b.Z, drift).Below()
		return num.NormalQuantile(math.Min(math.Max(below, 1e-300), 1-1e-16)) - goal
	}
	drift, ok := num.Root(missed, 0, farthest, 1e-12)
	m.aim(drift)
	b := m.bounds()
	b.Drift = drift
	b.SpentBeta = running(Cross(plan.Fractions, b.Lower, b.Z, drift).Lower)
	if m.alpha == nil {
		b.Spent, b.Nominal = upper.Spent, upper.Nominal
	}
	return b, ok
}

// running returns the sums of the first elements.
func running(x []float64) []float64 {
	sums, total := make([]float64, len(x)), 0.0
	for k, v := range x {
		total += v
		sums[k] = total
	}
	return sums
}

// memo returns a memo of both bounds; upper are efficacy bounds that are used
// unless they are spent anew with binding futility, or nil.
func (f *Futility) memo(e Efficacy, plan Plan, upper []float64, size int) *Memo {
	s, _ := e.(Spending)
	m := newMemo(s, plan, size)
	m.upper = upper
	m.lower.binding = f.Binding
	if s, ok := f.Value.(Spending); ok {
		m.lower.spends, m.lower.beta = through(s, plan), f.Beta
		m.drifted.steps = NewRecursion(m.looks)
	} else {
		m.lower.given = f.given(plan)
	}
	return m
}

// NewMemo returns a memo of both bounds, in which spending functions are spent
// anew and all other bounds are as planned: planned are the [Futility.Bounds] of
// the same rules and plan.
func (f *Futility) NewMemo(e Efficacy, plan Plan, planned Bounds) *Memo {
	m := f.memo(e, plan, planned.Z, memoSize)
	if f.Spends() {
		m.drifted.steps.Reset(planned.Drift)
	}
	return m
}

// aim sets the drift of the beta spending, and forgets what came of another.
func (m *Memo) aim(drift float64) {
	clear(m.entries)
	m.drifted.steps.Reset(drift)
}

// bounds returns the bounds of the planned looks.
func (m *Memo) bounds() Bounds {
	b := newBounds(m.looks)
	b.Lower = make([]float64, m.looks)
	for k := range m.looks {
		e := m.planned(k)
		b.set(m.plan, k, e.upper, e.alpha)
		b.Lower[k] = e.lower
	}
	return b
}
