package boundary

import (
	"math"
	"testing"
)

func TestCrossingOfOneLook(t *testing.T) {
	c := Cross([]float64{1}, []float64{-1}, []float64{2}, 1.5)
	near(t, "above", c.Above(), math.Erfc(0.5/math.Sqrt2)/2, 1e-15)
	near(t, "below", c.Below(), math.Erfc(2.5/math.Sqrt2)/2, 1e-15)
	near(t, "information", c.Information, 1, 0)
}

// Signs of drift and bounds turn together.
func TestCrossingMirrors(t *testing.T) {
	upper, lower := []float64{3, 2.5, 2}, []float64{-1, 0, 2}
	a := Cross(even(3), lower, upper, 2)
	b := Cross(even(3), Mirror(upper), Mirror(lower), -2)
	for k := range upper {
		near(t, "upper", b.Upper[k], a.Lower[k], 1e-14)
		near(t, "lower", b.Lower[k], a.Upper[k], 1e-14)
	}
	near(t, "total", a.Above()+a.Below(), 1, 1e-13)
	near(t, "information", b.Information, a.Information, 1e-14)
}

func TestExpectedInformation(t *testing.T) {
	c := Cross([]float64{0.5, 1}, []float64{-inf, -inf}, []float64{1, 5}, 0)
	p := math.Erfc(1/math.Sqrt2) / 2
	near(t, "information", c.Information, 0.5*p+(1-p), 1e-14)
}

func TestDriftInvertsPower(t *testing.T) {
	plan := Plan{Alpha: 0.025, TwoSided: false, Fractions: []float64{0.4, 0.7, 1}}
	upper := bounds(t, &Pocock{}, plan).Z
	lower := []float64{-0.5, 0.5, upper[2]}
	for _, power := range []float64{0.03, 0.5, 0.8, 0.9, 0.999} {
		drift, ok := Drift(plan.Fractions, lower, upper, power)
		if !ok {
			t.Fatalf("no drift for power %v", power)
		}
		near(t, "power", Cross(plan.Fractions, lower, upper, drift).Above(), power, 1e-12)
	}
	if _, ok := Drift(plan.Fractions, lower, upper, 0.01); ok {
		t.Error("a drift for less power than alpha")
	}
}

func TestFixedSampleTestHasNoInflation(t *testing.T) {
	for _, two := range []bool{false, true} {
		plan := Plan{Alpha: 0.05, TwoSided: two, Fractions: []float64{1}}
		factor, ok := Inflation(plan, nil, bounds(t, &Pocock{}, plan).Z, 0.8)
		if !ok {
			t.Fatal("no factor")
		}
		near(t, "inflation", factor, 1, 1e-11)
	}
}

func BenchmarkCrossFiveLooks(b *testing.B) {
	upper := spend(&OBrienFleming{}, Plan{Alpha: 0.025, TwoSided: false, Fractions: even(5)}).Z
	for b.Loop() {
		Cross(even(5), nil, upper, 3.3)
	}
}
