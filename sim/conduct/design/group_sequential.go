package design

import (
	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// GroupSequential stops early for efficacy, and for futility.
//
//	reject at the first look where Z is ≥ its efficacy bound
//	stop at a look where Z is ≤ its futility bound
//
// Z is turned toward the alternative. Two-sided comparisons use |Z| and have no
// futility bounds. The trial stops for efficacy when every comparison of the
// deciding analyses is rejected, and for futility when each of them that is not is
// at or below its futility bound; at the last look the two bounds are one. Only
// deciding analyses can have futility bounds: one rule for all leaves the others
// out.
//
// With information = "observed" a look's fraction is the information observed over
// the planned maximum, at most 1, and 1 at the last look held, which spends all
// that is left; spending functions are spent anew at these fractions, those of
// beta at the drift that the planned fractions gave, and other bounds stay as
// planned. With "planned" all bounds are those computed beforehand. Bounds that are
// not binding are followed, but efficacy bounds ignore them; a comparison at or
// below a binding one is never rejected thereafter.
type GroupSequential struct {
	// Efficacy is the rule for the upper bounds, for every analysis or by analysis.
	Efficacy spec.Keyed[spec.Of[boundary.Efficacy]] `toml:"efficacy"`
	// Futility is the rule for the lower bounds, for every deciding analysis or by analysis: a spending function and the beta that it spends (default 0.1), or fixed_bounds; binding = true lets efficacy bounds count on it.
	Futility spec.Keyed[boundary.Futility] `toml:"futility"`
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
	d := &groupSequential{s: s, once: newOnce(len(s.Comparisons)), decides: g.deciding(s)}
	g.checkNames(s, p)
	for i := range s.Comparisons {
		q := p
		if i > 0 && s.Comparisons[i].Analysis == s.Comparisons[i-1].Analysis {
			q = spec.NewProblems() // an analysis reports its problems once
		}
		d.rules = append(d.rules, g.rule(s, i, q))
	}
	return d
}

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
	for _, f := range g.Futility.Each {
		known(p.At("futility").At(f.Name), f.Name)
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

// Deciding says, by comparison, which of them must be rejected for the trial to
// stop for efficacy.
func (g *GroupSequential) Deciding(s *Setting) []bool { return g.deciding(s) }

// FutilityOf is the futility rule of comparison i, nil when it has none.
func (g *GroupSequential) FutilityOf(s *Setting, i int) *boundary.Futility {
	name := s.Analyses[s.Comparisons[i].Analysis]
	f, ok := g.Futility.For(name)
	if !ok || g.Futility.One != nil && !g.deciding(s)[i] {
		return nil
	}
	return &f
}

// MaximumOf is the planned information of comparison i at its last look, as
// Evidence.Info counts it; NaN when it is not planned.
func (g *GroupSequential) MaximumOf(s *Setting, i int) float64 {
	c := &s.Comparisons[i]
	if m, ok := g.Maximum.For(s.Analyses[c.Analysis]); ok {
		return m * c.PerCount
	}
	return c.Count * c.PerCount
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
		plan, known := c.plan()
		if !ok || !known {
			continue
		}
		none := spec.NewProblems()
		sc := Schedule{Comparison: i, Plan: plan}
		if f := g.FutilityOf(s, i); f != nil {
			sc.Bounds = f.Bounds(e.Value, plan, none, none)
		} else {
			sc.Bounds = e.Value.Bounds(plan, none)
		}
		for k, part := range c.Part {
			if part {
				sc.Looks = append(sc.Looks, k)
			}
		}
		all = append(all, sc)
	}
	return all
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
		d.rules[i].start()
	}
}

// Decide compares Z with the bounds. It stops when the deciding comparisons are
// all rejected, or those that are not are all futile.
func (d *groupSequential) Decide(l Look, ev []analysis.Evidence, a *Action) {
	rejected, futile, binding := true, true, true
	for i := range ev {
		r := &d.rules[i]
		if r.has() {
			d.compare(i, l, &ev[i], a)
		} else {
			d.note(i, &ev[i])
			d.single(i, l, a)
		}
		if d.decides[i] && a.Rejected[i] < 0 {
			rejected = false
			futile = futile && r.below
			binding = binding && r.binding
		}
	}
	a.Stop = rejected || futile
	a.Futile = a.Stop && !rejected
	a.Binding = a.Futile && binding
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

// compare rejects comparison i if its Z reaches the efficacy bound of the look,
// or else sees whether it is futile.
func (d *groupSequential) compare(i int, l Look, e *analysis.Evidence, a *Action) {
	r := &d.rules[i]
	lower, upper, ok := r.at(l, e)
	a.Bound[i], a.Lower[i] = upper, lower
	if r.below = r.dropped; !ok || r.dropped || a.Rejected[i] >= 0 {
		return
	}
	z := d.s.Comparisons[i].Alternative.Turn(e.Z)
	if z >= upper {
		a.reject(i, l, e.Z)
		return
	}
	r.below = z <= lower
	r.dropped = r.below && r.binding
}
