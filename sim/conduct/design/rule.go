package design

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// rule is the bounds of one comparison: planned ones, or spent anew as
// information is observed. Without either the comparison is tested once.
type rule struct {
	comparison *Comparison
	upper      []float64      // planned, by look of the comparison
	lower      []float64      // likewise; nil for none
	memo       *boundary.Memo // of bounds that follow the information
	maximum    float64        // planned maximum of Evidence.Info
	futility   bool           // there are lower bounds
	binding    bool

	// Of the present trial.
	held    []boundary.Held // the looks so far
	below   bool            // at the present look: at or below its lower bound
	dropped bool            // at or below a binding one
}

// places are where problems of the bounds are reported.
type places struct{ efficacy, futility *spec.Problems }

// rule plans the bounds of comparison i.
func (g *GroupSequential) rule(s *Setting, i int, p *spec.Problems) rule {
	c := &s.Comparisons[i]
	name := s.Analyses[c.Analysis]
	r := rule{comparison: c}
	at := places{p.At("efficacy"), p.At("futility")}
	if g.Efficacy.One == nil {
		at.efficacy = at.efficacy.At(name)
	}
	if g.Futility.One == nil {
		at.futility = at.futility.At(name)
	}
	e, ok := g.Efficacy.For(name)
	f := g.FutilityOf(s, i)
	if f != nil && !g.suits(s, i, ok, at.futility) || !ok {
		return r
	}
	_, spends := e.Value.(boundary.Spending)
	observed := g.Information == "observed" && (spends || f != nil && f.Spends())
	plan, known := c.plan()
	if !known && (boundary.NeedsFractions(e.Value, observed && spends) || f != nil && f.Spends()) {
		p.Report("give every look its planned information = …",
			"the planned information fractions of analysis %s are not known", name)
		return r
	}
	before := p.Len()
	if known {
		if plan.Check(at.efficacy); p.Len() > before {
			return r
		}
	}
	r.maximum = g.MaximumOf(s, i)
	if observed && !(r.maximum > 0) {
		p.At("maximum").Report(`give maximum, the planned number at the last look, or say information = "planned"`,
			"the last look does not count what analysis %s is informed by", name)
		return r
	}
	r.bind(e.Value, f, plan, observed, at)
	return r
}

// suits reports a comparison that cannot have futility bounds. bounded says that
// it has efficacy bounds.
func (g *GroupSequential) suits(s *Setting, i int, bounded bool, p *spec.Problems) bool {
	name := s.Analyses[s.Comparisons[i].Analysis]
	switch {
	case !g.deciding(s)[i]:
		p.Report("name it in decides, or leave its futility out", "analysis %s decides nothing, so its futility could stop nothing", name)
	case s.Comparisons[i].Alternative == analysis.TwoSided:
		p.Report(`write alternative = "greater" or "less"`, "a two-sided analysis such as %s has no futility bounds", name)
	case !bounded:
		p.Report(`give some; { kind = "user", spent = [0, 0.025] } rejects at the last of two looks only`,
			"analysis %s has futility bounds but no efficacy bounds", name)
	default:
		return true
	}
	return false
}

// bind computes the planned bounds, and makes the memo of those that follow the
// information.
func (r *rule) bind(e boundary.Efficacy, f *boundary.Futility, plan boundary.Plan, observed bool, at places) {
	spending, spends := e.(boundary.Spending)
	switch {
	case f != nil:
		r.futility, r.binding = true, f.Binding
		before := at.efficacy.Len()
		b := f.Bounds(e, plan, at.efficacy, at.futility)
		if r.upper, r.lower = b.Z, b.Lower; observed && at.efficacy.Len() == before {
			r.memo = f.NewMemo(e, plan, b)
		}
	case observed && spends:
		r.memo = boundary.NewMemo(spending, plan)
	default:
		r.upper = e.Bounds(plan, at.efficacy).Z
	}
	r.held = make([]boundary.Held, 0, len(plan.Fractions))
}

// plan is the boundary plan of a comparison, and whether its fractions are the
// scenario's; if not they are equally spaced, which is right for their number
// only.
func (c *Comparison) plan() (boundary.Plan, bool) {
	t, known := c.fractions()
	if !known {
		for i := range t {
			t[i] = float64(i+1) / float64(len(t))
		}
	}
	return boundary.Plan{Alpha: c.Alpha, TwoSided: c.Alternative == analysis.TwoSided, Fractions: t}, known
}

// has reports whether the comparison has bounds.
func (r *rule) has() bool { return r.upper != nil || r.memo != nil }

// start forgets the previous trial.
func (r *rule) start() { r.held, r.below, r.dropped = r.held[:0], false, false }

// at is the bounds at a look with the given evidence, NaN where there are none,
// and whether the evidence can be compared with them.
func (r *rule) at(l Look, e *analysis.Evidence) (lower, upper float64, ok bool) {
	if e.Status != analysis.OK {
		return math.NaN(), math.NaN(), false
	}
	k, last := r.comparison.own(l.Index)
	last = last || l.Final
	switch {
	case r.memo != nil:
		t := min(e.Info/r.maximum, 1)
		if last {
			t = 1
		}
		r.held = append(r.held, boundary.Held{Fraction: t, Look: k})
		lower, upper = r.memo.At(r.held, last)
	case r.lower != nil:
		lower, upper = r.lower[k], r.upper[k]
	default:
		upper = r.upper[k]
	}
	switch {
	case !r.futility:
		lower = math.NaN()
	case last:
		lower = upper
	}
	return lower, upper, true
}
