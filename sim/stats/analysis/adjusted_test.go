package analysis

import (
	"math"
	"testing"

	"simrun/sim/world/cohort"
)

// adjusted is a hypothesis with covariates and strata.
func adjusting(covariates []Regressor, strata []int) *Hypothesis {
	return &Hypothesis{Pairs: versus, Alternative: Greater, Alpha: 0.025, Covariates: covariates, Strata: strata}
}

// sameEvidence compares two ways to one result.
func sameEvidence(t *testing.T, name string, got, want Evidence, tolerance float64) {
	t.Helper()
	if got.Status != want.Status || got.N != want.N || got.Events != want.Events || got.Info != want.Info {
		t.Fatalf("%s: %+v, want %+v", name, got, want)
	}
	if got.Status == OK && (!(math.Abs(got.Estimate-want.Estimate) <= tolerance*want.SE) || !near(got.SE, want.SE, tolerance) ||
		!(math.Abs(got.Z-want.Z) <= tolerance*(1+math.Abs(want.Z)))) {
		t.Fatalf("%s: %+v, want %+v", name, got, want)
	}
}

// TestAdjustmentForNothing: one stratum, and covariates that say nothing, change no
// result; of two covariates of which one repeats the other, one is left out.
func TestAdjustmentForNothing(t *testing.T) {
	level, number := Regressor{1, 3}, Regressor{0, 0}
	for trial := range int64(30) {
		r := stratified(80)(trial, 0.3)
		for i := range r {
			r[i].traits[1] = 2
		}
		one := r.snapshot(cohort.Survival, 2)
		for _, test := range []Test{&LogRank{}, &LogRank{Rho: 0.5, Gamma: 1}, &Cox{Ties: "efron"}, &Cox{Ties: "breslow"}} {
			got, want := analyze(test, adjusting(nil, []int{1}), one)[0], analyze(test, adjusting(nil, nil), one)[0]
			if got != want {
				t.Fatalf("one stratum: %+v, without %+v", got, want)
			}
			if _, ok := test.(*Cox); ok {
				sameEvidence(t, "one level", analyze(test, adjusting([]Regressor{level}, nil), one)[0], want, 1e-11)
			}
		}
		for i := range r {
			r[i].traits[2] = 1
			if r[i].traits[0] > 0.5 {
				r[i].traits[2] = 0
			}
			r[i].traits[0] = 7 - 3*r[i].traits[2]
		}
		twice := r.snapshot(cohort.Survival, 2)
		sameEvidence(t, "the same covariate twice", analyze(&Cox{Ties: "efron"}, adjusting([]Regressor{number, {2, 2}}, nil), twice)[0],
			analyze(&Cox{Ties: "efron"}, adjusting([]Regressor{number}, nil), twice)[0], 1e-11)
		sameEvidence(t, "a covariate that is a stratum", analyze(&Cox{Ties: "efron"}, adjusting([]Regressor{number}, []int{2}), twice)[0],
			analyze(&Cox{Ties: "efron"}, adjusting(nil, []int{2}), twice)[0], 1e-11)
	}
}

// TestManyStrata sorts by numbers of strata beyond one byte and two, and compares
// with the strata one by one.
func TestManyStrata(t *testing.T) {
	for _, levels := range []int{3, 300, 70000} {
		r := stratified(200)(4, 0.3)
		for i := range r {
			r[i].traits[1] *= float64(levels-1) / 2
		}
		s := r.snapshot(cohort.Survival, 2)
		s.Covariates[1].Levels = levels
		got := analyze(&LogRank{Gamma: 1}, adjusting(nil, []int{1, 2}), s)[0]
		var u, v, v2 float64
		for _, level := range []float64{0, 1, 2} {
			for group := range 2 {
				var list []survivor
				for _, p := range r {
					if p.traits[1] == level*float64(levels-1)/2 && p.traits[2] == float64(group) {
						list = append(list, survivor{p.value, p.event, p.arm == 1})
					}
				}
				u1, one, two, _ := twinLogRank(list, 0, 1)
				u, v, v2 = u+u1, v+one, v2+two
			}
		}
		if !near(got.Estimate, u/v, 1e-12) || !near(got.SE, math.Sqrt(v2)/v, 1e-12) || !near(got.Z, u/math.Sqrt(v2), 1e-12) {
			t.Errorf("%d levels: %+v, want estimate %v, SE %v", levels, got, u/v, math.Sqrt(v2)/v)
		}
	}
}

