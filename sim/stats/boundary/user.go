package boundary

import (
	"math"

	"simrun/sim/base/spec"
)

// User is a spending function given as the cumulative alpha of each planned
// look, with straight lines between them when looks come at other information.
//
//	f(t; α) = α s(t) / s(1),   s(0) = 0, s(t_k) = spent_k
//
// t_k is the planned fraction of look k; spent counts both tails of a two-sided
// test. So a trial that looks as planned spends just what is listed, and one
// that does not spends by its information, whatever the number of the look
// ([jennison2000] section 7.2).
type User struct {
	// Spent is the alpha spent up to each look; the last is alpha.
	Spent []float64 `toml:"spent,required"`

	at []float64 // the planned fractions; nil for evenly spaced looks
}

var _ = Kinds.Add("user", &User{})

// Check reports values that are not probabilities or that decrease.
func (f *User) Check(p *spec.Problems) {
	p = p.At("spent")
	if len(f.Spent) == 0 {
		p.Add("is empty", "give what is spent up to each look, the last equal to alpha")
		return
	}
	before := 0.0
	for i, s := range f.Spent {
		if !(s >= before && s < 1) {
			p.Index(i+1).Report("what is spent is cumulative: from 0 up to alpha, or beta", "is %v after %v", s, before)
		}
		before = s
	}
	if before == 0 {
		p.Add("spends nothing", "the last value is alpha")
	}
}

// Bounds spends at the planned fractions. It reports a list that is not as long
// as that of the looks or that does not end at alpha.
func (f *User) Bounds(plan Plan, p *spec.Problems) Bounds {
	if !f.fits(len(plan.Fractions), "alpha", plan.Alpha, p.At("spent")) {
		return Bounds{}
	}
	return spend(f, plan)
}

// fits reports a list that is not as long as that of the looks or that does not
// end at the total of what it spends.
func (f *User) fits(looks int, what string, total float64, p *spec.Problems) bool {
	n := len(f.Spent)
	if n != looks {
		p.Report("give the cumulative "+what+" of each look", "has %d values for %d looks", n, looks)
		return false
	}
	if last := f.Spent[n-1]; math.Abs(last-total) > 1e-9*total {
		p.Index(n).Report("the last look spends all of "+what, "is %v, but %s is %v", last, what, total)
		return false
	}
	return true
}

// through returns the function for looks planned at the given fractions.
func (f *User) through(fractions []float64) Spending {
	return &User{Spent: f.Spent, at: fractions}
}

// Spend is the value at t of the straight lines through the planned looks;
// evenly spaced looks as long as no plan is known.
func (f *User) Spend(t, alpha float64) float64 {
	switch {
	case !(t > 0):
		return 0
	case t >= 1:
		return alpha
	}
	t0, s0 := 0.0, 0.0
	for i, s1 := range f.Spent {
		t1 := f.fraction(i)
		if t < t1 {
			s0 += float64((s1 - s0) * ((t - t0) / (t1 - t0)))
			break
		}
		t0, s0 = t1, s1
	}
	return float64(alpha * (s0 / f.Spent[len(f.Spent)-1]))
}

// fraction returns the planned fraction of look i, from 0.
func (f *User) fraction(i int) float64 {
	if f.at == nil {
		return float64(i+1) / float64(len(f.Spent))
	}
	return f.at[i]
}
