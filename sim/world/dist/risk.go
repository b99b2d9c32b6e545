package dist

import "simrun/sim/base/spec"

// relativeRisk is a yes or no whose probability is a function of another's:
// an odds ratio, a risk difference or a risk ratio.
type relativeRisk struct {
	base   binary
	effect *Relative

	coin
}

// Check has nothing to add: what it could say depends on the base.
func (l *relativeRisk) Check(*spec.Problems) {}

// Prepare derives the probability from that of the base, which has been
// prepared. Rounding cannot leave [0, 1].
func (l *relativeRisk) Prepare(draws []float64) {
	number, apply := l.effect.risk()
	l.toss(min(max(apply(l.base.Mean(), number.At(draws)), 0), 1))
}

// span is the range of the probability over all draws: every form is monotone
// in the base's probability and in the effect, so the corners tell.
func (l *relativeRisk) span() (lo, hi float64) {
	number, apply := l.effect.risk()
	p, q := l.base.span()
	a, b := Span(*number)
	corners := [4]float64{apply(p, a), apply(p, b), apply(q, a), apply(q, b)}
	lo, hi = corners[0], corners[0]
	for _, c := range corners[1:] {
		lo, hi = min(lo, c), max(hi, c)
	}
	return lo, hi
}

// risk is the effect on a probability, nil when the form is another.
func (r *Relative) risk() (effect *spec.Number, apply func(p, effect float64) float64) {
	switch {
	case r.OddsRatio != nil:
		return r.OddsRatio, timesOdds
	case r.RiskDifference != nil:
		return r.RiskDifference, plusRisk
	case r.RiskRatio != nil:
		return r.RiskRatio, timesRisk
	}
	return nil, nil
}

func timesOdds(p, ratio float64) float64 {
	odds := float64(ratio * p)
	return odds / ((1 - p) + odds)
}

func plusRisk(p, difference float64) float64 { return p + difference }

func timesRisk(p, ratio float64) float64 { return p * ratio }
