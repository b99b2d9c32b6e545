package theory_test

import (
	"fmt"
	"math"
	"testing"

	"simrun/sim"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/theory"
)

// threeLooks are looks at a difference of normal means, as gsDesign's default.
const threeLooks = `
[arms.control]
control = true
[arms.treated]
[enrollment]
size       = 120
accrual    = { kind = "uniform", rate = 10 }
assignment = { kind = "blocks", size = 2 }
[endpoints.value]
kind = "continuous"
at   = 0
response.control = { kind = "normal", mean = 0, sd = 1 }
response.treated = { relative_to = "control", shift = 0.61215 }
[analyses.primary]
endpoint    = "value"
test        = { kind = "z", sd = 1 }
alternative = "greater"
alpha       = 0.025
[design]
kind     = "group_sequential"
efficacy = { kind = "hwang_shih_decani", gamma = -4 }
futility = { kind = "hwang_shih_decani", gamma = -2, beta = 0.1 }
[[looks]]
when = { kind = "patients", count = 40 }
[[looks]]
when = { kind = "patients", count = 80 }
[[looks]]
when = { kind = "patients", count = 120 }
`

// planned compiles a scenario after changes: path, value, path, value …
func planned(t *testing.T, text string, set ...string) *plan.Plan {
	t.Helper()
	var o []scenario.Override
	for i := 0; i < len(set); i += 2 {
		o = append(o, scenario.Override{Path: set[i], Value: set[i+1]})
	}
	p, err := sim.Load(text, o...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// integrated are the answers of recursive integration, by metric and look.
func integrated(p *plan.Plan) map[string]theory.Answer {
	all := map[string]theory.Answer{}
	for _, a := range theory.Answers(p) {
		look := 0
		if a.Look != nil {
			look = *a.Look
		}
		all[fmt.Sprintf("%s %d", a.Metric, look)] = a
	}
	return all
}

// gsDesign's default design, as printed to four decimals.
func TestPublishedSequentialAnswers(t *testing.T) {
	for shift, want := range map[string]map[string]float64{
		"0.61215": {
			"power 1": .1412, "power 2": .5815, "power 3": .9000, "power 0": .9, "stop_efficacy 1": .1412,
			"stop_efficacy 2": .5815 - .1412, "stop_futility 1": .0148, "stop_futility 2": .0437 - .0148, "stop_futility 3": .1 - .0437,
		},
		"0": {
			"power_ignoring_futility 1": .0013, "power_ignoring_futility 2": .0062, "power_ignoring_futility 3": .0250,
			"power_ignoring_futility 0": .0250, "power 3": .0233,
		},
	} {
		got := integrated(planned(t, threeLooks, "endpoints.value.response.treated.shift", shift))
		for key, value := range want {
			if a, ok := got[key]; !ok || math.Abs(a.Value-value) > 1.1e-4 || !a.Exact {
				t.Errorf("shift %s, %s: %+v, want %v", shift, key, a, value)
			}
		}
	}
	s := theory.Sequences(planned(t, threeLooks))
	if len(s) != 1 || math.Abs(s[0].Inflation-1.0699) > 0.5e-4 || s[0].Power != 0.9 || s[0].Maximum != 120 || math.Abs(s[0].Drift-3.3529) > 1e-4 {
		t.Errorf("%+v", s)
	}
}

// Where the answer is flagged as exact the information is sure to be as planned.
func TestSequentialKnowsItsLimits(t *testing.T) {
	for name, c := range map[string]struct {
		set          []string
		known, exact bool
	}{
		"as is":                  {nil, true, true},
		"drawn one by one":       {[]string{"enrollment.assignment", `{ kind = "exact" }`}, true, false},
		"between blocks":         {[]string{"looks.1.when.count", "41"}, true, false},
		"all at once":            {[]string{"enrollment.accrual", `{ kind = "instant" }`}, true, false},
		"standard deviation":     {[]string{"analyses.primary.test", `{ kind = "t" }`}, true, false},
		"another deviation":      {[]string{"analyses.primary.test.sd", "1.1"}, true, false},
		"another law":            {[]string{"endpoints.value.response", `{ kind = "uniform", min = 0, max = 1 }`}, true, false},
		"maximum is not reached": {[]string{"design.maximum", "130"}, true, false},
		"a date":                 {[]string{"looks.1.when", `{ kind = "calendar", time = 4 }`, "looks.1.information", "0.3"}, false, false},
		"not yet known":          {[]string{"endpoints.value.at", "1"}, false, false},
		"dropout":                {[]string{"dropout", `{ kind = "exponential", rate = 0.1 }`}, false, false},
		"information":            {[]string{"looks.1.when", `{ kind = "information", fraction = 0.4 }`}, true, false},
		"no planned fraction": {[]string{
			"design", `{ kind = "group_sequential", efficacy = { kind = "pocock" } }`,
			"looks.1.when", `{ kind = "calendar", time = 4 }`,
		}, false, false},
	} {
		a, known := integrated(planned(t, threeLooks, c.set...))["power 1"]
		if known != c.known || a.Exact != c.exact {
			t.Errorf("%s: known %v, %+v", name, known, a)
		}
	}
}

// The effect at a bound is the one whose statistic, computed by hand, is the bound.
func TestEffectsAtTheBounds(t *testing.T) {
	at := func(set ...string) *theory.Sequence { return &theory.Sequences(planned(t, threeLooks, set...))[0] }
	near := func(what string, got, want float64) {
		if !(math.Abs(got-want) < 1e-9) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	s := at()
	for k, n := range []float64{20, 40, 60} {
		near("means", s.Effect[k]/math.Sqrt(2/n), s.Bounds.Z[k])
		near("futile means", s.FutilityEffect[k]/math.Sqrt(2/n), s.Bounds.Lower[k])
	}
	s = at("analyses.primary.alternative", "less", "analyses.primary.margin", "0.2")
	near("less", (0.2-s.Effect[2])/math.Sqrt(2.0/60), s.Bounds.Z[2])

	binary := []string{"endpoints.value.kind", "binary", "endpoints.value.response", `{ control = { kind = "bernoulli", p = 0.3 }, treated = { kind = "bernoulli", p = 0.6 } }`}
	s = at(append(binary, "analyses.primary.test", `{ kind = "chi_square" }`)...)
	for k, n := range []float64{20, 40, 60} {
		p1 := 0.3 + s.Effect[k]
		mean := (0.3 + p1) / 2
		near("pooled", s.Effect[k]/math.Sqrt(mean*(1-mean)*2/n), s.Bounds.Z[k])
	}
	s = at(append(binary, "analyses.primary.test", `{ kind = "z", pooled = false }`, "analyses.primary.margin", "-0.1")...)
	p1 := 0.3 + s.Effect[2]
	near("unpooled", (s.Effect[2]+0.1)/math.Sqrt((p1*(1-p1)+0.3*0.7)/60), s.Bounds.Z[2])

	// As many events as patients before; 40, 80 and 120 of them.
	survival := []string{
		"endpoints.value", `{ kind = "survival", response = { control = { kind = "exponential", rate = 1 }, treated = { relative_to = "control", hazard_ratio = 0.5 } } }`,
		"enrollment.size", "300", "enrollment.allocation", "{ control = 1, treated = 2 }", "enrollment.assignment", `{ kind = "exact" }`,
		"analyses.primary.test", `{ kind = "log_rank" }`, "analyses.primary.alternative", "less",
		"looks.1.when", `{ kind = "information", fraction = 0.25 }`, "looks.2.when", `{ kind = "events", endpoint = "value", count = 60 }`,
		"looks.3.when", `{ kind = "events", endpoint = "value", count = 120 }`,
	}
	s = at(survival...)
	for k, events := range []float64{30, 60, 120} {
		near("log hazard ratio", -s.Effect[k]*math.Sqrt(events*2/9), s.Bounds.Z[k])
	}
	near("drift", s.Drift, math.Log(2)*math.Sqrt(120*2.0/9))
	s = at(append(survival, "analyses.primary.test.gamma", "1")...)
	if !math.IsNaN(s.Drift) || !math.IsNaN(s.Effect[0]) || len(s.Scenarios) != 1 {
		t.Errorf("a weighted test: drift %v, effects %v", s.Drift, s.Effect)
	}
}

// With several deciding comparisons the course of one depends on the others if
// futility can end the trial, and otherwise not.
func TestSequentialWithSeveralComparisons(t *testing.T) {
	const second = `{ endpoint = "value", test = { kind = "z", sd = 1 }, alternative = "greater", alpha = 0.01 }`
	for name, c := range map[string]struct {
		set  []string
		want []string // analyses with an answer
	}{
		"one decides":       {[]string{"analyses.other", second}, []string{"primary"}},
		"both decide":       {[]string{"analyses.other", second, "design.decides", `["primary", "other"]`}, nil},
		"no futility":       {[]string{"analyses.other", second, "design.decides", `["primary", "other"]`, "design", `{ kind = "group_sequential", efficacy = { kind = "pocock" }, decides = ["primary", "other"] }`}, []string{"primary", "other"}},
		"the other decides": {[]string{"analyses.other", second, "design.decides", `["other"]`}, []string{"other"}},
	} {
		var got []string
		for _, a := range theory.Answers(planned(t, threeLooks, c.set...)) {
			if a.Metric == "power" && a.Look == nil {
				got = append(got, a.Analysis)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Two-sided tests count both directions, and half the effect has less power.
func TestExpectedSize(t *testing.T) {
	two := []string{"design", `{ kind = "group_sequential", efficacy = { kind = "pocock_bounds" } }`, "analyses.primary.alternative", "two-sided", "analyses.primary.alpha", "0.05"}
	s := theory.Sequences(planned(t, threeLooks, two...))[0]
	if math.Abs(s.Scenarios[0].Power-0.05) > 1e-9 || math.Abs(s.Inflation-1.1506392) > 1e-5 {
		t.Errorf("type I error %v, inflation %v", s.Scenarios[0].Power, s.Inflation)
	}
	if x := s.Scenarios; len(x) != 3 || !(x[0].Power < x[1].Power && x[1].Power < x[2].Power && x[0].Information > x[2].Information) {
		t.Errorf("%+v", x)
	}
	// Null effect: nothing to halve.
	if x := theory.Sequences(planned(t, threeLooks, "endpoints.value.response.treated.shift", "0"))[0].Scenarios; len(x) != 1 {
		t.Errorf("%+v", x)
	}
}
