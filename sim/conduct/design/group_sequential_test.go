package design

import (
	"math"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// look is a look of a trial written out by hand: the evidence of every
// comparison, and what follows.
type look struct {
	index    int
	final    bool
	evidence []analysis.Evidence
	rejected []int
	stop     bool
}

// play holds the looks and compares what follows.
func play(t *testing.T, w Decider, looks []look) *Action {
	t.Helper()
	a := NewAction(len(looks[0].evidence))
	w.Start()
	for _, l := range looks {
		w.Decide(Look{Index: l.index, Final: l.final}, l.evidence, &a)
		if !slices.Equal(a.Rejected, l.rejected) || a.Stop != l.stop {
			t.Errorf("look %d: rejected %v, stop %v; want %v, %v", l.index+1, a.Rejected, a.Stop, l.rejected, l.stop)
		}
	}
	return &a
}

// keyed gives rules by analysis.
func keyed(rules map[string]boundary.Efficacy) *GroupSequential {
	g := &GroupSequential{Information: "observed"}
	for _, name := range []string{"a", "b", "c"} {
		if e, ok := rules[name]; ok {
			g.Efficacy.Each = append(g.Efficacy.Each, spec.Named[spec.Of[boundary.Efficacy]]{Name: name, Value: spec.Of[boundary.Efficacy]{Name: "rule", Value: e}})
		}
	}
	return g
}

func up(z float64) analysis.Evidence { return evidence(z, 50, analysis.Greater) }

func not(e analysis.Evidence) analysis.Evidence { e.Status = analysis.NotAnalyzed; return e }

var two = &boundary.FixedBounds{Z: boundary.PerLook{2}}

// greater is a one-sided comparison at three looks.
func greater(analysisIndex int) Comparison {
	return comparison(analysisIndex, analysis.Greater, 0.05, thirds)
}

// TestDecides stops when all deciding analyses are rejected, an analysis with
// several comparisons when all of those are.
func TestDecides(t *testing.T) {
	s := setting(greater(0), greater(1), greater(1))
	g := sequential(two)
	play(t, decider(t, g, s), []look{ // the first decides by default
		{0, false, []analysis.Evidence{up(1.9), up(3), up(3)}, []int{-1, 0, 0}, false},
		{1, false, []analysis.Evidence{up(2), up(0), up(0)}, []int{1, 0, 0}, true}, // at the bound is rejected
	})
	g.Decides = []string{"b"}
	play(t, decider(t, g, s), []look{
		{0, false, []analysis.Evidence{up(3), up(3), up(0)}, []int{0, 0, -1}, false},
		{1, false, []analysis.Evidence{up(0), up(0), up(3)}, []int{0, 0, 1}, true},
	})
	g.Decides = []string{"a", "b"}
	play(t, decider(t, g, s), []look{
		{0, false, []analysis.Evidence{up(0), up(3), up(3)}, []int{-1, 0, 0}, false},
		{1, false, []analysis.Evidence{up(0), up(3), up(3)}, []int{-1, 0, 0}, false},
		{2, true, []analysis.Evidence{up(0), up(3), up(3)}, []int{-1, 0, 0}, false},
	})
}

// TestDirections turns Z toward the alternative, and two-sided takes both.
func TestDirections(t *testing.T) {
	for _, c := range []struct {
		a                  analysis.Alternative
		z                  float64
		rejected, positive bool
	}{
		{analysis.Greater, 2.1, true, true},
		{analysis.Greater, -2.1, false, false},
		{analysis.Less, -2.1, true, false},
		{analysis.Less, 2.1, false, false},
		{analysis.TwoSided, 2.1, true, true},
		{analysis.TwoSided, -2.1, true, false},
		{analysis.TwoSided, 1.9, false, false},
	} {
		w, a := decider(t, sequential(two), setting(comparison(0, c.a, 0.05, thirds))), NewAction(1)
		w.Start()
		w.Decide(Look{}, []analysis.Evidence{evidence(c.z, 33, c.a)}, &a)
		if (a.Rejected[0] == 0) != c.rejected || a.Positive[0] != c.positive || a.Bound[0] != 2 {
			t.Errorf("%s, z = %v: %+v", c.a, c.z, a)
		}
	}
}

// TestWithoutBound tests a comparison that has no bound once, at full alpha: at
// its own last look, or when the trial ends before.
func TestWithoutBound(t *testing.T) {
	s := setting(greater(0), greater(1), greater(2))
	s.Comparisons[2].Part = []bool{true, false, false} // c is analyzed at the first look only
	w := decider(t, keyed(map[string]boundary.Efficacy{"a": two}), s)

	// p ≤ alpha at the first look does not reject b, and the last look does not either.
	play(t, w, []look{
		{0, false, []analysis.Evidence{up(0), up(3), up(1)}, []int{-1, -1, -1}, false},
		{1, false, []analysis.Evidence{up(0), up(3), not(up(9))}, []int{-1, -1, -1}, false},
		{2, true, []analysis.Evidence{up(0), up(1), not(up(9))}, []int{-1, -1, -1}, false},
	})
	// c is rejected at its only look, b at the last.
	play(t, w, []look{
		{0, false, []analysis.Evidence{up(0), up(3), up(2)}, []int{-1, -1, 0}, false},
		{1, false, []analysis.Evidence{up(0), up(0), not(up(0))}, []int{-1, -1, 0}, false},
		{2, true, []analysis.Evidence{up(0), up(1.7), not(up(0))}, []int{-1, 2, 0}, false},
	})
	// The trial stops early: b is tested then.
	play(t, w, []look{
		{0, false, []analysis.Evidence{up(0), up(3), up(0)}, []int{-1, -1, -1}, false},
		{1, false, []analysis.Evidence{up(3), up(1.7), not(up(0))}, []int{1, 1, -1}, true},
	})
	// It stops at a look that does not analyze b: the evidence before counts.
	s.Comparisons[1].Part = []bool{true, false, true}
	play(t, w, []look{
		{0, false, []analysis.Evidence{up(0), up(1.7), up(0)}, []int{-1, -1, -1}, false},
		{1, false, []analysis.Evidence{up(3), not(up(0)), not(up(0))}, []int{1, 1, -1}, true},
	})
	// A look that is final before its time is the last for all.
	play(t, w, []look{{0, true, []analysis.Evidence{up(0), up(1.7), up(1.7)}, []int{-1, 0, 0}, false}})
	// Undefined at the last look: not rejected, whatever came before.
	play(t, w, []look{
		{0, false, []analysis.Evidence{up(0), up(9), up(0)}, []int{-1, -1, -1}, false},
		{2, true, []analysis.Evidence{up(0), undefined(), not(up(0))}, []int{-1, -1, -1}, false},
	})
}

// TestDecidesWithoutBound lets an analysis without a bound decide: it can at its
// last look only.
func TestDecidesWithoutBound(t *testing.T) {
	s := setting(greater(0), greater(1))
	s.Comparisons[1].Part = []bool{true, true, false}
	g := keyed(map[string]boundary.Efficacy{"a": two})
	g.Decides = []string{"b"}
	play(t, decider(t, g, s), []look{
		{0, false, []analysis.Evidence{up(3), up(3)}, []int{0, -1}, false},
		{1, false, []analysis.Evidence{up(3), up(3)}, []int{0, 1}, true},
	})
}

// TestFixed tests everything once.
func TestFixed(t *testing.T) {
	one := []float64{1}
	s := setting(comparison(0, analysis.Greater, 0.05, one), comparison(1, analysis.TwoSided, 0.05, one))
	atAlpha := analysis.Evidence{Z: -1.96, P: 0.05, Info: 1}
	play(t, decider(t, &Fixed{}, s), []look{{0, true, []analysis.Evidence{up(1.7), atAlpha}, []int{0, 0}, false}})
	play(t, decider(t, &Fixed{}, s), []look{{0, true, []analysis.Evidence{up(1.6), undefined()}, []int{-1, -1}, false}})
}

// TestBounds compares the bounds of looks with those of the spending function at
// the fractions observed: at the looks planned, merged ones, a comparison that is not
// part of a look, one undefined, and a look that is final before its time.
func TestBounds(t *testing.T) {
	plan := boundary.Plan{Alpha: 0.05, Fractions: thirds}
	spending := &boundary.OBrienFleming{}
	type held struct {
		index int
		final bool
		info  float64 // 0: not analyzed; less: undefined
	}
	third, hundred := 100.0/3, 100.0
	for name, c := range map[string]struct {
		looks     []held
		fractions []float64 // at the end, of looks with a statistic
	}{
		"planned":         {[]held{{0, false, third}, {1, false, 2 * third}, {2, true, 100}}, []float64{third / hundred, 2 * third / hundred, 1}},
		"observed":        {[]held{{0, false, 20}, {1, false, 55}, {2, true, 103}}, []float64{0.2, 0.55, 1}},
		"merged":          {[]held{{1, false, 60}, {2, true, 100}}, []float64{0.6, 1}},
		"all merged":      {[]held{{2, true, 100}}, []float64{1}},
		"final early":     {[]held{{0, false, 20}, {1, true, 40}}, []float64{0.2, 1}},
		"final at once":   {[]held{{0, true, 12}}, []float64{1}},
		"not part":        {[]held{{0, false, 20}, {1, false, 0}, {2, true, 100}}, []float64{0.2, 1}},
		"undefined first": {[]held{{0, false, -1}, {1, false, 55}, {2, true, 100}}, []float64{0.55, 1}},
		"all seen early":  {[]held{{0, false, 20}, {1, false, 140}}, []float64{0.2, 1}},
	} {
		s := setting(greater(0))
		w, a := decider(t, sequential(spending), s), NewAction(1)
		w.Start()
		n := 0
		for _, l := range c.looks {
			ev := []analysis.Evidence{evidence(-1, l.info, analysis.Greater)}
			if l.info == 0 {
				ev = []analysis.Evidence{not(ev[0])}
			} else if l.info < 0 {
				ev = []analysis.Evidence{undefined()}
			}
			w.Decide(Look{Index: l.index, Final: l.final}, ev, &a)
			if l.info <= 0 {
				if !math.IsNaN(a.Bound[0]) {
					t.Errorf("%s: bound %v without a statistic", name, a.Bound[0])
				}
				continue
			}
			n++
			want, _ := boundary.NewMemo(spending, plan).Bound(c.fractions[:n], l.final)
			if a.Bound[0] != want {
				t.Errorf("%s: bound %v at look %d, want %v", name, a.Bound[0], l.index+1, want)
			}
		}
	}
}

// TestFinalBoundOfOne: a trial whose only look is final is tested at full alpha.
func TestFinalBoundOfOne(t *testing.T) {
	for _, e := range []boundary.Efficacy{&boundary.OBrienFleming{}, &boundary.Pocock{}} {
		w, a := decider(t, sequential(e), setting(comparison(0, analysis.TwoSided, 0.05, thirds))), NewAction(1)
		w.Start()
		w.Decide(Look{Index: 0, Final: true}, []analysis.Evidence{evidence(0, 10, analysis.TwoSided)}, &a)
		if want := num.NormalSurvivalQuantile(0.025); math.Abs(a.Bound[0]-want) > 1e-12 {
			t.Errorf("bound %v, want %v", a.Bound[0], want)
		}
	}
}

// TestPlannedBounds uses the bounds computed beforehand as they are: of
// classical rules always, of spending functions with information = "planned".
func TestPlannedBounds(t *testing.T) {
	for _, e := range []boundary.Efficacy{&boundary.PocockBounds{}, &boundary.OBrienFleming{}, &boundary.HaybittlePeto{Z: boundary.PerLook{3}}} {
		g := sequential(e)
		g.Information = "planned"
		s := setting(greater(0))
		want := g.Schedules(s)[0].Bounds.Z
		for _, looks := range [][]int{{0, 1, 2}, {1, 2}, {0}, {2}} {
			w, a := decider(t, g, s), NewAction(1)
			w.Start()
			for n, k := range looks {
				w.Decide(Look{Index: k, Final: n == len(looks)-1}, []analysis.Evidence{up(-1)}, &a)
				if a.Bound[0] != want[k] {
					t.Errorf("bound %v at look %d of %v, want %v", a.Bound[0], k+1, looks, want[k])
				}
			}
		}
	}
}

// TestSchedules lists the planned bounds of comparisons that have any, by the
// looks that analyze them.
func TestSchedules(t *testing.T) {
	s := setting(greater(0), greater(1), greater(2))
	s.Comparisons[0].Part = []bool{true, false, true}
	s.Comparisons[2].Planned = []float64{math.NaN(), math.NaN(), 1}
	g := keyed(map[string]boundary.Efficacy{"a": &boundary.Pocock{}, "c": two})
	all := g.Schedules(s)
	if len(all) != 1 {
		t.Fatalf("%d schedules, want 1: b has no rule and c no plan", len(all))
	}
	sc := all[0]
	if sc.Comparison != 0 || !slices.Equal(sc.Looks, []int{0, 2}) || !slices.Equal(sc.Plan.Fractions, []float64{1.0 / 3, 1}) ||
		len(sc.Bounds.Z) != 2 || math.Abs(sc.Bounds.Spent[1]-0.05) > 1e-12 {
		t.Errorf("%+v", sc)
	}
}

// TestProblems finds what a setting lacks, and where.
func TestProblems(t *testing.T) {
	unknown := []float64{math.NaN(), math.NaN(), math.NaN()}
	for name, c := range map[string]struct {
		design Design
		change func(s *Setting, g *GroupSequential)
		path   string
		fact   string
	}{
		"two looks":     {&Fixed{}, nil, "", "one look, not 3"},
		"no bounds":     {&GroupSequential{Information: "observed"}, nil, "efficacy", "missing"},
		"decides":       {obrienFleming(), func(_ *Setting, g *GroupSequential) { g.Decides = []string{"a", "x"} }, "decides.2", "no analysis"},
		"maximum":       {obrienFleming(), func(_ *Setting, g *GroupSequential) { g.Maximum.Each = spec.Table[float64]{{Name: "x", Value: 3}} }, "maximum.x", "no analysis"},
		"efficacy":      {keyed(map[string]boundary.Efficacy{"a": two, "c": two}), nil, "efficacy.c", "no analysis"},
		"no maximum":    {obrienFleming(), func(s *Setting, _ *GroupSequential) { s.Comparisons[0].Count = math.NaN() }, "maximum", "does not count"},
		"no fractions":  {sequential(&boundary.PocockBounds{}), func(s *Setting, _ *GroupSequential) { s.Comparisons[0].Planned = unknown }, "", "not known"},
		"two for three": {sequential(&boundary.FixedBounds{Z: boundary.PerLook{3, 2}}), nil, "efficacy.z", "2 values for 3 looks"},
		"by name":       {keyed(map[string]boundary.Efficacy{"a": &boundary.FixedBounds{Z: boundary.PerLook{3, 2}}}), nil, "efficacy.a.z", "2 values for 3 looks"},
		"no increase":   {obrienFleming(), func(s *Setting, _ *GroupSequential) { s.Comparisons[0].Planned = []float64{0.5, 0.4, 1} }, "efficacy.2", "0.4 after 0.5"},
	} {
		s := setting(greater(0))
		g, _ := c.design.(*GroupSequential)
		if c.change != nil {
			c.change(s, g)
		}
		p := spec.NewProblems()
		if c.design.Check(p); p.Len() == 0 {
			c.design.New(s, p)
		}
		if list := p.List(); len(list) != 1 || list[0].Path != c.path || !strings.Contains(list[0].Fact, c.fact) || list[0].Hint == "" {
			t.Errorf("%s:\n got %+v\nwant %s: … %s …, with a hint", name, list, c.path, c.fact)
		}
	}
}

// TestNeedsNoPlan lets spending functions and given bounds do without planned
// fractions, and maximum stand in for a count.
func TestNeedsNoPlan(t *testing.T) {
	s := setting(greater(0))
	s.Comparisons[0].Planned = []float64{math.NaN(), math.NaN(), math.NaN()}
	decider(t, sequential(two), s)
	decider(t, obrienFleming(), s)
	s.Comparisons[0].Count, s.Comparisons[0].PerCount = math.NaN(), 0.5
	g := obrienFleming()
	g.Maximum = spec.All(200.0)
	a, w := NewAction(1), decider(t, g, s)
	w.Start()
	w.Decide(Look{}, []analysis.Evidence{evidence(0, 20, analysis.Greater)}, &a)
	want, _ := boundary.NewMemo(&boundary.OBrienFleming{}, boundary.Plan{Alpha: 0.05, Fractions: thirds}).Bound([]float64{0.2}, false)
	if a.Bound[0] != want {
		t.Errorf("bound %v, want %v: 20 of 200·0.5", a.Bound[0], want)
	}
}
