package dist

import (
	"math"

	"simrun/sim/base/spec"
)

// Truncated is another law, given that the value lies between two bounds.
//
//	F(x) = (F_of(x) − F_of(min))/(F_of(max) − F_of(min)),  min ≤ x ≤ max
//
// Give min, max or both; both belong to the range. This is the law of patients
// selected by an inclusion criterion; values outside are not moved to the
// bounds [johnson1994, ch. 13].
type Truncated struct {
	// Of is the law that is truncated.
	Of spec.Of[Dist] `toml:"of,required"`
	// Min is the smallest value; absent, there is none.
	Min *spec.Number `toml:"min"`
	// Max is the largest value; absent, there is none.
	Max *spec.Number `toml:"max"`

	base     Dist
	min, max float64
	lower    bool    // whether the bounds are told by F rather than by 1 − F
	from, to float64 // F, or 1 − F, of the base just below min and at max
}

var _ = Kinds.Add("truncated", &Truncated{})

// Check reports missing bounds, bounds in the wrong order, and a range without
// probability.
func (l *Truncated) Check(p *spec.Problems) {
	before := p.Len()
	checkNumeric(p.At("of"), l.Of)
	switch {
	case l.Min == nil && l.Max == nil:
		p.Add("needs min or max", "give one of them or both")
	case l.Min != nil && l.Max != nil:
		checkOrder(p, *l.Min, *l.Max)
	}
	if p.Len() > before {
		return
	}
	if law := settled(l).(*Truncated); !(math.Abs(law.to-law.from) > 0) {
		p.Add("has no probability between its bounds", "widen the bounds")
	}
}

// Prepare prepares the law and finds what the bounds cut off.
func (l *Truncated) Prepare(draws []float64) {
	l.Of.Value.Prepare(draws)
	l.base, l.min, l.max = l.Of.Value, math.Inf(-1), math.Inf(1)
	if l.Min != nil {
		l.min = l.Min.At(draws)
	}
	if l.Max != nil {
		l.max = l.Max.At(draws)
	}
	below := justBelow(l.min) // an atom at min belongs to the range
	l.from, l.to = l.base.CDF(below), l.base.CDF(l.max)
	l.lower = l.from < 0.5 && l.to < 0.5 || Discreteness(l.base)
	if !l.lower {
		l.from, l.to = survival(l.base, below), survival(l.base, l.max)
	}
}

// Quantile is that of the base at the share of its probability.
func (l *Truncated) Quantile(u float64) float64 {
	share := float64(u*(l.to-l.from)) + l.from
	return l.invert(share)
}

// SurvivalQuantile is the x with Survival(x) = q.
func (l *Truncated) SurvivalQuantile(q float64) float64 {
	return l.invert(float64(q*(l.from-l.to)) + l.to)
}

// invert finds the base's value at a share told as the bounds are.
func (l *Truncated) invert(share float64) float64 {
	x := 0.0
	if l.lower {
		x = l.base.Quantile(share)
	} else {
		x = survivalQuantile(l.base, share)
	}
	return min(max(x, l.min), l.max)
}

// CDF is the share of the base's probability up to x.
func (l *Truncated) CDF(x float64) float64 {
	switch {
	case x < l.min:
		return 0
	case x >= l.max:
		return 1
	}
	return (l.share(x) - l.from) / (l.to - l.from)
}

// Survival is the share of the base's probability above x.
func (l *Truncated) Survival(x float64) float64 {
	switch {
	case x < l.min:
		return 1
	case x >= l.max:
		return 0
	}
	return (l.share(x) - l.to) / (l.from - l.to)
}

// share is F or 1 − F of the base, as the bounds are told.
func (l *Truncated) share(x float64) float64 {
	if l.lower {
		return l.base.CDF(x)
	}
	return survival(l.base, x)
}

// justBelow is the greatest number less than x, −Inf itself.
func justBelow(x float64) float64 {
	switch {
	case math.IsInf(x, -1):
		return x
	case x > 0:
		return math.Float64frombits(math.Float64bits(x) - 1)
	case x < 0:
		return math.Float64frombits(math.Float64bits(x) + 1)
	}
	return -0x1p-1074
}

// Mean is E X, by summation or quadrature.
func (l *Truncated) Mean() float64 {
	return expectation(l, nil, func(x float64) float64 { return x })
}

// Discrete is that of the base.
func (l *Truncated) Discrete() bool { return Discreteness(l.base) }
