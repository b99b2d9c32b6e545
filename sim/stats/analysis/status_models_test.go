package analysis

import (
	"math"
	"slices"
	"testing"

	"simrun/sim/world/cohort"
)

// modelStatuses are snapshots that regression models cannot be fitted to.
func modelStatuses() []statusCase {
	build := func(f func(*rows)) (r rows) { f(&r); return r }
	oneArm := build(func(r *rows) { constant(r, 1, 3, 1); constant(r, 1, 2, 2) })
	counted := func(control, treated float64) rows {
		r := build(func(r *rows) { constant(r, 0, 4, control); constant(r, 1, 5, treated) })
		for i := range r {
			r[i].exposure = 1
		}
		return r
	}
	// Visits of patients in turn, from a fixed pattern without ties.
	visits := func(n int, change func(i int, y []float64)) rows {
		r := make(rows, n)
		for i := range r {
			r[i].arm = i % 2
			for k := range testVisits {
				r[i].visits = append(r[i].visits, float64((i*i*(k+3)+7*k*i)%23))
			}
			change(i, r[i].visits)
		}
		return r
	}
	mmrm := &MMRM{DF: satterthwaite, Covariance: "unstructured"}
	return []statusCase{
		{"ancova", "nobody", &ANCOVA{}, cohort.Continuous, nil, NoPatients},
		{"ancova", "no control", &ANCOVA{}, cohort.Continuous, oneArm, NoPatients},
		{"ancova", "one each", &ANCOVA{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 1, 3); constant(r, 1, 1, 4) }), ZeroVariance},
		{"ancova", "equal within arms", &ANCOVA{}, cohort.Continuous, build(func(r *rows) { constant(r, 0, 11, 0.1); constant(r, 1, 6, 0.7) }), ZeroVariance},
		{"mmrm", "everybody", mmrm, cohort.Longitudinal, visits(30, func(int, []float64) {}), OK},
		{"mmrm", "equal at the last visit", mmrm, cohort.Longitudinal, visits(30, func(_ int, y []float64) { y[3] = 5 }), ZeroVariance},
		{"mmrm", "fewer than coefficients", mmrm, cohort.Longitudinal, visits(4, func(int, []float64) {}), ZeroVariance},
		{"logistic", "nobody", &Logistic{}, cohort.Binary, nil, NoPatients},
		{"logistic", "no control", &Logistic{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"logistic", "no success", &Logistic{}, cohort.Binary, tableRows(0, 3, 0, 5), OneCategory},
		{"logistic", "no success of the treated", &Logistic{}, cohort.Binary, tableRows(0, 3, 2, 5), NoConvergence},
		{"proportional_odds", "no control", &ProportionalOdds{}, cohort.Ordinal, oneArm, NoPatients},
		{"proportional_odds", "one category", &ProportionalOdds{}, cohort.Ordinal, build(func(r *rows) { constant(r, 0, 3, 1); constant(r, 1, 4, 1) }), OneCategory},
		{"proportional_odds", "separated", &ProportionalOdds{}, cohort.Ordinal, build(func(r *rows) { constant(r, 0, 3, 1); constant(r, 1, 4, 3) }), NoConvergence},
		{"poisson", "no control", &Poisson{}, cohort.Count, counted(0, 0)[4:], NoPatients},
		{"poisson", "no event", &Poisson{}, cohort.Count, counted(0, 0), NoEvents},
		{"poisson", "no event of controls", &Poisson{}, cohort.Count, counted(0, 2), NoConvergence},
		{"poisson", "equal counts", &Poisson{}, cohort.Count, counted(1, 2), OK},
		{"negative_binomial", "no control", &NegativeBinomial{}, cohort.Count, counted(0, 0)[4:], NoPatients},
		{"negative_binomial", "no event", &NegativeBinomial{}, cohort.Count, counted(0, 0), NoEvents},
		{"negative_binomial", "no event of the treated", &NegativeBinomial{}, cohort.Count, counted(3, 0), NoConvergence},
		{"negative_binomial", "equal counts", &NegativeBinomial{}, cohort.Count, counted(1, 2), OK},
		{"cmh", "nobody", &CMH{}, cohort.Binary, nil, NoPatients},
		{"cmh", "no control", &CMH{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"cmh", "no success", &CMH{}, cohort.Binary, tableRows(0, 3, 0, 5), OneCategory},
		{"cmh", "all against none", &CMH{}, cohort.Binary, tableRows(3, 3, 0, 5), OK},
		{"risk_difference", "no control", &StratifiedDifference{}, cohort.Binary, tableRows(2, 3, 0, 0), NoPatients},
		{"risk_difference", "no failure", &StratifiedDifference{}, cohort.Binary, tableRows(3, 3, 5, 5), OneCategory},
		{"risk_difference", "all against none", &StratifiedDifference{}, cohort.Binary, tableRows(3, 3, 0, 5), ZeroVariance},
	}
}

