package dist

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/base/spec"
)

// responses decodes the keyed responses of a text.
func responses(t testing.TB, text string) spec.Keyed[Response] {
	t.Helper()
	var v struct {
		Response spec.Keyed[Response] `toml:"response"`
	}
	decode(t, text, &v)
	return v.Response
}

// resolve is the prepared laws of a text, for the arms a, b and c.
func resolve(t testing.TB, text string, draws ...float64) *Laws {
	t.Helper()
	p := spec.NewProblems()
	l := Resolve(responses(t, text), []string{"a", "b", "c"}, p)
	if p.Err() != nil {
		t.Fatalf("%s\n%v", text, p.Err())
	}
	l.Prepare(draws)
	return l
}

// same compares two laws at many points, to 1e-12.
func same(t *testing.T, got, want Dist) {
	t.Helper()
	near := func(what string, at, x, y float64) {
		if x != y && !(math.Abs(x-y) <= 1e-12*math.Abs(y)) {
			t.Errorf("%s(%v) = %v, want %v", what, at, x, y)
		}
	}
	for _, u := range grid(200) {
		near("quantile", u, got.Quantile(u), want.Quantile(u))
		x := want.Quantile(u)
		near("CDF", x, got.CDF(x), want.CDF(x))
	}
	near("mean", 0, got.Mean(), want.Mean())
	near("variance", 0, Variance(got), Variance(want))
	a, first := got.(Lifetime)
	b, second := want.(Lifetime)
	for h := 1e-10; first && second && h < 700; h *= 3 {
		near("time", h, a.Time(h), b.Time(h))
		x := b.Time(h)
		near("hazard", x, a.Hazard(x), b.Hazard(x))
	}
}

// TestRelativeIsTheLawItself compares each form with the law that it gives by
// hand: c is relative to b, which is relative to a.
func TestRelativeIsTheLawItself(t *testing.T) {
	cases := []struct{ name, a, b, c, wantB, wantC string }{
		{
			"hazard ratios of an exponential", `kind = "exponential", rate = 0.1`, `hazard_ratio = 0.7`, `hazard_ratio = 0.5`,
			`kind = "exponential", rate = 0.07`, `kind = "exponential", rate = 0.035`,
		},
		{
			"hazard ratios of a Weibull", `kind = "weibull", shape = 2, scale = 10`, `hazard_ratio = 0.25`, `hazard_ratio = 4`,
			`kind = "weibull", shape = 2, scale = 20`, `kind = "weibull", shape = 2, scale = 10`,
		},
		{
			"piecewise ratios of an exponential", `kind = "exponential", rate = 0.1`, `from = [0, 6], hazard_ratio = [1, 0.5]`, `from = [0, 3, 9], hazard_ratio = [1, 2, 4]`,
			`kind = "piecewise_exponential", from = [0, 6], rate = [0.1, 0.05]`,
			`kind = "piecewise_exponential", from = [0, 3, 6, 9], rate = [0.1, 0.2, 0.1, 0.2]`,
		},
		{
			"one ratio of a piecewise law", `kind = "piecewise_exponential", from = [0, 6], rate = [0.1, 0.05]`, `hazard_ratio = 2`, `from = [0, 3], hazard_ratio = [0.5, 1]`,
			`kind = "piecewise_exponential", from = [0, 6], rate = [0.2, 0.1]`, `kind = "piecewise_exponential", from = [0, 3, 6], rate = [0.1, 0.2, 0.1]`,
		},
		{
			"a rate ratio", `kind = "exponential", mean = 4`, `rate_ratio = 2`, `rate_ratio = 0.125`,
			`kind = "exponential", mean = 2`, `kind = "exponential", mean = 16`,
		},
		{
			"rate ratios of a count", `kind = "poisson", rate = 3`, `rate_ratio = 2`, `rate_ratio = 0.25`,
			`kind = "poisson", rate = 6`, `kind = "poisson", rate = 1.5`,
		},
		{
			"rate ratios of an overdispersed count", `kind = "negative_binomial", mean = 3, dispersion = 0.5`, `rate_ratio = 2`, `rate_ratio = 0.25`,
			`kind = "negative_binomial", mean = 6, dispersion = 0.5`, `kind = "negative_binomial", mean = 1.5, dispersion = 0.5`,
		},
		{
			"odds ratios", `kind = "bernoulli", p = 0.2`, `odds_ratio = 4`, `odds_ratio = 9`,
			`kind = "bernoulli", p = 0.5`, `kind = "bernoulli", p = 0.9`,
		},
		{
			"risk difference and ratio", `kind = "bernoulli", p = 0.25`, `risk_difference = 0.25`, `risk_ratio = 2`,
			`kind = "bernoulli", p = 0.5`, `kind = "bernoulli", p = 1`,
		},
		{
			"shift and scale of a normal", `kind = "normal", mean = 10, sd = 2`, `shift = -4`, `scale = 3`,
			`kind = "normal", mean = 6, sd = 2`, `kind = "normal", mean = 18, sd = 6`,
		},
		{
			"scale and hazard ratio of a time", `kind = "weibull", shape = 0.5, scale = 4`, `scale = 2`, `hazard_ratio = 2`,
			`kind = "weibull", shape = 0.5, scale = 8`, `kind = "weibull", shape = 0.5, scale = 2`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := `response.c = { relative_to = "b", ` + c.c + " }\n" +
				`response.b = { relative_to = "a", ` + c.b + " }\n" + `response.a = { ` + c.a + " }\n"
			l := resolve(t, text)
			same(t, l.ByArm[0], law(t, c.a))
			same(t, l.ByArm[1], law(t, c.wantB))
			same(t, l.ByArm[2], law(t, c.wantC))
			copied := l.Copy()
			copied.Prepare(nil)
			same(t, copied.ByArm[2], law(t, c.wantC))
			if n := testing.AllocsPerRun(20, func() { l.Prepare(nil); sink = l.ByArm[2].Quantile(0.7) }); n != 0 {
				t.Errorf("%v allocations in Prepare and Quantile", n)
			}
		})
	}
}

