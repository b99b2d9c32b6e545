package trial

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestPower compares the power of the comparison of 28 with 30 patients, by the
// pooled normal test, with its exact value: the sum over all two-by-two tables.
// The rate of false alarms is 1e-7.
func TestPower(t *testing.T) {
	const trials = 40_000
	w, rejected := NewWorker(bake(t, binaryBench()).Protocol), 0
	for i := range int64(trials) {
		if w.Conduct(seed, i).Comparisons[0].Rejected == 0 {
			rejected++
		}
	}
	want := 0.0
	control, treated := distuv.Binomial{N: 30, P: 0.5}, distuv.Binomial{N: 28, P: 0.6}
	critical := distuv.UnitNormal.Quantile(0.975)
	for x0 := 0.0; x0 <= 30; x0++ {
		for x1 := 0.0; x1 <= 28; x1++ {
			p := (x0 + x1) / 58
			if z := (x1/28 - x0/30) / math.Sqrt(p*(1-p)*(1.0/28+1.0/30)); z >= critical {
				want += control.Prob(x0) * treated.Prob(x1)
			}
		}
	}
	se := math.Sqrt(want * (1 - want) / trials)
	if z := (float64(rejected)/trials - want) / se; math.Abs(z) > -distuv.UnitNormal.Quantile(1e-7/2) {
		t.Errorf("power %v, exactly %v: %v standard errors", float64(rejected)/trials, want, z)
	}
}
