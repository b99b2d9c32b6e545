package analysis

import (
	"math"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/world/cohort"
)

// modelFixtures are those of regression models and of tables by stratum. The laws of
// Wald statistics are approximate, and within allows for it.
func modelFixtures() []*fixture {
	age, level, group, baseline := Regressor{0, 0}, Regressor{1, 3}, Regressor{2, 2}, Regressor{Baseline, 0}
	return []*fixture{
		{
			kind: "ancova", name: "plain", test: &ANCOVA{}, draw: adjusted(11, 0),
			trials: 4000, moments: true, square: 1, within: 0.15, rounded: true,
		},
		{
			kind: "ancova", name: "baseline", test: &ANCOVA{}, covariates: []Regressor{baseline}, draw: adjusted(30, 0),
			trials: 4000, moments: true, square: 1, within: 0.1, rounded: true,
		},
		{
			kind: "ancova", name: "all", test: &ANCOVA{}, covariates: []Regressor{level, baseline, age, group}, draw: adjusted(20, 0),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "ancova", name: "margin", test: &ANCOVA{}, margin: -0.75, covariates: []Regressor{baseline, level, age, group}, draw: adjusted(20, -0.75),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "mmrm", name: "complete", test: &MMRM{DF: satterthwaite}, visit: 3, draw: repeatedly(24, 0, 0),
			trials: 4000, moments: true, square: 1, exact: true, rounded: true, iterated: true,
		},
		{
			kind: "mmrm", name: "dropout", test: &MMRM{DF: satterthwaite}, visit: 3, covariates: []Regressor{age}, draw: repeatedly(40, 0, 0.1),
			trials: 4000, moments: true, square: 1, within: 0.02, rounded: true, iterated: true,
		},
		{
			kind: "mmrm", name: "margin", test: &MMRM{DF: satterthwaite, Covariance: "heterogeneous_ar1"}, visit: 2, margin: 0.5, draw: repeatedly(40, 0.5, 0.1),
			trials: 1000, moments: true, square: 1, within: 0.05, rounded: true, iterated: true,
		},
		{
			kind: "mmrm", name: "kenward_roger", test: &MMRM{DF: kenwardRoger}, visit: 3, covariates: []Regressor{age}, draw: repeatedly(40, 0, 0.1),
			trials: 4000, moments: true, square: 1, within: 0.02, rounded: true, iterated: true,
		},
		{
			kind: "mmrm", name: "adjusted_margin", test: &MMRM{DF: kenwardRoger, Covariance: "heterogeneous_ar1"}, visit: 2, margin: 0.5, draw: repeatedly(40, 0.5, 0.1),
			trials: 1000, moments: true, square: 1, within: 0.05, rounded: true, iterated: true,
		},
		{
			kind: "mmrm", name: "residual", test: &MMRM{DF: "residual", Covariance: "toeplitz"}, visit: 1, draw: repeatedly(60, 0, 0),
			trials: 1000, moments: true, square: 1, within: 0.15, rounded: true, iterated: true,
		},
		{
			kind: "logistic", name: "plain", test: &Logistic{}, draw: chances(300, 0),
			trials: 4000, moments: true, square: 1, within: 0.03, iterated: true, rounded: true,
		},
		{
			kind: "logistic", name: "covariates", test: &Logistic{}, covariates: []Regressor{age, level}, draw: chances(400, 0),
			trials: 1000, moments: true, square: 1, within: 0.03, iterated: true, rounded: true,
		},
		{
			kind: "logistic", name: "margin", test: &Logistic{}, margin: 0.25, covariates: []Regressor{age, level, group}, draw: chances(400, 0.25),
			trials: 1000, moments: true, square: 1, within: 0.05, iterated: true, rounded: true,
		},
		{
			kind: "proportional_odds", name: "plain", test: &ProportionalOdds{}, draw: grades(200),
			trials: 4000, moments: true, square: 1, within: 0.03, iterated: true, rounded: true,
		},
		{
			kind: "proportional_odds", name: "covariates", test: &ProportionalOdds{}, covariates: []Regressor{age, level}, draw: grades(200),
			trials: 1000, moments: true, square: 1, within: 0.05, iterated: true, rounded: true,
		},
		{
			kind: "poisson", name: "covariates", test: &Poisson{}, covariates: []Regressor{age, level, group}, draw: numbers(200, 0, false),
			trials: 1000, moments: true, square: 1, within: 0.03, iterated: true, rounded: true,
		},
		{
			kind: "poisson", name: "margin", test: &Poisson{}, margin: -0.3, covariates: []Regressor{group, level, age}, draw: numbers(200, -0.3, false),
			trials: 1000, moments: true, square: 1, within: 0.03, iterated: true, rounded: true,
		},
		{
			kind: "negative_binomial", name: "plain", test: &NegativeBinomial{}, draw: numbers(200, 0, true),
			trials: 1000, moments: true, square: 1, within: 0.05, iterated: true, rounded: true,
		},
		{
			kind: "negative_binomial", name: "margin", test: &NegativeBinomial{}, margin: 0.2, covariates: []Regressor{age, level, group}, draw: numbers(300, 0.2, true),
			trials: 1000, moments: true, square: 1, within: 0.08, iterated: true, rounded: true,
		},
		{
			kind: "cmh", name: "plain", test: &CMH{}, draw: chances(60, 0),
			trials: 4000, moments: true, square: 1, rounded: true,
		},
		{
			kind: "cmh", name: "strata", test: &CMH{}, strata: []int{1, 2}, draw: chances(60, 0),
			trials: 20000, moments: true, square: 1, rounded: true,
		},
		{
			kind: "risk_difference", name: "plain", test: &StratifiedDifference{}, draw: binary(500),
			trials: 4000, moments: true, square: 1, within: 0.01, rounded: true,
		},
		{
			kind: "risk_difference", name: "strata", test: &StratifiedDifference{}, strata: []int{2, 1}, draw: chances(400, 0),
			trials: 4000, moments: true, square: 1, within: 0.03, rounded: true,
		},
		{
			kind: "risk_difference", name: "margin", test: &StratifiedDifference{}, margin: -0.1, strata: []int{1}, draw: binaryShifted(500, -0.1),
			trials: 4000, moments: true, square: 1, within: 0.02, rounded: true,
		},
	}
}

