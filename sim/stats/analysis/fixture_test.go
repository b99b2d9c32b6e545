package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/world/cohort"
)

// fixture is one way of using a kind, with what the suite must know to try it.
type fixture struct {
	kind, name string
	test       Test
	margin     float64

	// draw is trial number i under the null hypothesis without margin, treated
	// patients being arm 1; shift is an effect in favor of a positive estimate.
	draw func(i int64, shift float64) rows

	trials  int     // for the checks by simulation
	moments bool    // Z has mean 0 and the variance below
	within  float64 // how far the approximation may be from those, apart from chance
	square  float64 // mean of Z²
	exact   bool    // p-values are uniform
	valid   bool    // p-values are not smaller than uniform ones
	half    bool    // one-sided p-values have mean ½
	rounded bool    // another order of the patients changes the rounding

	iterated bool // exchanged arms change the rounding

	covariates []Regressor
	strata     []int
	visit      int
}

// testVisits are the visits of all longitudinal endpoints of the tests, and testLevels
// the number of categories of their ordinal ones.
var testVisits = []float64{0, 1, 2, 4}

const testLevels = 4

// takesMargin says which tests take a margin.
func (f *fixture) takesMargin() bool {
	switch f.kind {
	case "ancova", "cox", "farrington_manning", "logistic", "miettinen_nurminen", "milestone", "mmrm",
		"negative_binomial", "poisson", "risk_difference", "rmst", "t", "welch":
		return true
	}
	return f.kind == "z" && f.name != "pooled"
}

// alone reports whether the test is one of a single arm.
func (f *fixture) alone() bool {
	_, ok := f.test.(OneArm)
	return ok
}

// types are all types of endpoints.
var types = []cohort.Type{cohort.Binary, cohort.Continuous, cohort.Survival, cohort.Ordinal, cohort.Count, cohort.Longitudinal}

func (f *fixture) typ() cohort.Type {
	for _, t := range types {
		if scale, problems := fit(f.test, t, f.margin); scale != NoScale && problems == 0 {
			return t
		}
	}
	panic("the test fits no endpoint")
}

func (f *fixture) snapshot(i int64, shift float64) *cohort.Snapshot {
	return f.draw(i, shift).snapshot(f.typ(), 2)
}

func (f *fixture) hypothesis(a Alternative) *Hypothesis {
	return &Hypothesis{
		Pairs: pairsOf(f.test), Alternative: a, Margin: f.margin, Alpha: 0.05, Covariates: f.covariates, Strata: f.strata,
		Visits: testVisits, Visit: f.visit, Levels: testLevels,
	}
}

func (f *fixture) String() string { return f.kind + "/" + f.name }

