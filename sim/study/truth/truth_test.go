package truth

import (
	"math"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/dist"
)

// laws are the prepared laws of two arms, treated and control.
func laws(t *testing.T, treated, control string) (a, b dist.Dist) {
	t.Helper()
	tree, err := spec.Parse("treated = " + treated + "\ncontrol = " + control + "\n")
	if err != nil {
		t.Fatal(err)
	}
	var responses spec.Table[dist.Response]
	p := spec.NewProblems()
	spec.Decode(tree, &responses, p)
	l := dist.Resolve(spec.Keyed[dist.Response]{Each: responses}, []string{"treated", "control"}, p)
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	l.Prepare(nil)
	return l.ByArm[0], l.ByArm[1]
}

// Closed forms by hand: the expected values are the formulas beside them.
func TestTruth(t *testing.T) {
	for _, c := range []struct {
		scale            analysis.Scale
		treated, control string
		want             float64
		reason           string
	}{
		{analysis.RiskDifference, `{ kind = "bernoulli", p = 0.6 }`, `{ kind = "bernoulli", p = 0.5 }`, 0.1, ""},
		{analysis.RiskDifference, `{ relative_to = "control", odds_ratio = 3 }`, `{ kind = "bernoulli", p = 0.5 }`, 0.75 - 0.5, ""},
		{analysis.RiskDifference, `{ relative_to = "control", risk_ratio = 0.5 }`, `{ kind = "bernoulli", p = 0.3 }`, -0.15, ""},
		{analysis.RiskDifference, `{ kind = "bernoulli", p = 0 }`, `{ kind = "bernoulli", p = 1 }`, -1, ""},
		{analysis.MeanDifference, `{ kind = "normal", mean = 2, sd = 1 }`, `{ kind = "normal", mean = -1, sd = 9 }`, 3, ""},
		{analysis.MeanDifference, `{ relative_to = "control", shift = -2 }`, `{ kind = "exponential", mean = 5 }`, -2, ""},
		{analysis.MeanDifference, `{ relative_to = "control", scale = 3 }`, `{ kind = "uniform", min = 0, max = 4 }`, 4, ""},
		{analysis.MeanDifference, `{ kind = "lognormal", mean = 7, sd = 2 }`, `{ kind = "lognormal", meanlog = 0, sdlog = 1 }`, 7 - math.Exp(0.5), ""},
		{analysis.MeanDifference, `{ kind = "normal", mean = 2, sd = 1 }`, `{ kind = "weibull", shape = 1, scale = 2 }`, 0, ""},
		{analysis.LogHazardRatio, `{ relative_to = "control", hazard_ratio = 0.7 }`, `{ kind = "exponential", median = 12 }`, math.Log(0.7), ""},
		{analysis.LogHazardRatio, `{ relative_to = "control", hazard_ratio = 0.7 }`, `{ kind = "lognormal", mean = 12, sd = 5 }`, math.Log(0.7), ""},
		{analysis.LogHazardRatio, `{ kind = "exponential", rate = 0.2 }`, `{ kind = "exponential", rate = 0.1 }`, math.Log(2), ""},
		{analysis.LogHazardRatio, `{ kind = "weibull", shape = 2, scale = 5 }`, `{ kind = "weibull", shape = 2, scale = 10 }`, 2 * math.Log(2), ""},
		{analysis.LogHazardRatio, `{ kind = "exponential", rate = 0.1 }`, `{ kind = "exponential", rate = 0.1 }`, 0, ""},
		{analysis.LogHazardRatio, `{ relative_to = "control", from = [0, 6], hazard_ratio = [0.5, 0.5] }`, `{ kind = "exponential", rate = 0.1 }`, math.Log(0.5), ""},
		{analysis.LogHazardRatio, `{ relative_to = "control", from = [0, 6], hazard_ratio = [1, 0.5] }`, `{ kind = "exponential", rate = 0.1 }`, 0, "hazards are not proportional"},
		{analysis.LogHazardRatio, `{ kind = "weibull", shape = 2, scale = 5 }`, `{ kind = "weibull", shape = 1, scale = 5 }`, 0, "hazards are not proportional"},
		{analysis.LogHazardRatio, `{ kind = "lognormal", mean = 6, sd = 5 }`, `{ kind = "exponential", rate = 0.1 }`, 0, "hazards are not proportional"},
		{analysis.LogOddsRatio, `{ kind = "bernoulli", p = 0.6 }`, `{ kind = "bernoulli", p = 0.5 }`, math.Log(1.5), ""},
		{analysis.LogOddsRatio, `{ relative_to = "control", odds_ratio = 3 }`, `{ kind = "bernoulli", p = 1e-9 }`, math.Log(3), ""},
		{analysis.LogOddsRatio, `{ kind = "bernoulli", p = 0 }`, `{ kind = "bernoulli", p = 0.5 }`, 0, "the odds of an arm are 0 or infinite"},
		{analysis.LogOddsRatio, `{ kind = "bernoulli", p = 1 }`, `{ kind = "bernoulli", p = 1 }`, 0, "all values are equal"},
		{analysis.LogOddsRatio, `{ relative_to = "control", odds_ratio = 2 }`, `{ kind = "categorical", levels = { a = 0.2, b = 0, c = 0.5, d = 0.3, e = 0 } }`, math.Log(2), ""},
		{analysis.LogOddsRatio, `{ kind = "categorical", levels = { a = 0.3, b = 0.3, c = 0.4 } }`, `{ kind = "categorical", levels = { a = 0.3, b = 0.4, c = 0.3 } }`, 0, "odds are not proportional"},
		{analysis.LogOddsRatio, `{ kind = "normal", mean = 2, sd = 1 }`, `{ kind = "normal", mean = 1, sd = 1 }`, 0, "an arm has values that are no categories"},
		{analysis.LogRateRatio, `{ relative_to = "control", rate_ratio = 0.7 }`, `{ kind = "negative_binomial", mean = 1.2, dispersion = 0.5 }`, math.Log(0.7), ""},
		{analysis.LogRateRatio, `{ kind = "poisson", rate = 0.5 }`, `{ kind = "negative_binomial", mean = 2, dispersion = 0.5 }`, -math.Log(4), ""},
		{analysis.LogRateRatio, `{ kind = "constant", value = 0 }`, `{ kind = "poisson", rate = 2 }`, 0, "an arm has no positive and finite rate"},
		{analysis.NoScale, `{ kind = "bernoulli", p = 0.6 }`, `{ kind = "bernoulli", p = 0.5 }`, 0, "no closed form"},
	} {
		treated, control := laws(t, c.treated, c.control)
		got := Of(c.scale, treated, control)
		if got.Reason != c.reason || got.Known() != (c.reason == "") {
			t.Errorf("%s of %s against %s: reason %q, want %q", c.scale, c.treated, c.control, got.Reason, c.reason)
			continue
		}
		if got.Known() && math.Abs(got.Value-c.want) > 4e-15*math.Max(1, math.Abs(c.want)) {
			t.Errorf("%s of %s against %s is %v, want %v", c.scale, c.treated, c.control, got.Value, c.want)
		}
	}
}

