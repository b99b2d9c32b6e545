package dist

import (
	"math"
	"testing"
)

func TestProportional(t *testing.T) {
	const (
		exponential = `kind = "exponential", rate = 0.1`
		weibull     = `kind = "weibull", shape = 1.5, scale = 10`
		piecewise   = `kind = "piecewise_exponential", from = [0, 6], rate = [0.1, 0.05]`
		lognormal   = `kind = "lognormal", mean = 10, sd = 4`
		same        = `relative_to = "a", hazard_ratio = 0.5`
		pattern     = `relative_to = "a", from = [0, 6], hazard_ratio = [1, 0.5]`
	)
	const no = -1
	for _, c := range []struct {
		a, b, c string
		want    float64 // the hazard of c to that of b
	}{
		{exponential, exponential, exponential, 1},
		{exponential, exponential, `kind = "exponential", median = 3.46573590279972655`, 2},
		{exponential, same, `kind = "weibull", shape = 1, scale = 5`, 4},
		{exponential, weibull, exponential, no},
		{exponential, weibull, `kind = "weibull", shape = 1.5, scale = 40`, 1.0 / 8},
		{weibull, `kind = "weibull", shape = 1.5, scale = 40`, `relative_to = "a", hazard_ratio = 2`, 16},
		{weibull, weibull, `kind = "weibull", shape = 1.6, scale = 10`, no},
		{exponential, pattern, `relative_to = "b", hazard_ratio = 3`, 3},
		{exponential, pattern, same, no},
		{exponential, pattern, piecewise, 1},
		{exponential, piecewise, `kind = "piecewise_exponential", from = [0, 3, 6], rate = [0.3, 0.3, 0.15]`, 3},
		{exponential, piecewise, `kind = "piecewise_exponential", from = [0, 3, 6], rate = [0.3, 0.2, 0.15]`, no},
		{exponential, `kind = "piecewise_exponential", from = [0, 3], rate = [0.3, 0]`, `kind = "piecewise_exponential", from = [0, 3], rate = [0.6, 0]`, 2},
		{exponential, `kind = "piecewise_exponential", from = [0, 3], rate = [0.3, 0]`, `kind = "exponential", rate = 0.3`, no},
		{exponential, pattern, `relative_to = "a", from = [0, 6, 9], hazard_ratio = [4, 2, 2]`, 4},
		{lognormal, same, pattern, no},
		{lognormal, same, `relative_to = "a", hazard_ratio = 2`, 4},
		{lognormal, lognormal, same, 0.5},
		{lognormal, lognormal, `kind = "lognormal", mean = 10, sd = 4.1`, no},
		{lognormal, `relative_to = "a", scale = 2`, lognormal, no},
		{exponential, exponential, `relative_to = "a", scale = 2`, 0.5},
		{weibull, weibull, `kind = "scaled", by = 4, of = { kind = "weibull", shape = 1.5, scale = 10 }`, 1.0 / 8},
		{exponential, pattern, `relative_to = "b", scale = 2`, no},
		{exponential, lognormal, exponential, no},
		{exponential, `kind = "gompertz", shape = 0.1, rate = 0.2`, `kind = "gompertz", shape = 0.1, rate = 0.3`, 1.5},
		{exponential, `kind = "gompertz", shape = 0.1, rate = 0.2`, `kind = "gompertz", shape = 0.2, rate = 0.2`, no},
	} {
		l := resolve(t, "response.a = { "+c.a+" }\nresponse.b = { "+c.b+" }\nresponse.c = { "+c.c+" }")
		got, ok := Proportional(l.ByArm[1], l.ByArm[2])
		if ok != (c.want != no) || ok && math.Abs(got-c.want) > 1e-12*c.want {
			t.Errorf("%s\n%s: %v, %v, want %v", c.b, c.c, got, ok, c.want)
		}
		if back, ok := Proportional(l.ByArm[2], l.ByArm[1]); ok && math.Abs(got*back-1) > 1e-12 {
			t.Errorf("%s\n%s: %v one way, %v the other", c.b, c.c, got, back)
		}
	}
}

// TestMomentsOfAnyLaw compares the general expectation with closed forms.
func TestMomentsOfAnyLaw(t *testing.T) {
	identity := func(x float64) float64 { return x }
	eachCase(t, func(t *testing.T, d Dist, _ refCase) {
		want := d.Mean()
		if math.IsInf(want, 1) && d.CDF(math.Inf(1)) == 1 {
			t.Skip("an infinite mean")
		}
		var bends []float64
		if l, ok := d.(Lifetime); ok {
			for _, x := range kinks(d) {
				bends = append(bends, l.Hazard(x))
			}
		}
		spread := math.Sqrt(Variance(d))
		if got := expectation(d, bends, identity); got != want && math.Abs(got-want) > 1e-8*max(math.Abs(want), spread) {
			t.Errorf("mean %v, want %v", got, want)
		}
		if got := variance(d); !math.IsNaN(got) && math.Abs(got-spread*spread) > 1e-6*spread*spread {
			t.Errorf("variance %v, want %v", got, spread*spread)
		}
	})
}
