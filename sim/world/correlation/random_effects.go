package correlation

import (
	"math"

	"simrun/sim/base/spec"
)

// RandomEffects is the correlation of patients who each have a level and a course
// of their own: a random intercept, a random slope in time, and a residual.
//
//	Y(t) = mean(t) + A + B·t + ε
//	cov(Y(s), Y(t)) = intercept_sd² + correlation·intercept_sd·slope_sd·(s + t) + slope_sd²·s·t, and residual_sd² on top when s = t
//
// [laird1982]. The standard deviation of each visit follows from it, so that the
// endpoint gives no sd.
type RandomEffects struct {
	// InterceptSD is the standard deviation of the intercepts, at time 0.
	InterceptSD float64 `toml:"intercept_sd,required" range:"[0,inf)"`
	// SlopeSD is the standard deviation of the slopes, per time unit.
	SlopeSD float64 `toml:"slope_sd" range:"[0,inf)"`
	// Correlation is that of intercept and slope.
	Correlation float64 `toml:"correlation" range:"[-1,1]"`
	// ResidualSD is the standard deviation of what differs from visit to visit.
	ResidualSD float64 `toml:"residual_sd,required" range:"(0,inf)"`
}

var _ = Kinds.Add("random_effects", &RandomEffects{})

// Check has nothing to add: the ranges say it all.
func (*RandomEffects) Check(*spec.Problems) {}

// shared is the covariance of two visits without the residual.
func (c *RandomEffects) shared(s, t float64) float64 {
	cross := c.Correlation * c.InterceptSD * c.SlopeSD
	return float64(c.InterceptSD*c.InterceptSD) + float64(cross*(s+t)) + float64(c.SlopeSD*c.SlopeSD*s*t)
}

// SD is the root of the variances.
func (c *RandomEffects) SD(visits []float64) []float64 {
	sd := make([]float64, len(visits))
	for i, t := range visits {
		sd[i] = math.Sqrt(c.shared(t, t) + float64(c.ResidualSD*c.ResidualSD))
	}
	return sd
}

// Matrix has the covariances over the standard deviations.
func (c *RandomEffects) Matrix(visits []float64, _ *spec.Problems) [][]float64 {
	sd := c.SD(visits)
	return matrix(len(visits), func(i, j int) float64 {
		return c.shared(visits[i], visits[j]) / (sd[i] * sd[j])
	})
}
