package repeated

import (
	"math"

	"simrun/sim/base/num"
)

// linear reports whether the covariance matrix is a linear function of the parameters
// that Kenward and Roger's method is written in: there these are the elements that
// differ, elsewhere variances and correlations, and for Exponential the variance and
// the range r of ρ = exp(−1/r). Second derivatives depend on that choice.
func (s Structure) linear() bool {
	return s == Unstructured || s == CompoundSymmetry || s == Toeplitz
}

// kenwardRoger estimates Σ c·β at a visit as contrast does, with the variance
// v + 2 Σ Wᵢⱼ(z'Qᵢⱼz − u(i)'M⁻¹u(j) − z'Rᵢⱼz/4), where z = M⁻¹c and u = Az.
func (s *search) kenwardRoger(c []float64, visit int) Estimate {
	value, variance := s.estimate(c, visit)
	s.differentiate(s.product.contrast)
	copy(s.second.gradient, s.product.gradient)
	spread, ok := s.observe()
	if !ok {
		nan := math.NaN()
		return Estimate{nan, nan, nan}
	}
	e := newEstimate(value, variance, spread)
	variance += float64(2 * (s.quadratic() - s.explained()))
	if !s.structure.linear() {
		variance -= float64(s.bent() / 2)
	}
	e.SE = math.Sqrt(variance)
	return e
}

// observe writes W, the inverse of the observed information about θ, and L⁻¹u by θ
// with the factor L of M, and returns g'H⁻¹g for the derivatives g of the variance.
// It reports false when the exact Hessian H is not positive definite.
func (s *search) observe() (spread float64, ok bool) {
	d, p, k, m := &s.second, &s.product, s.count, s.coefficients
	exact := d.lean[:k*k]
	for i := range k {
		clear(p.direction)
		p.direction[i] = 1
		s.multiply()
		copy(exact[i*k:(i+1)*k], p.image)
		u := d.crossed[i*m : (i+1)*m]
		for r := range u {
			u[r] = dot(p.contrast, p.weighted[r*m:])
		}
		forward(d.root, m, u)
	}
	if cholesky(exact, k, k) < k {
		return 0, false
	}
	forward(exact, k, p.slope)
	spread = dot(p.slope, p.slope)
	inverse(exact, s.spread, k, k)
	for i := range s.spread {
		s.spread[i] *= 2 // for the information is that of log L
	}
	return spread, true
}

// quadratic is Σ Wᵢⱼz'Qᵢⱼz, where z'Qz in the directions D and E is
// Σ tr DWE·W(z'xx'z)W.
func (s *search) quadratic() float64 {
	clear(s.second.hessian)
	for i := range s.blocks {
		s.fluctuation(&s.blocks[i], s.product.contrast)
		s.second.curve(&s.blocks[i], s.b, s.elements)
	}
	total := 0.0
	for v := range s.visits {
		for u := range v + 1 {
			e := element(v, u)
			row := s.second.hessian[e*s.elements:]
			for v2 := range v + 1 {
				for u2 := range v2 + 1 {
					f := element(v2, u2)
					if f > e {
						break
					}
					both := 2.0
					if f == e {
						both = 1
					}
					total += float64(both * once(v, u) * once(v2, u2) * row[f] * s.covary(e, f))
				}
			}
		}
	}
	return total
}

// covary is the covariance of the estimates of two elements of Σ.
func (s *search) covary(e, f int) float64 {
	total := 0.0
	for a, x := range s.tangent[e] {
		if x == 0 {
			continue
		}
		row := s.spread[s.of[e][a]*s.count:]
		for b, y := range s.tangent[f] {
			total += float64(x * y * row[s.of[f][b]])
		}
	}
	return total
}

// explained is Σ Wᵢⱼu(i)'M⁻¹u(j).
func (s *search) explained() float64 {
	k, m := s.count, s.coefficients
	total := 0.0
	for i := range k {
		u := s.second.crossed[i*m : i*m+m]
		total += float64(s.spread[i*k+i] * dot(u, u))
		for j := range i {
			total += 2 * float64(s.spread[i*k+j]*dot(u, s.second.crossed[j*m:]))
		}
	}
	return total
}

// bent is Σ Wᵢⱼz'Rᵢⱼz: the derivative of the variance in the direction Σ WᵢⱼΣᵢⱼ, of the
// second derivatives by the parameters that are reported. A function h of one of
// these adds h″/h'² times its own variance to those by θ = h: −2 for half a logarithm.
func (s *search) bent() float64 {
	k, w, total := s.count, s.spread, 0.0
	bend := 0.0
	if s.structure == Exponential {
		rho := s.theta[k-1]
		bend = (1 + 2/num.Log(rho)) / rho
	}
	for v := range s.visits {
		for u := range v { // variances are parameters themselves
			e := element(v, u)
			i, j, r := s.of[e][0], s.of[e][1], s.of[e][2]
			scales := 2*w[i*k+j] - w[i*k+i] - w[j*k+j]
			x := float64(scales*s.tangent[e][0]) + 2*float64((w[i*k+r]+w[j*k+r])*s.tangent[e][2])
			x += float64(w[r*k+r] * (s.bow[e] + float64(bend*s.tangent[e][2])))
			total += float64(s.second.gradient[e] * x)
		}
	}
	return total
}
