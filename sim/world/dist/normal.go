package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Normal is the Gaussian law.
//
//	F(x) = Φ((x − mean)/sd)
//
// Φ is the standard normal distribution function [johnson1994, ch. 13].
type Normal struct {
	// Expected is the mean.
	Expected spec.Number `toml:"mean,required"`
	// SD is the standard deviation.
	SD spec.Number `toml:"sd,required" range:"(0,inf)"`

	mean, sd float64
}

var _ = Kinds.Add("normal", &Normal{})

// Check has nothing to add: the range of sd says it all.
func (n *Normal) Check(*spec.Problems) {}

// Prepare takes over the parameters.
func (n *Normal) Prepare(draws []float64) { n.mean, n.sd = n.Expected.At(draws), n.SD.At(draws) }

// Quantile is mean + sd·Φ⁻¹(u).
func (n *Normal) Quantile(u float64) float64 {
	return float64(n.sd*num.NormalQuantile(u)) + n.mean
}

// Standard is the mean and the standard deviation: Quantile(u) is
// float64(sd·z) + mean with z = num.NormalQuantile(u), to the last bit.
func (n *Normal) Standard() (mean, sd float64) { return n.mean, n.sd }

// CDF is Φ((x − mean)/sd).
func (n *Normal) CDF(x float64) float64 { return num.NormalCDF((x - n.mean) / n.sd) }

// Mean is the mean.
func (n *Normal) Mean() float64 { return n.mean }

// Variance is sd².
func (n *Normal) Variance() float64 { return n.sd * n.sd }

// Survival is Φ((mean − x)/sd).
func (n *Normal) Survival(x float64) float64 { return num.NormalSurvival((x - n.mean) / n.sd) }

// SurvivalQuantile is the x with Survival(x) = q.
func (n *Normal) SurvivalQuantile(q float64) float64 {
	return float64(n.sd*num.NormalSurvivalQuantile(q)) + n.mean
}
