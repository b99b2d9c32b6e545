package repeated

// secondOrder holds the derivatives of −2 log L at one θ.
//
// In the direction D of the covariance matrix, with R the cross products of the
// residuals of a pattern and C = Σ x'M⁻¹x those of the fitted values,
//
//	∂ = Σ tr D(nW − W(R + C)W)
//
// and in the directions D and E, with A = Σ (x x')⊗(WDW) and u = X'V⁻¹DV⁻¹r,
//
//	∂² = Σ tr DWE(2WRW + 2WCW − nW) − tr M⁻¹A(D)M⁻¹A(E) − 2u(D)'M⁻¹u(E)
//
// summed over patterns. The trace of the product of two A is the one expensive
// term. It is Σ tr DWEWCW when no response is missing, and never more, so the steps
// are made with that in its place and have a rate of convergence of about q/n times
// the part of the responses that is missing. Where such a Hessian is not positive definite, the term is
// left out, and where that does not help, all but n·tr DWEW, which always is.
type secondOrder struct {
	kind     kind
	root     []float64 // Cholesky factor of M
	gradient []float64 // by element
	hessian  []float64 // by elements, lower triangle
	cross    []float64 // u, by element and coefficient
	slope    []float64 // by θ
	lean     []float64 // hessian times the derivatives of the elements, by element and θ
	crossed  []float64 // u by θ and coefficient
	matrix   []float64 // Hessian by θ
	factor   []float64 // its Cholesky factor
}

// kind says which Hessian is used.
type kind uint8

const (
	steep   kind = iota // with WCW once
	upper               // with WCW twice, which is never below the exact one
	scoring             // n·tr DWEW
	kinds
)

// shares are the factors of WRW, WCW and nW in the Hessian.
func (k kind) shares() (residual, spread, weight float64) {
	return [...]float64{2, 2, 0}[k], [...]float64{1, 2, 0}[k], [...]float64{-1, -1, 1}[k]
}

func newSecondOrder(count, elements, coefficients int) secondOrder {
	return secondOrder{
		root:     make([]float64, coefficients*coefficients),
		gradient: make([]float64, elements),
		hessian:  make([]float64, elements*elements),
		cross:    make([]float64, elements*coefficients),
		slope:    make([]float64, count),
		lean:     make([]float64, elements*count),
		crossed:  make([]float64, count*coefficients),
		matrix:   make([]float64, count*count),
		factor:   make([]float64, count*count),
	}
}

// newton writes the step from the last evaluated θ. Its decrement g'H⁻¹g is the
// square of its length in standard errors, times two. It reports false when the
// responses leave some θ undetermined.
func (s *search) newton() (decrement float64, ok bool) {
	d := &s.second
	for d.kind = steep; d.kind < kinds; d.kind++ {
		s.derive()
		copy(d.factor, d.matrix)
		if cholesky(d.factor, s.count, s.count) == s.count {
			copy(s.step, d.slope)
			forward(d.factor, s.count, s.step)
			decrement = dot(s.step, s.step)
			backward(d.factor, s.count, s.step)
			for k := range s.step {
				s.step[k] = -s.step[k]
			}
			return decrement, true
		}
	}
	return 0, false
}

// derive computes gradient and Hessian by θ.
func (s *search) derive() {
	d := &s.second
	clear(d.gradient)
	clear(d.hessian)
	clear(d.cross)
	residual, spread, weight := d.kind.shares()
	for i := range s.blocks {
		b := &s.blocks[i]
		n := len(b.visits)
		size := n * n
		b.collect(s.variance, s.c, s.regressors, s.visits)
		b.sandwich(s.c, s.a, b.spread)
		b.sandwich(b.residual, s.a, s.b)
		for k := range size {
			w, r, c := b.weight[k], s.b[k], b.spread[k]
			s.a[k] = float64(b.patients*w) - r - c
			s.c[k] = float64(residual*r) + float64(spread*c) + float64(weight*b.patients*w)
		}
		d.slopes(b, s.a)
		d.curve(b, s.c, s.elements)
		if d.kind != scoring {
			d.bend(b, s.a, s.regressors, s.visits)
		}
	}
	s.chain()
}

// slopes adds tr DG for each element.
func (d *secondOrder) slopes(b *block, g []float64) {
	n := len(b.visits)
	for i, v := range b.visits {
		to := d.gradient[element(v, 0):]
		for j, u := range b.visits[:i+1] {
			to[u] += 2 * g[i*n+j]
		}
	}
}

