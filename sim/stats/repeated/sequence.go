package repeated

import "math/bits"

// sequence is the fit of an unstructured covariance in closed form, for patients
// who have all visits before their last.
//
// The likelihood is then a product over visits t, of the regressions of yₜ on x and
// y₁ … yₜ₋₁ among the patients who have it [anderson1957]
//
//	yₜ = γₜ'x + bₜ₁y₁ + … + bₜ,ₜ₋₁yₜ₋₁ + eₜ,  eₜ ~ N(0, sₜ²)
//
// and so is the restricted likelihood, since for given b the step from the means
// βₜ = γₜ + Σⱼ bₜⱼβⱼ to γ has determinant 1: γ and b are those of least squares, and
// sₜ² = RSSₜ/(nₜ − q) with the number q of regressors. Its negative second
// derivative at the maximum is block diagonal: Rₜ/sₜ² for bₜ, with the residual
// cross products Rₜ of y₁ … yₜ₋₁ on x, and (nₜ − q)/(2sₜ⁴) for sₜ².
type sequence struct {
	regressors, visits, width int
	sum                       []float64 // cross products of the patients who have visits up to one
	factor                    []float64 // by visit: their Cholesky factor
	rest                      []float64 // by visit: nₜ − q
	b                         []float64 // by visit: coefficients of the visits before
	variance                  []float64 // by visit: sₜ²
	beta                      []float64 // by visit: coefficients of the regressors
	c                         []float64 // scratch: one value for each place in a row
	weight, value, share      []float64 // scratch: one value for each visit
	unscaled                  []float64 // by visit: c'(X'X)⁻¹c of the last contrast
}

func newSequence(m Model) sequence {
	q, t := 1+m.Regressors, m.Responses
	w := q + t
	return sequence{
		regressors: q, visits: t, width: w,
		sum: make([]float64, w*w), factor: make([]float64, t*w*w),
		rest: make([]float64, t), b: make([]float64, t*t), variance: make([]float64, t),
		beta: make([]float64, t*q), c: make([]float64, w),
		weight: make([]float64, t), value: make([]float64, t), share: make([]float64, t),
		unscaled: make([]float64, t),
	}
}

// fit uses of each patient the visits before the first unknown one.
func (s *sequence) fit(t *table) Status {
	clear(s.sum)
	for v := s.visits - 1; v >= 0; v-- {
		rows := s.regressors + v + 1
		for p, known := range t.masks[:t.patterns] {
			if bits.TrailingZeros64(^known) == v+1 {
				addRows(s.sum, t.of(p), rows, s.width)
			}
		}
		n := s.sum[0]
		l := s.at(v)
		copy(l, s.sum[:rows*s.width])
		s.rest[v] = n - float64(s.regressors)
		switch independent := cholesky(l, rows, s.width); {
		case n == 0:
			return NoPatients
		case independent < s.regressors:
			return Inestimable
		case s.rest[v] <= float64(v):
			return TooFew
		case independent < rows:
			return ZeroVariance
		}
	}
	for v := range s.visits {
		s.regress(v)
	}
	return OK
}

// at is the factor of a visit.
func (s *sequence) at(v int) []float64 {
	size := s.width * s.width
	return s.factor[v*size : (v+1)*size]
}

// regress writes the least squares coefficients of one visit, and the means that
// they imply.
func (s *sequence) regress(v int) {
	q := s.regressors
	l := s.at(v)
	last := l[(q+v)*s.width : (q+v)*s.width+q+v+1]
	coefficients := s.c[:q+v]
	copy(coefficients, last)
	backward(l, s.width, coefficients)
	s.variance[v] = last[q+v] * last[q+v] / s.rest[v]
	beta, b := s.beta[v*q:(v+1)*q], s.b[v*s.visits:v*s.visits+v]
	copy(beta, coefficients)
	copy(b, coefficients[q:])
	for j, x := range b {
		for a := range beta {
			beta[a] += float64(x * s.beta[j*q+a])
		}
	}
}

