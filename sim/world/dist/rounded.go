package dist

import (
	"math"

	"simrun/sim/base/spec"
)

// Rounded is another law's value, rounded to a multiple of a step.
//
//	X = step·⌊Y/step + ½⌋
//
// Ties go up. So a continuous law becomes that of a score in whole points
// [tricker1984].
type Rounded struct {
	// Of is the law that is rounded.
	Of spec.Of[Dist] `toml:"of,required"`
	// Step is the distance between neighboring values.
	Step float64 `toml:"step,required" range:"(0,inf)"`

	base Dist
}

var _ = Kinds.Add("rounded", &Rounded{})

// Check reports a law whose values are not numbers to round.
func (l *Rounded) Check(p *spec.Problems) { checkNumeric(p.At("of"), l.Of) }

// Prepare prepares the law.
func (l *Rounded) Prepare(draws []float64) {
	l.Of.Value.Prepare(draws)
	l.base = l.Of.Value
}

// Quantile is that of the base, rounded.
func (l *Rounded) Quantile(u float64) float64 {
	return l.Step * math.Floor(l.base.Quantile(u)/l.Step+0.5)
}

// CDF is the probability that the base stays below the middle above x.
func (l *Rounded) CDF(x float64) float64 {
	// A multiple of step that was rounded itself still counts as one.
	k := math.Floor(x/l.Step + 1e-9)
	return l.base.CDF(justBelow((k + 0.5) * l.Step))
}

// Mean is Σ x·P(X = x).
func (l *Rounded) Mean() float64 {
	return expectation(l, nil, func(x float64) float64 { return x })
}

// Discrete is true.
func (l *Rounded) Discrete() bool { return true }
