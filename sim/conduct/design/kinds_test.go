package design

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
)

// examples are designs of every kind for the analyses a and b, each with the
// fractions of its looks; a kind without one fails the tests.
var examples = map[string][]struct {
	design  Design
	planned []float64
}{
	"fixed": {{&Fixed{}, []float64{1}}},
	"group_sequential": {
		{obrienFleming(), thirds},
		{&GroupSequential{Information: "planned", Efficacy: obrienFleming().Efficacy}, thirds},
		{sequential(&boundary.FixedBounds{Z: boundary.PerLook{2}}), thirds},
		{&GroupSequential{Information: "observed", Efficacy: obrienFleming().Efficacy, Decides: []string{"b"}}, []float64{0.5, 1}},
		{&GroupSequential{Information: "observed", Efficacy: obrienFleming().Efficacy, Decides: []string{"a", "b"}}, []float64{0.2, 0.4, 0.7, 1}},
		{futile(obrienFleming(), &boundary.HwangShihDeCani{Gamma: -2}, false), thirds},
		{futile(obrienFleming(), &boundary.Pocock{}, true), thirds},
		{futile(sequential(&boundary.PocockBounds{}), &boundary.Pocock{}, false), thirds},
		{futile(sequential(&boundary.PocockBounds{}), &boundary.FixedBounds{Z: boundary.PerLook{-0.5, 0.5}}, true), thirds},
	},
}

// each runs a test for every example of every kind: two analyses, the second
// with two comparisons.
func each(t *testing.T, test func(t *testing.T, d Design, s *Setting)) {
	for _, name := range Kinds.Names() {
		if len(examples[name]) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, e := range examples[name] {
			s := setting(comparison(0, analysis.Greater, 0.1, e.planned),
				comparison(1, analysis.TwoSided, 0.2, e.planned), comparison(1, analysis.Less, 0.3, e.planned))
			t.Run(name, func(t *testing.T) { test(t, e.design, s) })
		}
	}
}

// all are the looks and the information as planned.
func all(s *Setting) (looks []int, info []float64) {
	for k, f := range s.Comparisons[0].Planned {
		looks, info = append(looks, k), append(info, f*maximum)
	}
	return looks, info
}

// TestTerminates wants a stop to mean that the deciding comparisons are
// rejected, or for futility that one is not, and a trial that does not stop to
// reach its last look.
func TestTerminates(t *testing.T) {
	each(t, func(t *testing.T, d Design, s *Setting) {
		looks, info := all(s)
		w, stops := decider(t, d, s), 0
		for trial := range int64(3000) {
			got := conduct(w, s, trial, looks, info)
			if !got.stop && got.last != s.Looks-1 {
				t.Fatalf("trial %d ended at look %d without a stop", trial, got.last+1)
			}
			for i, k := range got.rejected {
				if k > got.last {
					t.Fatalf("comparison %d rejected at look %d, after the last", i, k)
				}
			}
			if got.stop {
				stops++
				all := true
				for i, k := range got.rejected {
					all = all && !(decides(d, s, i) && k < 0)
				}
				if all == got.futile {
					t.Fatalf("trial %d stopped, futile %v, rejected %v", trial, got.futile, got.rejected)
				}
			}
		}
		if _, fixed := d.(*Fixed); !fixed && stops == 0 {
			t.Error("no trial ever stops")
		}
	})
}

// decides is whether a comparison is one of those that stop the trial.
func decides(d Design, s *Setting, i int) bool {
	g, ok := d.(*GroupSequential)
	if !ok || len(g.Decides) == 0 {
		return s.Comparisons[i].Analysis == 0
	}
	return slices.Contains(g.Decides, s.Analyses[s.Comparisons[i].Analysis])
}

// TestNeverUnrejects goes on looking after rejections, with contrary evidence.
func TestNeverUnrejects(t *testing.T) {
	each(t, func(t *testing.T, d Design, s *Setting) {
		w, a := decider(t, d, s), NewAction(3)
		w.Start()
		for k, z := range []float64{9, -9, 0, 9}[:s.Looks] {
			var ev []analysis.Evidence
			for i, c := range s.Comparisons {
				sign := []float64{1, -1, -1}[i] // toward the alternative at the first look
				ev = append(ev, evidence(sign*z, maximum*c.Planned[k], c.Alternative))
			}
			w.Decide(Look{Index: k, Final: k == s.Looks-1}, ev, &a)
			if !slices.Equal(a.Rejected, []int{0, 0, 0}) || !slices.Equal(a.Positive, []bool{true, false, false}) {
				t.Fatalf("after look %d: rejected %v, positive %v", k+1, a.Rejected, a.Positive)
			}
			if _, fixed := d.(*Fixed); !fixed && !a.Stop {
				t.Fatalf("look %d does not stop", k+1)
			}
		}
	})
}

