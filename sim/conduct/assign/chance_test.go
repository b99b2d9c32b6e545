package assign

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

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
		panic("assign: nothing to compare")
	}
	return distuv.ChiSquared{K: df}.Survival(x2)
}
