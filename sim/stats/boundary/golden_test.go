package boundary

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"
)

// golden is the digest of bounds on every platform: amd64 with and without
// fused multiply-add, arm64 and others. It changes only with the arithmetic of
// this package or of num, and then so do results.
const golden = "8bcd83f46c5511ed"

func TestBoundsAreTheSameBitsEverywhere(t *testing.T) {
	h := fnv.New64a()
	add := func(values ...float64) {
		for _, v := range values {
			fmt.Fprintf(h, "%x ", math.Float64bits(v))
		}
	}
	everyKind(t, func(t *testing.T, k Efficacy, plan Plan) {
		b := bounds(t, k, plan)
		add(b.Z...)
		add(b.Spent...)
		add(b.Nominal...)
		c := Cross(plan.Fractions, nil, b.Z, 2)
		add(c.Upper...)
		add(c.Information)
	})
	for _, fractions := range spacings {
		add(spend(&HwangShihDeCani{-4}, Plan{Alpha: 0.025, TwoSided: false, Fractions: fractions}).Z...)
	}
	if got := fmt.Sprintf("%016x", h.Sum64()); got != golden {
		t.Errorf("digest %s, want %s", got, golden)
	}
}
