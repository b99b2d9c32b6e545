package accrual

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"simrun/sim/base/spec"
)

// normalLimit is the |z| that a standard normal exceeds with probability p.
func normalLimit(p float64) float64 { return -distuv.UnitNormal.Quantile(p / 2) }

// poissonLaw is the Poisson law over 0, 1, … with the rest in the last bin.
func poissonLaw(mean float64, bins int) []float64 {
	law, rest := make([]float64, bins), 1.0
	for k := range bins - 1 {
		law[k] = distuv.Poisson{Lambda: mean}.Prob(float64(k))
		rest -= law[k]
	}
	law[bins-1] = rest
	return law
}

// chiSquareP is the p-value of counts of n draws under a law, bins that expect
// fewer than 20 being pooled with their neighbors.
func chiSquareP(observed, law []float64, n float64) float64 {
	var x2, o, e float64
	df := -1.0
	for k := range observed {
		o, e = o+observed[k], e+law[k]*n
		left := 0.0
		for _, p := range law[k+1:] {
			left += p * n
		}
		if e >= 20 && (left >= 20 || k == len(law)-1) {
			x2, df = x2+(o-e)*(o-e)/e, df+1
			o, e = 0, 0
		}
	}
	if df < 1 || math.IsNaN(x2) {
		panic("accrual: nothing to compare")
	}
	return distuv.ChiSquared{K: df}.Survival(x2)
}

// decode reads a pattern as a scenario would.
func decode(t *testing.T, text string) []spec.Problem {
	t.Helper()
	node, err := spec.Parse("[a]\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	var a spec.Of[Pattern]
	p := spec.NewProblems()
	spec.Decode(node.Field("a"), &a, p.At("a"))
	return p.List()
}