// characters draws the covariates of n patients, arms in turn.
func characters(i int64, n int) rows {
	number, level, group := uniforms("number", i, n), uniforms("level", i, n), uniforms("group", i, n)
	r := make(rows, n)
	for k := range r {
		r[k].arm = k % 2
		r[k].traits = [3]float64{number[k], math.Floor(3 * level[k]), math.Floor(2 * group[k])}
	}
	return r
}

// linear is the linear predictor of a patient but for the arm.
func (p *row) linear() float64 { return p.traits[0] + 0.5*p.traits[1] - 0.7*p.traits[2] }

// adjusted draws values that depend linearly on covariates and baseline.
func adjusted(n int, by float64) func(int64, float64) rows {
	return func(i int64, shift float64) rows {
		r, first := characters(i, n), uniforms("baseline", i, n)
		for k, u := range uniforms("value", i, n) {
			r[k].baseline = 30 + 5*num.NormalQuantile(first[k])
			r[k].value = r[k].linear() + 0.4*r[k].baseline + 2*num.NormalQuantile(u) + float64(r[k].arm)*(by+10*shift)
		}
		return r
	}
}

// repeatedly draws visits that depend on those before, and a share of patients who leave
// before each.
func repeatedly(n int, by, leaving float64) func(int64, float64) rows {
	return func(i int64, shift float64) rows {
		r, visits := characters(i, n), len(testVisits)
		leave := uniforms("leave", i, n*visits)
		for k, u := range uniforms("visits", i, n*visits) {
			p, visit := &r[k/visits], k%visits
			z := num.NormalQuantile(u)
			if visit == 0 {
				p.visits = []float64{z}
				continue
			}
			last := p.visits[visit-1]
			if visit == 1 {
				p.value = last // the course apart from the effect
			}
			p.value = 0.6*p.value + 0.8*z
			x := p.value + p.traits[0] + float64(p.arm)*(by+4*shift)
			if visit > 1 && (math.IsNaN(last) || leave[k] < leaving) {
				x = math.NaN()
			}
			p.visits = append(p.visits, x)
		}
		return r
	}
}

// chances draws successes whose log odds depend on covariates.
func chances(n int, by float64) func(int64, float64) rows {
	return func(i int64, shift float64) rows {
		r := characters(i, n)
		for k, u := range uniforms("chance", i, n) {
			if num.Log(u/(1-u)) < r[k].linear()-0.6+float64(r[k].arm)*(by+2*shift) {
				r[k].value = 1
			}
		}
		return r
	}
}

// grades draws categories whose log odds depend on covariates.
func grades(n int) func(int64, float64) rows {
	return func(i int64, shift float64) rows {
		r := characters(i, n)
		for k, u := range uniforms("grade", i, n) {
			x := r[k].linear() - num.Log(u/(1-u)) + float64(r[k].arm)*2*shift
			r[k].value = max(0, min(testLevels-1, math.Floor(x+1.2)))
		}
		return r
	}
}

// numbers draws counts with rates that depend on covariates, and if mixed with dispersion
// ½: times a gamma variable of shape 2.
func numbers(n int, by float64, mixed bool) func(int64, float64) rows {
	return func(i int64, shift float64) rows {
		r, stay, mix := characters(i, n), uniforms("exposure", i, n), uniforms("mix", i, 2*n)
		for k, u := range uniforms("count", i, n) {
			r[k].exposure = 0.5 + stay[k]
			mean := r[k].exposure * num.Exp(0.5+r[k].linear()+float64(r[k].arm)*(by+shift))
			if mixed {
				mean *= -0.5 * (num.Log(mix[k]) + num.Log(mix[n+k]))
			}
			// The first count whose probability of no more reaches u.
			term := num.Exp(-mean)
			for sum := term; sum < u && r[k].value < 1e4; sum += term {
				r[k].value++
				term *= mean / r[k].value
			}
		}
		return r
	}
}

// BenchmarkModels analyzes the trials of the fixtures above in turn.
func BenchmarkModels(b *testing.B) {
	for _, f := range modelFixtures() {
		b.Run(f.String(), func(b *testing.B) {
			trials := make([]*cohort.Snapshot, 64)
			for i := range trials {
				trials[i] = f.snapshot(int64(i), 0)
			}
			a := f.test.New(f.hypothesis(Greater), Shape{Patients: trials[0].N, Arms: 2})
			ev := make([]Evidence, 1)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				a.Analyze(trials[i%len(trials)], ev)
			}
		})
	}
}