// covariance writes the estimated covariance matrix.
func (s *sequence) covariance(sigma []float64) {
	t := s.visits
	for i := range t {
		b := s.b[i*t : i*t+i]
		for j := range i {
			x := 0.0
			for k, y := range b {
				x += float64(y * sigma[k*t+j])
			}
			sigma[i*t+j], sigma[j*t+i] = x, x
		}
		sigma[i*t+i] = s.variance[i] + dot(b, sigma[i*t:i*t+i])
	}
}

// contrast estimates c'βₜ. With the row w of (I − b)⁻¹ that belongs to visit t its
// variance is v = Σⱼ wⱼ²sⱼ²dⱼ, dⱼ = c'(X'X)ⱼ⁻¹c, with derivatives
//
//	∂v/∂sⱼ² = wⱼ²dⱼ,  ∂v/∂bₖₗ = 2wₖhₗ,  h = (I − b)⁻¹(wⱼsⱼ²dⱼ)ⱼ
func (s *sequence) contrast(c []float64, visit int) Estimate {
	t := s.visits
	w, h := s.weight[:visit+1], s.value[:visit+1]
	clear(w)
	w[visit] = 1
	for k := visit; k >= 0; k-- {
		for j, b := range s.b[k*t : k*t+k] {
			w[j] += float64(w[k] * b)
		}
	}
	variance, spread := 0.0, 0.0
	for j := range h {
		d := s.unscale(c, j)
		s.unscaled[j] = d
		part := float64(w[j] * w[j] * s.variance[j] * d)
		variance += part
		spread += float64(part*part) / s.rest[j]
		h[j] = float64(w[j]*s.variance[j]*d) + dot(s.b[j*t:j*t+j], h[:j])
	}
	for k := 1; k <= visit; k++ {
		x := s.share[:k]
		copy(x, h)
		forward(s.at(k)[s.regressors*(s.width+1):], s.width, x)
		spread += float64(2 * s.variance[k] * w[k] * w[k] * dot(x, x))
	}
	q := s.regressors
	return newEstimate(dot(c, s.beta[visit*q+1:(visit+1)*q]), variance, spread)
}

// inflation is what Kenward and Roger's method adds to the variance of the last
// contrast. Between the responses, D for bₖ is a change of the covariances of eₖ with
// the errors before, and (Q − PΦP) for it is diagonal in these errors; D for sₖ² adds
// nothing. So with the residual cross products Tₖ of e₁ … eₖ₋₁ of the patients who have
// visit k, and as the covariance of b is that of least squares, it is
//
//	2 Σₖ wₖ²sₖ² Σⱼ (dₖ − dⱼ)sⱼ²(Tₖ⁻¹)ⱼⱼ,  j < k
//
// which is 0 when no response is missing.
func (s *sequence) inflation(visit int) float64 {
	t, total := s.visits, 0.0
	for k := 1; k <= visit; k++ {
		sum := 0.0
		for j := range k {
			// The column j of (I − b)⁻¹, as Tₖ = (I − b)Rₖ(I − b)'.
			x := s.share[:k]
			clear(x)
			x[j] = 1
			for i := j + 1; i < k; i++ {
				x[i] = dot(s.b[i*t:i*t+i], x)
			}
			forward(s.at(k)[s.regressors*(s.width+1):], s.width, x)
			sum += float64((s.unscaled[k] - s.unscaled[j]) * s.variance[j] * dot(x, x))
		}
		total += float64(2 * s.weight[k] * s.weight[k] * s.variance[k] * sum)
	}
	return total
}

// unscale is c'(X'X)⁻¹c for the patients who have a visit.
func (s *sequence) unscale(c []float64, visit int) float64 {
	x := s.c[:s.regressors]
	x[0] = 0
	copy(x[1:], c)
	forward(s.at(visit), s.width, x)
	return dot(x, x)
}

// addRows adds the first rows of a lower triangle to those of another.
func addRows(to, from []float64, rows, stride int) {
	for i := range rows {
		sums := to[i*stride : i*stride+i+1]
		for j, x := range from[i*stride : i*stride+i+1] {
			sums[j] += x
		}
	}
}
