package design

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// GroupSequential stops early for efficacy.
//
//	reject at the first look where Z, turned toward the alternative, is ≥ its bound
//
// Two-sided comparisons use |Z|. The trial stops when every comparison of the
// deciding analyses is rejected. With information = "observed" a look's fraction
// is the information observed over the planned maximum, at most 1, and 1 at the last look held, which spends all that is left;
// spending functions are spent anew at these fractions, other bounds stay as
// planned. With "planned" all bounds are those computed beforehand.
type GroupSequential struct {
	// Efficacy is the rule for the upper bounds, for every analysis or by analysis.
	Efficacy spec.Keyed[spec.Of[boundary.Efficacy]] `toml:"efficacy"`
	// Decides names the analyses whose rejection, all of them, stops the trial; default the first.
	Decides []string `toml:"decides"`
	// Maximum is the planned number of events or patients at the last look, for every analysis or by analysis; default the count of the last look.
	Maximum spec.Keyed[float64] `toml:"maximum" range:"(0,inf)"`
	// Information says which information fractions count: those observed or those planned.
	Information string `toml:"information" choices:"observed planned"`
}

var _ = Kinds.Add("group_sequential", &GroupSequential{Information: "observed"})

// Check reports a design without any bound.
func (g *GroupSequential) Check(p *spec.Problems) {
	if !g.Efficacy.IsSet() {
		p.At("efficacy").Add("is missing", `write efficacy = { kind = "obrien_fleming" }`)
	}
}

// New makes a decider.
func (g *GroupSequential) New(s *Setting, p *spec.Problems) Decider {
	d := &groupSequential{s: s, once: newOnce(len(s.Comparisons)), rules: make([]rule, len(s.Comparisons))}
	g.checkNames(s, p)
	for i := range s.Comparisons {
		c := &s.Comparisons[i]
		name := s.Analyses[c.Analysis]
		e, ok := g.Efficacy.For(name)
		if !ok {
			continue
		}
		at := p.At("efficacy")
		if g.Efficacy.One == nil {
			at = at.At(name)
		}
		d.rules[i] = g.rule(c, name, e.Value, places{design: p, efficacy: at})
	}
	d.decides = g.deciding(s)
	return d
}

// places are where problems of a rule are reported.
type places struct{ design, efficacy *spec.Problems }

// checkNames reports keys and names that are not analyses.
func (g *GroupSequential) checkNames(s *Setting, p *spec.Problems) {
	known := func(p *spec.Problems, name string) {
		for _, a := range s.Analyses {
			if a == name {
				return
			}
		}
		p.Unknown("analysis", name, s.Analyses)
	}
	for _, e := range g.Efficacy.Each {
		known(p.At("efficacy").At(e.Name), e.Name)
	}
	for _, m := range g.Maximum.Each {
		known(p.At("maximum").At(m.Name), m.Name)
	}
	for i, name := range g.Decides {
		known(p.At("decides").Index(i+1), name)
	}
}

// deciding marks the comparisons that must be rejected for the trial to stop.
func (g *GroupSequential) deciding(s *Setting) []bool {
	decides := make([]bool, len(s.Comparisons))
	for i := range s.Comparisons {
		name := s.Analyses[s.Comparisons[i].Analysis]
		if len(g.Decides) == 0 {
			decides[i] = s.Comparisons[i].Analysis == 0
		}
		for _, d := range g.Decides {
			decides[i] = decides[i] || d == name
		}
	}
	return decides
}

// rule plans the bounds of one comparison.
func (g *GroupSequential) rule(c *Comparison, name string, e boundary.Efficacy, p places) rule {
	plan, known := g.plan(c)
	spending, observed := e.(boundary.Spending)
	observed = observed && g.Information == "observed"
	r := rule{comparison: c}
	if !known && boundary.NeedsFractions(e, observed) {
		p.design.Report("give every look its planned information = …",
			"the planned information fractions of analysis %s are not known", name)
		return r
	}
	if known {
		before := p.efficacy.Len()
		plan.Check(p.efficacy)
		if p.efficacy.Len() > before {
			return r
		}
	}
	if !observed {
		r.fixed = e.Bounds(plan, p.efficacy).Z
		return r
	}
	r.maximum = c.Count * c.PerCount
	if m, ok := g.Maximum.For(name); ok {
		r.maximum = m * c.PerCount
	}
	if !(r.maximum > 0) {
		p.design.At("maximum").Report(`give maximum, the planned number at the last look, or say information = "planned"`,
			"the last look does not count what analysis %s is informed by", name)
		return r
	}
	r.fractions = make([]float64, 0, len(plan.Fractions))
	r.memo = boundary.NewMemo(spending, plan)
	return r
}