// TestCoxModelStatus are the data that Cox's model with covariates cannot analyze.
func TestCoxModelStatus(t *testing.T) {
	base := stratified(60)(2, 0)
	change := func(f func(*row)) *cohort.Snapshot {
		r := append(rows(nil), base...)
		for i := range r {
			f(&r[i])
		}
		return r.snapshot(cohort.Survival, 2)
	}
	number, level := []Regressor{{0, 0}}, []Regressor{{0, 0}, {1, 3}}
	for _, c := range []struct {
		name       string
		covariates []Regressor
		strata     []int
		s          *cohort.Snapshot
		want       Status
	}{
		{"as drawn", level, []int{2}, change(func(*row) {}), OK},
		{"nobody in a level", level, nil, change(func(p *row) { p.traits[1] = min(p.traits[1], 1) }), OK},
		{"no control", number, nil, change(func(p *row) { p.arm = 1 }), NoPatients},
		{"no event", number, nil, change(func(p *row) { p.event = false }), NoEvents},
		{"the arm is the covariate", number, nil, change(func(p *row) { p.traits[0] = 3 - 2*float64(p.arm) }), ZeroVariance},
		{"the arm is the stratum", number, []int{2}, change(func(p *row) { p.traits[2] = float64(p.arm) }), ZeroVariance},
		{"no event of a control", number, nil, change(func(p *row) { p.event = p.event && p.arm == 1 }), NoConvergence},
		{"no event in a level", level, nil, change(func(p *row) { p.event = p.event && p.traits[1] < 2 }), NoConvergence},
		{"the covariate orders the events", number, nil, change(func(p *row) { p.traits[0] = -p.value; p.event = true }), NoConvergence},
		{"far from zero", number, nil, change(func(p *row) { p.traits[0] = 1e9 + 1e3*p.traits[0] }), OK},
	} {
		for _, ties := range []string{"efron", "breslow"} {
			if e := analyze(&Cox{Ties: ties}, adjusting(c.covariates, c.strata), c.s)[0]; e.Status != c.want {
				t.Errorf("%s, %s: %v, want %v: %+v", c.name, ties, e.Status, c.want, e)
			}
		}
	}
}

// TestCoxModelDoesNotDependOnUnits: scale and origin of a number, and the order of the
// covariates, change nothing but rounding.
func TestCoxModelDoesNotDependOnUnits(t *testing.T) {
	for trial := range int64(10) {
		r := stratified(120)(trial, 0.2)
		want := analyze(&Cox{Ties: "efron"}, adjusting([]Regressor{{0, 0}, {1, 3}}, nil), r.snapshot(cohort.Survival, 2))[0]
		for i := range r {
			r[i].traits[0] = 1000 - 250*r[i].traits[0]
		}
		got := analyze(&Cox{Ties: "efron"}, adjusting([]Regressor{{1, 3}, {0, 0}}, nil), r.snapshot(cohort.Survival, 2))[0]
		sameEvidence(t, "other units", got, want, 1e-9)
	}
}

// TestMaxComboOfOne is the log-rank test, and more pairs only raise p.
func TestMaxComboOfOne(t *testing.T) {
	for trial := range int64(30) {
		s := survival(100)(trial, float64(trial%3)/3).snapshot(cohort.Survival, 2)
		for a := range Equivalence {
			h := &Hypothesis{Pairs: versus, Alternative: a, Alpha: 0.025}
			want := analyze(&LogRank{}, h, s)[0]
			got := analyze(&MaxCombo{Weights: [][2]float64{{0, 0}}}, h, s)[0]
			sameEvidence(t, "one pair", got, want, 1e-11)
			late := analyze(&LogRank{Gamma: 1}, h, s)[0]
			both := analyze(&MaxCombo{Weights: [][2]float64{{0, 1}, {0, 0}}}, h, s)[0]
			least := min(want.P, late.P)
			if !(both.P >= least*(1-1e-9) && both.P <= want.P+late.P && both.P <= 2*least+1e-9) {
				t.Errorf("%v: p is %v, of the pairs %v and %v", a, both.P, want.P, late.P)
			}
			if both.Estimate != want.Estimate || both.SE != want.SE || both.Statistic != want.Statistic && both.Statistic != late.Statistic {
				t.Errorf("%v: %+v\nthe first pair alone %+v", a, both, want)
			}
		}
	}
}

// TestMaxComboKeepsItsLevel: under the null hypothesis p is uniform, as far as
// the statistics are normal; the share of small p-values is within one tenth of it,
// apart from chance with a false-alarm rate of 1e-7.
func TestMaxComboKeepsItsLevel(t *testing.T) {
	const trials = 1500
	test := &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}}
	for _, a := range []Alternative{TwoSided, Less} {
		var small [3]float64
		for i := range int64(trials) {
			e := analyze(test, &Hypothesis{Pairs: versus, Alternative: a, Alpha: 0.05}, survival(120)(i, 0).snapshot(cohort.Survival, 2))[0]
			for k, alpha := range []float64{0.05, 0.2, 0.5} {
				if e.P <= alpha {
					small[k]++
				}
			}
		}
		for k, alpha := range []float64{0.05, 0.2, 0.5} {
			limit := 0.1*alpha + beyond*math.Sqrt(alpha*(1-alpha)/trials)
			if !(math.Abs(small[k]/trials-alpha) <= limit) {
				t.Errorf("%v: p ≤ %v in %.4f of the trials, want within %.4f", a, alpha, small[k]/trials, limit)
			}
		}
	}
}
