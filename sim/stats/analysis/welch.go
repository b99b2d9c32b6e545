package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Welch is Welch's t test of two means with unequal variances.
//
//	t = (x̄₁ − x̄₀ − margin)/√(v₁ + v₀),  vᵢ = sᵢ²/nᵢ
//	df = (v₁ + v₀)²/(v₁²/(n₁ − 1) + v₀²/(n₀ − 1))
//
// with sᵢ² the variance in the arm [welch1947] [satterthwaite1946]. Both arms need
// two patients. The interval has the t quantile of those degrees of freedom.
type Welch struct{}

var _ = Kinds.Add("welch", &Welch{})

// Check finds nothing to object to.
func (*Welch) Check(*spec.Problems) {}

// Fit accepts continuous endpoints.
func (*Welch) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return (*T)(nil).Fit(t, margin, p)
}

// New makes an analyzer of means.
func (*Welch) New(h *Hypothesis, s Shape) Analyzer {
	return &welchMeans{means: newMeans(h, s), quantile: newQuantiles(h.Tail())}
}

// welchMeans compares means by Welch's t.
type welchMeans struct {
	means
	quantile quantiles
}

// Analyze compares the means of each pair.
func (a *welchMeans) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.collect(s)
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		if !a.compare(pair, e) {
			continue
		}
		n1, n0 := a.n[pair.Treated], a.n[pair.Control]
		square1, square0 := a.square[pair.Treated], a.square[pair.Control]
		if n1 < 2 || n0 < 2 || square1+square0 <= 0 {
			e.fail(ZeroVariance)
			continue
		}
		v1, v0 := square1/(n1-1)/n1, square0/(n0-1)/n0
		e.SE = math.Sqrt(v1 + v0)
		// By shares of the variance, so that nothing can overflow.
		c1, c0 := v1/(v1+v0), v0/(v1+v0)
		df := 1 / (float64(c1*c1)/(n1-1) + float64(c0*c0)/(n0-1))
		e.Half = a.quantile.at(df) * e.SE
		a.test(e, df)
	}
}

// test compares t with its law.
func (a *welchMeans) test(e *Evidence, df float64) {
	if a.h.Alternative == Equivalence {
		e.equivalent(a.deviate(e, a.h.Margins.Low, df), a.deviate(e, a.h.Margins.High, df))
		return
	}
	d := a.deviate(e, a.h.Margin, df)
	e.normal(d.z, a.h.Alternative)
	e.Statistic = d.statistic
}

// deviate is t at a margin.
func (*welchMeans) deviate(e *Evidence, margin, df float64) deviate {
	t := (e.Estimate - margin) / e.SE
	return deviate{t, num.StudentZ(t, df)}
}

// quantiles are upper quantiles of Student's law for one tail probability and any
// number of degrees of freedom: num.StudentQuantile at a fraction of its price.
//
// The quantile is a smooth function of 1/df. From quantilesFrom degrees of freedom
// on it is replaced by the polynomial in 1/df through its values at 16 Chebyshev
// points, in Newton's form, with an error below 10⁻¹¹; below that by
// num.StudentQuantile itself.
type quantiles struct {
	tail float64
	c    [studentNodes]float64
}

const quantilesFrom = 8

func newQuantiles(tail float64) quantiles {
	q := quantiles{tail: tail}
	for i, y := range chebyshev {
		q.c[i] = -num.StudentQuantile(tail, 2*quantilesFrom/(1+y))
	}
	differences(&q.c)
	return q
}

// at is the quantile for df degrees of freedom.
func (q *quantiles) at(df float64) float64 {
	if df < quantilesFrom {
		return -num.StudentQuantile(q.tail, df)
	}
	return newton(&q.c, 2*quantilesFrom/df-1)
}
