package correlation

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Exponential is a correlation that decays with the time between two visits.
//
//	corr(Yᵢ, Yⱼ) = rho^(|tᵢ − tⱼ|/per)
//
// [diggle2002, ch. 4].
type Exponential struct {
	// Rho is the correlation of two visits that lie per apart.
	Rho float64 `toml:"rho,required" range:"(0,1)"`
	// Per is that time.
	Per float64 `toml:"per,required" range:"(0,inf)"`
}

var _ = Kinds.Add("exponential", &Exponential{})

// Check has nothing to add: the ranges say it all.
func (*Exponential) Check(*spec.Problems) {}

// Matrix has the powers of rho.
func (c *Exponential) Matrix(visits []float64, _ *spec.Problems) [][]float64 {
	return matrix(len(visits), func(i, j int) float64 {
		return num.Pow(c.Rho, (visits[i]-visits[j])/c.Per)
	})
}