// TestVisitsNobodyHasReached are left out of the model, as long as the estimate is about
// an earlier one, and a visit that one arm has not reached cannot be analyzed.
func TestVisitsNobodyHasReached(t *testing.T) {
	r := repeatedly(40, 0, 0.1)(3, 0.2)
	test := &MMRM{DF: satterthwaite, Covariance: "heterogeneous_toeplitz"}
	h := &Hypothesis{Pairs: versus, Alternative: Greater, Alpha: 0.025, Visits: testVisits, Visit: 2}
	early := slices.Clone(r)
	short := slices.Clone(r)
	for i := range r {
		early[i].visits = slices.Clone(r[i].visits)
		early[i].visits[3] = math.NaN()
		short[i].visits = r[i].visits[:3]
	}
	got := analyze(test, h, early.snapshot(cohort.Longitudinal, 2))[0]
	without := *h
	without.Visits = testVisits[:3]
	want := analyze(test, &without, short.snapshot(cohort.Longitudinal, 2))[0]
	want.Missing = got.Missing // of the last visit
	if got != want || got.Status != OK {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	for i := range early {
		if early[i].arm == 1 {
			early[i].visits[2] = math.NaN()
		}
	}
	if e := analyze(test, h, early.snapshot(cohort.Longitudinal, 2))[0]; e.Status != NoPatients || e.Info != 0 {
		t.Errorf("without the treated: %+v", e)
	}
}

// TestCompleteVisitsAreOneVisit: where everybody has all visits, the unstructured model
// adjusted for the baseline is the analysis of covariance of the one visit.
func TestCompleteVisitsAreOneVisit(t *testing.T) {
	for i := range int64(20) {
		r := repeatedly(30, 0, 0)(i, 0.1)
		h := &Hypothesis{Pairs: versus, Alternative: TwoSided, Alpha: 0.05, Visits: testVisits, Visit: 2, Covariates: []Regressor{{1, 3}}}
		got := analyze(&MMRM{DF: satterthwaite, Covariance: "unstructured"}, h, r.snapshot(cohort.Longitudinal, 2))[0]
		for k := range r {
			r[k].baseline, r[k].value = r[k].visits[0], r[k].visits[2]
		}
		h.Covariates = append(h.Covariates, Regressor{Baseline, 0})
		want := analyze(&ANCOVA{}, h, r.snapshot(cohort.Continuous, 2))[0]
		if !near(got.Estimate, want.Estimate, 1e-11) || !near(got.SE, want.SE, 1e-11) || !near(got.Half, want.Half, 1e-11) || !near(got.Z, want.Z, 1e-11) ||
			got.N != want.N || got.Info != want.Info {
			t.Errorf("mmrm %+v\nancova %+v", got, want)
		}
	}
}

// TestRanksOfCategories are those of numbers.
func TestRanksOfCategories(t *testing.T) {
	s := grades(80)(2, 0.2).snapshot(cohort.Ordinal, 2)
	h := &Hypothesis{Pairs: versus, Alternative: TwoSided, Alpha: 0.05}
	got := analyze(&Wilcoxon{}, h, s)[0]
	s.Views[0].Type = cohort.Continuous
	if want := analyze(&Wilcoxon{}, h, s)[0]; got != want || got.Status != OK {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestEventsOfCounts are all events of both arms.
func TestEventsOfCounts(t *testing.T) {
	r := numbers(50, 0, true)(1, 0)
	total := 0.0
	for _, p := range r {
		total += p.value
	}
	h := &Hypothesis{Pairs: versus, Alternative: TwoSided, Alpha: 0.05}
	for _, test := range []Test{&Poisson{}, &NegativeBinomial{}} {
		if e := analyze(test, h, r.snapshot(cohort.Count, 2))[0]; float64(e.Events) != total || e.Info != 12.5 {
			t.Errorf("%d events of %v, information %v", e.Events, total, e.Info)
		}
	}
}
