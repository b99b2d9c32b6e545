package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// PiecewiseExponential is the law of a time whose hazard is constant between
// change points.
//
//	S(t) = exp(−Σⱼ rateⱼ·(min(t, fromⱼ₊₁) − fromⱼ)),  over fromⱼ < t
//
// The last rate holds forever; when it is 0, a share of the patients never has
// the event and the mean is infinite [friedman1982].
type PiecewiseExponential struct {
	// From is where each piece begins: the first is 0, each later than the one before.
	From []float64 `toml:"from,required"`
	// Rate is the hazard in each piece, per time unit.
	Rate []spec.Number `toml:"rate,required" range:"[0,inf)"`

	rate, hazard []float64 // by piece: its hazard, and the cumulative hazard at its beginning
}

var _ = Kinds.Add("piecewise_exponential", &PiecewiseExponential{})

// Check reports lists of different lengths and change points out of order.
func (l *PiecewiseExponential) Check(p *spec.Problems) {
	if len(l.Rate) != len(l.From) {
		p.At("rate").Report("give one rate for each piece", "%d rates for %d pieces", len(l.Rate), len(l.From))
	}
	checkPieces(p.At("from"), l.From)
}

// checkPieces reports change points that do not begin at 0 and increase.
func checkPieces(p *spec.Problems, from []float64) {
	if len(from) == 0 || from[0] != 0 {
		p.Add("does not begin at 0", "let the first piece begin at 0")
	}
	for j := 1; j < len(from); j++ {
		if !(from[j] > from[j-1]) {
			p.Index(j+1).Report("list the change points from early to late", "%v is not later than %v", from[j], from[j-1])
		}
	}
}

// Prepare accumulates the hazard up to each change point.
func (l *PiecewiseExponential) Prepare(draws []float64) {
	l.rate, l.hazard = l.rate[:0], l.hazard[:0]
	h := 0.0
	for j := range l.Rate {
		if j > 0 {
			h += float64(l.rate[j-1] * (l.From[j] - l.From[j-1]))
		}
		l.rate, l.hazard = append(l.rate, l.Rate[j].At(draws)), append(l.hazard, h)
	}
}

// Quantile is the time at which the cumulative hazard reaches −log(1 − u).
func (l *PiecewiseExponential) Quantile(u float64) float64 { return l.Time(hazardAt(u)) }

// CDF is 1 − S(x).
func (l *PiecewiseExponential) CDF(x float64) float64 { return -num.Expm1(-l.Hazard(x)) }

// Mean is Σⱼ S(fromⱼ)·(1 − exp(−rateⱼ·lengthⱼ))/rateⱼ, +Inf when the last rate is 0.
func (l *PiecewiseExponential) Mean() float64 {
	m, _ := l.moments()
	return m
}

// Variance is E(T²) − E(T)², NaN when the last rate is 0.
func (l *PiecewiseExponential) Variance() float64 {
	m, v := l.moments()
	return v - float64(m*m)
}

// moments integrates S(t) and 2·t·S(t) piece by piece.
func (l *PiecewiseExponential) moments() (first, second float64) {
	for j, rate := range l.rate {
		length, here := math.Inf(1), num.Exp(-l.hazard[j])
		if j+1 < len(l.rate) {
			length = l.From[j+1] - l.From[j]
		}
		area, lever := decay(rate, length)
		first += float64(here * area)
		second += float64(2 * here * (float64(l.From[j]*area) + lever))
	}
	return first, second
}

// decay is ∫ exp(−rate·t) dt and ∫ t·exp(−rate·t) dt over (0, length).
func decay(rate, length float64) (area, lever float64) {
	x := rate * length
	switch {
	case rate == 0:
		return length, length * length / 2
	case math.IsInf(length, 1):
		return 1 / rate, 1 / (rate * rate)
	case x < 1e-3: // the series, where the closed form cancels
		return -num.Expm1(-x) / rate, length * length * (0.5 - float64(x*(1.0/3-float64(x*(0.125-x/30)))))
	}
	area = -num.Expm1(-x) / rate
	return area, (area - float64(length*num.Exp(-x))) / rate
}

// Hazard is Σⱼ rateⱼ·(min(t, fromⱼ₊₁) − fromⱼ).
func (l *PiecewiseExponential) Hazard(t float64) float64 {
	if !(t > 0) {
		return 0
	}
	j := below(l.From, t)
	if l.rate[j] == 0 { // t may be infinite
		return l.hazard[j]
	}
	return float64(l.rate[j]*(t-l.From[j])) + l.hazard[j]
}

// Time finds the piece in which the cumulative hazard reaches h.
func (l *PiecewiseExponential) Time(h float64) float64 {
	if !(h > 0) {
		return 0
	}
	j := below(l.hazard, h)
	t := (h-l.hazard[j])/l.rate[j] + l.From[j]
	if j+1 < len(l.From) {
		t = min(t, l.From[j+1]) // which rounding may pass
	}
	return t
}

// below is the last index whose entry is smaller than x, else 0. There are few
// pieces, so it walks.
func below(ascending []float64, x float64) int {
	j := 0
	for j+1 < len(ascending) && ascending[j+1] < x {
		j++
	}
	return j
}
