package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// NegativeBinomial is the law of a number of events whose rate differs among
// patients by a gamma law.
//
//	P(X = k) = Γ(k + r)/(k!·Γ(r))·pʳ·(1 − p)ᵏ,  r = 1/dispersion,  p = 1/(1 + mean·dispersion)
//
// The variance is mean + dispersion·mean² [johnson2005, ch. 5].
type NegativeBinomial struct {
	// Expected is the expected number of events.
	Expected spec.Number `toml:"mean,required" range:"(0,inf)"`
	// Dispersion is the squared coefficient of variation of the patients' rates.
	Dispersion spec.Number `toml:"dispersion,required" range:"(0,inf)"`

	mean, dispersion, size, p, q float64
	countTable
}

var _ = Kinds.Add("negative_binomial", &NegativeBinomial{})

// Check has nothing to add: the ranges say it all.
func (l *NegativeBinomial) Check(*spec.Problems) {}

// Prepare tables the law.
func (l *NegativeBinomial) Prepare(draws []float64) {
	l.set(l.Expected.At(draws), l.Dispersion.At(draws))
}

func (l *NegativeBinomial) set(mean, dispersion float64) {
	l.mean, l.dispersion = mean, dispersion
	scaled := float64(mean * dispersion)
	l.size, l.p, l.q = 1/dispersion, 1/(1+scaled), scaled/(1+scaled)
	l.fill(l)
}

// Mean is the mean.
func (l *NegativeBinomial) Mean() float64 { return l.mean }

// Variance is mean + dispersion·mean².
func (l *NegativeBinomial) Variance() float64 {
	return l.mean + float64(l.dispersion*l.mean*l.mean)
}

// exact is I_p(r, k + 1), by the smaller of p and q for its digits.
func (l *NegativeBinomial) exact(k float64) float64 {
	if l.q < 0.5 {
		return num.IncBetaComplement(k+1, l.size, l.q)
	}
	return num.IncBeta(l.size, k+1, l.p)
}

func (l *NegativeBinomial) ratio(k float64) float64 { return (k + l.size) / (k + 1) * l.q }

func (l *NegativeBinomial) rescale(of rated, by float64) {
	base := of.(*NegativeBinomial)
	l.set(base.mean*by, base.dispersion)
}

func (l *NegativeBinomial) blank() rated { return &NegativeBinomial{} }
