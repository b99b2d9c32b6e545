package report

import (
	"math"
	"testing"

	"simrun/sim/study/shard"
)

// Every combination of scale, alternative and margin says what is rejected.
func TestNullHypothesisInWords(t *testing.T) {
	for _, c := range []struct {
		scale, alternative string
		margin             float64
		want               string
	}{
		{"risk difference", "two-sided", 0, "the probability of e is the same in new and in old"},
		{"risk difference", "greater", 0, "the probability of e is not higher in new than in old"},
		{"risk difference", "less", 0, "the probability of e is not lower in new than in old"},
		{"risk difference", "greater", -0.1, "the probability of e is lower in new than in old by at least 10 percentage points"},
		{"risk difference", "greater", 0.05, "the probability of e is higher in new than in old by at most 5 percentage points"},
		{"risk difference", "less", 0.1, "the probability of e is higher in new than in old by at least 10 percentage points"},
		{"risk difference", "less", -0.05, "the probability of e is lower in new than in old by at most 5 percentage points"},
		{"mean difference", "two-sided", 0, "the mean of e is the same in new and in old"},
		{"mean difference", "two-sided", 2, "the mean of e is higher by exactly 2 in new than in old"},
		{"mean difference", "greater", -2.5, "the mean of e is lower in new than in old by at least 2.5"},
		{"log hazard ratio", "two-sided", 0, "the hazard of e is the same in new and in old"},
		{"log hazard ratio", "less", 0, "the hazard of e is not lower in new than in old"},
		{"log hazard ratio", "less", math.Log(1.3), "the hazard of e in new is at least 1.3 times that in old"},
		{"log hazard ratio", "greater", math.Log(1.3), "the hazard of e in new is at most 1.3 times that in old"},
		{"log odds ratio", "two-sided", 0, "the odds of e are the same in new and in old"},
		{"log odds ratio", "greater", 0, "the odds of e are not higher in new than in old"},
		{"log odds ratio", "less", math.Log(1.5), "the odds of e in new are at least 1.5 times those in old"},
		{"log rate ratio", "less", 0, "the rate of e is not lower in new than in old"},
		{"log rate ratio", "greater", math.Log(0.8), "the rate of e in new is at most 0.8 times that in old"},
	} {
		got := NullHypothesis(&shard.Comparison{Endpoint: "e", Arm: "new", Control: "old", Scale: c.scale, Alternative: c.alternative, Margin: c.margin})
		if got != c.want {
			t.Errorf("%s, %s, margin %v:\n%s\nwant\n%s", c.scale, c.alternative, c.margin, got, c.want)
		}
	}
}

// A rejection is an error exactly where the truth is in the null hypothesis.
func TestRejectionUnderTheNullIsAnError(t *testing.T) {
	for _, c := range []struct {
		alternative   string
		truth, margin float64
		want          bool
	}{
		{"two-sided", 0, 0, true},
		{"two-sided", 1e-15, 0, true},
		{"two-sided", 0.1, 0, false},
		{"two-sided", 0.1, 0.1, true},
		{"greater", 0, 0, true},
		{"greater", -1, 0, true},
		{"greater", 0.1, 0, false},
		{"greater", 0, -0.1, false},
		{"greater", -0.1, -0.1, true},
		{"less", 0, 0, true},
		{"less", 1, 0, true},
		{"less", -0.1, 0, false},
		{"less", 0, 0.3, false},
		{"two-sided", math.NaN(), 0, false},
		{"greater", math.NaN(), 0, false},
		{"less", math.NaN(), 0, false},
	} {
		got := null(&shard.Comparison{Alternative: c.alternative, Truth: shard.Real(c.truth), Margin: c.margin})
		if got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestComparisonsAreNamedByWhatDiffers(t *testing.T) {
	doses := []shard.Comparison{{Analysis: "primary", Arm: "low"}, {Analysis: "primary", Arm: "high"}}
	both := append(doses, shard.Comparison{Analysis: "safety", Arm: "high"})
	for _, c := range []struct {
		all  []shard.Comparison
		i    int
		want string
	}{{doses[:1], 0, ""}, {doses, 0, "low"}, {both, 0, "primary, low"}, {both, 1, "primary, high"}, {both, 2, "safety"}} {
		if got := about(c.all, &c.all[c.i]); got != c.want {
			t.Errorf("%v of %d: %q, want %q", c.i, len(c.all), got, c.want)
		}
	}
}
