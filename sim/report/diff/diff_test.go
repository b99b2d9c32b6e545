package diff

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// canonical is the scenario of the results below.
const canonical = `title = "T"

[simulation]
trials = 1000
seed = 7

[arms.a]
control = true

[enrollment]
size = 58

[endpoints.e]
kind = "binary"
response.a = { kind = "bernoulli", p = 0.3 }

[[looks]]
when = { kind = "patients", count = 20 }

[[expect]]
metric = "power"
value = 0.5
`

// result is one of a single point with a power and a mean.
func result(change ...string) *shard.Result {
	text := strings.NewReplacer(change...).Replace(canonical)
	return &shard.Result{
		Schema:     shard.Schema,
		Scenario:   shard.Scenario{Name: "trial", Fingerprint: "sha256:" + strings.Repeat("a", 64), Canonical: text},
		Engine:     shard.Engine{Version: "1", Semantics: 1, RNG: "r", Platform: "p"},
		Simulation: shard.Simulation{Seed: 7, Trials: 1000, Ranges: [][2]int64{{0, 1000}}},
		Points:     []shard.Point{point(nil, 0.5, 40)},
		Digest:     "sha256:0",
	}
}

func point(set map[string]any, power, mean float64) shard.Point {
	return shard.Point{Set: set, Rows: []shard.Row{
		{Row: oc.Row{Metric: "power", Analysis: "x", Arm: "b", Value: power, SE: 0.003, Lower: power - 0.00588, Upper: power + 0.00588, N: 1000}},
		{Row: oc.Row{Metric: "duration", Value: mean, SE: 4, N: 1000, Unit: oc.Time}},
	}}
}