// curve adds tr DWEK for each pair of elements (that of a diagonal element counts
// twice, here and in slopes and bend).
func (d *secondOrder) curve(b *block, k []float64, elements int) {
	n := len(b.visits)
	for i, v := range b.visits {
		wi, ki := b.weight[i*n:i*n+n], k[i*n:i*n+n]
		for j, u := range b.visits[:i+1] {
			wj, kj := b.weight[j*n:j*n+n], k[j*n:j*n+n]
			row := d.hessian[element(v, u)*elements:]
			for g, v2 := range b.visits[:i+1] {
				most := g
				if g == i {
					most = j
				}
				to := row[element(v2, 0):]
				x1, x2, x3, x4 := wj[g], ki[g], wi[g], kj[g]
				for h, u2 := range b.visits[:most+1] {
					to[u2] += (float64(x1*ki[h]) + float64(x2*wj[h])) + (float64(x3*kj[h]) + float64(x4*wi[h]))
				}
			}
		}
	}
}

// bend adds u for each element; scratch takes W·rx.
func (d *secondOrder) bend(b *block, scratch []float64, q, t int) {
	n, m := len(b.visits), q*t
	for a := range q {
		wr := scratch[:n]
		for i := range n {
			x := 0.0
			for j, w := range b.weight[i*n : i*n+n] {
				x += float64(w * b.rx[j*q+a])
			}
			wr[i] = x
		}
		for i, v := range b.visits {
			wi := b.weight[i*n : i*n+n]
			for j, u := range b.visits[:i+1] {
				wj := b.weight[j*n : j*n+n]
				to := d.cross[element(v, u)*m+a*t:][:t]
				x, y := wr[j], wr[i]
				for g, v2 := range b.visits {
					to[v2] += float64(wi[g]*x) + float64(wj[g]*y)
				}
			}
		}
	}
}

// once is the factor that makes up for the double counting of diagonal elements.
func once(v, u int) float64 {
	if v == u {
		return 0.5
	}
	return 1
}

// chain goes from the derivatives by the elements to those by θ.
func (s *search) chain() {
	d, k, m := &s.second, s.count, s.coefficients
	for i := range s.elements {
		for j := range i {
			d.hessian[j*s.elements+i] = d.hessian[i*s.elements+j]
		}
	}
	clear(d.slope)
	clear(d.lean)
	clear(d.crossed)
	clear(d.matrix)
	for v := range s.visits {
		for u := range v + 1 {
			e := element(v, u)
			for place, to := range s.of[e] {
				x := s.tangent[e][place] * once(v, u)
				if x == 0 {
					continue
				}
				d.slope[to] += float64(x * d.gradient[e])
				for f, y := range d.hessian[e*s.elements : (e+1)*s.elements] {
					d.lean[f*k+to] += float64(x * y)
				}
				crossed := d.crossed[to*m : to*m+m]
				for c, y := range d.cross[e*m : e*m+m] {
					crossed[c] += float64(x * y)
				}
			}
		}
	}
	for v := range s.visits {
		for u := range v + 1 {
			e := element(v, u)
			for place, to := range s.of[e] {
				x := s.tangent[e][place] * once(v, u)
				if x == 0 {
					continue
				}
				for g, y := range d.lean[e*k : e*k+k] {
					d.matrix[to*k+g] += float64(x * y)
				}
			}
			if d.kind != scoring {
				s.curvature(v, u)
			}
		}
	}
	if d.kind != scoring {
		s.discount()
	}
}

// curvature adds the second derivatives of element (v, u) by θ, times its slope.
func (s *search) curvature(v, u int) {
	e := element(v, u)
	k, h, g := s.count, s.second.matrix, once(v, u)*s.second.gradient[e]
	of, tangent := s.of[e], s.tangent[e]
	if v == u {
		h[of[0]*k+of[0]] += 2 * float64(g*tangent[0])
		return
	}
	for _, a := range of[:2] {
		for _, b := range of[:2] {
			h[a*k+b] += float64(g * tangent[0])
		}
		h[a*k+of[2]] += float64(g * tangent[2])
		h[of[2]*k+a] += float64(g * tangent[2])
	}
	h[of[2]*k+of[2]] += float64(g * s.bow[e])
}

// discount subtracts 2u'M⁻¹u.
func (s *search) discount() {
	d, k, m := &s.second, s.count, s.coefficients
	for i := range k {
		u := d.crossed[i*m : i*m+m]
		forward(d.root, m, u)
		for j := range i + 1 {
			x := 2 * dot(u, d.crossed[j*m:j*m+m])
			d.matrix[i*k+j] -= x
			if i != j {
				d.matrix[j*k+i] -= x
			}
		}
	}
}
