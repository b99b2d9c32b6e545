package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/study/plan"
	"simrun/sim/world/accrual"
)

// arrivals is what is known of when patients enter: those of a Poisson process
// of cumulative rate Λ, or the i-th when Λ reaches i.
type arrivals struct {
	size   float64
	random bool
	count  func(t float64) float64 // Λ; nil when everybody enters at 0
	time   func(n float64) float64 // Λ⁻¹
}

// arrivalsOf are the arrivals of a plan, and whether its pattern is known.
func arrivalsOf(p *plan.Plan) (arrivals, bool) {
	a := arrivals{size: float64(p.Protocol.Allocation.Size)}
	even := func(rate float64) {
		a.count = func(t float64) float64 { return rate * math.Max(t, 0) }
		a.time = func(n float64) float64 { return n / rate }
	}
	switch pattern := p.Protocol.Accrual.(type) {
	case *accrual.Instant:
	case *accrual.Uniform:
		rate := a.size
		if pattern.Rate != nil {
			rate = *pattern.Rate
		} else {
			rate /= *pattern.Duration
		}
		even(rate)
	case *accrual.Poisson:
		a.random = true
		even(pattern.Rate)
	case *accrual.Piecewise:
		a.random = pattern.Poisson
		a.count = func(t float64) float64 { return cumulated(pattern, t) }
		a.time = func(n float64) float64 { return reached(pattern, n) }
	default:
		return a, false
	}
	return a, true
}

// cumulated is Λ(t).
func cumulated(a *accrual.Piecewise, t float64) float64 {
	sum := 0.0
	for j, from := range a.From {
		if t <= from {
			break
		}
		end := t
		if j+1 < len(a.From) {
			end = math.Min(t, a.From[j+1])
		}
		sum += float64(a.Rate[j] * (end - from))
	}
	return sum
}

// reached is the first time at which Λ is n > 0.
func reached(a *accrual.Piecewise, n float64) float64 {
	last := len(a.From) - 1
	for j := range last {
		if piece := float64(a.Rate[j] * (a.From[j+1] - a.From[j])); piece < n {
			n -= piece
		} else {
			return a.From[j] + n/a.Rate[j]
		}
	}
	return a.From[last] + n/a.Rate[last]
}

// expected is the expected entry of the k-th patient. For a Poisson process,
//
//	E = ∫ P(fewer than k have entered by t) dt = ∫ Q(k, Λ(t)) dt
//
// with Q the regularized incomplete gamma function.
func (a *arrivals) expected(k int) float64 {
	n := float64(k)
	switch {
	case a.count == nil:
		return 0
	case !a.random:
		return a.time(n)
	}
	// Steps of equal count, within which Λ is all but linear.
	const steps = 200
	spread := float64(9 * math.Sqrt(n+16))
	lo := math.Max(n-spread, 1e-9)
	from := a.time(lo)
	sum := from
	for i := range steps {
		to := a.time(lo + float64((n+spread-lo)*float64(i+1)/steps))
		sum += num.Integrate(func(t float64) float64 { return num.GammaQ(n, a.count(t)) }, from, to, 1e-10*(1+to))
		from = to
	}
	return sum
}

// entered is the expected share of all patients who have entered by a time.
// For a Poisson process that is E min(N, X)/N with X a Poisson variable of mean
// Λ; when the entries are fixed, the steps are smoothed.
func (a *arrivals) entered(t float64) float64 {
	switch {
	case math.IsInf(t, 1):
		return 1
	case t < 0:
		return 0
	case a.count == nil:
		return 1
	}
	m := a.count(t)
	if !a.random {
		return math.Min(math.Max(m-0.5, 0), a.size) / a.size
	}
	switch far := float64(7 * math.Sqrt(a.size+16)); {
	case m < a.size-far:
		return m / a.size
	case m > a.size+far:
		return 1
	}
	return float64(m/a.size*num.GammaQ(a.size, m)) + num.GammaP(a.size+1, m)
}