// Exchanging the arms turns the sign.
func TestTruthTurns(t *testing.T) {
	for _, c := range []struct {
		scale analysis.Scale
		a, b  string
	}{
		{analysis.RiskDifference, `{ kind = "bernoulli", p = 0.31 }`, `{ kind = "bernoulli", p = 0.57 }`},
		{analysis.MeanDifference, `{ kind = "normal", mean = 2.3, sd = 1 }`, `{ kind = "normal", mean = 1.1, sd = 1 }`},
		{analysis.LogHazardRatio, `{ kind = "exponential", rate = 0.3 }`, `{ kind = "exponential", rate = 0.11 }`},
	} {
		a, b := laws(t, c.a, c.b)
		there, back := Of(c.scale, a, b).Value, Of(c.scale, b, a).Value
		if math.Abs(there+back) > 1e-15 || there == 0 {
			t.Errorf("%s is %v there and %v back", c.scale, there, back)
		}
	}
}

// infinite is a law without a mean.
type infinite struct{ dist.Dist }

func (infinite) Mean() float64 { return math.Inf(1) }

func TestNoMean(t *testing.T) {
	a, b := laws(t, `{ kind = "normal", mean = 2, sd = 1 }`, `{ kind = "normal", mean = 1, sd = 1 }`)
	for _, pair := range [][2]dist.Dist{{infinite{a}, b}, {a, infinite{b}}, {infinite{a}, infinite{b}}} {
		got := Of(analysis.MeanDifference, pair[0], pair[1])
		if got.Known() || got.Reason != "an arm has no finite mean" {
			t.Errorf("an infinite mean gives %+v", got)
		}
	}
}

