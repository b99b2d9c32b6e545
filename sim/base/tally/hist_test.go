package tally

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func histOf(xs []float64) *Hist {
	h := new(Hist)
	for _, x := range xs {
		h.Add(x)
	}
	return h
}

// rank is the obvious rank of the p-quantile of n values, for p given in
// hundredths: the smallest r with r/n ≥ p/100.
func rank(n, hundredths int) int { return max(1, (n*hundredths+99)/100) }

func TestHistQuantileIsWithinABinOfTheTruth(t *testing.T) {
	value := rapid.OneOf(nasty(), rapid.Float64Range(0.5, 3), rapid.SampledFrom([]float64{math.Inf(1), math.Inf(-1)}))
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(value, 1, 50).Draw(t, "xs")
		h := histOf(xs)
		slices.Sort(xs)
		p := rapid.IntRange(0, 100).Draw(t, "p")
		truth := xs[rank(len(xs), p)-1]
		got := h.Quantile(float64(p) / 100)
		if got == truth {
			return
		}
		width := max(math.Abs(truth), 0x1p-1022) / 512
		if math.Abs(got) > math.Abs(truth) || !(math.Abs(truth-got) < width) {
			t.Fatalf("quantile %d%% = %v, truth %v", p, got, truth)
		}
	})
}

func TestHistKeepsRoundValuesExact(t *testing.T) {
	var xs []float64
	for i := -1023.0; i < 1024; i++ {
		xs = append(xs, i)
	}
	for i := 0.5; i < 512; i++ {
		xs = append(xs, i, -i)
	}
	xs = append(xs, math.Inf(1), math.Inf(-1), math.Ldexp(511, 900), math.Ldexp(-1, -1074+52))
	for _, x := range xs {
		if got := histOf([]float64{x}).Quantile(0.5); got != x {
			t.Errorf("quantile of %v alone = %v", x, got)
		}
	}
	if got := histOf([]float64{math.Copysign(0, -1)}).Quantile(0.5); math.Signbit(got) {
		t.Error("−0 is kept")
	}
}

func TestHistBinsBoundTheirValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := nasty().Draw(t, "x"), nasty().Draw(t, "y")
		if lo, hi := histEnds(histKey(x)); !(lo <= x && x <= hi) {
			t.Fatalf("%v is not in its bin [%v, %v]", x, lo, hi)
		}
		if x < y && histKey(x) > histKey(y) {
			t.Fatalf("%v < %v, but their bins are in the other order", x, y)
		}
	})
}

func TestIntsQuantileIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, IntsLimit-1)), 1, 60).Draw(t, "xs")
		var h Ints
		for _, x := range xs {
			h.Add(x)
		}
		slices.Sort(xs)
		p := rapid.IntRange(0, 100).Draw(t, "p")
		if got, want := h.Quantile(float64(p)/100), xs[rank(len(xs), p)-1]; got != float64(want) {
			t.Fatalf("quantile %d%% = %v, want %d", p, got, want)
		}
		if h.N() != int64(len(xs)) {
			t.Fatalf("N = %d", h.N())
		}
	})
}

func TestIntervalTakesTheRightRanks(t *testing.T) {
	var h Ints
	var f Hist
	for x := range 1000 {
		h.Add(x + 1) // the value is the rank
		f.Add(float64(x + 1))
	}
	// np = 500, √(np(1−p)) = 15.81, z = 1.96: 500 ∓ 30.99.
	if lo, hi := h.Interval(0.5, 1.96); lo != 469 || hi != 532 {
		t.Errorf("interval of the median: %v, %v", lo, hi)
	}
	if lo, hi := h.Interval(0.001, 3); lo != 1 || hi != 5 {
		t.Errorf("interval near the edge: %v, %v", lo, hi)
	}
	if lo, hi := f.Interval(0.5, 1.96); lo != 469 || hi < 532 || hi > 533 {
		t.Errorf("interval of a Hist: %v, %v", lo, hi)
	}
	if h.Merge(&h); h.N() != 2000 || f.N() != 1000 || h.Quantile(0.5) != 500 {
		t.Errorf("N = %d and %d, median %v", h.N(), f.N(), h.Quantile(0.5))
	}
	if h.Reset(); h.N() != 0 {
		t.Errorf("N = %d after Reset", h.N())
	}
	if lo, hi := f.Interval(1, 1.96); lo != 1000 || hi < 1000 {
		t.Errorf("interval of the maximum: %v, %v", lo, hi)
	}
}

// TestIntervalCovers repeats an experiment whose quantiles are known. With
// 4,000 repetitions the number of misses of a 95 % interval stays below its
// binomial quantile at 1 − 1e-7, on fixed seeds.
func TestIntervalCovers(t *testing.T) {
	const repetitions, n = 4000, 200
	limit := distuv.Binomial{N: repetitions, P: 0.05}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, p := range []float64{0.1, 0.5, 0.9} {
		truth := -math.Log1p(-p)
		misses := 0
		var h Hist
		for range repetitions {
			h.Reset()
			for range n {
				h.Add(rng.ExpFloat64())
			}
			if lo, hi := h.Interval(p, 1.959964); truth < lo || truth > hi {
				misses++
			}
		}
		if 1-limit.CDF(float64(misses-1)) < 1e-7 {
			t.Errorf("p = %v: %d of %d intervals miss", p, misses, repetitions)
		}
	}
}

func TestHistForgetsOrderAndGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(nasty()).Draw(t, "xs")
		want := histOf(xs).AppendBinary(nil)
		ys := rapid.Permutation(xs).Draw(t, "permuted")
		cut := rapid.IntRange(0, len(ys)).Draw(t, "cut")
		h := histOf(ys[cut:])
		h.Merge(histOf(ys[:cut]))
		if got := h.AppendBinary(nil); !bytes.Equal(got, want) {
			t.Fatalf("encoding %x, want %x", got, want)
		}
		// Pages that are no longer used leave no trace.
		h.Reset()
		if got := h.AppendBinary(nil); !bytes.Equal(got, []byte{0}) {
			t.Fatalf("empty again: %x", got)
		}
	})
}

func TestQuantilesOfNothing(t *testing.T) {
	var h Hist
	var i Ints
	lo, hi := h.Interval(0.5, 2)
	low, high := i.Interval(0.5, 2)
	for _, x := range []float64{h.Quantile(0.5), i.Quantile(0.5), lo, hi, low, high} {
		if !math.IsNaN(x) {
			t.Errorf("quantile of nothing: %v", x)
		}
	}
	mustPanic(t, func() { h.Add(math.NaN()) })
	mustPanic(t, func() { i.Add(-1) })
	mustPanic(t, func() { i.Add(IntsLimit) })
}
