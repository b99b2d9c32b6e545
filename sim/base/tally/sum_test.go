package tally

import (
	"bytes"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// nasty draws the values that break summation: cancelling pairs, subnormals,
// the largest and the smallest exponents, ties, and anything.
func nasty() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.SampledFrom([]float64{
			0, math.Copysign(0, -1), 1, -1, 0.1, 0x1p53, -0x1p53, 0x1p-53, 1 + 0x1p-52,
			1e300, -1e300, math.MaxFloat64, -math.MaxFloat64,
			math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-1022 - 0x1p-1074,
		}),
		rapid.Float64Range(-1, 1),
		rapid.Float64(),
		rapid.Custom(func(t *rapid.T) float64 {
			x := math.Float64frombits(rapid.Uint64().Draw(t, "bits"))
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return 1
			}
			return x
		}),
	)
}

// twin is the slow, obvious sum.
func twin(xs []float64) *big.Float {
	sum := new(big.Float).SetPrec(4000)
	for _, x := range xs {
		sum.Add(sum, new(big.Float).SetFloat64(x))
	}
	return sum
}

func sumOf(xs []float64) *Sum {
	s := new(Sum)
	for _, x := range xs {
		s.Add(x)
	}
	return s
}

func TestSumEqualsItsBigTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(nasty()).Draw(t, "xs")
		s, want := sumOf(xs), twin(xs)
		if s.Big().Cmp(want) != 0 {
			t.Fatalf("sum %v, want %v", s.Big(), want)
		}
		if w, _ := want.Float64(); s.Value() != w {
			t.Fatalf("value %v, want %v", s.Value(), w)
		}
	})
}

// merged cuts xs into a random tree and merges upward, in random directions.
func merged(t *rapid.T, xs []float64) *Sum {
	if len(xs) < 2 || rapid.IntRange(0, 4).Draw(t, "leaf") == 0 {
		return sumOf(xs)
	}
	cut := rapid.IntRange(0, len(xs)).Draw(t, "cut")
	a, b := merged(t, xs[:cut]), merged(t, xs[cut:])
	if rapid.Bool().Draw(t, "swap") {
		a, b = b, a
	}
	a.Merge(b)
	return a
}

func TestSumForgetsOrderAndGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(nasty(), 0, 60).Draw(t, "xs")
		want := sumOf(xs).AppendBinary(nil)
		if got := merged(t, rapid.Permutation(xs).Draw(t, "permuted")).AppendBinary(nil); !bytes.Equal(got, want) {
			t.Fatalf("encoding %x, want %x", got, want)
		}
		// A detour through other values leaves no trace either.
		s := sumOf(xs)
		x := nasty().Draw(t, "detour")
		s.Add(x)
		s.Add(-x)
		if got := s.AppendBinary(nil); !bytes.Equal(got, want) {
			t.Fatalf("after a detour %x, want %x", got, want)
		}
	})
}

// TestSumSurvivesItsCarries fills single chunks as fast as possible, past many
// propagations, also when full sums are merged.
func TestSumSurvivesItsCarries(t *testing.T) {
	const n = 3*room + 17
	for _, x := range []float64{math.MaxFloat64, -math.MaxFloat64, 0x1.fffffffffffffp-992, -0x1.fffffffffffffp31, -math.SmallestNonzeroFloat64} {
		var s Sum
		for range n {
			s.Add(x)
		}
		o := s
		s.Merge(&o)
		want := new(big.Float).SetPrec(200).SetInt64(2 * n)
		if want.Mul(want, big.NewFloat(x)); s.Big().Cmp(want) != 0 {
			t.Errorf("%d·%v = %v, want %v", 2*n, x, s.Big(), want)
		}
		if before := s.pending; o.pending == 0 || before != 0 {
			t.Errorf("pending %d and %d", before, o.pending)
		}
	}
}

func TestSumRoundsOnce(t *testing.T) {
	cases := []struct {
		xs   []float64
		want float64
	}{
		{nil, 0},
		{[]float64{1, 0x1p-53}, 1}, // a tie goes to even
		{[]float64{1, 0x1p-53, 0x1p-1074}, 1 + 0x1p-52},           // just above a tie
		{[]float64{1 + 0x1p-52, 0x1p-53}, 1 + 0x1p-51},            // a tie goes to even, upward
		{[]float64{1e308, 1e308, -1e308, -1e308, 1e-308}, 1e-308}, // overflow on the way only
		{[]float64{math.MaxFloat64, math.MaxFloat64}, math.Inf(1)},
		{[]float64{-math.MaxFloat64, -math.MaxFloat64}, math.Inf(-1)},
		{[]float64{0x1p-1022, -0x1p-1074}, 0x1p-1022 - 0x1p-1074},
	}
	for _, c := range cases {
		if got := sumOf(c.xs).Value(); got != c.want {
			t.Errorf("sum of %v = %v, want %v", c.xs, got, c.want)
		}
	}
	if math.Signbit(sumOf([]float64{math.Copysign(0, -1)}).Value()) {
		t.Error("the sum of −0 is −0")
	}
}

func TestSumRefusesWhatIsNotFinite(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		mustPanic(t, func() { new(Sum).Add(x) })
	}
}

func mustPanic(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f()
}
