package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Fisher is Fisher's exact test of two proportions: conditional on both margins
// the count x₁ is hypergeometric.
//
//	greater    p = P(X ≥ x₁),  less  p = P(X ≤ x₁)
//	two-sided  p = Σ P(X = k) over k with P(X = k) ≤ P(X = x₁)·(1 + 10⁻⁷)
//
// [fisher1935]. With mid_p half of the probability of the observed table is
// left out [lancaster1961]. Statistic is x₁.
type Fisher struct {
	// MidP counts the observed table half.
	MidP bool `toml:"mid_p"`
}

var _ = Kinds.Add("fisher", &Fisher{})

// Check finds nothing to object to.
func (*Fisher) Check(*spec.Problems) {}

// Fit accepts binary endpoints without margin.
func (*Fisher) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return fitBinary(t, margin, p)
}

// New makes an analyzer of two-by-two tables.
func (f *Fisher) New(h *Hypothesis, s Shape) Analyzer { return newTables(f, h, s) }

// slack is how much more probable than the observed table another may be and
// still count as equally probable: two tables of equal probability differ by
// rounding only.
const slack = 1 + 1e-7

func (f *Fisher) test(t table, h *Hypothesis, e *Evidence) {
	g := hypergeometric{t.n1, t.n0, t.x1 + t.x0}
	lo, hi, mode := g.support()

	// Weights relative to the mode, so that none overflows; first the observed
	// table's.
	own := 1.0
	for k := mode; k < t.x1; k++ {
		own = float64(own * g.up(k))
	}
	for k := mode; k > t.x1; k-- {
		own = float64(own * g.down(k))
	}
	var sums tails
	w := 1.0
	for k := mode; ; k++ {
		sums.add(k, t.x1, w, own)
		if k == hi {
			break
		}
		w = float64(w * g.up(k))
	}
	w = 1
	for k := mode; k > lo; k-- {
		w = float64(w * g.down(k))
		sums.add(k-1, t.x1, w, own)
	}
	here, there := own, 0.0
	if f.MidP {
		here, there = own/2, own/2
	}
	e.Statistic = float64(t.x1)
	e.sum(&sums, here, there, h.Alternative)
}

// sum fills P and Z from sums of weights. The observed value's share on either
// side is given: all of it here and none there, or half and half.
func (e *Evidence) sum(s *tails, here, there float64, a Alternative) {
	total := s.total()
	switch a {
	case Greater:
		e.tails((here+s.above)/total, (there+s.below)/total, e.Estimate, Greater)
	case Less:
		e.tails((here+s.below)/total, (there+s.above)/total, e.Estimate, Less)
	default:
		// Added up like the numerator, so that p is exactly 1 when all count.
		total = here + s.unlikely + (there + s.likely)
		e.tails((here+s.unlikely)/total, (there+s.likely)/total, e.Estimate, TwoSided)
	}
}

// tails are sums of weights over the tables of given margins: below and above
// the observed one, and the observed one itself. Those below and above are also
// split into unlikely, no more probable than the observed one, and likely.
type tails struct{ below, observed, above, unlikely, likely float64 }

func (s *tails) add(k, x int32, w, own float64) {
	switch {
	case k == x:
		s.observed += w
		return
	case k < x:
		s.below += w
	default:
		s.above += w
	}
	if w <= own*slack {
		s.unlikely += w
	} else {
		s.likely += w
	}
}

func (s *tails) total() float64 { return s.below + s.observed + s.above }

// hypergeometric is the law of the successes among n₁ when m of n₁ + n₀ succeed.
type hypergeometric struct{ n1, n0, m int32 }

// support is the smallest, the largest and the most probable value.
func (g hypergeometric) support() (lo, hi, mode int32) {
	lo, hi = max(0, g.m-g.n0), min(g.n1, g.m)
	mode = int32(int64(g.n1+1) * int64(g.m+1) / int64(g.n1+g.n0+2))
	return lo, hi, min(max(mode, lo), hi)
}

// up is P(k + 1)/P(k).
func (g hypergeometric) up(k int32) float64 {
	return float64(g.n1-k) * float64(g.m-k) / (float64(k+1) * float64(g.n0-g.m+k+1))
}

// down is P(k − 1)/P(k).
func (g hypergeometric) down(k int32) float64 {
	return float64(k) * float64(g.n0-g.m+k) / (float64(g.n1-k+1) * float64(g.m-k+1))
}
