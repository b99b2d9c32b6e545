package truth_test

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"

	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/truth"
)

// deviations is how many of its standard errors a value may lie from what it should be
// at a false-alarm rate of 1e-7.
const deviations = 5.33

// world is endpoints of every kind, with covariates that act on some. The analyses are added by
// the tests.
const world = `
[simulation]
seed = 11
[arms.old]
control = true
[arms.new]
[enrollment]
size      = 60
accrual   = { kind = "poisson", rate = 5 }
follow_up = 24
[dropout]
kind = "exponential"
rate = 0.05
[population]
age    = { kind = "normal", mean = 0, sd = 1 }
source = { kind = "categorical", levels = { cord = 3, marrow = 1 } }
[endpoints.cure]
kind = "binary"
at   = 6
response.old = { kind = "bernoulli", p = 0.3 }
response.new = { kind = "bernoulli", p = 0.45 }
[endpoints.harm]
kind = "binary"
at   = 9
response.old = { kind = "bernoulli", p = 0.2 }
response.new = { kind = "bernoulli", p = 0.1 }
[endpoints.either]
kind = "composite"
of   = ["cure", "harm"]
[endpoints.aged]
kind    = "binary"
at      = 6
response.old = { kind = "bernoulli", p = 0.3 }
response.new = { relative_to = "old", odds_ratio = 2 }
effects = { age = 1.2, source = { marrow = -1 } }
[endpoints.score]
kind        = "longitudinal"
visits      = [0, 12]
mean.old    = [10, 7.9]
mean.new    = [10, 6.9]
sd.old      = [3.8, 3.8]
sd.new      = [3.8, 5]
correlation = { kind = "compound_symmetry", rho = 0.5 }
entry       = { at_least = 8 }
missing     = { kind = "mcar", p = 0.2 }
[endpoints.responder]
kind           = "threshold"
of             = "score"
at             = 12
change_at_most = -4
[endpoints.value]
kind = "continuous"
at   = 3
response.old = { kind = "normal", mean = 1, sd = 2 }
response.new = { kind = "normal", mean = 1.5, sd = 3 }
[endpoints.level]
kind = "continuous"
at   = 3
response.old = { kind = "normal", mean = 1, sd = 2 }
response.new = { kind = "normal", mean = 1.5, sd = 3 }
effects = { age = 1.5 }
interactions.new = { age = 0.5, source = { marrow = 2 } }
[endpoints.relapse]
kind = "survival"
response.old = { kind = "exponential", rate = 0.10 }
response.new = { kind = "exponential", rate = 0.05 }
[endpoints.death]
kind = "survival"
response.old = { kind = "exponential", rate = 0.04 }
response.new = { kind = "weibull", shape = 1, scale = 50 }
terminal = true
[endpoints.first]
kind = "first_of"
of   = ["relapse", "death"]
[endpoints.frail]
kind    = "survival"
response.old = { kind = "exponential", rate = 0.10 }
response.new = { kind = "exponential", rate = 0.05 }
effects = { age = 0.8 }
[endpoints.flares]
kind     = "count"
exposure = 12
response.old = { kind = "poisson", rate = 0.2 }
response.new = { kind = "poisson", rate = 0.1 }
effects  = { age = 0.3 }
interactions.new = { source = { marrow = 0.7 } }
`