// TestHazardIdentity checks H(t) = Σ ratioⱼ·(H₀(min(t, fromⱼ₊₁)) − H₀(fromⱼ))
// over laws without closed form, and that Time inverts it.
func TestHazardIdentity(t *testing.T) {
	from, ratio := []float64{0, 2, 5, 20}, []float64{1.5, 0.4, 1, 0.25}
	for _, base := range []string{
		`kind = "lognormal", mean = 6, sd = 4`, `kind = "uniform", min = 1, max = 30`, `kind = "weibull", shape = 3, scale = 8`,
		`kind = "scaled", by = 2, of = { kind = "lognormal", meanlog = 1, sdlog = 2 }`, `kind = "uniform", min = 0, max = 4`,
		`kind = "shifted", by = 3, of = { kind = "exponential", rate = 0.3 }`, `kind = "gompertz", shape = 0.1, rate = 0.05`,
		`kind = "gamma", mean = 5, sd = 4`, `kind = "truncated", min = 0, of = { kind = "normal", mean = 5, sd = 4 }`,
	} {
		l := resolve(t, `response.a = { `+base+` }
			response.b = { relative_to = "a", from = [0, 2, 5, 20], hazard_ratio = [1.5, 0.4, 1, 0.25] }
			response.c = { relative_to = "a", hazard_ratio = 0.01 }`)
		h0, h := lifetimeOf(l.ByArm[0]), l.ByArm[1].(Lifetime)
		for x := 0.01; x < 60; x *= 1.01 {
			want, end := 0.0, l.ByArm[0].Quantile(1)
			for j := range from {
				next := math.Inf(1)
				if j+1 < len(from) {
					next = from[j+1]
				}
				if x > from[j] && from[j] < end {
					want += ratio[j] * (h0.Hazard(min(x, next)) - h0.Hazard(from[j]))
				}
			}
			if got := h.Hazard(x); got != want && !(math.Abs(got-want) <= 1e-12*want) {
				t.Errorf("%s: hazard(%v) = %v, want %v", base, x, got, want)
			}
			if want > 0 && want < 700 {
				low, high := h.Hazard(h.Time(want)*(1-1e-14)), h.Hazard(h.Time(want)*(1+1e-14))
				if low > want*(1+1e-12) || high < want*(1-1e-12) {
					t.Errorf("%s: hazard(time(%v)) between %v and %v", base, want, low, high)
				}
			}
		}
		for _, u := range grid(100) {
			want := h0.Time(100 * hazardAt(u))
			if got := l.ByArm[2].Quantile(u); got != want && math.Abs(got-want) > 1e-12*want {
				t.Errorf("%s: quantile(%v) = %v under ratio 0.01, want %v", base, u, got, want)
			}
		}
		for _, d := range l.ByArm[1:] {
			mean := d.Mean()
			if got := mean + momentAround(d, mean, 0); math.Abs(got-mean) > 1e-6*mean {
				t.Errorf("%s: mean %v, by quadrature %v", base, mean, got)
			}
		}
	}
}

