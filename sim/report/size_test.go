package report

import (
	"strings"
	"testing"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// missed is a search for 90 % power that ends at 2,000 patients, where power has
// come from one value to another.
func missed(from, to float64, n int64) *shard.Sizing {
	p := func(x, value float64, n int64) shard.SizingPoint {
		se := 0.5 / float64(n/1000)
		return shard.SizingPoint{X: x, Value: shard.Real(value), SE: shard.Real(se), N: n}
	}
	return &shard.Sizing{
		Vary: "enrollment.size", Goal: shard.SizingGoal{Metric: "power", Analysis: "a", Value: 0.9, Unit: oc.Share},
		Curve: []shard.SizingPoint{p(40, 0.1, 2000), p(1400, 0.5, 2000), p(1400, from, n), p(2000, to, n), p(2000, 0.55, 2000)},
	}
}

// When no value reaches the goal the report says whether more would help.
func TestMissedGoals(t *testing.T) {
	for _, c := range []struct {
		from, to float64
		n        int64
		want     string
	}{
		{0.600, 0.601, 100_000, "Power flattens below its goal: it no longer changes beyond chance from 1,400 to 2,000, where it is 60.0 % and 60.1 %."},
		{0.600, 0.630, 100_000, "Power flattens below its goal: it hardly changes from 1,400 to 2,000"},
		{0.600, 0.700, 100_000, "Power does not flatten: it still gains from 1,400 to 2,000"},
	} {
		var b strings.Builder
		if err := Size(missed(c.from, c.to, c.n)).Text(&b, 500); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.want) {
			t.Errorf("from %v to %v: %q is not in\n%s", c.from, c.to, c.want, b.String())
		}
	}
}
