package tally

import (
	"bytes"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func momentsOf(xs []float64) *Moments {
	m := new(Moments)
	for _, x := range xs {
		m.Add(x)
	}
	return m
}

// ratTwin computes mean and variance in rational arithmetic by definition:
// Σ(x − mean)²/(n − 1).
func ratTwin(xs []float64) (mean, variance float64) {
	n := new(big.Rat).SetInt64(int64(len(xs)))
	m := new(big.Rat)
	for _, x := range xs {
		m.Add(m, new(big.Rat).SetFloat64(x))
	}
	m.Quo(m, n)
	v := new(big.Rat)
	for _, x := range xs {
		d := new(big.Rat).SetFloat64(x)
		d.Sub(d, m)
		v.Add(v, d.Mul(d, d))
	}
	mean, _ = m.Float64()
	v.Quo(v, n.Sub(n, big.NewRat(1, 1)))
	variance, _ = v.Float64()
	return mean, variance
}

func TestMomentsEqualTheirRationalTwin(t *testing.T) {
	value := rapid.OneOf(
		rapid.Float64Range(-1e10, 1e10),
		rapid.SampledFrom([]float64{0, 0.1, 1e15, 1e15 + 1, -1e15, 1e-140, 1e153, -1e153}),
	).Filter(func(x float64) bool { return x == 0 || math.Abs(x) > 1e-140 })
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(value, 2, 40).Draw(t, "xs")
		m := momentsOf(xs)
		mean, variance := ratTwin(xs)
		if m.Mean() != mean || m.Variance() != variance {
			t.Fatalf("mean %v, variance %v; want %v, %v", m.Mean(), m.Variance(), mean, variance)
		}
		if want := math.Sqrt(variance / float64(len(xs))); m.SE() != want {
			t.Fatalf("SE %v, want %v", m.SE(), want)
		}
	})
}

func TestMomentsDoNotCancel(t *testing.T) {
	// The classical example: variance 30, any offset.
	for _, offset := range []float64{0, 1e9, 1e12, 1e15} {
		m := momentsOf([]float64{offset + 4, offset + 7, offset + 13, offset + 16})
		if m.Variance() != 30 {
			t.Errorf("offset %g: variance %v, want 30", offset, m.Variance())
		}
	}
	// Just above a tie, by 2⁻⁵⁰⁹ of the value.
	if got := momentsOf([]float64{1, 0, 0, 1e153, 1e153, 1e153, 1e153, -1e153}).Mean(); got != 3.75e152 {
		t.Errorf("mean just above a tie: %v", got)
	}
	if got := momentsOf([]float64{-1, 0, 0, -1e153, -1e153, -1e153, -1e153, 1e153}).Mean(); got != -3.75e152 {
		t.Errorf("mean just below a tie: %v", got)
	}
	var m Moments
	for range 1000 {
		m.Add(0.1)
	}
	if m.Mean() != 0.1 || m.Variance() != 0 || m.SE() != 0 {
		t.Errorf("1,000 × 0.1: mean %v, variance %v, SE %v", m.Mean(), m.Variance(), m.SE())
	}
}

func TestMomentsForgetGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(rapid.Float64Range(-1e100, 1e100)).Draw(t, "xs")
		want := momentsOf(xs).AppendBinary(nil)
		ys := rapid.Permutation(xs).Draw(t, "permuted")
		cut := rapid.IntRange(0, len(ys)).Draw(t, "cut")
		m := momentsOf(ys[cut:])
		m.Merge(momentsOf(ys[:cut]))
		if got := m.AppendBinary(nil); !bytes.Equal(got, want) {
			t.Fatalf("encoding %x, want %x", got, want)
		}
	})
}

func TestMomentsOfTooFewValues(t *testing.T) {
	var m Moments
	if !math.IsNaN(m.Mean()) || !math.IsNaN(m.Variance()) || !math.IsNaN(m.SE()) {
		t.Error("moments of nothing are numbers")
	}
	m.Add(3)
	if m.Mean() != 3 || !math.IsNaN(m.Variance()) {
		t.Errorf("moments of 3: %v, %v", m.Mean(), m.Variance())
	}
	mustPanic(t, func() { m.Add(2e154) })
	if m.Mean() != 3 {
		t.Error("a refused value left a trace")
	}
	m = Moments{}
	for range 3 {
		m.Add(1.1e-170) // the square is subnormal
	}
	if v := m.Variance(); v < 0 || v > 1e-320 {
		t.Errorf("variance of tiny equal values: %v", v)
	}
}
