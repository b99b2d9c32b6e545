package dist

import (
	"embed"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

//go:embed *.go
var sources embed.FS

// Dist is a univariate law.
//
// Prepare is called once before anything else, and again before each trial in
// which a parameter is drawn; it derives the unexported fields from the exported
// ones, and only it writes them, so that a prepared law belongs to one worker.
// Quantile is non-decreasing in u ∈ (0, 1), up to the last digits where it is
// found by iteration; at 0 and 1 it is the bounds of the support. CDF is its
// inverse, right-continuous; Mean may be +Inf.
type Dist interface {
	spec.Kind
	Prepare(draws []float64)
	Quantile(u float64) float64
	CDF(x float64) float64
	Mean() float64
}

// Discrete is a law on a lattice or another countable set, whose CDF is a step
// function.
type Discrete interface {
	Dist
	// Discrete is true; a combinator answers for what it combines.
	Discrete() bool
}

// Lifetime is a law of a time ≥ 0, spoken of through its cumulative hazard
// H(t) = −log S(t). Quantile(u) = Time(−log(1 − u)).
type Lifetime interface {
	Dist
	// Hazard is H(t), non-decreasing, 0 at 0.
	Hazard(t float64) float64
	// Time is the smallest t with H(t) ≥ h, +Inf when there is none.
	Time(h float64) float64
}

// Kinds is the list of laws.
var Kinds = spec.NewKinds[Dist]("distribution", sources)

// Milestone is a point of a survival curve: the share still free of the event.
type Milestone struct {
	// At is the time since entry.
	At float64 `toml:"at,required" range:"(0,inf)"`
	// Value is the survival probability S(at).
	Value spec.Number `toml:"value,required" range:"(0,1)"`
}

// hazard is the cumulative hazard at the milestone.
func (m *Milestone) hazard(draws []float64) float64 { return -num.Log(m.Value.At(draws)) }

// exactlyOne reports a problem unless exactly one of the alternatives is given.
func exactlyOne(p *spec.Problems, names string, given ...bool) {
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	if n != 1 {
		p.Add("needs exactly one of "+names, "give one of them and leave the others out")
	}
}

// Discreteness reports whether the CDF of d is a step function.
func Discreteness(d Dist) bool {
	s, ok := d.(Discrete)
	return ok && s.Discrete()
}

// Labeled is a law of a category. Its values are the positions of the labels,
// from 0, and not numbers to calculate with.
type Labeled interface {
	Discrete
	// Labels are the names of the categories; none for a law that turns out to be one
	// of numbers.
	Labels() []string
}

// AsLabeled returns the law as one of a category, and whether it is.
func AsLabeled(d Dist) (Labeled, bool) {
	l, ok := d.(Labeled)
	return l, ok && len(l.Labels()) > 0
}

// checkNumeric reports a law whose values are not numbers to calculate with.
func checkNumeric(p *spec.Problems, of spec.Of[Dist]) {
	if isLabeled(of.Value) {
		p.Add("is a law of categories, not of numbers", "give a law of numbers")
	}
}
