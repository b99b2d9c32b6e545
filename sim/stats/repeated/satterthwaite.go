package repeated

import "math"

// contrast estimates Σ c·β at a visit.
func (s *search) contrast(c []float64, visit int) Estimate {
	value, variance := s.estimate(c, visit)
	s.differentiate(s.product.contrast)
	spread, ok := s.solve()
	if !ok {
		spread = math.NaN()
	}
	return newEstimate(value, variance, spread)
}

// estimate is Σ c·β at a visit and its variance, and leaves M⁻¹c.
func (s *search) estimate(c []float64, visit int) (value, variance float64) {
	t, m := s.visits, s.coefficients
	z := s.product.contrast
	clear(z)
	for k, x := range c {
		at := (1+k)*t + visit
		value += float64(x * s.beta[at])
		for i, v := range s.variance[at*m : at*m+m] {
			z[i] += float64(x * v)
		}
	}
	for k, x := range c {
		variance += float64(x * z[(1+k)*t+visit])
	}
	return value, variance
}

// differentiate writes the derivatives of c'M⁻¹c by θ, from z = M⁻¹c by regressor
// and visit: in the direction D it is Σ tr DW(z'xx'z)W.
func (s *search) differentiate(z []float64) {
	p := &s.product
	clear(p.gradient)
	for i := range s.blocks {
		b := &s.blocks[i]
		s.fluctuation(b, z)
		addElements(p.gradient, b, s.b, 2)
	}
	clear(p.slope)
	s.pull(p.gradient, p.slope)
}

// fluctuation writes W(z'xx'z)W of a pattern to s.b.
func (s *search) fluctuation(b *block, z []float64) {
	q, t, n := s.regressors, s.visits, len(b.visits)
	for j, v := range b.visits {
		for k, u := range b.visits[:j+1] {
			x := 0.0
			for a := range q {
				for c := range q {
					x += float64(b.xx[a*q+c] * z[a*t+v] * z[c*t+u])
				}
			}
			s.c[j*n+k], s.c[k*n+j] = x, x
		}
	}
	b.sandwich(s.c, s.a, s.b)
}

// addElements adds a multiple of a symmetric matrix of a pattern by element.
func addElements(to []float64, b *block, from []float64, factor float64) {
	n := len(b.visits)
	for j, v := range b.visits {
		for k, u := range b.visits[:j+1] {
			to[element(v, u)] += float64(factor * from[j*n+k])
		}
	}
}

// pull adds derivatives by θ, from those by element of which the diagonal ones count
// twice.
func (s *search) pull(elements, to []float64) {
	for v := range s.visits {
		for u := range v + 1 {
			e := element(v, u)
			g := once(v, u) * elements[e]
			for place, k := range s.of[e] {
				to[k] += float64(g * s.tangent[e][place])
			}
		}
	}
}
