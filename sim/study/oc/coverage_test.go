package oc_test

import (
	"math"
	"testing"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
)

const tiny = `
[arms.control]
control = true
[arms.treated]
[enrollment]
size = 20
[endpoints.response]
kind = "binary"
at   = 1
response.control = { kind = "bernoulli", p = 0.3 }
response.treated = { kind = "bernoulli", p = 0.7 }
[analyses.primary]
endpoint    = "response"
test        = { kind = "fisher" }
alternative = "greater"
alpha       = 0.05
`

// choose is the binomial coefficient.
func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// binomial is the probability of k among n.
func binomial(n, k int, p float64) float64 {
	return choose(n, k) * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
}

// exactPower is the power of the tiny trial: over all pairs of counts, by
// Fisher's p-value as a sum of hypergeometric probabilities.
func exactPower() float64 {
	power := 0.0
	for x := range 11 {
		for y := range 11 {
			p := 0.0
			for k := x; k <= min(10, x+y); k++ {
				if x+y-k <= 10 {
					p += choose(10, k) * choose(10, x+y-k) / choose(20, x+y)
				}
			}
			if p <= 0.05 {
				power += binomial(10, x, 0.7) * binomial(10, y, 0.3)
			}
		}
	}
	return power
}

// The 95 % intervals of many small runs hold the exact power as often as they
// should: with n trials that is a known number near 95 %, the probability that a
// binomial count lies where Wilson's interval holds the power. The rate of false
// alarms is 1e-7: 5.33 standard deviations.
func TestIntervalsCover(t *testing.T) {
	const runs, n = 3000, 80
	power, p := exactPower(), compile(t, tiny)
	share := 0.0
	for k := range n + 1 {
		if lo, hi := tally.Wilson(int64(k), n, z95); lo <= power && power <= hi {
			share += binomial(n, k, power)
		}
	}
	if share < 0.93 || share > 0.97 {
		t.Fatalf("an interval of %d trials holds a power of %v with probability %v", n, power, share)
	}
	w, tallies, held := trial.NewWorker(p.Protocol), oc.NewTallies(p.Metrics), 0
	for run := range runs {
		tallies.Reset()
		for i := range n {
			tallies.Observe(w.Conduct(77, int64(run*n+i)))
		}
		row := tallies.Rows()[0]
		if row.Metric != "power" || row.N != n {
			t.Fatalf("the first row is %+v", row)
		}
		if row.Lower <= power && power <= row.Upper {
			held++
		}
	}
	sd := math.Sqrt(runs * share * (1 - share))
	if d := float64(held) - runs*share; math.Abs(d) > 5.33*sd {
		t.Errorf("%d of %d intervals hold the power %v, expected %.1f ± %.1f", held, runs, power, runs*share, sd)
	}
	t.Logf("%d of %d intervals hold the power %.6f, expected %.1f ± %.1f", held, runs, power, runs*share, sd)
}
