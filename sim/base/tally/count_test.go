package tally

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
	"pgregory.net/rapid"
)

func TestWilsonAgreesWithPublishedIntervals(t *testing.T) {
	const z95, z99 = 1.9599639845400536, 2.5758293035488999 // R 4.2.2: qnorm(0.975), qnorm(0.995)
	cases := []struct {
		k, n      int64
		z, lo, hi float64
		digits    float64
	}{
		// [newcombe] table I, method 3, to four decimals.
		{81, 263, z95, 0.2553, 0.3662, 5e-5},
		{15, 148, z95, 0.0624, 0.1605, 5e-5},
		{0, 20, z95, 0, 0.1611, 5e-5},
		{1, 29, z95, 0.0061, 0.1718, 5e-5},
		// R 4.2.2: prop.test(k, n, correct = FALSE, conf.level = …)$conf.int.
		{81, 263, z95, 0.25528851987827428, 0.36620957698280016, 1e-14},
		{1, 29, z95, 0.006113214292762661, 0.171755218793202824, 1e-14},
		{29, 29, z95, 0.88303020150025935, 1, 1e-14},
		{5021, 10000, z99, 0.48922384502476157, 0.51497337016635780, 1e-14},
		{9997, 10000, z95, 0.99911826422776373, 0.99989796780058215, 1e-14},
	}
	for _, c := range cases {
		lo, hi := Wilson(c.k, c.n, c.z)
		if !scalar.EqualWithinAbs(lo, c.lo, c.digits) || !scalar.EqualWithinAbs(hi, c.hi, c.digits) {
			t.Errorf("Wilson(%d, %d) = %v, %v; want %v, %v", c.k, c.n, lo, hi, c.lo, c.hi)
		}
	}
}

func TestWilsonHoldsItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<40).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		z := rapid.Float64Range(0, 10).Draw(t, "z")
		lo, hi := Wilson(k, n, z)
		if n == 0 {
			if lo != 0 || hi != 1 {
				t.Fatalf("of nothing: %v, %v", lo, hi)
			}
			return
		}
		const ulps = 4 * 0x1p-53
		p := float64(k) / float64(n)
		if !(0 <= lo && lo <= p+ulps && p-ulps <= hi && hi <= 1) || k == 0 && lo != 0 || k == n && hi != 1 {
			t.Fatalf("Wilson(%d, %d, %v) = %v, %v", k, n, z, lo, hi)
		}
		if low, high := Wilson(n-k, n, z); math.Abs(low-(1-hi)) > ulps || math.Abs(high-(1-lo)) > ulps {
			t.Fatalf("not symmetric: %v, %v and %v, %v", lo, hi, low, high)
		}
	})
}

func TestCountAndPairCount(t *testing.T) {
	var a, b Count
	var joint, other Pair
	for i := range 100 {
		first, second := i%5 == 0, i%3 == 0
		a.Add(first)
		if i < 50 {
			joint.Add(first, second)
		} else {
			other.Add(first, second)
		}
	}
	b.Add(true)
	b.Merge(&a)
	if b != (Count{101, 21}) {
		t.Errorf("count %+v", b)
	}
	if a.Rate() != 0.2 || math.Abs(a.SE()-0.04) > 1e-17 { // √(0.2·0.8/100)
		t.Errorf("rate %v ± %v", a.Rate(), a.SE())
	}
	joint.Merge(&other)
	if joint != (Pair{N00: 53, N01: 27, N10: 13, N11: 7}) || joint.N() != 100 {
		t.Errorf("pair %+v", joint)
	}
	// −0.14 ± √((0.40 − 0.0196)/100)
	if d, se := joint.Difference(); d != -0.14 || math.Abs(se-0.061676576) > 1e-9 {
		t.Errorf("difference %v ± %v", d, se)
	}
	var none Pair
	if d, se := none.Difference(); !math.IsNaN(d) || !math.IsNaN(se) || !math.IsNaN(new(Count).Rate()) || !math.IsNaN(new(Count).SE()) {
		t.Error("rates of nothing are numbers")
	}
}

// TestPairDifferenceIsTheMeanDifference compares with the moments of the
// difference, whose divisor is n − 1 instead of n.
func TestPairDifferenceIsTheMeanDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Pair
		var m Moments
		for _, c := range rapid.SliceOfN(rapid.IntRange(0, 3), 2, 100).Draw(t, "cells") {
			p.Add(c&1 == 1, c&2 == 2)
			m.Add(float64(c&1) - float64(c>>1))
		}
		n := float64(m.N)
		d, se := p.Difference()
		if d != m.Mean() || math.Abs(se-m.SE()*math.Sqrt((n-1)/n)) > 1e-9 {
			t.Fatalf("%v ± %v, want %v ± %v", d, se, m.Mean(), m.SE())
		}
	})
}
