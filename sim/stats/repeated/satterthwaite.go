package repeated

import "math"

// product solves Hx = g for the exact Hessian H of −2 log L at the minimum, of which
// secondOrder.matrix lacks a small part, by conjugate gradients with that matrix as
// their guide [hestenes1952]. Each turn needs the product of H with one vector,
// which is cheap, where H itself is not.
type product struct {
	gradient  []float64 // of the variance of the contrast, by element
	slope     []float64 // by θ, then the residual g − Hx
	direction []float64 // by θ
	guided    []float64 // by θ: the residual through the guide
	image     []float64 // by θ: H·direction
	change    []float64 // of the covariance matrix, visits × visits
	weighted  []float64 // A(change), by coefficients
	half      []float64 // M⁻¹A, by coefficients
	moved     []float64 // M⁻¹AM⁻¹, by coefficients
	contrast  []float64 // M⁻¹c, by coefficient
}

func newProduct(count, coefficients, visits int) product {
	n := coefficients * coefficients
	return product{
		gradient: make([]float64, visits*(visits+1)/2),
		slope:    make([]float64, count), direction: make([]float64, count),
		guided: make([]float64, count), image: make([]float64, count),
		change:   make([]float64, visits*visits),
		weighted: make([]float64, n), half: make([]float64, n), moved: make([]float64, n),
		contrast: make([]float64, coefficients),
	}
}

// contrast estimates Σ c·β at a visit.
func (s *search) contrast(c []float64, visit int) Estimate {
	t, m := s.visits, s.coefficients
	z := s.product.contrast
	clear(z)
	value, variance := 0.0, 0.0
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
	s.differentiate(z)
	return newEstimate(value, variance, s.spread())
}

// differentiate writes the derivatives of c'M⁻¹c by θ, from z = M⁻¹c by regressor
// and visit: in the direction D it is Σ tr DW(z'xx'z)W.
func (s *search) differentiate(z []float64) {
	q, t := s.regressors, s.visits
	p := &s.product
	clear(p.gradient)
	for i := range s.blocks {
		b := &s.blocks[i]
		n := len(b.visits)
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
		addElements(p.gradient, b, s.b, 2)
	}
	clear(p.slope)
	s.pull(p.gradient, p.slope)
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

// spread is g'H⁻¹g of the derivatives g of a variance, or NaN where H is not
// positive definite.
func (s *search) spread() float64 {
	p := &s.product
	total, last := 0.0, 0.0
	for turn := range 2*s.count + 2 {
		copy(p.guided, p.slope)
		forward(s.second.factor, s.count, p.guided)
		size := dot(p.guided, p.guided)
		if size <= 1e-10*total {
			total += size // where the guide is all but exact
			break
		}
		backward(s.second.factor, s.count, p.guided)
		for k, x := range p.guided {
			if turn > 0 {
				x += float64(size / last * p.direction[k])
			}
			p.direction[k] = x
		}
		s.multiply()
		bow := dot(p.direction, p.image)
		if !(bow > 0) {
			return math.NaN()
		}
		length := size / bow
		total += length * size
		for k, x := range p.image {
			p.slope[k] -= float64(length * x)
		}
		last = size
	}
	return total
}

// multiply writes H·direction.
func (s *search) multiply() {
	q, t, m := s.regressors, s.visits, s.coefficients
	p, d := &s.product, &s.second
	for k := range s.count {
		p.image[k] = dot(d.matrix[k*s.count:(k+1)*s.count], p.direction)
	}
	s.push(p.direction, p.change)
	clear(p.weighted)
	for i := range s.blocks {
		b := &s.blocks[i]
		b.restrict(p.change, s.c, t)
		b.sandwich(s.c, s.a, s.b)
		b.scatter(s.b, p.weighted, q, t)
	}
	mirror(p.weighted, m)
	times(s.variance, p.weighted, p.half, m)
	timesLower(p.half, s.variance, p.moved, m)
	_, had, _ := d.kind.shares()
	clear(p.gradient)
	for i := range s.blocks {
		b := &s.blocks[i]
		n := len(b.visits)
		b.collect(p.moved, s.c, q, t)
		b.sandwich(s.c, s.a, s.b)
		addElements(p.gradient, b, s.b, -2)
		if had == 2 {
			continue
		}
		// tr DWE(WCW), which is symmetric in its two directions.
		b.restrict(p.change, s.c, t)
		times(b.weight, s.c, s.a, n)
		times(s.a, b.spread, s.b, n)
		for j := range n {
			for k := range j {
				s.b[j*n+k] += s.b[k*n+j]
			}
			s.b[j*n+j] *= 2
		}
		addElements(p.gradient, b, s.b, 2-had)
	}
	s.pull(p.gradient, p.image)
}

// push writes the change of the covariance matrix in a direction of θ.
func (s *search) push(direction, change []float64) {
	t := s.visits
	for v := range t {
		for u := range v + 1 {
			e := element(v, u)
			x := 0.0
			for place, k := range s.of[e] {
				x += float64(direction[k] * s.tangent[e][place])
			}
			change[v*t+u], change[u*t+v] = x, x
		}
	}
}