// TestDrawnParameters re-draws the base and the effect.
func TestDrawnParameters(t *testing.T) {
	text := `response.a = { kind = "exponential", rate = { draw = { kind = "uniform", min = 0.1, max = 0.2 } } }
		response.b = { relative_to = "a", from = [0, 6], hazard_ratio = [1, { draw = { kind = "lognormal", mean = 0.7, sd = 0.1 } }] }
		response.c = { relative_to = "b", scale = 2 }`
	r := responses(t, text)
	r.Each[1].Value.Relative.HazardRatio[1].Draw.Slot = 1
	p := spec.NewProblems()
	l := Resolve(r, []string{"a", "b", "c"}, p)
	if p.Err() != nil {
		t.Fatal(p.Err())
	}
	other := l.Copy()
	other.Prepare([]float64{0.2, 1})
	l.Prepare([]float64{0.15, 0.5})
	same(t, other.ByArm[1], law(t, `kind = "exponential", rate = 0.2`))
	same(t, l.ByArm[1], law(t, `kind = "piecewise_exponential", from = [0, 6], rate = [0.15, 0.075]`))
	same(t, l.ByArm[2], law(t, `kind = "piecewise_exponential", from = [0, 12], rate = [0.075, 0.0375]`))
	l.Prepare([]float64{0.1, 0.25})
	same(t, l.ByArm[1], law(t, `kind = "piecewise_exponential", from = [0, 6], rate = [0.1, 0.025]`))
	same(t, other.ByArm[1], law(t, `kind = "exponential", rate = 0.2`))
}

func TestResponseProblems(t *testing.T) {
	const a = "response.a = { kind = \"exponential\", rate = 1 }\n"
	const yes = "response.a = { kind = \"bernoulli\", p = 0.9 }\n"
	const c = "response.c = { kind = \"constant\", value = 1 }\n"
	for _, bad := range []struct{ text, path, fact string }{
		{a + c, "response.b", "missing"},
		{a + c + `response.b = { relative_to = "z", shift = 1 }`, "response.b.relative_to", "z is no arm"},
		{a + c + `response.b = { relative_to = "b", shift = 1 }`, "response.b.relative_to", "b → b"},
		{c + `response.a = { relative_to = "b", shift = 1 }` + "\n" + `response.b = { relative_to = "a", shift = 1 }`, "response.a.relative_to", "a → b → a"},
		{`response = { relative_to = "a", shift = 1 }`, "response.relative_to", "relative to itself"},
		{a + c + "response.b = { kind = \"constant\", value = 1 }\nresponse.d = { kind = \"constant\", value = 1 }", "response.d", "is no arm"},
		{a + c + `response.b = { relative_to = "a", odds_ratio = 2 }`, "response.b.odds_ratio", "acts on a probability"},
		{yes + c + `response.b = { relative_to = "a", hazard_ratio = 2 }`, "response.b.hazard_ratio", "does not act on the probability"},
		{yes + c + `response.b = { relative_to = "a", shift = 2 }`, "response.b.shift", "does not act on the probability"},
		{yes + c + `response.b = { relative_to = "a", risk_difference = 0.2 }`, "response.b.risk_difference", "makes the probability 1.1"},
		{yes + c + `response.b = { relative_to = "a", risk_difference = { draw = { kind = "uniform", min = 0, max = 0.2 } } }`, "response.b.risk_difference", "makes the probability 1.1"},
		{yes + c + `response.b = { relative_to = "a", risk_difference = -0.95 }`, "response.b.risk_difference", "makes the probability -0.0"},
		{"response.a = { kind = \"categorical\", levels = { x = 1, y = 1 } }\n" + c + `response.b = { relative_to = "a", shift = 1 }`, "response.b.shift", "categories"},
		{yes + c + `response.b = { relative_to = "a", risk_ratio = 2 }`, "response.b.risk_ratio", "makes the probability 1.8"},
		{a + "response.c = { kind = \"normal\", mean = 9, sd = 1 }\n" + `response.b = { relative_to = "c", hazard_ratio = 2 }`, "response.b.hazard_ratio", "can be negative"},
		{a + "response.c = { kind = \"weibull\", shape = 2, scale = 1 }\n" + `response.b = { relative_to = "c", rate_ratio = 2 }`, "response.b.rate_ratio", "constant rate"},
	} {
		p := spec.NewProblems()
		if l := Resolve(responses(t, bad.text), []string{"a", "b", "c"}, p); l != nil {
			t.Errorf("%s\nresolved", bad.text)
		}
		if list := p.List(); len(list) != 1 || list[0].Path != strings.TrimPrefix(bad.path, "response.") && list[0].Path != strings.TrimPrefix(bad.path, "response") || !strings.Contains(list[0].Fact, bad.fact) || list[0].Hint == "" {
			t.Errorf("%s\n%v\nwant %s: %s, and a hint", bad.text, p.Err(), bad.path, bad.fact)
		}
	}
}

