package design

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// lowers are rules for futility bounds at three looks.
func lowers() []boundary.Efficacy {
	return []boundary.Efficacy{
		&boundary.OBrienFleming{}, &boundary.Pocock{}, &boundary.HwangShihDeCani{Gamma: -2}, &boundary.KimDeMets{Rho: 2},
		&boundary.User{Spent: []float64{0.05, 0.1, 0.2}}, &boundary.FixedBounds{Z: boundary.PerLook{-0.3}},
		&boundary.FixedBounds{Z: boundary.PerLook{-0.5, 0.5}}, &boundary.FixedBounds{Z: boundary.PerLook{-0.5, 0.5, 1}},
	}
}

// ignoring conducts a trial that goes on whatever is futile.
func ignoring(d Decider, trial int64, looks []int, info []float64) (rejected, stopped bool) {
	a, z := NewAction(1), path(trial, 0, info)
	d.Start()
	for k, index := range looks {
		d.Decide(Look{Index: index, Final: k == len(looks)-1}, []analysis.Evidence{evidence(z[k], info[k], analysis.Greater)}, &a)
		stopped = stopped || a.Futile && k < len(looks)-1
		if a.Stop && !a.Futile {
			break
		}
	}
	return a.Rejected[0] >= 0, stopped
}

// TestTypeIWithFutility simulates the type I error of efficacy bounds with
// futility bounds: it is alpha when binding ones are followed, or others ignored,
// at planned and at other information; and less when others are followed.
func TestTypeIWithFutility(t *testing.T) {
	const trials, alpha = 8000, 0.05
	planned := []float64{maximum / 3.0, 2 * maximum / 3.0, maximum}
	for _, upper := range []boundary.Efficacy{&boundary.HwangShihDeCani{Gamma: -2}, &boundary.PocockBounds{}} {
		_, spends := upper.(boundary.Spending)
		for _, lower := range lowers() {
			for _, binding := range []bool{false, true} {
				s := setting(comparison(0, analysis.Greater, alpha, thirds))
				w := decider(t, futile(sequential(upper), lower, binding), s)
				for _, info := range [][]float64{planned, {25, 71, maximum}} {
					followed, ignored, stops := 0, 0, 0
					for trial := range int64(trials) {
						if conduct(w, s, trial, []int{0, 1, 2}, info).rejected[0] >= 0 {
							followed++
						}
						rejected, stopped := ignoring(w, trial, []int{0, 1, 2}, info)
						if rejected {
							ignored++
						}
						if stopped {
							stops++
						}
					}
					if stops < trials/10 {
						t.Errorf("%T, %T: only %d trials stop for futility", upper, lower, stops)
					}
					if binding && ignored != followed {
						t.Errorf("%T, %T: binding futility is ignored: %d rejected, %d", upper, lower, ignored, followed)
					}
					// Bounds that are not spent keep alpha at the planned information only.
					if !spends && info[0] != planned[0] {
						continue
					}
					if x := excess(ignored, trials, alpha); math.Abs(x) > limit() {
						t.Errorf("%T, %T, binding %v, %v: %d of %d rejected, %.1f standard errors", upper, lower, binding, info, ignored, trials, x)
					}
					if !binding && followed > ignored {
						t.Errorf("%T, %T: %d rejected when futility is followed, %d when not", upper, lower, followed, ignored)
					}
				}
			}
		}
	}
}

// TestPowerWithBetaSpending simulates the power under the drift that was planned.
func TestPowerWithBetaSpending(t *testing.T) {
	const trials, alpha = 20000, 0.025
	s := setting(comparison(0, analysis.Greater, alpha, thirds))
	for _, binding := range []bool{false, true} {
		g := futile(obrienFleming(), &boundary.HwangShihDeCani{Gamma: -2}, binding)
		drift := g.Schedules(s)[0].Bounds.Drift / math.Sqrt(maximum)
		w, rejected := decider(t, g, s), 0
		for trial := range int64(trials) {
			info := []float64{maximum / 3.0, 2 * maximum / 3.0, maximum}
			z, a := path(trial, 0, info), NewAction(1)
			w.Start()
			for k := range z {
				w.Decide(Look{Index: k, Final: k == 2}, []analysis.Evidence{evidence(z[k]+drift*math.Sqrt(info[k]), info[k], analysis.Greater)}, &a)
				if a.Stop {
					break
				}
			}
			if a.Rejected[0] >= 0 {
				rejected++
			}
		}
		if x := excess(rejected, trials, 0.8); math.Abs(x) > limit() {
			t.Errorf("binding %v: %d of %d rejected, %.1f standard errors from 0.8", binding, rejected, trials, x)
		}
	}
}

