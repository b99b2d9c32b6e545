package dist

import "simrun/sim/base/spec"

// Bernoulli is the law of a yes or no, 1 with probability p and otherwise 0.
//
//	P(X = 1) = p,  P(X = 0) = 1 − p,  mean = p,  variance = p·(1 − p)
//
// The uniform numbers above 1 − p give 1 [johnson2005, ch. 3].
type Bernoulli struct {
	// P is the probability of 1.
	P spec.Number `toml:"p,required" range:"[0,1]"`

	coin
}

var _ = Kinds.Add("bernoulli", &Bernoulli{})

// Check has nothing to add: the range of p says it all.
func (b *Bernoulli) Check(*spec.Problems) {}

// Prepare takes over p.
func (b *Bernoulli) Prepare(draws []float64) { b.toss(b.P.At(draws)) }

// span is the smallest and the largest p that may be drawn.
func (b *Bernoulli) span() (lo, hi float64) { return Span(b.P) }

// binary is a law of 0 and 1, with the range of its probability over all draws.
type binary interface {
	Discrete
	span() (lo, hi float64)
}

// coin is the behavior of every law of 0 and 1.
type coin struct{ p, q float64 }

// toss sets the probability of 1.
func (c *coin) toss(p float64) { c.p, c.q = p, 1-p }

// Quantile is 1 for u > 1 − p, else 0.
func (c *coin) Quantile(u float64) float64 {
	if u > c.q {
		return 1
	}
	return 0
}

// CDF steps by 1 − p at 0 and by p at 1.
func (c *coin) CDF(x float64) float64 {
	switch {
	case x < 0:
		return 0
	case x < 1:
		return c.q
	}
	return 1
}

// Mean is p.
func (c *coin) Mean() float64 { return c.p }

// Variance is p·(1 − p).
func (c *coin) Variance() float64 { return c.p * c.q }

// Discrete is true.
func (c *coin) Discrete() bool { return true }