func TestRelativeProblems(t *testing.T) {
	for _, bad := range []struct{ relative, path, fact string }{
		{`shift = 1, scale = 2`, "", "needs exactly one of"},
		{`from = [0, 1]`, "", "needs exactly one of"},
		{`from = [0, 1], hazard_ratio = 0.7`, "hazard_ratio", "1 hazard ratios for 2 pieces"},
		{`hazard_ratio = [0.7, 1]`, "hazard_ratio", "2 hazard ratios without from"},
		{`hazard_ratio = []`, "hazard_ratio", "0 hazard ratios without from"},
		{`hazard_ratio = 0`, "hazard_ratio", "wanted a number above 0"},
		{`from = [0, 1], hazard_ratio = [1, -1]`, "hazard_ratio.2", "wanted a number above 0"},
		{`from = [1, 2], hazard_ratio = [1, 1]`, "from", "does not begin at 0"},
		{`from = [0, 2, 2], hazard_ratio = [1, 1, 1]`, "from.3", "not later"},
		{`from = [0], shift = 1`, "from", "belongs to a piecewise"},
		{`odds_ratio = 0`, "odds_ratio", "0"},
		{`risk_difference = 2`, "risk_difference", "2"},
		{`hazard_ration = 2`, "hazard_ration", "unknown"},
		{`kind = "normal", shift = 1`, "", "both kind and relative_to"},
	} {
		tree, err := spec.Parse(`b = { relative_to = "a", ` + bad.relative + " }")
		if err != nil {
			t.Fatal(err)
		}
		var r Response
		p := spec.NewProblems()
		spec.Decode(tree.Field("b"), &r, p)
		if p.Len() == 0 || p.List()[0].Path != bad.path || !strings.Contains(p.List()[0].Fact, bad.fact) {
			t.Errorf("%s: %v, want %s: %s", bad.relative, p.List(), bad.path, bad.fact)
		}
	}
}

func TestResponseRoundTrip(t *testing.T) {
	for _, text := range []string{
		`r = { kind = "weibull", shape = 2.0, median = 12.0 }`,
		`r = { relative_to = "a", hazard_ratio = 0.7 }`,
		`r = { relative_to = "a", from = [0.0, 6.0], hazard_ratio = [1.0, 0.58] }`,
		`r = { relative_to = "a", shift = { draw = { kind = "normal", mean = 0, sd = 1 } } }`,
		`r = { relative_to = "a", hazard_ratio = { draw = { kind = "lognormal", mean = 1, sd = 1 } } }`,
	} {
		var v struct {
			R Response `toml:"r"`
		}
		decode(t, text, &v)
		first := spec.Encode(&v).TOML()
		decode(t, first, &v)
		if again := spec.Encode(&v).TOML(); again != first || !strings.Contains(first, "r") {
			t.Errorf("%s became\n%s then\n%s", text, first, again)
		}
	}
}
