package endpoint

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/population"
)

// decode reads an endpoint as a file gives it.
func decode(t *testing.T, text string) (Model, []spec.Problem) {
	t.Helper()
	node, err := spec.Parse("[x]\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	var m spec.Of[Model]
	p := spec.NewProblems()
	spec.Decode(node.Field("x"), &m, p.At("x"))
	return m.Value, p.List()
}

// lawsOf are the prepared laws by column and arm.
func lawsOf(t *testing.T, m Drawn, arms ...string) [][]dist.Dist {
	t.Helper()
	var out [][]dist.Dist
	for _, c := range m.Responses() {
		p := spec.NewProblems()
		laws := dist.Resolve(c.Response, arms, p.At(c.Path))
		if laws == nil {
			t.Fatal(p.Err())
		}
		laws.Prepare(nil)
		out = append(out, laws.ByArm)
	}
	return out
}

// longitudinal reads an endpoint without a problem.
func longitudinal(t *testing.T, text string) *Longitudinal {
	t.Helper()
	m, problems := decode(t, "kind = \"longitudinal\"\n"+text)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return m.(*Longitudinal)
}

// happen lets n patients happen as a worker does, all in turn in the arms.
func happen(l *Longitudinal, laws [][]dist.Dist, n int, trial int64) *cohort.Outcome {
	_, shape := l.Parts()
	o := &cohort.New(n, len(laws[0]), []cohort.Shape{shape}).Outcomes[0]
	fill(o, trial, 0, n)
	r := l.New(laws).(*visits)
	r.Select(o.Columns[0])
	joint, _ := population.NewJoint(l.Correlation())
	joint.Mix(o.Columns)
	arm := make([]uint8, n)
	for i := range arm {
		arm[i] = uint8(i % len(laws[0]))
	}
	r.RealizeNormal(o, &Patients{Arm: arm}, Range{0, n})
	return o
}

// deviations is how far a normal deviate may lie from 0 at the false-alarm rate,
// shared among so many.
func deviations(among int) float64 { return -num.NormalQuantile(falseAlarm / 2 / float64(among)) }

const courses = `
visits = [0, 1, 3, 6, 12]
mean.single = [13, 9, 8, 6, 5]
mean.double = { relative_to = "single", shift = -2, profile = [0, 0.25, 0.5, 1, 1] }
`

// TestLawsOfVisits compares the laws with what the file says of each visit.
func TestLawsOfVisits(t *testing.T) {
	for _, c := range []struct {
		text     string
		mean, sd [5]float64 // of the second arm
	}{
		{courses + "sd = 3.8", [5]float64{13, 8.5, 7, 4, 3}, [5]float64{3.8, 3.8, 3.8, 3.8, 3.8}},
		{courses + "sd = [1, 2, 3, 4, 5]", [5]float64{13, 8.5, 7, 4, 3}, [5]float64{1, 2, 3, 4, 5}},
		{courses + "sd.single = 2", [5]float64{13, 8.5, 7, 4, 3}, [5]float64{2, 2, 2, 2, 2}},
		{
			"visits = [0, 1, 3, 6, 12]\nmarginal = \"lognormal\"\nmean.single = 3\nmean.double = { relative_to = \"single\", scale = 0.25, profile = [0, 0.5, 1, 1, 2] }\nsd = 1.5",
			[5]float64{3, 1.5, 0.75, 0.75, 0.1875},
			[5]float64{1.5, 0.75, 0.375, 0.375, 0.09375},
		},
		{
			"visits = [0, 1, 3, 6, 12]\nmarginal = \"gamma\"\nmean.single = [3, 3, 3, 2, 2]\nmean.double = { relative_to = \"single\", scale = 0.5 }\nsd = 1",
			[5]float64{3, 1.5, 1.5, 1, 1},
			[5]float64{1, 0.5, 0.5, 0.5, 0.5},
		},
		{
			"visits = [0, 1, 3, 6, 12]\nmean.single = 1\nmean.double = [1, 2, 3, 4, 5]\nsd = { single = 1, double = [2, 2, 2, 2, 3] }",
			[5]float64{1, 2, 3, 4, 5},
			[5]float64{2, 2, 2, 2, 3},
		},
	} {
		l := longitudinal(t, c.text+"\ncorrelation = { kind = \"ar1\", rho = 0.5 }")
		for k, laws := range lawsOf(t, l, "single", "double") {
			mean, sd := laws[1].Mean(), math.Sqrt(dist.Variance(laws[1]))
			if math.Abs(mean-c.mean[k]) > 1e-12*c.mean[k] || math.Abs(sd-c.sd[k]) > 1e-12*c.sd[k] {
				t.Errorf("%s\nvisit %d: mean %v, sd %v, want %v and %v", c.text, k, mean, sd, c.mean[k], c.sd[k])
			}
		}
	}
	l := longitudinal(t, "visits = [0, 2]\nmean = 0\ncorrelation = { kind = \"random_effects\", intercept_sd = 3, slope_sd = 1, correlation = 0.5, residual_sd = 2 }")
	for k, want := range []float64{math.Sqrt(13), math.Sqrt(9 + 6 + 4 + 4)} {
		if sd := math.Sqrt(dist.Variance(lawsOf(t, l, "a")[k][0])); math.Abs(sd-want) > 1e-12 {
			t.Errorf("visit %d: sd %v, want %v", k, sd, want)
		}
	}
}

// TestVisitsAreCorrelated compares correlations in many patients with those
// declared, by Fisher's z, of normal deviates: of skewed values those of their logarithms.
func TestVisitsAreCorrelated(t *testing.T) {
	const n = 60_000
	for _, text := range []string{
		"sd = 2\nmarginal = \"normal\"\ncorrelation = { kind = \"ar1\", rho = 0.6 }",
		"sd = 2\nmarginal = \"lognormal\"\ncorrelation = { kind = \"exponential\", rho = 0.8, per = 2 }",
		"sd = 2\nmarginal = \"normal\"\ncorrelation = { kind = \"compound_symmetry\", rho = -0.3 }",
		"sd = 2\nmarginal = \"lognormal\"\ncorrelation = { kind = \"toeplitz\", rho = [0.7, 0.2] }",
		"sd = 2\nmarginal = \"normal\"\ncorrelation = { kind = \"unstructured\", matrix = [[1, 0.2, 0.9], [0.2, 1, 0.3], [0.9, 0.3, 1]] }",
		"marginal = \"normal\"\ncorrelation = { kind = \"random_effects\", intercept_sd = 2, slope_sd = 0.3, correlation = -0.4, residual_sd = 1 }",
	} {
		l := longitudinal(t, "visits = [0, 1, 6]\nmean = 10\n"+text)
		o := happen(l, lawsOf(t, l, "a"), n, 5)
		if l.Marginal == "lognormal" {
			for _, values := range o.Columns {
				for i, x := range values {
					values[i] = math.Log(x)
				}
			}
		}
		want := l.Correlation()
		for j := range want {
			for k := range j {
				r := correlationOf(o.Columns[j], o.Columns[k])
				z := (math.Atanh(r) - math.Atanh(want[j][k])) * math.Sqrt(n-3)
				if math.Abs(z) > deviations(18) {
					t.Errorf("%s: visits %d and %d have correlation %v, want %v", text, k, j, r, want[j][k])
				}
			}
		}
	}
}

func correlationOf(x, y []float64) float64 {
	var sx, sy, sxx, syy, sxy float64
	for i := range x {
		sx, sy = sx+x[i], sy+y[i]
	}
	n := float64(len(x))
	for i := range x {
		a, b := x[i]-sx/n, y[i]-sy/n
		sxx, syy, sxy = sxx+a*a, syy+b*b, sxy+a*b
	}
	return sxy / math.Sqrt(sxx*syy)
}

// TestRegressionToTheMean wants what patients with an entry value of at least 8
// lose by chance alone, of a law N(10, 3.8): (rho − 1)·sd·φ(a)/(1 − Φ(a)), a = (8 − 10)/3.8.
func TestRegressionToTheMean(t *testing.T) {
	for rho, want := range map[string]float64{"0.2": -1.51, "0.5": -0.94, "0.7": -0.57} {
		l := longitudinal(t, "visits = [0, 12]\nmean = 10\nsd = 3.8\nentry = { at_least = 8 }\ncorrelation = { kind = \"ar1\", rho = "+rho+" }")
		laws := lawsOf(t, l, "a")
		one := []dist.Dist{laws[0][0], laws[1][0]}
		change := l.Recorded(1, one).Mean() - l.Recorded(0, one).Mean()
		if math.Abs(change-want) > 0.005 {
			t.Errorf("rho %s: change %v, want %v", rho, change, want)
		}
		const n = 100_000
		o, sum, squares := happen(l, laws, n, 7), 0.0, 0.0
		for i, x := range o.Columns[0] {
			if x < 8 {
				t.Fatalf("patient %d enters with %v", i, x)
			}
			d := o.Columns[1][i] - x
			sum, squares = sum+d, squares+d*d
		}
		se := math.Sqrt((squares/n - sum/n*sum/n) / n)
		if z := (sum/n - change) / se; math.Abs(z) > deviations(3) {
			t.Errorf("rho %s: mean change %v ± %v, want %v", rho, sum/n, se, change)
		}
	}
}

// TestRecordedLaws compares what is recorded, of selected patients and at bounds, with
// its law: the distribution by the inequality of TestMarginals, mean and
// variance by their standard errors.
func TestRecordedLaws(t *testing.T) {
	const n = 4_000
	limit := math.Sqrt(math.Log(2/falseAlarm) / (2 * n))
	for _, text := range []string{
		"marginal = \"normal\"\nentry = { at_least = 8 }",
		"marginal = \"normal\"\nentry = { at_least = 8, at_most = 11 }\nround = 1\nbounds = [0, 12]",
		"marginal = \"normal\"\nbounds = [6, 9.25]",
		"marginal = \"lognormal\"\nentry = { at_most = 9.5 }\nround = 0.5",
		"marginal = \"gamma\"\nentry = { at_least = 12 }\nbounds = [5, 16]",
	} {
		l := longitudinal(t, "visits = [0, 1, 12]\nmean = [10, 9, 6]\nsd = [3.8, 3, 4]\ncorrelation = { kind = \"ar1\", rho = 0.7 }\n"+text)
		laws := lawsOf(t, l, "a")
		one := []dist.Dist{laws[0][0], laws[1][0], laws[2][0]}
		for k, values := range happen(l, laws, n, 11).Columns {
			law := l.Recorded(k, one)
			if x, far := farthest(values, law); far > limit {
				t.Errorf("%s: visit %d: distance %v at %v, limit %v", text, k, far, x, limit)
			}
			sum := 0.0
			for _, x := range values {
				sum += x
			}
			var m2, m4 float64
			for _, x := range values {
				d := (x - law.Mean()) * (x - law.Mean())
				m2, m4 = m2+d/n, m4+d*d/n
			}
			v := dist.Variance(law)
			if z := (sum/n - law.Mean()) / math.Sqrt(v/n); math.Abs(z) > deviations(30) {
				t.Errorf("%s: visit %d: mean %v, want %v", text, k, sum/n, law.Mean())
			}
			if z := (m2 - v) / math.Sqrt((m4-m2*m2)/n); math.Abs(z) > deviations(30) {
				t.Errorf("%s: visit %d: variance %v, want %v", text, k, m2, v)
			}
			if u := law.CDF(law.Quantile(0.3)); u < 0.3-1e-9 {
				t.Errorf("%s: visit %d: quantile of 0.3 has CDF %v", text, k, u)
			}
		}
	}
}

// TestDecimalSteps records tenths as the numbers that are written so, and tells them from
// their neighbors.
func TestDecimalSteps(t *testing.T) {
	l := longitudinal(t, "visits = [0]\nmean = 0\nsd = 1\nround = 0.1\ncorrelation = { kind = \"ar1\", rho = 0 }")
	law := l.Recorded(0, []dist.Dist{lawsOf(t, l, "a")[0][0]})
	r := l.recording()
	for tenths := -30; tenths <= 30; tenths++ {
		x := float64(tenths) / 10
		if got := r.one(x + 0.049); got != x {
			t.Errorf("%v is recorded as %v", x+0.049, got)
		}
		at, before := law.CDF(x), law.CDF(math.Nextafter(x, -9))
		if want := normalCDF(x + 0.05); math.Abs(at-want) > 1e-14 {
			t.Errorf("CDF(%v) = %v, want %v", x, at, want)
		}
		if want := normalCDF(x - 0.05); math.Abs(before-want) > 1e-14 {
			t.Errorf("CDF just below %v is %v, want %v", x, before, want)
		}
	}
}

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// TestEffectsFollowTheirProfile adds predictors at the visits as far as the profile says.
func TestEffectsFollowTheirProfile(t *testing.T) {
	for profile, want := range map[string][3]float64{"": {1, 1, 1}, "\neffect_profile = [0, 0.5, 2]": {0, 0.5, 2}} {
		l := longitudinal(t, "visits = [0, 1, 2]\nmean = 10\nsd = 2\ncorrelation = { kind = \"ar1\", rho = 0 }"+profile)
		laws := lawsOf(t, l, "a")
		_, shape := l.Parts()
		c := cohort.New(2, 1, []cohort.Shape{shape, shape})
		for i := range c.Outcomes {
			fill(&c.Outcomes[i], 1, 0, 2)
		}
		arm := []uint8{0, 0}
		l.New(laws).Realize(&c.Outcomes[0], &Patients{Arm: arm}, Range{0, 2})
		l.New(laws).Realize(&c.Outcomes[1], &Patients{Arm: arm, Effect: []float64{3, -1}}, Range{0, 2})
		for k, w := range want {
			for i, lp := range []float64{3, -1} {
				if got, want := c.Outcomes[1].Columns[k][i], c.Outcomes[0].Columns[k][i]+float64(w*lp); got != want {
					t.Errorf("visit %d, patient %d: %v, want %v", k, i, got, want)
				}
			}
		}
	}
}

func TestLongitudinalProblems(t *testing.T) {
	const rest = "\ncorrelation = { kind = \"ar1\", rho = 0.5 }"
	const plain = "visits = [0, 1, 3]\nmean = 10\nsd = 2"
	for _, c := range []struct{ text, path, fact string }{
		{"visits = []\nmean = 1\nsd = 1" + rest, "x.visits", "empty"},
		{"visits = [0, 3, 1]\nmean = 1\nsd = 1" + rest, "x.visits.3", "not after"},
		{"visits = [" + strings.Repeat("0,", 64) + "1]\nmean = 1\nsd = 1" + rest, "x.visits", "65 visits"},
		{"visits = [0, 1, 3]\nmean = [1, 2]\nsd = 2" + rest, "x.mean", "2 numbers for 3"},
		{"visits = [0, 1, 3]\nmean.a = []\nsd = 2" + rest, "x.mean.a", "empty"},
		{"visits = [0, 1, 3]\nmean = 1\nsd = [1, 2]" + rest, "x.sd", "2 numbers for 3"},
		{"visits = [0, 1, 3]\nmean = 1\nsd = [1, 0, 2]" + rest, "x.sd.2", "can be 0"},
		{"visits = [0, 1, 3]\nmean = 1" + rest, "x.sd", "missing"},
		{"visits = [0, 1, 3]\nmean.a = 1\nmean.b = 2\nsd.a = 1" + rest, "x.sd.b", "missing"},
		{"visits = [0, 1, 3]\nmean.a = 1\nmean.b = { relative_to = \"a\", shift = 1 }\nsd.a = 1\nsd.b = 2" + rest, "x.sd.b", "follows"},
		{"visits = [0, 1, 3]\nmean.a = 1\nsd.a = 1\nsd.c = 2" + rest, "x.sd.c", "arm"},
		{"visits = [0, 1, 3]\nmean.a = 1\nmean.b = { relative_to = \"a\" }\nsd = 2" + rest, "x.mean.b", "exactly one"},
		{"visits = [0, 1, 3]\nmean.a = 1\nmean.b = { relative_to = \"a\", shift = 1, profile = [1] }\nsd = 2" + rest, "x.mean.b.profile", "1 numbers"},
		{"visits = [0, 1, 3]\nmean = [1, 0, 1]\nmarginal = \"gamma\"\nsd = 2" + rest, "x.mean.2", "can be 0"},
		{plain + "\nbounds = [3]" + rest, "x.bounds", "least"},
		{plain + "\nbounds = [3, 3]" + rest, "x.bounds", "least"},
		{plain + "\nround = 0" + rest, "x.round", "wanted"},
		{plain + "\nentry = {}" + rest, "x.entry", "needs"},
		{plain + "\nentry = { at_least = 3, at_most = 2 }" + rest, "x.entry", "above"},
		{plain + "\nentry = { at_least = 3 }\neffects.age = 2" + rest, "x.entry", "select by covariates"},
		{plain + "\neffect_profile = [1]" + rest, "x.effect_profile", "1 numbers"},
		{plain + "\ncorrelation = { kind = \"toeplitz\", rho = [0.5] }", "x.correlation.rho", "1 correlations"},
		{plain + "\ncorrelation = { kind = \"unstructured\", matrix = [[1]] }", "x.correlation.matrix", "1 rows"},
		{plain + "\ncorrelation = { kind = \"random_effects\", intercept_sd = 1, residual_sd = 1 }", "x.sd", "follows"},
	} {
		_, problems := decode(t, "kind = \"longitudinal\"\n"+c.text)
		if len(problems) != 1 || problems[0].Path != c.path || !strings.Contains(problems[0].Fact, c.fact) || problems[0].Hint == "" && c.fact != "wanted" {
			t.Errorf("%s:\n got %v\nwant %s: … %s …, with a hint", c.text, problems, c.path, c.fact)
		}
	}
}

// TestEligible refuses arms that differ at entry, and criteria that nobody meets.
func TestEligible(t *testing.T) {
	const rest = "\nvisits = [0, 3]\nsd = 2\ncorrelation = { kind = \"ar1\", rho = 0.5 }"
	for text, want := range map[string]int{
		"mean.a = 10\nmean.b = [10, 3]\nentry = { at_least = 8 }":                                      0,
		"mean.a = 10\nmean.b = { relative_to = \"a\", shift = 3 }\nentry = { at_least = 8 }":           0,
		"mean.a = 10\nmean.b = 9\nentry = { at_least = 8 }":                                            1,
		"mean.a = 10\nmean.b = 10\nentry = { at_least = 80 }":                                          1,
		"mean.a = 10\nmean.b = 10\nbounds = [0, 12]\nentry = { at_least = 13 }":                        1,
		"mean.a = 10\nmean.b = 10\nbounds = [0, 12]\nround = 1\nentry = { at_least = 12 }":             0,
		"mean.a = 10\nmean.b = 10\nbounds = [12, 30]\nround = 1\nentry = { at_least = 12 }":            0,
		"mean.a = 10\nmean.b = 10\nbounds = [0, 12]\nround = 5\nentry = { at_least = 6, at_most = 9 }": 1,
	} {
		l := longitudinal(t, text+rest)
		p := spec.NewProblems()
		l.Eligible(lawsOf(t, l, "a", "b")[0], p)
		if p.Len() != want {
			t.Errorf("%s: %v, want %d problems", text, p.List(), want)
		}
	}
}

// TestProfilesAreWrittenAsRead decodes what is encoded.
func TestProfilesAreWrittenAsRead(t *testing.T) {
	for _, text := range []string{
		courses + "sd = [1, 2, 3, 4, 5]\ncorrelation = { kind = \"ar1\", rho = 0.5 }",
		"visits = [0, 1]\nmean = { draw = { kind = \"normal\", mean = 1, sd = 1 } }\nsd.a = 1\nsd.b = [1, 2]\ncorrelation = { kind = \"ar1\", rho = 0.5 }",
	} {
		l := longitudinal(t, text)
		first := spec.Encode(&spec.Of[Model]{Name: "longitudinal", Value: l}).TOML()
		again, problems := decode(t, first)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if second := spec.Encode(&spec.Of[Model]{Name: "longitudinal", Value: again}).TOML(); first != second {
			t.Errorf("%s\nbecomes\n%s", first, second)
		}
	}
}

// BenchmarkLongitudinal is what the visits of 120 patients cost, without their
// draws and the end of mixing: six columns by mean and sd.
func BenchmarkLongitudinal(b *testing.B) {
	l := examples["longitudinal"][0].model.(*Longitudinal)
	laws := make([][]dist.Dist, 6)
	for k := range laws {
		laws[k] = []dist.Dist{normal(10, 3), normal(9, 3)}
		for _, law := range laws[k] {
			law.Prepare(nil)
		}
	}
	o := &cohort.New(120, 2, []cohort.Shape{{Type: cohort.Longitudinal, Visits: make([]float64, 6)}}).Outcomes[0]
	r, p := newVisits(l, laws), &Patients{Arm: make([]uint8, 120)}
	b.ReportAllocs()
	for b.Loop() {
		r.RealizeNormal(o, p, Range{0, 120})
	}
}
