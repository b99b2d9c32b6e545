package dist

import "simrun/sim/base/spec"

// Constant is the law of a value that is certain.
//
//	P(X = value) = 1
//
// Its variance is 0. With value = 0 it stands for a covariate or a time that is
// the same for everybody [johnson2005, ch. 1].
type Constant struct {
	// Value is what every patient gets.
	Value spec.Number `toml:"value,required"`

	value float64
}

var _ = Kinds.Add("constant", &Constant{})

// Check has nothing to add: every value will do.
func (c *Constant) Check(*spec.Problems) {}

// Prepare takes over the value.
func (c *Constant) Prepare(draws []float64) { c.value = c.Value.At(draws) }

// Quantile is the value.
func (c *Constant) Quantile(float64) float64 { return c.value }

// CDF steps from 0 to 1 at the value.
func (c *Constant) CDF(x float64) float64 {
	if x < c.value {
		return 0
	}
	return 1
}

// Mean is the value.
func (c *Constant) Mean() float64 { return c.value }

// Variance is 0.
func (c *Constant) Variance() float64 { return 0 }

// Discrete is true.
func (c *Constant) Discrete() bool { return true }
