package theory_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"simrun/sim"
	"simrun/sim/study/theory"
)

// file is a trial of two proportions.
const file = `
[arms.control]
control = true
[arms.treated]
[enrollment]
size = %d
allocation = { control = %d, treated = %d }
[endpoints.e]
kind = "binary"
at = 1
response.control = { kind = "bernoulli", p = %v }
response.treated = { kind = "bernoulli", p = %v }
[analyses.x]
endpoint = "e"
test = %s
alternative = "%s"
alpha = %v
%s
`

// R 4.2.2, sprintf("%.9f", s) of the sum over all tables with
// dbinom(x0, n0, p0)*dbinom(x1, n1, p1) where the test rejects, by
// fisher.test(m, alternative = …)$p.value <= alpha,
// chisq.test(m, correct = FALSE)$p.value <= alpha, or for z
// pnorm((x1/n1 - x0/n0)/sqrt(p*(1 - p)*(1/n1 + 1/n0)), lower.tail = FALSE) <= alpha.
func TestEnumerationAgreesWithR(t *testing.T) {
	const fisher, chisq, z = `{ kind = "fisher" }`, `{ kind = "chi_square" }`, `{ kind = "z" }`
	for _, c := range []struct {
		n0, n1      int
		p0, p1      float64
		test, sides string
		alpha       float64
		want        float64
	}{
		{30, 28, 0.28, 0.325, fisher, "two-sided", 0.05, 0.049413864},
		{30, 28, 0.28, 0.325, chisq, "two-sided", 0.05, 0.065041337},
		{30, 28, 0.28, 0.64, fisher, "two-sided", 0.05, 0.736174421},
		{30, 28, 0.28, 0.64, chisq, "two-sided", 0.05, 0.805384259},
		{30, 28, 23.0 / 83, 23.0 / 83, fisher, "two-sided", 0.05, 0.036669982},
		{30, 28, 23.0 / 83, 23.0 / 83, chisq, "two-sided", 0.05, 0.049972880},
		{100, 100, 0.4, 0.6, fisher, "two-sided", 0.1, 0.860337534},
		{100, 100, 0.4, 0.6, chisq, "two-sided", 0.1, 0.889671614},
		{80, 80, 0.3, 0.5, fisher, "greater", 0.025, 0.677270974},
		{120, 120, 0.3, 0.5, fisher, "greater", 0.025, 0.868981361},
		{90, 90, 0.3, 0.5, z, "greater", 0.025, 0.793014862},
		{100, 100, 0.3, 0.5, z, "greater", 0.025, 0.832008124},
	} {
		text := fmt.Sprintf(file, c.n0+c.n1, c.n0, c.n1, c.p0, c.p1, c.test, c.sides, c.alpha, "")
		p, err := sim.Load(text)
		if err != nil {
			t.Fatal(err)
		}
		got := theory.Answers(p)
		if len(got) != 1 || got[0].Metric != "power" || got[0].Analysis != "x" || got[0].Arm != "treated" {
			t.Fatalf("%+v", got)
		}
		if d := math.Abs(got[0].Value - c.want); d > 0.51e-9 {
			t.Errorf("%d, %d, %v, %v, %s: %v, want %v", c.n0, c.n1, c.p0, c.p1, c.test, got[0].Value, c.want)
		}
	}
}

func TestEnumerationKnowsItsLimits(t *testing.T) {
	for name, more := range map[string]string{
		"a look before the end": "[[looks]]\nwhen = { kind = \"patients\", count = 20 }",
		"a look on a day":       "[[looks]]\nwhen = { kind = \"calendar\", time = 20 }",
	} {
		p, err := sim.Load(fmt.Sprintf(file, 40, 20, 20, 0.3, 0.5, `{ kind = "fisher" }`, "greater", 0.025, more))
		if err != nil {
			t.Fatal(err)
		}
		if a := theory.Answers(p); a == nil || len(a) != 0 {
			t.Errorf("%s: %v", name, a)
		}
	}
	drawn := strings.Replace(fmt.Sprintf(file, 40, 20, 20, 0.3, 0.5, `{ kind = "fisher" }`, "greater", 0.025, ""),
		"p = 0.5", `p = { draw = { kind = "beta", mean = 0.5, sd = 0.1 } }`, 1)
	if a := theory.Answers(load(t, drawn)); len(a) != 0 {
		t.Errorf("a drawn probability: %v", a)
	}
}

// Nobody or everybody succeeds: one table has all the probability.
func TestEnumerationAtTheEdges(t *testing.T) {
	p, err := sim.Load(fmt.Sprintf(file, 20, 10, 10, 0, 1, `{ kind = "fisher" }`, "greater", 0.025, ""))
	if err != nil {
		t.Fatal(err)
	}
	if a := theory.Answers(p); len(a) != 1 || a[0].Value != 1 {
		t.Errorf("%v", a)
	}
}

// R 4.2.2: the sums as above, averaged over dbinom(n1, 24, 2/3), over dhyper for the
// last block of 6, and over dbinom(n, 12, 0.8) patients who stay in each arm; with
// failures, the probabilities times 0.8. An alpha of 0.049 keeps clear of ties with it.
func TestEnumerationOverSizesAgreesWithR(t *testing.T) {
	const dropout = "[dropout]\nkind = \"exponential\"\nsurvival = { at = 1, value = 0.8 }"
	text := func(n0, n1 int, enrollment, missing, more string) string {
		s := fmt.Sprintf(file, n0+n1, n0, n1, 0.2, 0.7, `{ kind = "fisher" }`, "two-sided", 0.049, missing+more)
		return strings.Replace(s, "[endpoints.e]", enrollment+"\n[endpoints.e]", 1)
	}
	for name, c := range map[string]struct {
		text string
		want float64
	}{
		"complete": {text(8, 16, `assignment = { kind = "complete" }`, "", ""), 0.548060250},
		"failures": {text(15, 15, "", "missing = \"failure\"\n", dropout), 0.468547843},
		"left out": {text(12, 12, "", "", dropout), 0.471534032},
	} {
		if a := only(t, load(t, c.text), "power", "exact"); math.Abs(a.Value-c.want) > 1e-9 {
			t.Errorf("%s: %.10f, want %v", name, a.Value, c.want)
		}
	}
	blocks := strings.Replace(text(8, 16, `assignment = { kind = "blocks", size = 6 }`, "", ""), "size = 24", "size = 22", 1)
	if a := only(t, load(t, blocks), "power", "exact"); math.Abs(a.Value-0.472895243) > 1e-9 {
		t.Errorf("blocks: %.10f", a.Value)
	}
}

// R 4.2.2: the sum of dbinom(x, 30, 0.4) where
// binom.test(x, 30, 0.2, "greater")$p.value <= 0.05.
func TestOneProportionAgreesWithR(t *testing.T) {
	p := load(t, `
[arms.only]
[enrollment]
size = 30
[endpoints.e]
kind = "binary"
at = 1
response = { kind = "bernoulli", p = 0.4 }
[analyses.x]
endpoint = "e"
test = { kind = "binomial_exact", p0 = 0.2 }
alternative = "greater"
alpha = 0.05
`)
	if a := only(t, p, "power", "exact"); math.Abs(a.Value-0.708528139) > 1e-9 {
		t.Errorf("%v", a)
	}
}
