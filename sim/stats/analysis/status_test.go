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

// statusCase is a snapshot and what a kind makes of it.
type statusCase struct {
	kind, name string
	test       Test
	typ        cohort.Type
	rows       rows
	want       Status
}

// TestStatus crafts the snapshots that each kind cannot analyze.
func TestStatus(t *testing.T) {
	sd := 1.0
	combo := &MaxCombo{Weights: [][2]float64{{0, 1}, {1, 1}}}
	build := func(f func(*rows)) (r rows) { f(&r); return r }
	oneArm := build(func(r *rows) { r.add(1, 1, true); r.add(1, 0.5, true); r.add(1, 2, true) })
	otherArm := build(func(r *rows) { constant(r, 0, 49, 1); r.events(0, 3, 0.5, true) })
	cases := []statusCase{
		{"binomial_exact", "nobody", &BinomialExact{P0: 0.3}, cohort.Binary, nil, NoPatients},
		{"binomial_exact", "no success", &BinomialExact{P0: 0.3}, cohort.Binary, tableRows(0, 3, 0, 0), OK},
		{"boschloo", "nobody", &Boschloo{}, cohort.Binary, nil, NoPatients},
		{"boschloo", "no control", &Boschloo{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"boschloo", "no success", &Boschloo{}, cohort.Binary, tableRows(0, 3, 0, 5), OK}, // p = 1
		{"chi_square", "nobody", &ChiSquare{}, cohort.Binary, nil, NoPatients},
		{"chi_square", "no control", &ChiSquare{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"chi_square", "no success", &ChiSquare{}, cohort.Binary, tableRows(0, 3, 0, 5), OneCategory},
		{"chi_square", "no failure", &ChiSquare{Continuity: true}, cohort.Binary, tableRows(3, 3, 5, 5), OneCategory},
		{"cox", "nobody", &Cox{}, cohort.Survival, nil, NoPatients},
		{"cox", "no control", &Cox{}, cohort.Survival, oneArm, NoPatients},
		{"cox", "no event", &Cox{}, cohort.Survival, tableRows(3, 5, 2, 4), NoEvents},
		{
			"cox", "events after the other arm has left", &Cox{}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, false); r.events(1, 46, 2, false); r.events(1, 3, 2, true) }), ZeroVariance,
		},
		{
			"cox", "events of the treated only", &Cox{Ties: "efron"}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 9, false); r.events(1, 2, 1, true); r.events(1, 3, 2, true) }), NoConvergence,
		},
		{
			"cox", "all controls first", &Cox{Ties: "breslow"}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, true); r.events(1, 2, 2, true); r.events(1, 3, 3, true) }), NoConvergence,
		},
		{
			"cox", "everybody at once", &Cox{Ties: "efron"}, cohort.Survival,
			build(func(r *rows) { r.events(0, 9, 1, true); r.events(1, 9, 1, true) }), OK,
		},
		{"farrington_manning", "nobody", &FarringtonManning{}, cohort.Binary, nil, NoPatients},
		{"farrington_manning", "no success", &FarringtonManning{}, cohort.Binary, tableRows(0, 3, 0, 5), OneCategory},
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
		{"miettinen_nurminen", "no treated", &MiettinenNurminen{}, cohort.Binary, tableRows(0, 0, 2, 3), NoPatients},
		{"miettinen_nurminen", "no failure", &MiettinenNurminen{}, cohort.Binary, tableRows(3, 3, 5, 5), OneCategory},
		{"one_sample_t", "nobody", &OneSampleT{}, cohort.Continuous, nil, NoPatients},
		{"one_sample_t", "one patient", &OneSampleT{}, cohort.Continuous, build(func(r *rows) { constant(r, 1, 1, 3) }), ZeroVariance},
		{"one_sample_t", "equal values", &OneSampleT{}, cohort.Continuous, build(func(r *rows) { constant(r, 1, 9, 0.1) }), ZeroVariance},
		{"t", "nobody", &T{}, cohort.Continuous, nil, NoPatients},
		{"t", "no control", &T{}, cohort.Continuous, oneArm, NoPatients},
		{"t", "one each", &T{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 1, 3); constant(r, 1, 1, 4) }), ZeroVariance},
		{"t", "equal values", &T{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 3, 0.1); constant(r, 1, 7, 0.1) }), ZeroVariance},
		{"t", "equal within arms", &T{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 11, 0.1); constant(r, 1, 6, 0.7) }), ZeroVariance},
		{"welch", "nobody", &Welch{}, cohort.Continuous, nil, NoPatients},
		{"welch", "no control", &Welch{}, cohort.Continuous, oneArm, NoPatients},
		{
			"welch", "one of the treated", &Welch{}, cohort.Continuous,
			build(func(r *rows) { constant(r, 0, 3, 3); constant(r, 0, 1, 2); constant(r, 1, 1, 4) }), ZeroVariance,
		},
		{"welch", "equal within arms", &Welch{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 11, 0.1); constant(r, 1, 6, 0.7) }), ZeroVariance},
		{
			"welch", "equal within one arm", &Welch{}, cohort.Continuous,
			build(func(r *rows) { constant(r, 0, 11, 0.1); constant(r, 1, 6, 0.1); constant(r, 1, 1, 0.05) }), OK,
		},
		{"wilcoxon", "nobody", &Wilcoxon{}, cohort.Continuous, nil, NoPatients},
		{"wilcoxon", "no control", &Wilcoxon{Exact: true}, cohort.Continuous, oneArm, NoPatients},
		{
			"wilcoxon", "equal values", &Wilcoxon{Exact: true}, cohort.Continuous,
			build(func(r *rows) { constant(r, 0, 3, 0.1); constant(r, 1, 7, 0.1) }), ZeroVariance,
		},
		{
			"wilcoxon", "one each", &Wilcoxon{}, cohort.Continuous,
			build(func(r *rows) { constant(r, 0, 1, 4); constant(r, 1, 1, 3) }), OK,
		},
		{"max_combo", "nobody", combo, cohort.Survival, nil, NoPatients},
		{"max_combo", "no event", combo, cohort.Survival, tableRows(3, 5, 2, 4), NoEvents},
		{
			"max_combo", "the only event has no weight", combo, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 2, false); r.events(1, 3, 1, true) }), ZeroVariance,
		},
		{
			"max_combo", "one pair has no weight", &MaxCombo{Weights: [][2]float64{{0, 1}, {0, 0}}}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 2, false); r.events(1, 3, 1, true) }), OK,
		},
		{"milestone", "nobody", &Milestone{Time: 1.5}, cohort.Survival, nil, NoPatients},
		{"milestone", "no control", &Milestone{Time: 1.5}, cohort.Survival, oneArm, NoPatients},
		{
			"milestone", "censored before", &Milestone{Time: 1.5}, cohort.Survival,
			build(func(r *rows) {
				r.events(0, 3, 1, true)
				r.events(0, 1, 1, false)
				r.events(1, 3, 1, true)
				r.events(1, 3, 2, true)
			}), ShortFollowUp,
		},
		{
			"milestone", "censored just then", &Milestone{Time: 1.5}, cohort.Survival,
			build(func(r *rows) {
				r.events(0, 3, 1, true)
				r.events(0, 1, 1.5, false)
				r.events(1, 3, 1, true)
				r.events(1, 3, 2, true)
			}), OK,
		},
		{
			"milestone", "one curve has reached 0", &Milestone{Time: 1.5}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, true); r.events(1, 3, 1, true); r.events(1, 3, 2, true) }), OK,
		},
		{
			"milestone", "no event by then", &Milestone{Time: 0.5}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, true); r.events(1, 3, 1, true) }), ZeroVariance,
		},
		{"rmst", "nobody", &RMST{Tau: 1.5}, cohort.Survival, nil, NoPatients},
		{"rmst", "no treated", &RMST{Tau: 1.5}, cohort.Survival, otherArm, NoPatients},
		{
			"rmst", "censored before", &RMST{Tau: 2}, cohort.Survival,
			build(func(r *rows) {
				r.events(1, 3, 1, true)
				r.events(1, 1, 1.9, false)
				r.events(0, 3, 1, true)
				r.events(0, 3, 2, true)
			}), ShortFollowUp,
		},
		{
			"rmst", "the last has the event before", &RMST{Tau: 2}, cohort.Survival,
			build(func(r *rows) {
				r.events(1, 3, 1, true)
				r.events(1, 1, 1.9, true)
				r.events(0, 3, 1, true)
				r.events(0, 3, 2, true)
			}), OK,
		},
		{
			"rmst", "no event by then", &RMST{Tau: 0.5}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, true); r.events(1, 3, 1, true) }), ZeroVariance,
		},
		{"log_rank", "nobody", &LogRank{}, cohort.Survival, nil, NoPatients},
		{"log_rank", "no control", &LogRank{}, cohort.Survival, oneArm, NoPatients},
		{"log_rank", "no treated", &LogRank{Gamma: 1}, cohort.Survival, otherArm, NoPatients},
		{"log_rank", "no event", &LogRank{}, cohort.Survival, tableRows(3, 5, 2, 4), NoEvents},
		{
			"log_rank", "events after the other arm has left", &LogRank{}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 1, false); r.events(1, 46, 2, false); r.events(1, 3, 2, true) }), ZeroVariance,
		},
		{
			"log_rank", "everybody at once", &LogRank{}, cohort.Survival,
			build(func(r *rows) { r.events(0, 49, 1, true); r.events(1, 49, 1, true) }), ZeroVariance,
		},
		{
			"log_rank", "the only event has no weight", &LogRank{Gamma: 1}, cohort.Survival,
			build(func(r *rows) { r.events(0, 3, 2, false); r.events(1, 3, 1, true) }), ZeroVariance,
		},
	}
	cases = append(cases, modelStatuses()...)
	reached, kinds := map[Status]bool{OK: true, NotAnalyzed: true}, map[string]bool{}
	for _, c := range cases {
		reached[c.want], kinds[c.kind] = true, true
		for a := range Equivalence {
			e := analyze(c.test, &Hypothesis{
				Pairs: pairsOf(c.test), Alternative: a, Alpha: 0.05, Visits: testVisits, Visit: len(testVisits) - 1, Levels: testLevels,
			}, c.rows.snapshot(c.typ, 2))[0]
			if e.Status != c.want {
				t.Errorf("%s, %s: %v, want %v: %+v", c.kind, c.name, e.Status, c.want, e)
			}
			undefined := math.IsNaN(e.P) && math.IsNaN(e.Z) && math.IsNaN(e.Estimate) && math.IsNaN(e.SE) && math.IsNaN(e.Half) && math.IsNaN(e.Statistic)
			defined := !math.IsNaN(e.P) && !math.IsNaN(e.Z) && !math.IsNaN(e.Estimate)
			if c.want != OK && !undefined || c.want == OK && !defined {
				t.Errorf("%s, %s: %+v", c.kind, c.name, e)
			}
			if e.P <= 0.05 && c.want != OK || a.Turn(e.Z) >= 0.1 && c.want != OK {
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