// compile makes a plan of the world with the given analyses, one after the other.
func compile(t testing.TB, about []string, set ...scenario.Override) *plan.Plan {
	t.Helper()
	text := world
	for i, a := range about {
		text += fmt.Sprintf("[analyses.a%d]\nalpha = 0.05\n%s\n", i, a)
	}
	s, err := scenario.Load(text, set...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// average is the expectation of f of a standard normal deviate.
func average(f func(z float64) float64) float64 {
	return quad.Fixed(func(z float64) float64 { return f(z) * distuv.UnitNormal.Prob(z) }, -9, 9, 400, nil, 0)
}

// risk is the share with an event of odds p/(1 − p)·exp(x).
func risk(p, x float64) float64 { return 1 / (1 + (1-p)/p*math.Exp(-x)) }

// responders is the share with Y − Y₁ ≤ −4 of whom Y₁ ≥ 8, of a bivariate normal law.
func responders(mean, sd float64) float64 {
	const rho = 0.5
	s := sd * math.Sqrt(1-rho*rho)
	share := quad.Fixed(func(z float64) float64 {
		m := mean + rho*sd*z
		return distuv.UnitNormal.Prob(z) * distuv.UnitNormal.CDF((10+3.8*z-4-m)/s)
	}, (8-10)/3.8, 9, 400, nil, 0)
	return share / distuv.UnitNormal.Survival((8-10)/3.8)
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// The values are those of integrals and closed forms beside them.
func TestLargeCohort(t *testing.T) {
	area := func(rate float64) float64 { return (1 - math.Exp(-12*rate)) / rate }
	frail := func(rate float64) float64 {
		return average(func(z float64) float64 { return area(rate * math.Exp(0.8*z)) })
	}
	aged := func(p float64) float64 {
		return average(func(z float64) float64 { return 0.75*risk(p, 1.2*z) + 0.25*risk(p, 1.2*z-1) })
	}
	marrow := func(p float64) float64 { return average(func(z float64) float64 { return risk(p, 1.2*z-1) }) }
	twice := 2 * 0.3 / (2*0.3 + 0.7)                 // the share of twice the odds
	superior := func(slope, shift float64) float64 { // new − old ~ N(0.5 + shift, 2² + 3² + slope-wise variances)
		return distuv.UnitNormal.CDF((0.5 + shift) / math.Sqrt(4+9+1.5*1.5+slope*slope))
	}
	cases := []struct {
		name, about string
		want        float64
	}{
		{"composite of independent ones", "endpoint = \"either\"\ntest.kind = \"chi_square\"", (1 - 0.55*0.9) - (1 - 0.7*0.8)},
		{"its odds", "endpoint = \"either\"\ntest.kind = \"logistic\"", logit(1-0.55*0.9) - logit(1-0.7*0.8)},
		{"risk averaged over covariates", "endpoint = \"aged\"\ntest.kind = \"fisher\"", aged(twice) - aged(0.3)},
		{"strata leave it", "endpoint = \"aged\"\ntest = { kind = \"cmh\", strata = [\"source\"] }", aged(twice) - aged(0.3)},
		{"in a subgroup", "endpoint = \"aged\"\ntest.kind = \"fisher\"\nsubgroup.source = [\"marrow\"]", marrow(twice) - marrow(0.3)},
		{"marginal odds", "endpoint = \"aged\"\ntest.kind = \"logistic\"", logit(aged(twice)) - logit(aged(0.3))},
		{"threshold of a change of the selected", "endpoint = \"responder\"\ntest.kind = \"chi_square\"", responders(6.9, 5) - responders(7.9, 3.8)},
		{"mean with interactions", "endpoint = \"level\"\ntest.kind = \"t\"", 0.5 + 0.25*2},
		{"mean by ancova", "endpoint = \"level\"\ntest = { kind = \"ancova\", covariates = [\"age\"] }", 0.5 + 0.25*2},
		{"superiority", "endpoint = \"level\"\ntest.kind = \"wilcoxon\"", 0.75*superior(2, 0) + 0.25*superior(2, 2) - 0.5},
		{"superiority of the changes of the selected", "endpoint = \"score\"\ntest.kind = \"wilcoxon\"\nvalue = \"change\"\nat = 12", changes() - 0.5},
		{"restricted mean of the first event", "endpoint = \"first\"\ntest = { kind = \"rmst\", tau = 12 }", area(0.07) - area(0.14)},
		{"survival of the first event", "endpoint = \"first\"\ntest = { kind = \"milestone\", time = 12 }", math.Exp(-0.07*12) - math.Exp(-0.14*12)},
		{"restricted mean averaged over covariates", "endpoint = \"frail\"\ntest = { kind = \"rmst\", tau = 12 }", frail(0.05) - frail(0.1)},
	}
	var all []string
	for _, c := range cases {
		all = append(all, c.about)
	}
	p := compile(t, all)
	for i, c := range cases {
		got := p.Subject.Comparisons[i].True()
		if got.Patients == 0 || !got.Known() {
			t.Errorf("%s: %+v is of no large cohort", c.name, got)
			continue
		}
		if d := (got.Value - c.want) / got.SE; !(math.Abs(d) < deviations) {
			t.Errorf("%s: %v (SE %.2g), want %v: %.1f standard errors", c.name, got.Value, got.SE, c.want, d)
		}
	}
}

// changes is P(new > old) for the changes of two patients with Y₁ ≥ 8.
func changes() float64 {
	// The change given Z₁ = z is N(m − 10 + (ρs − 3.8)z, s²(1 − ρ²)).
	const from = (8 - 10) / 3.8
	density := func(z float64) float64 {
		return distuv.UnitNormal.Prob(z) / distuv.UnitNormal.Survival(from)
	}
	return quad.Fixed(func(x float64) float64 {
		return density(x) * quad.Fixed(func(y float64) float64 {
			d := (6.9 + (0.5*5-3.8)*x) - (7.9 + (0.5*3.8-3.8)*y)
			return density(y) * distuv.UnitNormal.CDF(d/math.Sqrt(0.75*(25+3.8*3.8)))
		}, from, 9, 100, nil, 0)
	}, from, 9, 100, nil, 0)
}

// Where there is a closed form the large cohort gives it too.
func TestLargeCohortAgreesWithClosedForms(t *testing.T) {
	cases := []struct {
		about  string
		until  float64
		column int
		change bool
	}{
		{about: "endpoint = \"cure\"\ntest.kind = \"fisher\""},
		{about: "endpoint = \"cure\"\ntest.kind = \"logistic\""},
		{about: "endpoint = \"value\"\ntest.kind = \"t\""},
		{about: "endpoint = \"value\"\ntest.kind = \"wilcoxon\""},
		{about: "endpoint = \"score\"\ntest.kind = \"t\"\nat = 12", column: 1},
		{about: "endpoint = \"score\"\ntest.kind = \"t\"\nat = 12\nvalue = \"change\"", column: 1, change: true},
		{about: "endpoint = \"relapse\"\ntest = { kind = \"rmst\", tau = 12 }", until: 12},
		{about: "endpoint = \"relapse\"\ntest = { kind = \"milestone\", time = 7 }", until: 7},
	}
	var all []string
	for _, c := range cases {
		all = append(all, c.about)
	}
	p := compile(t, all)
	var of []truth.Estimand
	for i, c := range cases {
		a := &p.Protocol.Analyses[i]
		of = append(of, truth.Estimand{
			Scale: a.Scale, Endpoint: a.Hypothesis.Endpoint, Column: c.column, Change: c.change,
			Pair: a.Hypothesis.Pairs[0], Until: c.until,
		})
	}
	for i, got := range truth.Cohort(p.Protocol, 5, of) {
		c, want := &cases[i], p.Subject.Comparisons[i].True()
		if want.Patients != 0 || !want.Known() || got.Patients != truth.Patients {
			t.Errorf("%s: %+v and %+v", c.about, want, got)
		}
		if d := (got.Value - want.Value) / got.SE; !(math.Abs(d) < deviations) {
			t.Errorf("%s: %v (SE %.2g), closed form %v: %.1f standard errors", c.about, got.Value, got.SE, want.Value, d)
		}
	}
}

// The standard errors are those that many cohorts have: the mean of the squares of m
// deviations from the closed form is 1 within the quantiles of χ²(m)/m at 1e-7.
func TestErrorsOfLargeCohorts(t *testing.T) {
	const m = 5
	law := distuv.ChiSquared{K: m}
	lo, hi := law.Quantile(0.5e-7)/m, law.Quantile(1-0.5e-7)/m
	p := compile(t, []string{
		"endpoint = \"cure\"\ntest.kind = \"fisher\"",
		"endpoint = \"cure\"\ntest.kind = \"logistic\"",
		"endpoint = \"cure\"\ntest.kind = \"fisher\"", // by ranks
	})
	var of []truth.Estimand
	for i := range p.Protocol.Analyses {
		a := &p.Protocol.Analyses[i]
		of = append(of, truth.Estimand{Scale: a.Scale, Endpoint: a.Hypothesis.Endpoint, Pair: a.Hypothesis.Pairs[0]})
	}
	of[2].Scale = analysis.Superiority
	squares := make([]float64, len(of))
	for seed := range uint64(m) {
		for i, got := range truth.Cohort(p.Protocol, seed, of) {
			want := p.Subject.Comparisons[i].True().Value
			if i == 2 {
				want /= 2 // of values that are 0 or 1
			}
			squares[i] += (got.Value - want) * (got.Value - want) / got.SE / got.SE
		}
	}
	for i, sum := range squares {
		if r := sum / m; !(lo < r && r < hi) {
			t.Errorf("%s: the mean squared deviation is %v, want one from %.3f to %.3f", of[i].Scale, r, lo, hi)
		}
	}
}

// Closed forms that take covariates into account, and reasons why there is no number.
func TestWithoutLargeCohort(t *testing.T) {
	cases := []struct {
		about  string
		want   float64
		reason string
	}{
		{"endpoint = \"first\"\ntest.kind = \"log_rank\"", math.Log(0.07 / 0.14), ""},
		{"endpoint = \"frail\"\ntest = { kind = \"cox\", covariates = [\"age\", \"source\"] }", math.Log(0.5), ""},
		{"endpoint = \"frail\"\ntest = { kind = \"cox\", covariates = [\"source\"] }", 0, "covariates act on it"},
		{"endpoint = \"frail\"\ntest.kind = \"log_rank\"", 0, "covariates act on it"},
		{"endpoint = \"aged\"\ntest = { kind = \"logistic\", covariates = [\"age\", \"source\"] }", math.Log(2), ""},
		{"endpoint = \"aged\"\ntest = { kind = \"logistic\", covariates = [\"age\"] }", 0, "covariates act on it"},
		{"endpoint = \"either\"\ntest = { kind = \"logistic\", covariates = [\"age\"] }", 0, "the endpoint follows from others"},
		{"endpoint = \"flares\"\ntest.kind = \"poisson\"", 0, "covariates act on it"}, // and deaths end it
	}
	for _, c := range cases {
		got := compile(t, []string{c.about}).Subject.Comparisons[0].True()
		if got.Patients != 0 || got.Reason != c.reason || c.reason == "" && !(math.Abs(got.Value-c.want) < 1e-12) {
			t.Errorf("%s: %+v, want %v %q", c.about, got, c.want, c.reason)
		}
	}
}

// Whoever asks first, and however many at a time, the bits are the same.
func TestLargeCohortIsOne(t *testing.T) {
	p := compile(t, []string{"endpoint = \"aged\"\ntest.kind = \"fisher\""})
	first := p.Subject.Comparisons[0].True()
	a := &p.Protocol.Analyses[0]
	of := []truth.Estimand{{Scale: a.Scale, Endpoint: a.Hypothesis.Endpoint, Pair: a.Hypothesis.Pairs[0]}}
	var values [2]truth.Value
	var group sync.WaitGroup
	for i := range values {
		group.Go(func() { values[i] = truth.Cohort(p.Protocol, p.Scenario.Simulation.Seed, of)[0] })
	}
	group.Wait()
	for _, again := range append(values[:], p.Subject.Comparisons[0].True()) {
		if again != first {
			t.Errorf("%+v and %+v", again, first)
		}
	}
}

// What the same patients show under both arms is the same where the arms are alike.
func TestEqualArms(t *testing.T) {
	p := compile(t, []string{"endpoint = \"aged\"\ntest.kind = \"fisher\""},
		scenario.Override{Path: "endpoints.aged.response.new.odds_ratio", Value: "1"})
	pair := p.Protocol.Analyses[0].Hypothesis.Pairs[0]
	e := p.Protocol.Analyses[0].Hypothesis.Endpoint
	var of []truth.Estimand
	for _, scale := range []analysis.Scale{analysis.RiskDifference, analysis.Superiority, analysis.LogOddsRatio} {
		of = append(of, truth.Estimand{Scale: scale, Endpoint: e, Pair: pair})
	}
	for i, got := range truth.Cohort(p.Protocol, 1, of) {
		if got.Value != 0 || got.SE != 0 || got.Patients != truth.Patients {
			t.Errorf("%s: %+v, want exactly 0", of[i].Scale, got)
		}
	}
}

func BenchmarkCohort(b *testing.B) {
	p := compile(b, []string{"endpoint = \"responder\"\ntest.kind = \"fisher\""})
	a := &p.Protocol.Analyses[0]
	of := []truth.Estimand{{Scale: a.Scale, Endpoint: a.Hypothesis.Endpoint, Pair: a.Hypothesis.Pairs[0]}}
	b.ReportAllocs()
	for b.Loop() {
		truth.Cohort(p.Protocol, 1, of)
	}
}