// Probabilities of superiority by closed forms.
func TestSuperiority(t *testing.T) {
	for _, c := range []struct {
		treated, control string
		want             float64
	}{
		{`{ kind = "normal", mean = 1, sd = 3 }`, `{ kind = "normal", mean = -1, sd = 4 }`, 0.5 * math.Erfc(-2.0/5/math.Sqrt2)},
		{`{ kind = "exponential", rate = 1 }`, `{ kind = "exponential", rate = 3 }`, 0.75},
		{`{ kind = "uniform", min = 0, max = 4 }`, `{ kind = "uniform", min = 1, max = 3 }`, 0.5},
		{`{ kind = "constant", value = 2 }`, `{ kind = "constant", value = 2 }`, 0.5},
		{`{ kind = "bernoulli", p = 0.4 }`, `{ kind = "bernoulli", p = 0.3 }`, 0.4*0.7 + 0.5*(0.4*0.3+0.6*0.7)},
	} {
		treated, control := laws(t, c.treated, c.control)
		got := Of(analysis.Superiority, treated, control)
		if back := Of(analysis.Superiority, control, treated); !(math.Abs(got.Value+0.5-c.want) <= 1e-9) || !(math.Abs(got.Value+back.Value) <= 1e-9) {
			t.Errorf("%s against %s: %v and back %v, want %v", c.treated, c.control, got.Value, back.Value, c.want-0.5)
		}
	}
}

// Differences of survival and of the areas under it, by closed forms.
func TestSurvival(t *testing.T) {
	exponential := func(rate, tau float64) float64 { return (1 - math.Exp(-rate*tau)) / rate }
	for _, c := range []struct {
		treated, control string
		until, at, area  float64
	}{
		{
			`{ kind = "exponential", rate = 0.05 }`, `{ kind = "exponential", rate = 0.1 }`, 12,
			math.Exp(-0.6) - math.Exp(-1.2), exponential(0.05, 12) - exponential(0.1, 12),
		},
		{
			`{ relative_to = "control", from = [0, 4], hazard_ratio = [1, 0.5] }`, `{ kind = "exponential", rate = 0.1 }`, 12,
			math.Exp(-0.8) - math.Exp(-1.2), math.Exp(-0.4) * (exponential(0.05, 8) - exponential(0.1, 8)),
		},
		{
			`{ kind = "weibull", shape = 2, scale = 5 }`, `{ kind = "uniform", min = 0, max = 8 }`, 4,
			math.Exp(-0.64) - 0.5, 2.5*math.Sqrt(math.Pi)*math.Erf(0.8) - 3,
		},
		{`{ kind = "constant", value = 3 }`, `{ kind = "constant", value = 1.7 }`, 2, 1, 0.3},
	} {
		treated, control := laws(t, c.treated, c.control)
		at := Survival(analysis.SurvivalDifference, c.until, treated, control).Value
		area := Survival(analysis.RMSTDifference, c.until, treated, control).Value
		if !(math.Abs(at-c.at) <= 1e-14) || !(math.Abs(area-c.area) <= 1e-10*c.until) {
			t.Errorf("%s against %s: %.15g and %.15g, want %.15g and %.15g", c.treated, c.control, at, area, c.at, c.area)
		}
		back := Survival(analysis.RMSTDifference, c.until, control, treated).Value
		if !(math.Abs(area+back) <= 1e-10*c.until) {
			t.Errorf("%s against %s: %v there and %v back", c.treated, c.control, area, back)
		}
	}
}

func TestOneArm(t *testing.T) {
	a, b := laws(t, `{ kind = "bernoulli", p = 0.4 }`, `{ kind = "normal", mean = 3, sd = 1 }`)
	if got := OfOne(0.25, a).Value; math.Abs(got-0.15) > 1e-15 {
		t.Errorf("%v, want 0.15", got)
	}
	if got := OfOne(5, b).Value; got != -2 {
		t.Errorf("%v, want −2", got)
	}
}