// TestFutilityStops stops when each deciding comparison is rejected or at or below
// its bound.
func TestFutilityStops(t *testing.T) {
	s := setting(greater(0), greater(1), greater(1))
	zero := &boundary.FixedBounds{Z: boundary.PerLook{0}}
	step := func(w Decider, a *Action, k int, z ...float64) {
		var ev []analysis.Evidence
		for _, x := range z {
			if math.IsNaN(x) {
				ev = append(ev, undefined())
				continue
			}
			ev = append(ev, up(x))
		}
		w.Decide(Look{Index: k, Final: k == 2}, ev, a)
	}
	type stop struct{ stop, futile, binding bool }
	for name, c := range map[string]struct {
		decides []string
		binding bool
		z       [][]float64
		want    stop
		bounds  []float64 // futility bounds of the last of these looks
	}{
		"first only":        {nil, false, [][]float64{{0, 3, 3}}, stop{true, true, false}, []float64{0, math.NaN(), math.NaN()}},
		"just above":        {nil, false, [][]float64{{0.001, -1, -1}}, stop{}, []float64{0, math.NaN(), math.NaN()}},
		"all":               {[]string{"a", "b"}, false, [][]float64{{-1, -1, -1}}, stop{true, true, false}, []float64{0, 0, 0}},
		"all but one":       {[]string{"a", "b"}, false, [][]float64{{-1, -1, 1}}, stop{}, []float64{0, 0, 0}},
		"rest is rejected":  {[]string{"a", "b"}, false, [][]float64{{3, 1, 1}, {0, 3, -1}}, stop{true, true, false}, []float64{0, 0, 0}},
		"not at once":       {[]string{"a", "b"}, false, [][]float64{{-1, 1, 1}, {1, -1, -1}}, stop{}, []float64{0, 0, 0}},
		"binding":           {[]string{"a", "b"}, true, [][]float64{{-1, 1, 1}, {1, -1, -1}}, stop{true, true, true}, []float64{0, 0, 0}},
		"never after":       {[]string{"a", "b"}, true, [][]float64{{-1, 1, 1}, {9, 9, 9}}, stop{true, true, true}, []float64{0, 0, 0}},
		"undefined":         {[]string{"a", "b"}, false, [][]float64{{-1, -1, math.NaN()}}, stop{}, []float64{0, 0, math.NaN()}},
		"last look":         {nil, false, [][]float64{{1, 1, 1}, {1, 1, 1}, {1.9, 1, 1}}, stop{true, true, false}, []float64{2, math.NaN(), math.NaN()}},
		"last, significant": {nil, false, [][]float64{{1, 1, 1}, {1, 1, 1}, {2, 1, 1}}, stop{true, false, false}, []float64{2, math.NaN(), math.NaN()}},
	} {
		g := futile(sequential(two), zero, c.binding)
		g.Decides = c.decides
		w, a := decider(t, g, s), NewAction(3)
		w.Start()
		for k, z := range c.z {
			step(w, &a, k, z...)
		}
		if got := (stop{a.Stop, a.Futile, a.Binding}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		for i, want := range c.bounds {
			if got := a.Lower[i]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s: futility bound %v of comparison %d, want %v", name, got, i, want)
			}
		}
	}
}

// TestFutilityProblems finds what futility bounds lack, and where.
func TestFutilityProblems(t *testing.T) {
	rule := func(r boundary.Efficacy) boundary.Futility {
		return boundary.Futility{Of: spec.Of[boundary.Efficacy]{Name: "rule", Value: r}, Beta: 0.1}
	}
	named := func(name string, r boundary.Efficacy) func(*GroupSequential, *Setting) {
		return func(g *GroupSequential, _ *Setting) {
			g.Futility = spec.Keyed[boundary.Futility]{Each: spec.Table[boundary.Futility]{{Name: name, Value: rule(r)}}}
		}
	}
	one := func(r boundary.Efficacy) func(*GroupSequential, *Setting) {
		return func(g *GroupSequential, _ *Setting) { g.Futility = spec.All(rule(r)) }
	}
	pocock := &boundary.Pocock{}
	for name, c := range map[string]struct {
		change func(g *GroupSequential, s *Setting)
		path   string
		fact   string
	}{
		"unknown":         {named("x", pocock), "futility.x", "no analysis"},
		"decides nothing": {named("b", pocock), "futility.b", "decides nothing"},
		"two-sided": {func(g *GroupSequential, s *Setting) {
			one(pocock)(g, s)
			s.Comparisons[0].Alternative = analysis.TwoSided
		}, "futility", "two-sided"},
		"no efficacy": {func(g *GroupSequential, s *Setting) {
			*g = *keyed(map[string]boundary.Efficacy{"b": two})
			g.Decides = []string{"a"}
			one(pocock)(g, s)
		}, "futility", "no efficacy bounds"},
		"too many": {one(&boundary.FixedBounds{Z: boundary.PerLook{0, 0, 0, 0}}), "futility.z", "4 values for 3 looks"},
		"by name":  {named("a", &boundary.FixedBounds{Z: boundary.PerLook{0, 0, 0, 0}}), "futility.a.z", "4 values for 3 looks"},
		"not planned": {func(g *GroupSequential, s *Setting) {
			one(pocock)(g, s)
			s.Comparisons[0].Planned = []float64{math.NaN(), math.NaN(), 1}
		}, "", "not known"},
		"no maximum": {func(g *GroupSequential, s *Setting) {
			g.Efficacy = sequential(two).Efficacy
			one(pocock)(g, s)
			s.Comparisons[0].Count = math.NaN()
		}, "maximum", "does not count"},
	} {
		s := setting(greater(0), comparison(1, analysis.TwoSided, 0.05, thirds))
		g := obrienFleming()
		c.change(g, s)
		p := spec.NewProblems()
		if g.Check(p); p.Len() == 0 {
			g.New(s, p)
		}
		if list := p.List(); len(list) != 1 || list[0].Path != c.path || !strings.Contains(list[0].Fact, c.fact) || list[0].Hint == "" {
			t.Errorf("%s:\n got %+v\nwant %s: … %s …, with a hint", name, list, c.path, c.fact)
		}
	}
}