// fixtures has at least one entry for each kind.
//
// The mean of Z² is exactly N/(N − 1) for the tests whose variance is that of the
// table with all margins fixed but for the factor. It is 1 in large samples for
// the others; within allows for the terms of order 1/N.
func fixtures() []*fixture {
	sd := 2.0
	return append(modelFixtures(), []*fixture{
		{kind: "binomial_exact", name: "plain", test: &BinomialExact{P0: 0.4}, draw: binary(60), trials: 20000, valid: true},
		{kind: "boschloo", name: "plain", test: &Boschloo{}, draw: binary(40), trials: 20000, valid: true, iterated: true},
		{
			kind: "chi_square", name: "plain", test: &ChiSquare{}, draw: binary(60),
			trials: 20000, moments: true, square: 60.0 / 59,
		},
		{
			kind: "chi_square", name: "continuity", test: &ChiSquare{Continuity: true}, draw: binary(60),
			trials: 20000, valid: true,
		},
		{
			kind: "cox", name: "efron", test: &Cox{Ties: "efron"}, draw: survival(200),
			trials: 4000, moments: true, square: 1, within: 0.03, iterated: true,
		},
		{
			kind: "cox", name: "breslow", test: &Cox{Ties: "breslow"}, draw: survival(200),
			trials: 4000, moments: true, square: 1, within: 0.03, iterated: true,
		},
		{
			kind: "cox", name: "margin", test: &Cox{Ties: "efron"}, margin: 0.25, draw: survivalShifted(200, 1.2840254166877414),
			trials: 4000, moments: true, square: 1, within: 0.03, iterated: true,
		},
		{
			kind: "cox", name: "strata", test: &Cox{Ties: "efron"}, strata: []int{1, 2}, draw: stratified(240),
			trials: 1200, moments: true, square: 1, within: 0.03, iterated: true,
		},
		{
			kind: "cox", name: "covariates", test: &Cox{Ties: "efron"}, covariates: []Regressor{{0, 0}, {1, 3}}, draw: stratified(300),
			trials: 800, moments: true, square: 1, within: 0.05, iterated: true, rounded: true,
		},
		{
			kind: "cox", name: "covariates and strata", test: &Cox{Ties: "breslow"}, margin: -0.2, covariates: []Regressor{{0, 0}}, strata: []int{1},
			draw: stratifiedShifted(240, 0.8187307530779818), trials: 1200, moments: true, square: 1, within: 0.05, iterated: true, rounded: true,
		},
		{
			kind: "farrington_manning", name: "plain", test: &FarringtonManning{}, draw: binary(60),
			trials: 20000, moments: true, square: 60.0 / 59,
		},
		{
			kind: "farrington_manning", name: "margin", test: &FarringtonManning{}, margin: -0.1, draw: binaryShifted(500, -0.1),
			trials: 4000, moments: true, square: 1, within: 0.01,
		},
		{kind: "fisher", name: "plain", test: &Fisher{}, draw: binary(60), trials: 20000, valid: true},
		{kind: "fisher", name: "mid_p", test: &Fisher{MidP: true}, draw: binary(60), trials: 20000, half: true},
		{
			kind: "log_rank", name: "plain", test: &LogRank{}, draw: survival(200),
			trials: 4000, moments: true, square: 1, within: 0.02,
		},
		{
			kind: "log_rank", name: "late", test: &LogRank{Gamma: 1}, draw: survival(200),
			trials: 4000, moments: true, square: 1, within: 0.03,
		},
		{
			kind: "log_rank", name: "mixed", test: &LogRank{Rho: 0.5, Gamma: 0.3}, draw: survival(200),
			trials: 4000, moments: true, square: 1, within: 0.03,
		},
		{
			kind: "log_rank", name: "strata", test: &LogRank{}, strata: []int{1}, draw: stratified(200),
			trials: 1200, moments: true, square: 1, within: 0.02,
		},
		{
			kind: "log_rank", name: "strata, late", test: &LogRank{Gamma: 1}, strata: []int{1, 2}, draw: stratified(200),
			trials: 1200, moments: true, square: 1, within: 0.03,
		},
		{
			kind: "max_combo", name: "default", test: &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}}, draw: survival(300),
			trials: 800, moments: true, square: 1, within: 0.04,
		},
		{
			kind: "max_combo", name: "roots", test: &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 0.5}, {0.5, 0}, {0.5, 0.5}}}, draw: survival(300),
			trials: 300, moments: true, square: 1, within: 0.04,
		},
		{
			kind: "milestone", name: "plain", test: &Milestone{Time: 0.7}, draw: survivalShifted(-200, 1),
			trials: 1200, moments: true, square: 1, within: 0.03,
		},
		{
			kind: "milestone", name: "margin", test: &Milestone{Time: 0.5}, margin: -0.1, draw: survivalShifted(-400, 1.360353),
			trials: 1200, moments: true, square: 1, within: 0.05,
		},
		{
			kind: "rmst", name: "plain", test: &RMST{Tau: 1}, draw: survivalShifted(-200, 1),
			trials: 1200, moments: true, square: 1, within: 0.04, rounded: true,
		},
		{
			kind: "rmst", name: "margin", test: &RMST{Tau: 1}, margin: 0.0554, draw: survivalShifted(-400, 0.8),
			trials: 1200, moments: true, square: 1, within: 0.05, rounded: true,
		},
		{
			kind: "miettinen_nurminen", name: "plain", test: &MiettinenNurminen{}, draw: binary(60),
			trials: 20000, moments: true, square: 1,
		},
		{
			kind: "miettinen_nurminen", name: "margin", test: &MiettinenNurminen{}, margin: 0.15, draw: binaryShifted(500, 0.15),
			trials: 4000, moments: true, square: 1, within: 0.01,
		},
		{
			kind: "one_sample_t", name: "plain", test: &OneSampleT{}, draw: continuous(31, 0),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "t", name: "plain", test: &T{}, draw: continuous(11, 0),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "t", name: "margin", test: &T{}, margin: -0.75, draw: continuous(11, -0.75),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "welch", name: "plain", test: &Welch{}, draw: continuous(60, 0),
			trials: 20000, moments: true, square: 1, within: 0.01, rounded: true,
		},
		{
			kind: "welch", name: "margin", test: &Welch{}, margin: 0.5, draw: continuous(60, 0.5),
			trials: 20000, moments: true, square: 1, within: 0.01, rounded: true,
		},
		{kind: "wilcoxon", name: "plain", test: &Wilcoxon{}, draw: continuous(11, 0), trials: 20000, moments: true, square: 1},
		{kind: "wilcoxon", name: "ties", test: &Wilcoxon{}, draw: steps(20), trials: 20000, moments: true, square: 1},
		{kind: "wilcoxon", name: "continuity", test: &Wilcoxon{Continuity: true}, draw: continuous(40, 0), trials: 20000, valid: true},
		{kind: "wilcoxon", name: "exact", test: &Wilcoxon{Exact: true}, draw: continuous(14, 0), trials: 20000, valid: true},
		{
			kind: "z", name: "sd", test: &Z{SD: &sd}, draw: continuous(11, 0),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "z", name: "sd, margin", test: &Z{SD: &sd}, margin: 0.5, draw: continuous(11, 0.5),
			trials: 20000, moments: true, square: 1, exact: true, rounded: true,
		},
		{
			kind: "z", name: "pooled", test: &Z{Pooled: true}, draw: binary(60),
			trials: 20000, moments: true, square: 60.0 / 59,
		},
		{
			kind: "z", name: "unpooled", test: &Z{}, draw: binary(500),
			trials: 4000, moments: true, square: 1, within: 0.01,
		},
		{
			kind: "z", name: "unpooled, margin", test: &Z{}, margin: -0.1, draw: binaryShifted(500, -0.1),
			trials: 4000, moments: true, square: 1, within: 0.01,
		},
	}...)
}

