package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// restricted are the two proportions that make a table most probable among those
// with p₁ − p₀ = margin. p₀ is the only zero of the likelihood's slope,
//
//	x₀/p₀ − y₀/(1 − p₀) + x₁/p₁ − y₁/(1 − p₁),  p₁ = p₀ + margin
//
// with yᵢ = nᵢ − xᵢ, or the end of its range where there is none. The slope falls
// everywhere, so Newton's steps within a shrinking bracket find it to the last
// digits.
//
// Note: the zero also solves a cubic equation with a closed form; it needs a cosine
// and its inverse, and loses half of the digits where two zeros are close.
func restricted(t table, margin float64) (p1, p0 float64) {
	if margin == 0 {
		p := float64(t.x1+t.x0) / float64(t.n1+t.n0)
		return p, p
	}
	if margin < 0 {
		// Exchanged arms give exactly the exchanged result.
		p0, p1 = restricted(table{t.x0, t.n0, t.x1, t.n1}, -margin)
		return p1, p0
	}
	lo, hi := 0.0, 1-margin // of p₀
	at := func(p0 float64) (slope, curvature float64) {
		s1, c1 := slopeOf(t.x1, t.n1, p0+margin, 1-margin-p0)
		s0, c0 := slopeOf(t.x0, t.n0, p0, 1-p0)
		return s1 + s0, c1 + c0
	}
	if s, _ := at(lo); s <= 0 {
		return margin, 0
	}
	if s, _ := at(hi); s >= 0 {
		return 1, hi
	}
	p := (float64(t.x1+t.x0) - float64(margin*float64(t.n1))) / float64(t.n1+t.n0)
	for range 200 {
		if !(p > lo && p < hi) {
			p = lo + float64(0.5*(hi-lo))
		}
		slope, curvature := at(p)
		if slope > 0 {
			lo = p
		} else {
			hi = p
		}
		step := slope / curvature
		if math.Abs(step) <= 0x1p-53*p || hi-lo <= 0x1p-53*hi {
			break
		}
		p -= step
	}
	return p + margin, p
}

// slopeOf is the slope of the log likelihood of x among n at p = 1 − q, and the
// slope of that.
func slopeOf(x, n int32, p, q float64) (slope, curvature float64) {
	if x > 0 {
		a := float64(x) / p
		slope, curvature = a, -a/p
	}
	if x < n {
		b := float64(n-x) / q
		slope, curvature = slope-b, curvature-b/q
	}
	return slope, curvature
}

// score tests the risk difference of a table by the score at the margins. factor
// multiplies the variance.
func (t table) score(h *Hypothesis, factor float64, e *Evidence) {
	if h.Alternative == Equivalence {
		low, okLow := t.scoreAt(h.Margins.Low, factor, e.Estimate)
		high, okHigh := t.scoreAt(h.Margins.High, factor, e.Estimate)
		if okLow && okHigh {
			e.equivalent(deviate{low, low}, deviate{high, high})
			return
		}
	} else if z, ok := t.scoreAt(h.Margin, factor, e.Estimate); ok {
		e.normal(z, h.Alternative)
		return
	}
	e.fail(OneCategory)
}

// scoreAt is the score at a margin over its standard deviation, and whether that
// is positive.
func (t table) scoreAt(margin, factor, estimate float64) (float64, bool) {
	p1, p0 := restricted(t, margin)
	variance := float64(p1*(1-p1))/float64(t.n1) + float64(p0*(1-p0))/float64(t.n0)
	return (estimate - margin) / math.Sqrt(factor*variance), variance > 0
}

// fitScore is the Fit of score tests of a risk difference.
func fitScore(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Binary {
		return unfit(p, t, "for a continuous endpoint use t, for a survival endpoint log_rank")
	}
	if !(margin > -1 && margin < 1) {
		p.At("margin").Report("one of 10 percentage points is 0.1", "is no difference of two probabilities: %v", margin)
	}
	return RiskDifference
}
