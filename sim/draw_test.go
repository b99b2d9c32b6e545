package sim_test

import (
	"context"
	"math"
	"testing"

	"simrun/sim"
	"simrun/sim/study/scenario"
)

// drawn is a superiority trial whose control rate is known from 23 in 83
// patients only.
const drawn = `
[simulation]
trials = 40_000
[arms.single]
control = true
[arms.double]
[enrollment]
size = 650
[endpoints.remission]
kind = "binary"
at   = 12
response.single = { kind = "bernoulli", p = { draw = { kind = "truncated", of = { kind = "beta", a = 23, b = 60 }, min = 0, max = 0.99 } } }
response.double = { kind = "bernoulli", p = 0.4 }
[analyses.primary]
endpoint = "remission"
test     = { kind = "chi_square" }
alpha    = 0.05
`

// Averaged over what is known of the control rate the probability of success is
// less than the power at its mean.
func TestAssuranceStandsBesideThePowerAtThePoint(t *testing.T) {
	s, err := sim.LoadStudy(drawn, sim.Request{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.RunStudy(context.Background(), s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	find := func(metric, reason string) (value, se float64) {
		t.Helper()
		for _, row := range r.Points[0].Rows {
			if row.Metric == metric && row.Look == 0 && (reason == "" || row.Reason == reason) {
				return row.Value, row.SE
			}
		}
		t.Fatalf("there is no row %s %s", metric, reason)
		return 0, 0
	}
	const path = "endpoints.remission.response.single.p"
	near := func(metric, reason string, want float64) {
		t.Helper()
		// 5.33 standard errors: false alarms once in 1e7.
		if got, se := find(metric, reason); !(math.Abs(got-want) <= 5.33*se) {
			t.Errorf("%s %s is %v (SE %v), want %v", metric, reason, got, se, want)
		}
	}
	near("draw", path, 23.0/83)
	// R 4.2.2, stats: sum of outer(dbinom(0:325, 325, p), dbinom(0:325, 325, .4))
	// over the tables with |z| ≥ qnorm(.975), at p = 23/83, and the mean of the
	// same over p = qbeta((1:1000 - .5)/1000, 23, 60).
	near("power_at_point", "", 0.9144758)
	near("power", "", 0.7940552)
	sum, parts := 0.0, 0
	for _, row := range r.Points[0].Rows {
		if row.Metric == "power_given_draw" {
			sum += row.Value * float64(row.N)
			parts++
		}
	}
	power, _ := find("power", "")
	if parts != 5 || math.Abs(sum/40_000-power) > 1e-12 {
		t.Errorf("%d parts average to %v, power is %v", parts, sum/40_000, power)
	}
}

func TestDrawsOutOfRangeAreProblems(t *testing.T) {
	for _, law := range []string{
		`{ kind = "normal", mean = 0.3, sd = 0.1 }`,
		`{ kind = "beta", a = { draw = { kind = "constant", value = 2 } }, b = 2 }`,
		`{ kind = "bta", a = 2, b = 2 }`,
	} {
		_, err := sim.LoadStudy(drawn, sim.Request{Set: []scenario.Override{{Path: "endpoints.remission.response.single.p", Value: "{ draw = " + law + " }"}}})
		if err == nil {
			t.Errorf("%s is accepted", law)
		}
	}
}
