package sim_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"simrun/sim"
	"simrun/sim/study/shard"
)

// composite is a scenario whose truth comes from a large cohort.
const composite = `
[simulation]
trials = 600
seed   = 4
[arms.old]
control = true
[arms.new]
[enrollment]
size = 40
[endpoints.cure]
kind = "binary"
at = 6
response.old = { kind = "bernoulli", p = 0.3 }
response.new = { kind = "bernoulli", p = 0.5 }
[endpoints.calm]
kind = "binary"
at = 6
response = { kind = "bernoulli", p = 0.5 }
[endpoints.both]
kind = "composite"
of = ["cure", "calm"]
rule = "all"
[analyses.primary]
endpoint = "both"
test = { kind = "chi_square" }
alpha = 0.05
`

// Parts merge to the bytes of the whole where the truth comes from a large cohort;
// a result whose coverage was counted against another truth is refused.
func TestLargeTruthMerges(t *testing.T) {
	study, err := sim.LoadStudy(composite, sim.Request{})
	if err != nil {
		t.Fatal(err)
	}
	run := func(workers int, part [2]int64) *shard.Result {
		r, err := sim.RunStudy(context.Background(), study, sim.Options{Workers: workers, Range: part})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	whole := run(2, [2]int64{})
	c := whole.Scenario.Comparisons[0]
	if d := (float64(c.Truth) - 0.1) / c.TruthSE; c.TruthPatients == 0 || !(math.Abs(d) < 5.33) {
		t.Errorf("the truth is %+v, want 0.1", c)
	}
	var m sim.Merger
	for _, r := range []*shard.Result{run(1, [2]int64{300, 600}), run(1, [2]int64{0, 300})} {
		if _, err := m.Add("part", r); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.Result(); got.Digest != whole.Digest {
		t.Errorf("parts give %s, the whole %s", got.Digest, whole.Digest)
	}
	old := run(1, [2]int64{})
	old.Scenario.Comparisons[0].Truth, old.Scenario.Comparisons[0].TruthPatients = shard.Real(math.NaN()), 0
	if err := study.Fits(old); err == nil || !strings.Contains(err.Error(), "another true value of primary") {
		t.Errorf("a result without coverage is accepted: %v", err)
	}
}
