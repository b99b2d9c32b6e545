package analysis

import "simrun/sim/base/num"

// tReference turns an estimate and its standard error into evidence by Student's t with a
// whole number of degrees of freedom. What it needs of each number it finds once.
type tReference struct {
	about *Hypothesis
	crit  []float64 // by degrees of freedom: quantile of the interval, 0 when not yet needed
	laws  []student // by degrees of freedom, empty when not yet needed
}

func newTReference(h *Hypothesis, s Shape) tReference {
	return tReference{about: h, crit: make([]float64, s.Patients+1), laws: make([]student, min(s.Patients+1, studentMost))}
}

// compareT fills all that follows from the estimate and its standard error.
func (a *tReference) compareT(e *Evidence, df int) {
	e.Half = a.quantile(df) * e.SE
	h := a.about
	if h.Alternative == Equivalence {
		e.equivalent(a.test(e, h.Margins.Low, df), a.test(e, h.Margins.High, df))
		return
	}
	d := a.test(e, h.Margin, df)
	e.normal(d.z, h.Alternative)
	e.Statistic = d.statistic
}

// test is t at a margin.
func (a *tReference) test(e *Evidence, margin float64, df int) deviate {
	t := (e.Estimate - margin) / e.SE
	return deviate{t, a.deviate(t, df)}
}

// quantile is the t quantile of the confidence interval.
func (a *tReference) quantile(df int) float64 {
	if a.crit[df] == 0 {
		a.crit[df] = -num.StudentQuantile(a.about.Tail(), float64(df))
	}
	return a.crit[df]
}

// deviate is the normal deviate with the tail probability of t.
func (a *tReference) deviate(t float64, df int) float64 {
	if df >= len(a.laws) {
		return num.StudentZ(t, float64(df))
	}
	law := &a.laws[df]
	if law.df == 0 {
		law.fit(float64(df))
	}
	return law.z(t)
}
