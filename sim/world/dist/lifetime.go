package dist

import (
	"math"

	"simrun/sim/base/num"
)

// AsLifetime returns the prepared law as one of a time, and whether it is one:
// whether no value is negative. A law without a cumulative hazard of its own
// is seen through its CDF, with the digits that 1 − CDF has.
func AsLifetime(d Dist) (Lifetime, bool) {
	lo, _ := Support(d)
	return lifetimeOf(d), lo >= 0
}

// lifetimeOf is AsLifetime without the question.
func lifetimeOf(d Dist) Lifetime {
	if l, ok := d.(Lifetime); ok {
		return l
	}
	return throughCDF{d}
}

// throughCDF gives any law the methods of a Lifetime.
type throughCDF struct{ Dist }

// Hazard is −log(1 − F(t)).
func (l throughCDF) Hazard(t float64) float64 {
	if f := l.CDF(t); f < 0.5 {
		return hazardAt(f)
	}
	return -num.Log(survival(l.Dist, t))
}

// Time is the quantile at 1 − exp(−h).
func (l throughCDF) Time(h float64) float64 {
	if h < ln2 {
		return l.Quantile(-num.Expm1(-h))
	}
	return survivalQuantile(l.Dist, num.Exp(-h))
}

// Discrete is that of the law behind.
func (l throughCDF) Discrete() bool { return Discreteness(l.Dist) }

// Variance is that of the law behind.
func (l throughCDF) Variance() float64 { return Variance(l.Dist) }

// hazardAt is the cumulative hazard −log(1 − u) of a quantile. On the grid of
// multiples of 2⁻⁵³, where 1 − u is exact, it is −Log(1 − u) to the last bit;
// elsewhere what 1 − u lost is put back, so that a small u keeps its digits.
func hazardAt(u float64) float64 {
	rest := 1 - u
	if lost := (1 - rest) - u; lost != 0 {
		return -(num.Log(rest) + lost/rest)
	}
	return -num.Log(rest)
}

// Support returns the bounds of the values of a prepared law, infinite where
// there are none.
func Support(d Dist) (lo, hi float64) { return d.Quantile(0), d.Quantile(1) }

// normalHazard is −log Φ(−z), with all its digits in both tails.
func normalHazard(z float64) float64 {
	switch {
	case z < 0:
		return -num.Log1p(-num.NormalCDF(z))
	case z < farTail:
		return -num.Log(num.NormalSurvival(z))
	}
	hazard, _ := millsHazard(z)
	return hazard
}

// normalTime is the z at which normalHazard(z) = h.
func normalTime(h float64) float64 {
	switch {
	case h < ln2:
		return num.NormalQuantile(-num.Expm1(-h))
	case h < farTail*farTail/2:
		return num.NormalSurvivalQuantile(num.Exp(-h))
	case math.IsInf(h, 1):
		return h
	}
	// Newton's steps on a function that is all but a parabola.
	z := math.Sqrt(2 * h)
	for range 4 {
		hazard, slope := millsHazard(z)
		z -= (hazard - h) / slope
	}
	return z
}

// farTail is where the asymptotic series of Mills' ratio is exact to the last
// digit, and before Φ(−z) underflows.
const farTail = 36

// millsHazard is −log Φ(−z) and its derivative φ(z)/Φ(−z) for z ≥ farTail, by
// Φ(−z) = φ(z)/z·(1 − 1/z² + 3/z⁴ − 15/z⁶ + …) [johnson1994, ch. 13].
func millsHazard(z float64) (hazard, slope float64) {
	const halfLog2Pi = 0.918938533204672741780329736406
	w := 1 / (z * z)
	mills := 1 - float64(w*(1-float64(w*(3-float64(w*(15-float64(w*105)))))))
	return float64(z*z/2) + halfLog2Pi + num.Log(z/mills), z / mills
}
