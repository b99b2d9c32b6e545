package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// hazardScaled is the law of a time whose hazard is a multiple of a base's,
// constant or piecewise in time:
//
//	H(t) = Σⱼ ratioⱼ·(H₀(min(t, fromⱼ₊₁)) − H₀(fromⱼ))
//
// So H is a piecewise linear function of H₀, tabled by Prepare at the change
// points, and the inverse of it leads to a time of the base [bender2005].
//
// Note: an exponential base could absorb the ratio. One mechanism for all
// bases costs a division and a dynamic call, and no exception.
type hazardScaled struct {
	base     Lifetime
	declared Ratios
	from     []float64

	ratio, before, after []float64 // by piece: its ratio; H₀ and H at its beginning
}

// scaleHazard returns the unprepared law of the form over a base.
func scaleHazard(base Dist, ratios Ratios, from []float64) *hazardScaled {
	if from == nil {
		from = []float64{0}
	}
	return &hazardScaled{base: lifetimeOf(base), declared: ratios, from: from}
}

// Check has nothing to add.
func (l *hazardScaled) Check(*spec.Problems) {}

// Prepare tables the cumulative hazards at the change points. The base has
// been prepared. A change point beyond the last time of the base is left out.
func (l *hazardScaled) Prepare(draws []float64) {
	l.ratio, l.before, l.after = l.ratio[:0], l.before[:0], l.after[:0]
	h0, h := 0.0, 0.0
	for j, ratio := range l.declared {
		if j > 0 {
			next := l.base.Hazard(l.from[j])
			if next > maxHazard {
				return
			}
			h += float64(l.ratio[j-1] * (next - h0))
			h0 = next
		}
		l.ratio = append(l.ratio, ratio.At(draws))
		l.before, l.after = append(l.before, h0), append(l.after, h)
	}
}

// maxHazard is beyond what any uniform number reaches, by far: exp(−maxHazard)
// is 0.
const maxHazard = 1e6

// Quantile is the time at which H reaches −log(1 − u).
func (l *hazardScaled) Quantile(u float64) float64 { return l.Time(hazardAt(u)) }

// CDF is 1 − exp(−H(x)).
func (l *hazardScaled) CDF(x float64) float64 { return -num.Expm1(-l.Hazard(x)) }

// Mean is ∫ S(t) dt, +Inf when a share never has the event.
func (l *hazardScaled) Mean() float64 {
	return expectation(l, l.after, func(t float64) float64 { return t })
}

// Variance is E(T − E T)².
func (l *hazardScaled) Variance() float64 { return variance(l) }

// Discrete is that of the base.
func (l *hazardScaled) Discrete() bool { return Discreteness(l.base) }

// Hazard is the image of the base's H₀(t).
func (l *hazardScaled) Hazard(t float64) float64 {
	h0 := l.base.Hazard(t)
	j := below(l.before, h0)
	return float64(l.ratio[j]*(h0-l.before[j])) + l.after[j]
}

// Time is the time at which the base's hazard reaches the origin of h.
func (l *hazardScaled) Time(h float64) float64 {
	j := below(l.after, h)
	return l.base.Time((h-l.after[j])/l.ratio[j] + l.before[j])
}
