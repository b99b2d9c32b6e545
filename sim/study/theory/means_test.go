package theory_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"simrun/sim"
	"simrun/sim/study/plan"
	"simrun/sim/study/theory"
)

// load compiles a scenario.
func load(t *testing.T, text string) *plan.Plan {
	t.Helper()
	p, err := sim.Load(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// only is the one answer with a metric whose method contains some words.
func only(t *testing.T, p *plan.Plan, metric, words string) theory.Answer {
	t.Helper()
	var found []theory.Answer
	for _, a := range theory.Answers(p) {
		if a.Metric == metric && strings.Contains(a.Method, words) && a.Look == nil {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d answers %s by %q: %+v", len(found), metric, words, theory.Answers(p))
	}
	return found[0]
}

// values is a trial of normal values: enrollment, standard deviations of both arms,
// their difference, and the analysis.
func values(enrollment string, sd0, sd1, difference float64, test, more string) string {
	return fmt.Sprintf(`
[arms.control]
control = true
[arms.treated]
[enrollment]
%s
[endpoints.e]
kind = "continuous"
at = 1
response.control = { kind = "normal", mean = 3, sd = %v }
response.treated = { kind = "shifted", by = %v, of = { kind = "normal", mean = 3, sd = %v } }
[analyses.x]
endpoint = "e"
test = %s
%s
`, enrollment, sd0, difference, sd1, test, more)
}

// R 4.2.2, sprintf("%.9f", …): power.t.test with strict = TRUE where two-sided; for
// unequal sizes pt(qt(alpha, df), df, ncp); integrate over dchisq of one or both sums
// of squares (rel.tol 1e-11) of the normal probability that the estimate is beyond
// its bound for two margins, for welch.test's rule and for unequal variances; for z
// pnorm; averages over dbinom of the sizes of the arms.
func TestMeansAgreeWithR(t *testing.T) {
	const one, two, complete = `{ kind = "t" }`, "alpha = 0.05", "\nassignment = { kind = \"complete\" }"
	const dropout = "\n[dropout]\nkind = \"exponential\"\nsurvival = { at = 1, value = 0.8 }"
	for name, c := range map[string]struct {
		text string
		want float64
	}{
		"two-sided":       {values("size = 184", 24, 24, 10, one, two), 0.802634284},
		"five a side":     {values("size = 10", 1, 1, 1.5, one, "alternative = \"greater\"\nalpha = 0.025"), 0.549364176},
		"unequal, margin": {values("size = 19\nallocation = { control = 12, treated = 7 }", 2, 2, -1, one, "alternative = \"less\"\nmargin = 0.5\nalpha = 0.05"), 0.447911689},
		"welch":           {values("size = 23\nallocation = { control = 15, treated = 8 }", 1, 3, 2, `{ kind = "welch" }`, two), 0.365899605},
		"pooled, unequal": {values("size = 23\nallocation = { control = 15, treated = 8 }", 1, 3, 2, one, two), 0.603105614},
		"z, another sd":   {values("size = 40", 1.2, 1.2, 0.6, `{ kind = "z", sd = 1 }`, "alternative = \"greater\"\nmargin = 0.1\nalpha = 0.025"), 0.376119809},
		"z, complete":     {values("size = 20"+complete, 1, 1, 1, `{ kind = "z", sd = 1 }`, two), 0.586070047},
		"t, dropout":      {values("size = 30", 1, 1, 1, one, "alternative = \"greater\"\nalpha = 0.025"+dropout), 0.642650172},
		"t, equivalence":  {values("size = 60", 1, 1, 0.1, one, "alternative = \"equivalence\"\nmargins = [-0.8, 0.8]\nalpha = 0.05"), 0.813572471},
		"z, equivalence":  {values("size = 80", 1, 1, 0, `{ kind = "z", sd = 1 }`, "alternative = \"equivalence\"\nmargins = [-0.7, 0.7]\nalpha = 0.05"), 0.862626039},
	} {
		a := only(t, load(t, c.text), "power", "exact")
		if !a.Exact || a.Analysis != "x" || a.Arm != "treated" {
			t.Errorf("%s: %+v", name, a)
		}
		if d := math.Abs(a.Value - c.want); !(d < 1.5e-9) {
			t.Errorf("%s: %.10f, want %v", name, a.Value, c.want)
		}
	}
}

// R 4.2.2: power.t.test(n = 20, delta = 0.5, sd = 1, type = "one.sample", strict = TRUE).
func TestOneMeanAgreesWithR(t *testing.T) {
	p := load(t, `
[arms.only]
[enrollment]
size = 20
[endpoints.e]
kind = "continuous"
at = 1
response = { kind = "normal", mean = 2.5, sd = 1 }
[analyses.x]
endpoint = "e"
test = { kind = "one_sample_t", mean = 2 }
alpha = 0.05
`)
	if a := only(t, p, "power", "noncentral t"); math.Abs(a.Value-0.564504418) > 1e-9 {
		t.Errorf("%v", a)
	}
}

// Laws that are not normal, looks before the end, and drawn numbers have no answer.
func TestMeansKnowTheirLimits(t *testing.T) {
	good := values("size = 40", 1, 1, 1, `{ kind = "t" }`, "alpha = 0.05")
	only(t, load(t, good), "power", "exact")
	for name, text := range map[string]string{
		"another law":      strings.Replace(good, `kind = "normal", mean = 3, sd = 1 }`, `kind = "student_t", mean = 3, sd = 1, df = 5 }`, 1),
		"a drawn effect":   strings.Replace(good, "by = 1", `by = { draw = { kind = "normal", mean = 1, sd = 1 } }`, 1),
		"an early look":    good + "[[looks]]\nwhen = { kind = \"patients\", count = 20 }",
		"a look too early": good + "[[looks]]\nwhen = { kind = \"patients\", count = 40, followed = 0.5 }",
		"a rank test":      strings.Replace(good, `{ kind = "t" }`, `{ kind = "wilcoxon" }`, 1),
		"random blocks":    strings.Replace(good, "size = 40", "size = 40\nassignment = { kind = \"blocks\", sizes = [4, 6] }", 1),
	} {
		for _, a := range theory.Answers(load(t, text)) {
			if a.Metric == "power" && a.Exact {
				t.Errorf("%s: %+v", name, a)
			}
		}
	}
	late := good + "[[looks]]\nwhen = { kind = \"patients\", count = 40, followed = 1 }"
	only(t, load(t, late), "power", "exact")
}
