package dist

import "simrun/sim/base/spec"

// ZeroInflated is a law of a count, or of an amount, with additional zeros.
//
//	P(X = 0) = zero + (1 − zero)·P(Y = 0),  P(X > x) = (1 − zero)·P(Y > x)
//
// The zeros stand for patients who cannot have the event [lambert1992].
type ZeroInflated struct {
	// Zero is the share of additional zeros.
	Zero spec.Number `toml:"zero,required" range:"[0,1]"`
	// Of is the law of the others; it has no negative values.
	Of spec.Of[Dist] `toml:"of,required"`

	base       Dist
	zero, rest float64
}

var _ = Kinds.Add("zero_inflated", &ZeroInflated{})

// Check reports a law that can be negative.
func (l *ZeroInflated) Check(p *spec.Problems) { checkTime(p.At("of"), l.Of) }

// Prepare prepares the law of the others and takes over the share.
func (l *ZeroInflated) Prepare(draws []float64) {
	l.Of.Value.Prepare(draws)
	l.base, l.zero = l.Of.Value, l.Zero.At(draws)
	l.rest = 1 - l.zero
}

// Quantile is 0 for u ≤ zero, else that of the others at (u − zero)/(1 − zero).
func (l *ZeroInflated) Quantile(u float64) float64 {
	if u <= l.zero {
		return 0
	}
	return l.base.Quantile((u - l.zero) / l.rest)
}

// CDF is zero + (1 − zero) times that of the others.
func (l *ZeroInflated) CDF(x float64) float64 {
	if x < 0 {
		return 0
	}
	return float64(l.rest*l.base.CDF(x)) + l.zero
}

// Mean is (1 − zero) times that of the others.
func (l *ZeroInflated) Mean() float64 { return l.rest * l.base.Mean() }

// Variance is (1 − zero)·(variance + zero·mean²) of the others.
func (l *ZeroInflated) Variance() float64 {
	mean := l.base.Mean()
	return l.rest * (Variance(l.base) + float64(l.zero*mean*mean))
}

// Discrete is that of the others.
func (l *ZeroInflated) Discrete() bool { return Discreteness(l.base) }

// rescale makes the receiver the law of with the rate of the others times by.
func (l *ZeroInflated) rescale(of rated, by float64) {
	base := of.(*ZeroInflated)
	others := base.base.(rated)
	if l.base == nil {
		l.base = others.blank()
	}
	l.base.(rated).rescale(others, by)
	l.zero, l.rest = base.zero, base.rest
}

func (l *ZeroInflated) blank() rated { return &ZeroInflated{} }
