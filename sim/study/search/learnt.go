package search

import (
	"math"

	"simrun/sim/base/num"
)

// learnt is the line y = a + b·(t − center) of the last fit, on the scales of the
// curve, with the variances and the covariance of a and b.
type learnt struct{ center, a, b, va, cov, vb float64 }

// Band is a figure with its interval of 95 %.
type Band struct{ Value, Lower, Upper float64 }

// At is the figure that the search has learnt for x, from the points around the
// answer: it holds near the answer. All fields are NaN when the search has learnt
// no curve, since an end of the range gave the answer.
func (a *Answer) At(x float64) Band {
	if a.search == nil {
		return Band{math.NaN(), math.NaN(), math.NaN()}
	}
	l := &a.search.last
	t := a.search.abscissa(x) - l.center
	y := l.a + float64(l.b*t)
	half := float64(z95 * math.Sqrt(max(0, l.va+float64(2*t*l.cov)+float64(t*t*l.vb))))
	return Band{a.search.figure(y), a.search.figure(y - half), a.search.figure(y + half)}
}

// figure is the inverse of ordinate.
func (s *search) figure(y float64) float64 {
	switch {
	case s.Probability:
		return num.NormalCDF(y)
	case s.Goal > 0:
		return num.Exp(y)
	}
	return y
}
