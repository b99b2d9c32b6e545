package analysis

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// T is Student's t test of two means with equal variances.
//
//	t = (x̄₁ − x̄₀ − margin)/(s·√(1/n₁ + 1/n₀)),  df = n₁ + n₀ − 2
//
// with s² the pooled variance [student1908].
type T struct{}

var _ = Kinds.Add("t", &T{})

// Check finds nothing to object to.
func (*T) Check(*spec.Problems) {}

// Fit accepts continuous endpoints.
func (*T) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Continuous {
		return unfit(p, t, "for a binary endpoint use chi_square or fisher, for a survival endpoint log_rank")
	}
	return MeanDifference
}

// New makes an analyzer of means.
func (*T) New(h *Hypothesis, s Shape) Analyzer {
	a := newTMeans(h, s)
	return &a
}

func newTMeans(h *Hypothesis, s Shape) tMeans {
	return tMeans{
		means: newMeans(h, s),
		crit:  make([]float64, s.Patients+1),
		laws:  make([]student, min(s.Patients+1, studentMost)),
	}
}

// tMeans compares means by Student's t.
type tMeans struct {
	means
	crit []float64 // by degrees of freedom: quantile of the interval, 0 when not yet needed
	laws []student // by degrees of freedom, empty when not yet needed
}

// Analyze compares the means of each pair.
func (a *tMeans) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.collect(s)
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		if !a.compare(pair, e) {
			continue
		}
		df := int(e.N) - 2
		square := a.square[pair.Treated] + a.square[pair.Control]
		if df < 1 || square <= 0 {
			e.fail(ZeroVariance)
			continue
		}
		e.SE = math.Sqrt(square / float64(df) / e.Info)
		a.compareT(e, df)
	}
}

// compareT fills all that follows from the estimate and its standard error.
func (a *tMeans) compareT(e *Evidence, df int) {
	e.Half = a.quantile(df) * e.SE
	if a.h.Alternative == Equivalence {
		e.equivalent(a.test(e, a.h.Margins.Low, df), a.test(e, a.h.Margins.High, df))
		return
	}
	d := a.test(e, a.h.Margin, df)
	e.normal(d.z, a.h.Alternative)
	e.Statistic = d.statistic
}

// test is t at a margin.
func (a *tMeans) test(e *Evidence, margin float64, df int) deviate {
	t := (e.Estimate - margin) / e.SE
	return deviate{t, a.deviate(t, df)}
}

// quantile is the t quantile of the confidence interval.
func (a *tMeans) quantile(df int) float64 {
	if a.crit[df] == 0 {
		a.crit[df] = -num.StudentQuantile(a.h.Tail(), float64(df))
	}
	return a.crit[df]
}

// deviate is the normal deviate with the tail probability of t.
func (a *tMeans) deviate(t float64, df int) float64 {
	if df >= len(a.laws) {
		return num.StudentZ(t, float64(df))
	}
	law := &a.laws[df]
	if law.df == 0 {
		law.fit(float64(df))
	}
	return law.z(t)
}
