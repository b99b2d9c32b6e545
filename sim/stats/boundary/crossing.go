package boundary

import (
	"math"

	"simrun/sim/base/num"
)

// Crossing says where a group-sequential trial ends, for one drift.
type Crossing struct {
	// Upper and Lower are the probabilities that the process first leaves
	// its bounds at each look, upward and downward.
	Upper, Lower []float64

	// Information is the expected fraction of the information when the trial
	// ends; all of what the last look has if it leaves at none before.
	Information float64
}

// Above returns the probability of ever leaving upward: the power.
func (c Crossing) Above() float64 { return sum(c.Upper) }

// Below returns the probability of ever leaving downward.
func (c Crossing) Below() float64 { return sum(c.Lower) }

func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}

// Cross returns how a trial ends that looks at the given information fractions,
// which must increase from above 0, with the given bounds on z. lower may be
// nil: no lower bounds. drift is the mean of z at fraction 1, θ √I_max.
func Cross(fractions, lower, upper []float64, drift float64) Crossing {
	n := len(fractions)
	c := Crossing{Upper: make([]float64, n), Lower: make([]float64, n)}
	steps := NewRecursion(n)
	steps.Reset(drift)
	for k, t := range fractions {
		l := math.Inf(-1)
		if lower != nil {
			l = lower[k]
		}
		before := steps.Inside()
		c.Lower[k], c.Upper[k] = steps.Advance(t, l, upper[k])
		ended := c.Lower[k] + c.Upper[k]
		if k == n-1 {
			ended = before
		}
		c.Information += float64(ended * t)
	}
	return c
}

// Mirror returns the lower bounds of a symmetric two-sided test.
func Mirror(upper []float64) []float64 {
	lower := make([]float64, len(upper))
	for k, b := range upper {
		lower[k] = -b
	}
	return lower
}

// Drift returns the drift at which a trial leaves upward with the given
// probability, more than that at drift 0 and less than 1, and whether there is
// one between 0 and 38.
func Drift(fractions, lower, upper []float64, power float64) (float64, bool) {
	return num.Root(func(drift float64) float64 {
		return Cross(fractions, lower, upper, drift).Above() - power
	}, 0, farthest, 1e-12)
}

// Inflation returns the factor by which the information of a fixed-sample test
// must be multiplied for the looks and bounds to have its power, toward the
// effect assumed, and whether it exists:
//
//	(Drift / (z_tail + z_(1−power)))²
//
// ([jennison2000] section 2.3, there called R). lower are the futility bounds
// of a one-sided plan, or nil; a two-sided plan has its own.
func Inflation(plan Plan, lower, upper []float64, power float64) (factor float64, ok bool) {
	if plan.TwoSided {
		lower = Mirror(upper)
	}
	drift, ok := Drift(plan.Fractions, lower, upper, power)
	fixed := num.NormalSurvivalQuantile(plan.Tail()) + num.NormalSurvivalQuantile(1-power)
	ratio := drift / fixed
	return float64(ratio * ratio), ok
}
