package dist

import "simrun/sim/base/spec"

// rated is a law of events whose rate can be multiplied.
type rated interface {
	Dist
	// blank is a law of the same kind, to be set by rescale.
	blank() rated
	// rescale makes the receiver the prepared law of with its rate times by.
	rescale(of rated, by float64)
}

// relativeRate is a law of events whose rate is a multiple of a base's.
type relativeRate struct {
	rated    // its own law
	base     rated
	declared *spec.Number
}

// scaleRate returns the unprepared law of the form over a base, which may be
// of this form itself.
func scaleRate(base rated, ratio *spec.Number) *relativeRate {
	if other, ok := base.(*relativeRate); ok {
		base = other.rated
	}
	return &relativeRate{rated: base.blank(), base: base, declared: ratio}
}

// Check has nothing to add.
func (l *relativeRate) Check(*spec.Problems) {}

// Prepare makes its own law of the base's, which has been prepared.
func (l *relativeRate) Prepare(draws []float64) { l.rescale(l.base, l.declared.At(draws)) }

// Variance is that of its own law.
func (l *relativeRate) Variance() float64 { return Variance(l.rated) }

// Discrete is true.
func (l *relativeRate) Discrete() bool { return true }
