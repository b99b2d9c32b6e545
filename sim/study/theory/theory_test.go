package theory_test

import (
	"fmt"
	"math"
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
		"dropout": "[dropout]\nkind = \"exponential\"\nrate = 0.1",
		"a look":  "[[looks]]\nwhen = { kind = \"patients\", count = 20 }",
	} {
		p, err := sim.Load(fmt.Sprintf(file, 40, 20, 20, 0.3, 0.5, `{ kind = "fisher" }`, "greater", 0.025, more))
		if err != nil {
			t.Fatal(err)
		}
		if a := theory.Answers(p); a == nil || len(a) != 0 {
			t.Errorf("%s: %v", name, a)
		}
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
