package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Binomial is the law of the number of successes in n independent tries.
//
//	P(X = k) = n!/(k!·(n − k)!)·pᵏ·(1 − p)ⁿ⁻ᵏ,  mean = n·p,  variance = n·p·(1 − p)
//
// It suits a score that counts items [johnson2005, ch. 3].
type Binomial struct {
	// N is the number of tries.
	N int `toml:"n,required" range:"[1,1e9]"`
	// P is the probability of success in each.
	P spec.Number `toml:"p,required" range:"[0,1]"`

	p, q float64
	countTable
}

var _ = Kinds.Add("binomial", &Binomial{})

// Check has nothing to add: the ranges say it all.
func (l *Binomial) Check(*spec.Problems) {}

// Prepare tables the law.
func (l *Binomial) Prepare(draws []float64) {
	l.p = l.P.At(draws)
	l.q = 1 - l.p
	l.fill(l)
}

// Mean is n·p.
func (l *Binomial) Mean() float64 { return float64(l.N) * l.p }

// Variance is n·p·(1 − p).
func (l *Binomial) Variance() float64 { return float64(l.N) * l.p * l.q }

func (l *Binomial) exact(k float64) float64 {
	return num.BinomialCDF(int(min(k, float64(l.N))), l.N, l.p)
}

// ratio is 0 at n, where the law ends; for p = 1 only n itself has mass.
func (l *Binomial) ratio(k float64) float64 {
	if k >= float64(l.N) {
		return 0
	}
	if l.q == 0 {
		return math.Inf(1)
	}
	return (float64(l.N) - k) / (k + 1) * (l.p / l.q)
}
