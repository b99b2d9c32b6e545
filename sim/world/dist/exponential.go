package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Exponential is the law of a time with constant hazard.
//
//	S(t) = exp(−rate·t),  mean = 1/rate,  median = log 2/rate
//
// Give exactly one of rate, median, mean, survival [johnson1994, ch. 19].
type Exponential struct {
	// Rate is the hazard, per time unit.
	Rate *spec.Number `toml:"rate" range:"(0,inf)"`
	// Median is the time by which half have had the event.
	Median *spec.Number `toml:"median" range:"(0,inf)"`
	// Expected is the expected time.
	Expected *spec.Number `toml:"mean" range:"(0,inf)"`
	// Survival is a milestone: the share still free of the event at a time.
	Survival *Milestone `toml:"survival"`

	rate, mean float64
}

var _ = Kinds.Add("exponential", &Exponential{})

// Check reports when not exactly one parameter is given.
func (e *Exponential) Check(p *spec.Problems) {
	exactlyOne(p, "rate, median, mean, survival", e.Rate != nil, e.Median != nil, e.Expected != nil, e.Survival != nil)
}

// Prepare derives the rate.
func (e *Exponential) Prepare(draws []float64) {
	switch {
	case e.Rate != nil:
		e.rate = e.Rate.At(draws)
	case e.Median != nil:
		e.rate = ln2 / e.Median.At(draws)
	case e.Expected != nil:
		e.rate = 1 / e.Expected.At(draws)
	default:
		e.rate = e.Survival.hazard(draws) / e.Survival.At
	}
	e.mean = 1 / e.rate
}

const ln2 = 0.693147180559945309417232121458

// Quantile is −log(1 − u)/rate.
func (e *Exponential) Quantile(u float64) float64 { return e.Time(hazardAt(u)) }

// CDF is 1 − exp(−rate·x).
func (e *Exponential) CDF(x float64) float64 { return -num.Expm1(-e.Hazard(x)) }

// Mean is 1/rate.
func (e *Exponential) Mean() float64 { return e.mean }

// Hazard is rate·t.
func (e *Exponential) Hazard(t float64) float64 { return e.rate * max(t, 0) }

// Time is h/rate.
func (e *Exponential) Time(h float64) float64 { return h * e.mean }
