package repeated

// product solves Hx = g for the exact Hessian H of −2 log L, of which
// secondOrder.matrix lacks a part, by conjugate gradients with that matrix as their
// guide [hestenes1952]. Each turn needs the product of H with one vector, which is
// cheap, where H itself is not.
type product struct {
	gradient  []float64 // of the variance of the contrast, by element
	slope     []float64 // by θ: g, then the residual g − Hx
	solution  []float64 // by θ: x
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
		slope:    make([]float64, count), solution: make([]float64, count), direction: make([]float64, count),
		guided: make([]float64, count), image: make([]float64, count),
		change:   make([]float64, visits*visits),
		weighted: make([]float64, n), half: make([]float64, n), moved: make([]float64, n),
		contrast: make([]float64, coefficients),
	}
}

// solve writes the solution for the slope, and returns g'H⁻¹g. It reports false when
// it finds that H is not positive definite, and then leaves the solution where it
// was.
func (s *search) solve() (total float64, ok bool) {
	p := &s.product
	clear(p.solution)
	last := 0.0
	for turn := range 2*s.count + 2 {
		copy(p.guided, p.slope)
		forward(s.second.factor, s.count, p.guided)
		size := dot(p.guided, p.guided)
		backward(s.second.factor, s.count, p.guided)
		if size <= 1e-10*total {
			// The guide is all but exact, and so good enough for what is left.
			for k, x := range p.guided {
				p.solution[k] += x
			}
			return total + size, true
		}
		for k, x := range p.guided {
			if turn > 0 {
				x += float64(size / last * p.direction[k])
			}
			p.direction[k] = x
		}
		s.multiply()
		bow := dot(p.direction, p.image)
		if !(bow > 0) {
			return total, false
		}
		length := size / bow
		total += float64(length * size)
		for k, x := range p.image {
			p.slope[k] -= float64(length * x)
			p.solution[k] += float64(length * p.direction[k])
		}
		last = size
	}
	return total, true
}

// sharpen replaces the step by that of the exact Hessian.
func (s *search) sharpen() {
	p := &s.product
	if s.second.kind == scoring {
		return // which is not about H at all
	}
	copy(p.slope, s.second.slope)
	if total, _ := s.solve(); total > 0 {
		for k, x := range p.solution {
			s.step[k] = -x
		}
	}
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
