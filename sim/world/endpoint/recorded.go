package endpoint

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/dist"
)

// Recorded is an endpoint whose values are not what its laws say: they are rounded,
// moved to bounds, or those of selected patients only.
type Recorded interface {
	Drawn
	// Recorded is the law of what is recorded in a column, in an arm with the given
	// prepared laws by column; the law itself when nothing changes it.
	Recorded(column int, laws []dist.Dist) dist.Dist
}

// Recorded is the law of what is recorded at a visit.
func (l *Longitudinal) Recorded(column int, laws []dist.Dist) dist.Dist {
	r := &recorded{base: laws[column], recording: l.recording(), from: math.Inf(-1), to: math.Inf(1), mass: 1}
	if l.Entry == nil && l.Bounds == nil && l.Round == nil {
		return laws[column]
	}
	if l.Entry != nil {
		lo, hi := r.admitted(l.Entry, laws[0])
		r.rho, r.mass = l.Correlation()[0][column], hi-lo
		r.from, r.to = num.NormalQuantile(lo), num.NormalQuantile(hi)
	}
	r.Prepare(nil)
	return r
}

// recorded is the law of a value Y = Q(Φ(Z)) after recording, given that a
// standard normal deviate Z₁ lies between from and to, where (Z₁, Z) have the
// correlation rho:
//
//	f(z) = φ(z)·(Φ((to − rho·z)/s) − Φ((from − rho·z)/s))/(Φ(to) − Φ(from)),  s² = 1 − rho²
//
// [azzalini2014, ch. 2] of the deviate Z.
type recorded struct {
	base     dist.Dist
	gauss    dist.Gaussian
	normal   bool // gauss is the law
	from, to float64
	rho      float64
	mass     float64 // Φ(to) − Φ(from)
	recording

	edges          []float64 // where the record of z bends or jumps, ascending
	mean, variance float64
}

// Check has nothing to add.
func (*recorded) Check(*spec.Problems) {}

// Prepare finds the moments; the law behind has been prepared.
func (r *recorded) Prepare([]float64) {
	r.gauss, r.normal = dist.AsGaussian(r.base)
	r.edges = r.bends()
	if r.normal && !r.gauss.Log && r.step == 0 && math.IsInf(r.low, -1) && math.IsInf(r.top, 1) {
		mean, variance := r.deviate()
		r.mean = float64(r.gauss.SD*mean) + r.gauss.Mean
		r.variance = r.gauss.SD * r.gauss.SD * variance
		return
	}
	r.mean = r.expect(func(x float64) float64 { return x })
	r.variance = r.expect(func(x float64) float64 { return (x - r.mean) * (x - r.mean) })
}

// deviate is the mean and the variance of Z.
func (r *recorded) deviate() (mean, variance float64) {
	a, b := num.NormalPDF(r.from), num.NormalPDF(r.to)
	first := (a - b) / r.mass
	second := 1 - float64(first*first)
	if !math.IsInf(r.from, -1) {
		second += float64(r.from * a / r.mass)
	}
	if !math.IsInf(r.to, 1) {
		second -= float64(r.to * b / r.mass)
	}
	return r.rho * first, 1 + float64(r.rho*r.rho*(second-1))
}

// most is the deviate beyond which there is nobody.
const most = 9

// bends lists the deviates between which the record of a value is smooth.
func (r *recorded) bends() []float64 {
	lo, hi := -float64(most), float64(most)
	if r.rho == 1 {
		lo, hi = max(lo, r.from), min(hi, r.to)
	}
	edges := []float64{lo}
	add := func(x float64) {
		if z := r.backward(x); z > edges[len(edges)-1] && z < hi {
			edges = append(edges, z)
		}
	}
	least, top := max(r.forward(lo), r.low), min(r.forward(hi), r.top)
	add(r.least(r.low))
	if !math.IsInf(r.low, -1) {
		add(r.low)
	}
	const manySteps = 1e4 // more are as good as none
	if n := (top - least) / r.step; r.step > 0 && n < manySteps {
		for x := r.step * (math.Floor(least/r.step) - 0.5); x < top; x += r.step {
			add(x)
		}
	}
	if !math.IsInf(r.top, 1) {
		add(r.top)
	}
	return append(edges, hi)
}

