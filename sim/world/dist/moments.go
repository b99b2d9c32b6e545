package dist

import (
	"math"

	"simrun/sim/base/num"
)

// Varied is a law that knows its variance, +Inf where that is infinite.
type Varied interface {
	Dist
	Variance() float64
}

// Variance returns the variance of a prepared law: its own when it is Varied,
// else by summation over its atoms or by quadrature.
func Variance(d Dist) float64 {
	if v, ok := d.(Varied); ok {
		return v.Variance()
	}
	return variance(d)
}

// variance is that of any law, by expectation.
func variance(d Dist) float64 {
	mean := expectation(d, nil, func(x float64) float64 { return x })
	if math.IsInf(mean, 0) {
		return math.NaN()
	}
	return expectation(d, nil, func(x float64) float64 { return (x - mean) * (x - mean) })
}

// lastHazard is where an expectation over a time ends: beyond it exp(−h) is 0.
const lastHazard = 700

// expectation is E f(X): a sum over the atoms of a discrete law, else
//
//	E f(X) = ∫ f(Time(h))·exp(−h) dh  or  ∫ f(Quantile(u)) du.
//
// The kinks are cumulative hazards at which Time may bend, ascending from 0.
// It is +Inf where the integrand does not vanish.
func expectation(d Dist, kinks []float64, f func(x float64) float64) float64 {
	if Discreteness(d) {
		sum := 0.0
		atoms(d, func(x, mass float64) { sum += float64(f(x) * mass) })
		return sum
	}
	l, ok := d.(Lifetime)
	if _, isTime := AsLifetime(d); !ok || !isTime {
		return bothTails(d, f)
	}
	g := func(h float64) float64 { return f(l.Time(h)) * num.Exp(-h) }
	// An integrand that has not vanished never will.
	if end := g(lastHazard); !(end < 1e-8) {
		return math.Inf(1)
	}
	return integral(g, edges(kinks, lastHazard))
}

// tailed is a law with precise upper tails that is not one of a time.
type tailed interface {
	Dist
	// Survival is 1 − F(x).
	Survival(x float64) float64
	// SurvivalQuantile is the x with 1 − F(x) = q.
	SurvivalQuantile(q float64) float64
}

// survival is 1 − F(x) with the digits that the law has.
func survival(d Dist, x float64) float64 {
	switch law := d.(type) {
	case tailed:
		return law.Survival(x)
	case Lifetime:
		return num.Exp(-law.Hazard(x))
	}
	return 1 - d.CDF(x)
}

// survivalQuantile is the x with 1 − F(x) = q.
func survivalQuantile(d Dist, q float64) float64 {
	switch law := d.(type) {
	case tailed:
		return law.SurvivalQuantile(q)
	case Lifetime:
		return law.Time(-num.Log(q))
	}
	return d.Quantile(1 - q)
}

// bothTails integrates f over a law that may be negative, each half in the
// logarithm of its tail. The panels are fixed: where 1 − u is coarse, nothing
// would be gained by refinement.
func bothTails(d Dist, f func(x float64) float64) float64 {
	end := 36.0 // where 1 − exp(−h) is 1
	if _, ok := d.(tailed); ok {
		end = lastHazard
	}
	sum, last := 0.0, ln2
	for step := 0.25; last < end; step *= 1.05 {
		next := min(last+step, end)
		sum += num.Integrate(func(h float64) float64 {
			tail := num.Exp(-h)
			return tail * (f(d.Quantile(tail)) + f(survivalQuantile(d, tail)))
		}, last, next, math.Inf(1))
		last = next
	}
	return sum
}

// edges splits (0, hi) at the kinks and then in steps that grow.
func edges(kinks []float64, hi float64) []float64 {
	list := []float64{0}
	for _, h := range kinks {
		if h > list[len(list)-1] && h < hi {
			list = append(list, h)
		}
	}
	for step := 1.0; ; step *= 2 {
		next := list[len(list)-1] + step
		if next >= hi {
			return append(list, hi)
		}
		list = append(list, next)
	}
}

// integral is ∫ f between the first and the last edge, to about twelve digits
// of its size, which a first pass without refinement estimates.
func integral(f func(float64) float64, edges []float64) float64 {
	size := 0.0
	for i := 1; i < len(edges); i++ {
		size += math.Abs(num.Integrate(f, edges[i-1], edges[i], math.Inf(1)))
	}
	sum, tolerance := 0.0, 1e-12*size/float64(len(edges))
	for i := 1; i < len(edges); i++ {
		sum += num.Integrate(f, edges[i-1], edges[i], tolerance)
	}
	return sum
}

// atoms calls visit for every value of a discrete law and its probability,
// ascending, until what is left is rounding.
func atoms(d Dist, visit func(x, mass float64)) {
	const rest = 1e-15
	below, u := 0.0, 0.0
	for below < 1-rest && u < 1 {
		u = max(u, below)
		u = math.Float64frombits(math.Float64bits(u) + 1) // the next number
		x := d.Quantile(u)
		above := d.CDF(x)
		if !(above > below) { // the CDF and its inverse may differ in the last digits
			u *= 1 + 4*rest
			continue
		}
		visit(x, above-below)
		below = above
	}
}
