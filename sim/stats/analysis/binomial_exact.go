package analysis

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// BinomialExact is the exact binomial test of the probability in one arm.
//
//	greater    p = P(X ≥ x),  less  p = P(X ≤ x),  X ~ Binomial(n, p0)
//	two-sided  p = Σ P(X = k) over k with P(X = k) ≤ P(X = x)·(1 + 10⁻⁷)
//
// The estimate is x/n − p0, with the standard error √(x/n·(1 − x/n)/n). Statistic is
// x [clopper1934].
type BinomialExact struct {
	// P0 is the probability under the null hypothesis.
	P0 float64 `toml:"p0,required" range:"(0,1)"`
}

var _ = Kinds.Add("binomial_exact", &BinomialExact{})

// Check finds nothing to object to.
func (*BinomialExact) Check(*spec.Problems) {}

// Null is p0.
func (b *BinomialExact) Null() float64 { return b.P0 }

// Fit accepts binary endpoints without margin.
func (*BinomialExact) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Binary {
		return unfit(p, t, "for one mean use one_sample_t")
	}
	noMargin(p, margin, "p0 is the value of the null hypothesis: add the margin to it")
	return RiskDifference
}

// New makes an analyzer of successes.
func (b *BinomialExact) New(h *Hypothesis, s Shape) Analyzer { return newTables(b, h, s) }

func (b *BinomialExact) test(t table, h *Hypothesis, e *Evidence) {
	n, odds := t.n1, b.P0/(1-b.P0)
	mode := min(int32(float64(n+1)*b.P0), n)
	up := func(k int32) float64 { return float64(n-k) / float64(k+1) * odds }
	down := func(k int32) float64 { return float64(k) / float64(n-k+1) / odds }

	// Weights relative to the mode, so that none overflows; first the observed
	// number's.
	own := 1.0
	for k := mode; k < t.x1; k++ {
		own = float64(own * up(k))
	}
	for k := mode; k > t.x1; k-- {
		own = float64(own * down(k))
	}
	var sums tails
	w := 1.0
	for k := mode; ; k++ {
		sums.add(k, t.x1, w, own)
		if k == n {
			break
		}
		w = float64(w * up(k))
	}
	w = 1
	for k := mode; k > 0; k-- {
		w = float64(w * down(k))
		sums.add(k-1, t.x1, w, own)
	}
	e.Statistic = float64(t.x1)
	e.sum(&sums, own, 0, h.Alternative)
}
