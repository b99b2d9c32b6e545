package tally

import (
	"math"
	"testing"
)

func TestIntsMomentsAgreeWithMoments(t *testing.T) {
	var h Ints
	var m Moments
	for i := range 5000 {
		x := int(int64(i) * int64(i) * 7919 % 40000)
		h.Add(x)
		m.Add(float64(x))
	}
	if h.Mean() != m.Mean() || h.Variance() != m.Variance() || h.SE() != m.SE() {
		t.Errorf("mean, variance, SE are %v, %v, %v, want %v, %v, %v",
			h.Mean(), h.Variance(), h.SE(), m.Mean(), m.Variance(), m.SE())
	}
}

func TestIntsMomentsOfFewIntegers(t *testing.T) {
	var h Ints
	if !math.IsNaN(h.Mean()) || !math.IsNaN(h.Variance()) {
		t.Error("the mean or variance of nothing is a number")
	}
	h.Add(7)
	if h.Mean() != 7 || !math.IsNaN(h.SE()) {
		t.Errorf("mean %v, SE %v of a single 7, want 7 and NaN", h.Mean(), h.SE())
	}
	h.Add(7)
	if h.Variance() != 0 {
		t.Errorf("variance %v of equal integers", h.Variance())
	}
}