// TestForgetsTrials conducts trials in order, in reverse, and each with a new
// decider, under information that differs from trial to trial.
func TestForgetsTrials(t *testing.T) {
	each(t, func(t *testing.T, d Design, s *Setting) {
		one := func(w Decider, trial int64) decision {
			looks, info := all(s)
			for k := range info {
				info[k] *= 1 - 0.1*float64(trial%3)
			}
			cut := 1 + int(trial)%len(looks)
			return conduct(w, s, trial, looks[len(looks)-cut:], info[len(looks)-cut:])
		}
		const n = 60
		forward, backward := decider(t, d, s), decider(t, d, s)
		want := make([]decision, n)
		for i := range want {
			want[i] = one(forward, int64(i))
		}
		for i := n - 1; i >= 0; i-- {
			if got := one(backward, int64(i)); !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("trial %d: %+v in reverse, %+v in order", i, got, want[i])
			}
			if got := one(decider(t, d, s), int64(i)); i%10 == 0 && !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("trial %d: %+v alone, %+v in order", i, got, want[i])
			}
		}
	})
}

// TestUndefined gives evidence that could not be computed.
func TestUndefined(t *testing.T) {
	each(t, func(t *testing.T, d Design, s *Setting) {
		w, a := decider(t, d, s), NewAction(3)
		w.Start()
		for k := range s.Looks {
			w.Decide(Look{Index: k, Final: k == s.Looks-1}, []analysis.Evidence{undefined(), undefined(), undefined()}, &a)
			if a.Stop || slices.Max(a.Rejected) >= 0 {
				t.Fatalf("look %d: %+v", k+1, a)
			}
			for _, b := range a.Bound {
				if !math.IsNaN(b) {
					t.Fatalf("bound %v without a statistic", b)
				}
			}
		}
	})
}

func TestNoAllocation(t *testing.T) {
	each(t, func(t *testing.T, d Design, s *Setting) {
		w, a, looks := decider(t, d, s), NewAction(3), s.Looks
		var ev [][]analysis.Evidence
		for k := range looks {
			ev = append(ev, nil)
			for i, c := range s.Comparisons {
				ev[k] = append(ev[k], evidence(path(7, i, []float64{1})[0]/9, maximum*c.Planned[k], c.Alternative))
			}
		}
		if n := testing.AllocsPerRun(50, func() {
			w.Start()
			a.Reset()
			for k := range looks {
				w.Decide(Look{Index: k, Final: k == looks-1}, ev[k], &a)
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// TestTypeI simulates the type I error of every rule for bounds, one- and
// two-sided, with the information planned, with other information at the
// interim looks, with looks that merge, and with a last look that is final
// before its time. Where the rule spends what it says it is alpha, and never
// more.
func TestTypeI(t *testing.T) {
	const trials = 30000
	type course struct {
		looks []int
		info  []float64
	}
	planned := []course{{[]int{0, 1, 2}, []float64{maximum / 3.0, 2 * maximum / 3.0, maximum}}}
	jittered := []course{
		{[]int{0, 1, 2}, []float64{25, 71, maximum}},
		{[]int{0, 1, 2}, []float64{41, 60, maximum}},
		{[]int{0, 2}, []float64{38, maximum}},
		{[]int{1, 2}, []float64{70, maximum}},
		{[]int{2}, []float64{maximum}},
	}
	short := []course{{[]int{0, 1}, []float64{30, 65}}, {[]int{0}, []float64{20}}, {[]int{0, 1, 2}, []float64{30, 60, 85}}}
	for _, name := range boundary.Kinds.Names() {
		for _, a := range []analysis.Alternative{analysis.Greater, analysis.Less, analysis.TwoSided} {
			const alpha = 0.05
			list := efficacies(name, alpha)
			if len(list) == 0 {
				t.Errorf("%s has no example", name)
			}
			for _, e := range list {
				s := setting(comparison(0, a, alpha, thirds))
				spent := sequential(e).Schedules(s)[0].Bounds.Spent[2]
				if name != "fixed_bounds" && math.Abs(spent-alpha) > 1e-9 {
					t.Errorf("%s spends %v of %v", name, spent, alpha)
				}
				check := func(what string, courses []course, exact bool) {
					w, rejected := decider(t, sequential(e), s), 0
					for trial := range int64(trials) {
						c := courses[int(trial)%len(courses)]
						if conduct(w, s, trial, c.looks, c.info).rejected[0] >= 0 {
							rejected++
						}
					}
					x := excess(rejected, trials, spent)
					if x > limit() || exact && x < -limit() {
						t.Errorf("%s, %s, %s: %d of %d rejected, alpha %v: %.1f standard errors", name, a, what, rejected, trials, spent, x)
					}
				}
				check("planned", planned, true)
				if _, spends := e.(boundary.Spending); spends {
					check("jittered", jittered, true)
					check("short", short, false)
				}
			}
		}
	}
}

// String prints a decision in the messages of tests.
func (d decision) String() string {
	return fmt.Sprintf("stop %v at %d, rejected %v, bounds %v", d.stop, d.last, d.rejected, d.bounds)
}
