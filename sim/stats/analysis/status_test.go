package analysis

import (
	"math"
	"testing"

	"simrun/sim/world/cohort"
)

// constant is a sample of n equal values.
func constant(r *rows, arm, n int, value float64) {
	for range n {
		r.add(arm, value, false)
	}
}

// events are n patients of an arm whose observation ends at the given time.
func (r *rows) events(arm, n int, time float64, event bool) {
	for range n {
		r.add(arm, time, event)
	}
}

// TestStatus crafts the snapshots that each kind cannot analyze.
func TestStatus(t *testing.T) {
	sd := 1.0
	build := func(f func(*rows)) (r rows) { f(&r); return r }
	oneArm := build(func(r *rows) { r.add(1, 1, true); r.add(1, 0.5, true); r.add(1, 2, true) })
	otherArm := build(func(r *rows) { constant(r, 0, 49, 1); r.events(0, 3, 0.5, true) })
	cases := []struct {
		kind, name string
		test       Test
		typ        cohort.Type
		rows       rows
		want       Status
	}{
		{"chi_square", "nobody", &ChiSquare{}, cohort.Binary, nil, NoPatients},
		{"chi_square", "no control", &ChiSquare{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"chi_square", "no success", &ChiSquare{}, cohort.Binary, tableRows(0, 3, 0, 5), OneCategory},
		{"chi_square", "no failure", &ChiSquare{Continuity: true}, cohort.Binary, tableRows(3, 3, 5, 5), OneCategory},
		{"fisher", "nobody", &Fisher{}, cohort.Binary, nil, NoPatients},
		{"fisher", "no treated", &Fisher{}, cohort.Binary, tableRows(0, 0, 2, 3), NoPatients},
		{"fisher", "no success", &Fisher{}, cohort.Binary, tableRows(0, 3, 0, 5), OK}, // p = 1
		{"z", "nobody", &Z{Pooled: true}, cohort.Binary, nil, NoPatients},
		{"z", "no control", &Z{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"z", "no success", &Z{Pooled: true}, cohort.Binary, tableRows(0, 49, 0, 3), OneCategory},
		{"z", "no failure, unpooled", &Z{}, cohort.Binary, tableRows(49, 49, 3, 3), OneCategory},
		{"z", "all against none, unpooled", &Z{}, cohort.Binary, tableRows(4, 4, 0, 3), ZeroVariance},
		{"z", "all against none, pooled", &Z{Pooled: true}, cohort.Binary, tableRows(4, 4, 0, 3), OK},
		{"z", "no mean", &Z{SD: &sd}, cohort.Continuous, oneArm, NoPatients},
		{"z", "equal values", &Z{SD: &sd}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 3, 1); constant(r, 1, 2, 1) }), OK},
		{"t", "nobody", &T{}, cohort.Continuous, nil, NoPatients},
		{"t", "no control", &T{}, cohort.Continuous, oneArm, NoPatients},
		{"t", "one each", &T{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 1, 3); constant(r, 1, 1, 4) }), ZeroVariance},
		{"t", "equal values", &T{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 3, 0.1); constant(r, 1, 7, 0.1) }), ZeroVariance},
		{"t", "equal within arms", &T{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 11, 0.1); constant(r, 1, 6, 0.7) }), ZeroVariance},
		{"log_rank", "nobody", &LogRank{}, cohort.Survival, nil, NoPatients},
		{"log_rank", "no control", &LogRank{}, cohort.Survival, oneArm, NoPatients},
		{"log_rank", "no treated", &LogRank{Gamma: 1}, cohort.Survival, otherArm, NoPatients},
		{"log_rank", "no event", &LogRank{}, cohort.Survival, tableRows(3, 5, 2, 4), NoEvents},
		{"log_rank", "events after the other arm has left", &LogRank{}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, false); r.events(1, 46, 2, false); r.events(1, 3, 2, true) }), ZeroVariance},
		{"log_rank", "everybody at once", &LogRank{}, cohort.Survival,
			build(func(r *rows) { r.events(0, 49, 1, true); r.events(1, 49, 1, true) }), ZeroVariance},
		{"log_rank", "the only event has no weight", &LogRank{Gamma: 1}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 2, false); r.events(1, 3, 1, true) }), ZeroVariance},
	}
	reached, kinds := map[Status]bool{OK: true, NotAnalyzed: true}, map[string]bool{}
	for _, c := range cases {
		reached[c.want], kinds[c.kind] = true, true
		for a := range Alternatives {
			e := analyze(c.test, &Hypothesis{Pairs: versus, Alternative: Alternative(a), Alpha: 0.05}, c.rows.snapshot(c.typ, 2))[0]
			if e.Status != c.want {
				t.Errorf("%s, %s: %v, want %v: %+v", c.kind, c.name, e.Status, c.want, e)
			}
			undefined := math.IsNaN(e.P) && math.IsNaN(e.Z) && math.IsNaN(e.Estimate) && math.IsNaN(e.SE) && math.IsNaN(e.Half) && math.IsNaN(e.Statistic)
			defined := !math.IsNaN(e.P) && !math.IsNaN(e.Z) && !math.IsNaN(e.Estimate)
			if c.want != OK && !undefined || c.want == OK && !defined {
				t.Errorf("%s, %s: %+v", c.kind, c.name, e)
			}
			if e.P <= 0.05 && c.want != OK || Alternative(a).Turn(e.Z) >= 0.1 && c.want != OK {
				t.Errorf("%s, %s: an undefined statistic rejects", c.kind, c.name)
			}
			if int(e.N) != len(c.rows) || math.IsNaN(e.Info) {
				t.Errorf("%s, %s: %d patients, information %v", c.kind, c.name, e.N, e.Info)
			}
		}
	}
	for s := range StatusCount {
		if !reached[s] {
			t.Errorf("no snapshot reaches %q", s)
		}
	}
	for _, kind := range Kinds.Names() {
		if !kinds[kind] {
			t.Errorf("no snapshot that %q cannot analyze", kind)
		}
	}
}
