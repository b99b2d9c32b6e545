package num

import "math"

// GaussLegendre returns the n ≥ 1 nodes, in increasing order, and weights of
// the Gauss-Legendre rule on [−1, 1], which integrates polynomials of degree
// 2n − 1 exactly. Nodes are good to about 2e-16, weights to about 1e-15·√n.
// It panics for n < 1.
func GaussLegendre(n int) (nodes, weights []float64) {
	if n < 1 {
		panic("num: GaussLegendre with n < 1")
	}
	nodes, weights = make([]float64, n), make([]float64, n)
	for k := 0; k < (n+1)/2; k++ {
		// The zero is close to the cosine of this angle.
		x := cosine(math.Pi * (float64(k) + 0.75) / (float64(n) + 0.5))
		if 2*k+1 == n {
			x = 0
		}
		for range 8 {
			p, slope := legendre(n, x)
			step := p / slope
			x -= step
			if math.Abs(step) < 4*epsilon {
				break
			}
		}
		_, slope := legendre(n, x)
		w := 2 / ((1 - x) * (1 + x) * float64(slope*slope))
		nodes[k], nodes[n-1-k] = -x, x
		weights[k], weights[n-1-k] = w, w
	}
	return nodes, weights
}

// legendre returns the Legendre polynomial of degree n ≥ 1 and its derivative
// at |x| < 1, by k·Pₖ = (2k−1)·x·Pₖ₋₁ − (k−1)·Pₖ₋₂.
func legendre(n int, x float64) (p, slope float64) {
	before, p := 1.0, x
	for k := 2; k <= n; k++ {
		xp := float64(x * p)
		before, p = p, xp+float64((xp-before)*(float64(k-1)/float64(k)))
	}
	return p, float64(n) * (before - float64(x*p)) / ((1 - x) * (1 + x))
}

// cosine is cos θ for 0 ≤ θ ≤ π/2 to about 1e-9, enough for a first guess.
func cosine(theta float64) float64 {
	w := theta * theta
	sum, term := 1.0, 1.0
	for k := 1.0; k < 14; k += 2 {
		term = float64(term * (-w / (k * (k + 1))))
		sum += term
	}
	return sum
}

// kronrod holds the nodes x ≥ 0 of the 21-point Gauss-Kronrod rule, its
// weights, and those of the embedded 10-point Gauss rule.
var kronrod = [11]struct{ x, weight, gauss float64 }{
	{0.0, 0.1494455540029169, 0},
	{0.14887433898163122, 0.14773910490133849, 0.29552422471475287},
	{0.2943928627014602, 0.14277593857706009, 0},
	{0.4333953941292472, 0.13470921731147334, 0.26926671930999635},
	{0.5627571346686047, 0.12349197626206584, 0},
	{0.6794095682990244, 0.10938715880229764, 0.21908636251598204},
	{0.7808177265864169, 0.0931254545836976, 0},
	{0.8650633666889845, 0.07503967481091996, 0.1494513491505806},
	{0.9301574913557082, 0.054755896574351995, 0},
	{0.9739065285171717, 0.032558162307964725, 0.06667134430868814},
	{0.9956571630258081, 0.011694638867371874, 0},
}

// Limits of Integrate: the halvings of one interval, and the intervals in all, which
// a function whose rounding errors are large would use up everywhere. Ten steps of
// a step function take about a thousand.
const (
	integrateDepth = 48
	integrateMost  = 10_000
)

// Integrate returns the integral of f from lo to hi with an estimated absolute
// error below tol, or as near to it as rounding permits, by adaptive halving
// with the 21-point Gauss-Kronrod rule [piessens1983]. An end may be ±Inf:
// x = t/(1−t²) then maps a finite interval there. f is not evaluated at the
// ends, so that integrable singularities are allowed at them. Interchanged
// ends change the sign. After 10,000 intervals it takes what is left as it is, so
// that it ends on any function. A peak much narrower than a twentieth of the range can
// be missed: split the range there. NaN if an end or f is NaN.
func Integrate(f func(float64) float64, lo, hi, tol float64) float64 {
	switch {
	case lo != lo || hi != hi:
		return math.NaN()
	case lo == hi:
		return 0
	case lo > hi:
		return -Integrate(f, hi, lo, tol)
	case !math.IsInf(lo, 0) && !math.IsInf(hi, 0):
		return adaptive(f).integrate(lo, hi, tol, integrateDepth)
	case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		return Integrate(f, lo, 0, 0.5*tol) + Integrate(f, 0, hi, 0.5*tol)
	case math.IsInf(lo, -1):
		return Integrate(func(x float64) float64 { return f(-x) }, -hi, math.Inf(1), tol)
	}
	half := func(t float64) float64 {
		u := 1 - t
		return f(lo+t/u) / float64(u*u)
	}
	return adaptive(half).integrate(0, 1, tol, integrateDepth)
}

// integrand is a function being integrated, and how many more intervals it may take.
type integrand struct {
	f    func(float64) float64
	left int
}

func adaptive(f func(float64) float64) *integrand { return &integrand{f, integrateMost} }

// integrate halves [lo, hi] until the rule and its embedded one agree.
func (g *integrand) integrate(lo, hi, tol float64, depth int) float64 {
	value, err, floor := kronrodRule(g.f, lo, hi)
	g.left--
	if err <= max(tol, floor) || depth == 0 || g.left <= 0 || value != value {
		return value
	}
	mid := lo + float64(0.5*(hi-lo))
	return g.integrate(lo, mid, 0.5*tol, depth-1) + g.integrate(mid, hi, 0.5*tol, depth-1)
}

// kronrodRule returns the 21-point value on [lo, hi], the error estimate of
// [piessens1983], and the error that rounding alone may make.
func kronrodRule(f func(float64) float64, lo, hi float64) (value, err, floor float64) {
	half := float64(0.5 * (hi - lo))
	mid := lo + half
	var v [21]float64
	var sum, gauss, size float64
	for i, k := range kronrod {
		step := float64(half * k.x)
		v[i] = f(mid + step)
		both, magnitude := v[i], math.Abs(v[i])
		if i > 0 {
			v[21-i] = f(mid - step)
			both += v[21-i]
			magnitude += math.Abs(v[21-i])
		}
		sum += float64(k.weight * both)
		gauss += float64(k.gauss * both)
		size += float64(k.weight * magnitude)
	}
	// The spread about the mean scales the difference of the two rules.
	mean := float64(0.5 * sum)
	spread := float64(kronrod[0].weight * math.Abs(v[0]-mean))
	for i := 1; i < 11; i++ {
		spread += float64(kronrod[i].weight * (math.Abs(v[i]-mean) + math.Abs(v[21-i]-mean)))
	}
	err = math.Abs(sum - gauss)
	if ratio := 200 * err / spread; spread > 0 && ratio < 1 {
		err = spread * ratio * math.Sqrt(ratio)
	}
	return half * sum, half * err, 50 * epsilon * half * size
}