// forward is the value of a deviate, before it is recorded.
func (r *recorded) forward(z float64) float64 {
	switch {
	case !r.normal:
		return r.base.Quantile(num.NormalCDF(z))
	case r.gauss.Log:
		return num.Exp(float64(r.gauss.SD*z) + r.gauss.Mean)
	}
	return float64(r.gauss.SD*z) + r.gauss.Mean
}

// backward is the deviate of a value.
func (r *recorded) backward(x float64) float64 {
	switch {
	case math.IsInf(x, 0):
		return x
	case !r.normal:
		return num.NormalQuantile(r.base.CDF(x))
	case r.gauss.Log && x <= 0:
		return math.Inf(-1)
	case r.gauss.Log:
		return (num.Log(x) - r.gauss.Mean) / r.gauss.SD
	}
	return (x - r.gauss.Mean) / r.gauss.SD
}

// density is that of Z.
func (r *recorded) density(z float64) float64 {
	switch {
	case math.IsInf(r.from, -1) && math.IsInf(r.to, 1):
		return num.NormalPDF(z)
	case r.rho == 1:
		return num.NormalPDF(z) / r.mass
	}
	s := math.Sqrt(1 - float64(r.rho*r.rho))
	m := float64(r.rho * z)
	return num.NormalPDF(z) * (num.NormalCDF((r.to-m)/s) - num.NormalCDF((r.from-m)/s)) / r.mass
}

// expect is the expectation of f of what is recorded.
func (r *recorded) expect(f func(float64) float64) float64 {
	return r.integrate(math.Inf(1), func(z float64) float64 {
		return f(r.one(r.forward(z))) * r.density(z)
	})
}

// integrate is ∫ f up to z over the smooth pieces, none of which is long.
func (r *recorded) integrate(z float64, f func(float64) float64) float64 {
	const long = 0.5
	sum := 0.0
	for i := 1; i < len(r.edges); i++ {
		lo, hi := r.edges[i-1], min(r.edges[i], z)
		if !(lo < hi) {
			break
		}
		n := math.Ceil((hi - lo) / long)
		for k := range int(n) {
			a := lo + (hi-lo)*float64(k)/n
			b := lo + (hi-lo)*float64(k+1)/n
			sum += num.Integrate(f, a, b, math.Inf(1))
		}
	}
	return sum
}

// Quantile is the record of the value at the quantile of Z.
func (r *recorded) Quantile(u float64) float64 {
	z := num.NormalQuantile(u)
	if r.mass < 1 {
		lo, hi := -float64(most), float64(most)
		for range 60 {
			z = (lo + hi) / 2
			if r.below(z) < u {
				lo = z
			} else {
				hi = z
			}
		}
	}
	return r.one(r.forward(z))
}

// below is P(Z ≤ z).
func (r *recorded) below(z float64) float64 {
	if r.mass == 1 {
		return num.NormalCDF(z)
	}
	return min(max(r.integrate(z, r.density), 0), 1)
}

// CDF is P(Z ≤ z) for the greatest z whose record is at most x.
func (r *recorded) CDF(x float64) float64 {
	above := r.above(x)
	switch {
	case math.IsInf(above, -1):
		return 0
	case math.IsInf(above, 1):
		return 1
	case r.mass == 1:
		return r.base.CDF(above)
	}
	return r.below(r.backward(above))
}

// Mean is that of what is recorded.
func (r *recorded) Mean() float64 { return r.mean }

// Variance is that of what is recorded.
func (r *recorded) Variance() float64 { return r.variance }

// Mass is the probability that exactly x is recorded.
func (r *recorded) Mass(x float64) float64 {
	return r.expect(func(y float64) float64 {
		if y == x {
			return 1
		}
		return 0
	})
}

// Massive is a law that gives single values a probability.
type Massive interface {
	dist.Dist
	Mass(x float64) float64
}