// plan is the boundary plan of a comparison, and whether its fractions are the
// scenario's; if not they are equally spaced, which is right for their number
// only.
func (g *GroupSequential) plan(c *Comparison) (boundary.Plan, bool) {
	t, known := c.fractions()
	if !known {
		for i := range t {
			t[i] = float64(i+1) / float64(len(t))
		}
	}
	return boundary.Plan{Alpha: c.Alpha, TwoSided: c.Alternative == analysis.TwoSided, Fractions: t}, known
}

// Schedule is the planned bounds of one comparison.
type Schedule struct {
	Comparison int
	Looks      []int // indices of the planned looks
	Plan       boundary.Plan
	Bounds     boundary.Bounds
}

// Schedules are the planned bounds of all comparisons that have any and whose
// information fractions are planned. The setting must be free of problems.
func (g *GroupSequential) Schedules(s *Setting) []Schedule {
	var all []Schedule
	for i := range s.Comparisons {
		c := &s.Comparisons[i]
		e, ok := g.Efficacy.For(s.Analyses[c.Analysis])
		plan, known := g.plan(c)
		if !ok || !known {
			continue
		}
		sc := Schedule{Comparison: i, Plan: plan, Bounds: e.Value.Bounds(plan, spec.NewProblems())}
		for k, part := range c.Part {
			if part {
				sc.Looks = append(sc.Looks, k)
			}
		}
		all = append(all, sc)
	}
	return all
}

// rule is the bounds of one comparison: planned ones, or spent anew as
// information is observed. Without either the comparison is tested once.
type rule struct {
	comparison *Comparison
	fixed      []float64 // by look of the comparison
	memo       *boundary.Memo
	maximum    float64   // planned maximum of Evidence.Info
	fractions  []float64 // observed at the looks so far
}

// has reports whether the comparison has bounds.
func (r *rule) has() bool { return r.fixed != nil || r.memo != nil }

// bound is the bound at a look with the given information.
func (r *rule) bound(l Look, info float64) float64 {
	k, last := r.comparison.own(l.Index)
	if r.memo == nil {
		return r.fixed[k]
	}
	last = last || l.Final
	t := min(info/r.maximum, 1)
	if last {
		t = 1
	}
	r.fractions = append(r.fractions, t)
	z, _ := r.memo.Bound(r.fractions, last)
	return z
}

type groupSequential struct {
	s       *Setting
	rules   []rule
	decides []bool
	once
}

// Start forgets the previous trial.
func (d *groupSequential) Start() {
	d.once.start()
	for i := range d.rules {
		d.rules[i].fractions = d.rules[i].fractions[:0]
	}
}

// Decide compares Z with the bounds, and stops when the deciding comparisons are
// all rejected.
func (d *groupSequential) Decide(l Look, ev []analysis.Evidence, a *Action) {
	a.Stop = true
	for i := range ev {
		if d.rules[i].has() {
			d.compare(i, l, &ev[i], a)
		} else {
			d.note(i, &ev[i])
			d.single(i, l, a)
		}
		if d.decides[i] && a.Rejected[i] < 0 {
			a.Stop = false
		}
	}
	if !a.Stop {
		return
	}
	for i := range d.rules {
		if !d.rules[i].has() {
			d.test(i, d.s.Comparisons[i].Alpha, l, a)
		}
	}
}

// single tests comparison i, which has no bound, at the last look that it has.
func (d *groupSequential) single(i int, l Look, a *Action) {
	if _, last := d.s.Comparisons[i].own(l.Index); last || l.Final {
		d.test(i, d.s.Comparisons[i].Alpha, l, a)
	}
}

// compare rejects comparison i if its Z reaches the bound of the look.
func (d *groupSequential) compare(i int, l Look, e *analysis.Evidence, a *Action) {
	a.Bound[i] = math.NaN()
	if e.Status != analysis.OK {
		return
	}
	a.Bound[i] = d.rules[i].bound(l, e.Info)
	if a.Rejected[i] < 0 && d.s.Comparisons[i].Alternative.Turn(e.Z) >= a.Bound[i] {
		a.reject(i, l, e.Z)
	}
}
