package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/stats/analysis"
)

// meansTest is the power of a test of means for given sizes of the arms.
type meansTest interface {
	power(h *analysis.Hypothesis, x normals) float64
	words(x *normals) string
}

// newMeansTest is what is known of a test, nil when that is nothing.
func newMeansTest(test analysis.Test) meansTest {
	switch test := test.(type) {
	case *analysis.Z:
		if test.SD != nil {
			return knownSD{*test.SD}
		}
	case *analysis.T:
		return pooledT{}
	case *analysis.Welch:
		return welchT{}
	case *analysis.OneSampleT:
		return oneT{}
	}
	return nil
}

// knownSD is the z test.
type knownSD struct{ sd float64 }

func (knownSD) words(*normals) string { return "exact, normal distribution" }

func (t knownSD) power(h *analysis.Hypothesis, x normals) float64 {
	if x.n[0] == 0 || x.n[1] == 0 {
		return 0
	}
	mean, sd := x.estimate()
	half := num.NormalSurvivalQuantile(h.Tail()) * t.sd * math.Sqrt(1/x.n[0]+1/x.n[1])
	return beyond(h, mean, sd, half)
}

// pooledT is Student's test of two means.
type pooledT struct{}

func (pooledT) words(x *normals) string {
	if x.variance[0] != x.variance[1] {
		return "exact, by integration over both variances"
	}
	return "exact, noncentral t distribution"
}

func (pooledT) power(h *analysis.Hypothesis, x normals) float64 {
	df := x.n[0] + x.n[1] - 2
	if x.n[0] == 0 || x.n[1] == 0 || df < 1 {
		return 0
	}
	critical := -num.StudentQuantile(h.Tail(), df)
	return x.average(h, true, func(square [2]float64) float64 {
		return critical * math.Sqrt((square[0]+square[1])/df*(1/x.n[0]+1/x.n[1]))
	})
}

// welchT is Welch's test.
type welchT struct{}

func (welchT) words(*normals) string { return "exact, by integration over both variances" }

func (welchT) power(h *analysis.Hypothesis, x normals) float64 {
	if x.n[0] < 2 || x.n[1] < 2 {
		return 0
	}
	return x.average(h, false, func(square [2]float64) float64 {
		v0, v1 := square[0]/(x.n[0]-1)/x.n[0], square[1]/(x.n[1]-1)/x.n[1]
		c0, c1 := v0/(v0+v1), v1/(v0+v1)
		df := 1 / (c0*c0/(x.n[0]-1) + c1*c1/(x.n[1]-1))
		return -num.StudentQuantile(h.Tail(), df) * math.Sqrt(v0+v1)
	})
}

// oneT is Student's test of one mean.
type oneT struct{}

func (oneT) words(*normals) string { return "exact, noncentral t distribution" }

func (oneT) power(h *analysis.Hypothesis, x normals) float64 {
	df := x.n[1] - 1
	if df < 1 {
		return 0
	}
	critical := -num.StudentQuantile(h.Tail(), df)
	null := *h
	null.Margin = 0
	return x.average(&null, false, func(square [2]float64) float64 {
		return critical * math.Sqrt(square[1]/df/x.n[1])
	})
}

// average is the mean probability of a rejection over the sums of squares in the
// arms, of which half makes half the width of the confidence interval.
func (x *normals) average(h *analysis.Hypothesis, pooled bool, half func(square [2]float64) float64) float64 {
	df0, df1 := math.Max(x.n[0]-1, 0), math.Max(x.n[1]-1, 0)
	totals, weights := chiSquare(df0 + df1)
	shares, of := portion(df1, df0)
	if pooled && x.variance[0] == x.variance[1] {
		shares, of = []float64{0}, []float64{1} // only their sum matters
	}
	mean, sd := x.estimate()
	sum := 0.0
	for i, share := range shares {
		// The half width is proportional to the root of the total.
		unit := half([2]float64{x.variance[0] * (1 - share), x.variance[1] * share})
		for j, total := range totals {
			sum += float64(of[i] * weights[j] * beyond(h, mean, sd, unit*math.Sqrt(total)))
		}
	}
	return sum
}
