package dist

import (
	"math"
	"math/rand/v2"
	"testing"

	"simrun/sim/base/spec"
)

// The quantile at a factor is that of the law whose mean is times the factor: the
// smallest count whose exact probability reaches u.
func TestQuantileTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		mean, dispersion, factor := math.Exp(8*r.Float64()-4), math.Exp(4*r.Float64()-3), math.Exp(6*r.Float64()-3)
		u := r.Float64()
		laws := [][2]Dist{
			{&Poisson{Rate: spec.Const(mean)}, &Poisson{Rate: spec.Const(mean * factor)}},
			{
				&NegativeBinomial{Expected: spec.Const(mean), Dispersion: spec.Const(dispersion)},
				&NegativeBinomial{Expected: spec.Const(mean * factor), Dispersion: spec.Const(dispersion)},
			},
		}
		for _, pair := range laws {
			pair[0].Prepare(nil)
			pair[1].Prepare(nil)
			k := pair[0].(Counted).QuantileTimes(u, factor)
			const digits = 1e-12 // of the CDF
			if at, below := pair[1].CDF(k), pair[1].CDF(k-1); at < u-digits || below > u+digits {
				t.Fatalf("%T mean %v factor %v: quantile %v at %v, where the CDF goes from %v to %v", pair[0], mean, factor, k, u, below, at)
			}
		}
	}
}

// Additional zeros stay what they are, whatever the factor; a factor 1 is the table.
func TestQuantileTimesOfMoreZeros(t *testing.T) {
	l := &ZeroInflated{Zero: spec.Const(0.3), Of: spec.Of[Dist]{Name: "poisson", Value: &Poisson{Rate: spec.Const(2)}}}
	l.Prepare(nil)
	for _, u := range []float64{0.01, 0.3, 0.31, 0.5, 0.9, 0.999} {
		if got, want := l.QuantileTimes(u, 1), l.Quantile(u); got != want {
			t.Errorf("at %v: %v, want %v", u, got, want)
		}
		if u <= 0.3 && l.QuantileTimes(u, 50) != 0 {
			t.Errorf("at %v: no zero", u)
		}
	}
}

// Proportional odds multiply the odds of exceeding every level, and go back with
// the inverse ratio.
func TestProportionalOdds(t *testing.T) {
	base := &Categorical{}
	for i, w := range []float64{5, 3, 2, 1} {
		base.Levels = append(base.Levels, spec.Named[spec.Number]{Name: string(rune('a' + i)), Value: spec.Const(w)})
	}
	base.Prepare(nil)
	ratio := spec.Const(1.7)
	l := &relativeOrder{base: base, declared: &ratio}
	l.Prepare(nil)
	for k := range 3 {
		p, q := 1-base.CDF(float64(k)), 1-l.CDF(float64(k))
		if got := q / (1 - q) / (p / (1 - p)); math.Abs(got-1.7) > 1e-12 {
			t.Errorf("odds ratio above level %d: %v", k, got)
		}
		at := l.CDF(float64(k))
		if got := [2]float64{l.Quantile(at * (1 - 1e-9)), l.Quantile(at * (1 + 1e-9))}; got != [2]float64{float64(k), float64(k + 1)} {
			t.Errorf("quantiles around F(%d): %v", k, got)
		}
	}
	mean, square := 0.0, 0.0
	for k := range 4 {
		mass := l.CDF(float64(k)) - l.CDF(float64(k-1))
		mean += float64(k) * mass
		square += float64(k*k) * mass
	}
	if math.Abs(mean-l.Mean()) > 1e-12 || math.Abs(square-mean*mean-l.Variance()) > 1e-12 {
		t.Errorf("mean %v, variance %v, want %v, %v", l.Mean(), l.Variance(), mean, square-mean*mean)
	}
}