// text is what is printed of a comparison.
func text(t *testing.T, d *Diff) string {
	t.Helper()
	var b strings.Builder
	if err := d.Document(func(words []string) string { return strings.Join(words, " ") }).Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	joined := strings.Join(strings.Fields(text), " ")
	for _, part := range parts {
		if !strings.Contains(joined, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}

func TestSameRunIsTheSameToTheLastBit(t *testing.T) {
	d := Of(result(), result())
	if d.Numbers != SameBits || len(d.Changes)+len(d.Engine)+len(d.Notes) > 0 {
		t.Errorf("%+v", d)
	}
	contains(t, text(t, d), "The scenario is the same.", "The engine is the same", "same to the last bit", "All 2 figures are equal.")
}

func TestEngineThatChangesTheNumbers(t *testing.T) {
	now := result()
	now.Digest, now.Engine.Version = "sha256:1", "2"
	now.Points[0].Rows[0].Value = 0.5001
	d := Of(result(), now)
	if d.Numbers != EngineChanged || len(d.Engine) != 1 || len(d.Notes) != 1 {
		t.Errorf("%+v", d)
	}
	contains(t, text(t, d), "version 1 2", "The engine changed the numbers", "semantics of both engines are the same")
	now.Engine.Semantics = 2 // which says so
	if d := Of(result(), now); d.Numbers != EngineChanged || len(d.Notes) != 0 {
		t.Errorf("%+v", d)
	}
}

// TestOrderOfWhatIsSaid checks scenario, engine, figures, notes.
func TestOrderOfWhatIsSaid(t *testing.T) {
	now := result("p = 0.3", "p = 0.4")
	now.Scenario.Fingerprint, now.Digest, now.Engine.Platform = "sha256:b", "sha256:1", "q"
	d := Of(result(), now)
	said, last := text(t, d), -1
	for _, part := range []string{"endpoints.e.response.a.p", "platform p q", "figures are equal", "share their random numbers", "--vary endpoints.e.response.a.p=0.3,0.4"} {
		at := strings.Index(strings.Join(strings.Fields(said), " "), part)
		if at <= last {
			t.Errorf("%q stands at %d, after %d, in\n%s", part, at, last, said)
		}
		last = at
	}
}

func TestSharedRandomNumbersAreNoted(t *testing.T) {
	changed := func(change ...string) *shard.Result {
		r := result(change...)
		r.Scenario.Fingerprint = "sha256:b"
		return r
	}
	one := changed("p = 0.3", "p = 0.4", `"T"`, `"U"`) // the title is no second value to vary
	if d := Of(result(), one); len(d.Paired) != 5 || d.Paired[4] != "endpoints.e.response.a.p=0.3,0.4" {
		t.Errorf("%q", d.Paired)
	}
	two := changed("p = 0.3", "p = 0.4", "size = 58", "size = 60")
	if d := Of(result(), two); d.Paired != nil || len(d.Notes) != 1 {
		t.Errorf("%q %q", d.Paired, d.Notes)
	}
	for name, other := range map[string]func(*shard.Result){
		"seed":      func(r *shard.Result) { r.Simulation.Seed++ },
		"trials":    func(r *shard.Result) { r.Simulation.Ranges = [][2]int64{{0, 999}} },
		"semantics": func(r *shard.Result) { r.Engine.Semantics++ },
		"rng":       func(r *shard.Result) { r.Engine.RNG = "s" },
	} {
		now := changed("p = 0.3", "p = 0.4")
		if other(now); len(Of(result(), now).Notes) != 0 {
			t.Errorf("other %s: %q", name, Of(result(), now).Notes)
		}
	}
}

func TestChangesOfTheScenario(t *testing.T) {
	at := func(s string) *string { return &s }
	now := result("p = 0.3", "p = 0.25", `kind = "patients", count = 20`, `kind = "calendar", time = 3`, "value = 0.5", "value = 0.6")
	now.Simulation.Trials = 500
	want := []Change{
		{"simulation.trials", at("1000"), at("500")},
		{"endpoints.e.response.a.p", at("0.3"), at("0.25")},
		{"looks.1.when.kind", at(`"patients"`), at(`"calendar"`)},
		{"looks.1.when.time", nil, at("3")},
		{"looks.1.when.count", at("20"), nil},
	}
	if d := cmp.Diff(want, Of(result(), now).Changes); d != "" {
		t.Error(d)
	}
}

func TestSweepStandsInPlaceOfTheValue(t *testing.T) {
	now := result("p = 0.3", "p = 0.4", "size = 58", "size = 20")
	now.Axes = []shard.Axis{{Paths: []string{"enrollment.size"}, Values: [][]any{{20.0}, {58.0}}}}
	c := Of(result(), now).Changes
	if len(c) != 2 || c[0].Path != "enrollment.size" || *c[0].Old != "58" || *c[0].New != "swept over 20, 58" {
		t.Errorf("%v", c)
	}
	contains(t, text(t, Of(result(), now)), "enrollment.size 58 swept over 20, 58")
}

// TestPointsAreFoundBySetting checks that the points of two sweeps are compared
// whatever their order, also with what one of them does not sweep.
func TestPointsAreFoundBySetting(t *testing.T) {
	size := func(n float64) map[string]any { return map[string]any{"enrollment.size": n} }
	old, now := result(), result()
	old.Points = []shard.Point{point(size(20), 0.1, 1), point(size(40), 0.2, 1), point(size(60), 0.3, 1)}
	now.Points = []shard.Point{point(size(40), 0.25, 1), point(size(80), 0.4, 1), point(size(20), 0.1, 1)}
	d := Of(old, now)
	if len(d.Points) != 2 || d.OnlyOld != 1 || d.OnlyNew != 1 || d.Points[0].Rows[0].Verdict != Equal || math.Abs(float64(d.Points[1].Rows[0].Difference)-0.05) > 1e-15 {
		t.Errorf("%+v", d)
	}
	now.Digest = "sha256:1"
	contains(t, text(t, d), "size 20", "size 40", "Points of the sweep that only the old result has: 1; only the new: 1.")
	single := result()
	single.Points[0].Fingerprint, now.Points[1].Fingerprint = "sha256:c", "sha256:c"
	if d := Of(single, now); len(d.Points) != 1 || d.OnlyNew != 2 || d.Points[0].Rows[0].New != 0.4 {
		t.Errorf("%+v", d)
	}
}

// TestVerdicts has the limit by hand: √(3² + 4²) = 5, and 2.576·5 = 12.88.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		old, now, a, b float64
		unit           oc.Unit
		want           Verdict
	}{
		{10, 10, 3, 4, oc.Time, Equal},
		{10, 22.87, 3, 4, oc.Time, Noise},
		{10, 22.89, 3, 4, oc.Time, Higher},
		{10, -2.87, 3, 4, oc.Time, Noise},
		{10, -2.89, 3, 4, oc.Time, Lower},
		{58, 60, 0, 0, oc.Number, Higher}, // without error any difference is one
		{0, math.NaN(), 3, 4, oc.Estimate, Undefined},
		{math.NaN(), math.NaN(), 3, 4, oc.Estimate, Undefined},
	} {
		r := compareRows(&oc.Row{Value: c.old, SE: c.a, Unit: c.unit}, &oc.Row{Value: c.now, SE: c.b, Unit: c.unit})
		if r.Verdict != c.want || float64(r.SE) != math.Hypot(c.a, c.b) {
			t.Errorf("%+v: %+v", c, r)
		}
	}
	// 0 of 100 against 2 of 100: the plug-in error of 0 would be 0.
	none, two := oc.Row{Upper: 0.037}, oc.Row{Value: 0.02, SE: 0.014, Lower: 0.0055, Upper: 0.07}
	if r := compareRows(&none, &two); r.Verdict != Noise {
		t.Errorf("%+v", r)
	}
}

func TestRowsOfOneSide(t *testing.T) {
	old, now := result(), result()
	old.Points[0].Rows[0].Look = 1
	now.Points[0].Rows[1].Metric = "patients"
	d := Of(old, now)
	p := d.Points[0]
	if len(p.Rows) != 0 || cmp.Diff(p.OnlyOld, []string{"power, x, b, look 1", "duration"}) != "" || len(p.OnlyNew) != 2 {
		t.Errorf("%+v", p)
	}
	contains(t, text(t, d), "no figure in common", "Only in the old result: power, x, b, look 1; duration.")
}

func TestResultWithoutItsScenario(t *testing.T) {
	old, now := result(), result()
	old.Scenario.Canonical = ""
	if d := Of(old, now); d.Numbers != SameBits || len(d.Notes) != 0 {
		t.Errorf("%+v", d)
	}
	now.Scenario.Fingerprint = "sha256:b"
	contains(t, text(t, Of(old, now)), "What of the scenario changed is not known")
	old.Scenario.Canonical = "a damaged [file"
	if d := Of(old, now); len(d.Changes) == 0 {
		t.Errorf("%+v", d)
	}
}