// binary draws n patients, arms in turn, with success probability 0.4.
func binary(n int) func(int64, float64) rows { return binaryShifted(n, 0) }

// binaryShifted adds by to the probability of the treated.
func binaryShifted(n int, by float64) func(int64, float64) rows {
	return func(i int64, shift float64) (r rows) {
		for k, u := range uniforms("binary", i, n) {
			p, value := 0.4, 0.0
			if k%2 == 1 {
				p += by + 0.4*shift
			}
			if u < p {
				value = 1
			}
			r.add(k%2, value, false)
		}
		return r
	}
}

// continuous draws n normal values of standard deviation 2, every third patient
// treated, those higher by by.
func continuous(n int, by float64) func(int64, float64) rows {
	return func(i int64, shift float64) (r rows) {
		for k, u := range uniforms("continuous", i, n) {
			value, arm := 2*num.NormalQuantile(u), 0
			if k%3 == 1 {
				arm = 1
				value += by + 10*shift
			}
			r.add(arm, value, false)
		}
		return r
	}
}

// steps rounds what continuous draws to even numbers, so that many are tied.
func steps(n int) func(int64, float64) rows {
	return func(i int64, shift float64) rows {
		r := continuous(n, 0)(i, shift)
		for k := range r {
			r[k].value = 2 * math.Floor(r[k].value/2)
		}
		return r
	}
}

// survival draws n exponential times in steps of 1/50, so that many are tied,
// arms in turn, some censored.
func survival(n int) func(int64, float64) rows { return survivalShifted(n, 1) }

// survivalShifted gives the treated a hazard ratio. With a negative n, an effect is
// one on survival.
func survivalShifted(n int, ratio float64) func(int64, float64) rows {
	side := 1.0
	if n < 0 {
		n, side = -n, -0.5
	}
	return func(i int64, shift float64) (r rows) {
		stop := uniforms("stop", i, n)
		for k, u := range uniforms("survival", i, n) {
			time, end := -num.Log(u), 4*stop[k]
			if k%2 == 1 {
				time /= ratio * (1 + float64(side*shift))
			}
			r.add(k%2, math.Ceil(50*min(time, end))/50, time <= end)
		}
		return r
	}
}

// stratified draws n patients like survival, with covariates on which their hazards
// depend.
func stratified(n int) func(int64, float64) rows { return stratifiedShifted(n, 1) }

// stratifiedShifted gives the treated a hazard ratio.
func stratifiedShifted(n int, ratio float64) func(int64, float64) rows {
	return func(i int64, shift float64) (r rows) {
		stop, level := uniforms("stop", i, n), uniforms("level", i, n)
		number, group := uniforms("number", i, n), uniforms("group", i, n)
		for k, u := range uniforms("survival", i, n) {
			traits := [3]float64{number[k], math.Floor(3 * level[k]), math.Floor(2 * group[k])}
			hazard := num.Exp(number[k] + 0.5*traits[1] - 0.3*traits[2])
			if k%2 == 1 {
				hazard *= ratio * (1 + shift)
			}
			time, end := -num.Log(u)/hazard, 2*stop[k]
			r = append(r, row{arm: k % 2, value: math.Ceil(50*min(time, end)) / 50, event: time <= end, traits: traits})
		}
		return r
	}
}
