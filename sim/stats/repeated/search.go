package repeated

import "math"

// search fits any structure to any pattern of known responses, by Newton's method.
//
// With the covariance matrix of all responses V(θ), the regressors X of the
// coefficients β of all visits, M = X'V⁻¹X and r = y − Xβ̂, it minimizes
//
//	−2 log L = log|V| + log|M| + r'V⁻¹r + constant
//
// [harville1977]. As V is block diagonal, with a block Σ that depends on the known
// visits alone, all terms are sums over patterns; with W = Σ⁻¹ of a pattern with n
// patients, put as zeros around it where a visit is unknown,
//
//	M = Σ (x x')⊗W summed over patients
type search struct {
	parameters
	regressors, coefficients, elements int

	blocks, room []block

	sigma       []float64 // Σ of all visits
	information []float64 // M, then its Cholesky factor, then scratch
	variance    []float64 // M⁻¹
	right, beta []float64 // X'V⁻¹y, and β̂ by regressor and visit
	value       float64   // −2 log L
	theta, next []float64
	step        []float64 // by θ
	a, b, c     []float64 // scratch of visits × visits
	second      secondOrder
	product     product
	spread      []float64 // covariance of the estimate of θ, for Kenward and Roger's method
}

// maxIterations is the number of Newton steps after which a search gives up. From
// where it starts it needs about 6.
const maxIterations = 100

// The search ends where the next step is shorter than 10⁻¹⁰ standard errors, or,
// where rounding does not let it get there, than 10⁻⁷ and no shorter than the last.
// A step below 10⁻⁸ is the last one if the next would be that short when it
// shrinks no less than this one did; the Hessian before it then serves for the
// degrees of freedom.
const (
	decrementDone  = 1e-20
	decrementLast  = 1e-16
	decrementStall = 1e-14
)

func newSearch(m Model, patterns int) search {
	q, t := 1+m.Regressors, m.Responses
	p := newParameters(m)
	n := q * t
	s := search{
		parameters: p, regressors: q, coefficients: n, elements: len(p.of),
		room:  newBlocks(patterns, q, t),
		sigma: make([]float64, t*t), information: make([]float64, max(n*n, (q+1)*(q+1))), variance: make([]float64, n*n),
		right: make([]float64, n), beta: make([]float64, n),
		theta: make([]float64, p.count), next: make([]float64, p.count), step: make([]float64, p.count),
		a: make([]float64, t*t), b: make([]float64, t*t), c: make([]float64, t*t),
	}
	s.second = newSecondOrder(p.count, s.elements, n)
	s.product = newProduct(p.count, n, t)
	s.spread = make([]float64, p.count*p.count)
	return s
}

// load takes the sums of a table. It finds what no covariance can make up for, and
// leaves the covariance matrix of independent visits.
func (s *search) load(t *table) Status {
	s.blocks = s.room[:t.patterns]
	for p := range s.blocks {
		s.blocks[p].gather(t.masks[p], t.of(p), s.regressors, t.width)
	}
	clear(s.sigma)
	status := OK
	for v := range s.visits {
		if found := s.screen(t, v); status == OK {
			status = found
		}
	}
	return status
}

// screen regresses the responses of one visit on x.
func (s *search) screen(t *table, visit int) Status {
	q := s.regressors
	w := q + 1
	sum := s.information[:w*w]
	clear(sum)
	for p, known := range t.masks[:t.patterns] {
		if known>>visit&1 == 0 {
			continue
		}
		cross := t.of(p)
		for i := range w {
			from := cross[i*t.width:]
			if i == q {
				from = cross[(q+visit)*t.width:]
			}
			for j := range min(i+1, q) {
				sum[i*w+j] += from[j]
			}
		}
		sum[q*w+q] += cross[(q+visit)*t.width+q+visit]
	}
	n := sum[0]
	switch independent := cholesky(sum, w, w); {
	case n == 0:
		return NoPatients
	case independent < q:
		return Inestimable
	case n <= float64(q):
		return TooFew
	case independent == q:
		return ZeroVariance
	}
	s.sigma[visit*s.visits+visit] = sum[q*w+q] * sum[q*w+q] / (n - float64(q))
	return OK
}

// run searches from the covariance matrix sigma.
func (s *search) run() Status {
	s.guess(s.sigma, s.theta)
	for range 60 { // halvings, after which no correlation is left
		if s.evaluate(s.theta) {
			return s.improve()
		}
		s.shrink(s.theta)
	}
	return NoConvergence
}

// improve goes from the θ of the last evaluation to the minimum. Where a step is not
// much shorter than the one before, the Hessian of the steps is not good enough.
func (s *search) improve() Status {
	last := math.Inf(1)
	for range maxIterations {
		decrement, ok := s.newton()
		switch {
		case !ok:
			return TooFew
		case decrement <= decrementDone || decrement <= decrementStall && decrement >= last/4:
			return s.settled()
		case decrement > last/16:
			s.sharpen()
		}
		switch {
		case !s.descend():
			return NoConvergence
		case decrement <= decrementLast && float64(decrement*decrement) <= decrementDone*last:
			return s.settled()
		}
		last = decrement
	}
	return NoConvergence
}

// settled is the status at the end: there is a minimum only where the Hessian says so.
func (s *search) settled() Status {
	if s.second.kind == scoring {
		return NoConvergence
	}
	return OK
}

// descend takes the step, or that part of it which lowers −2 log L. Where the step is
// too short for that to be seen behind the rounding, it is taken.
func (s *search) descend() bool {
	from := s.value
	slack := 1e-11 + float64(1e-11*math.Abs(from))
	length := 1.0
	for k := range s.scales {
		// No standard deviation changes by more than a factor e in one step.
		length = math.Min(length, 1/math.Max(1, math.Abs(s.step[k])))
	}
	for range 50 {
		for k := range s.next {
			s.next[k] = s.theta[k] + float64(length*s.step[k])
		}
		if s.inside(s.next) && s.evaluate(s.next) && s.value <= from+slack {
			s.theta, s.next = s.next, s.theta
			return true
		}
		length /= 2
	}
	return false
}

// evaluate computes −2 log L at θ and all that its derivatives need. It reports
// false where the covariance matrix is not positive definite.
func (s *search) evaluate(theta []float64) bool {
	q, t, m := s.regressors, s.visits, s.coefficients
	s.matrix(theta, s.sigma)
	copy(s.a, s.sigma)
	if cholesky(s.a, t, t) < t {
		return false
	}
	clear(s.information)
	clear(s.right)
	value := 0.0
	for i := range s.blocks {
		b := &s.blocks[i]
		log, ok := b.invert(s.sigma, s.a, t)
		if !ok {
			return false
		}
		value += float64(b.patients * log)
		b.weigh(s.information, s.right, q, t)
	}
	if cholesky(s.information, m, m) < m {
		return false
	}
	value += logDeterminant(s.information, m, m)
	copy(s.beta, s.right)
	forward(s.information, m, s.beta)
	backward(s.information, m, s.beta)
	copy(s.second.root, s.information)
	inverse(s.information, s.variance, m, m)
	for i := range s.blocks {
		value += s.blocks[i].fit(s.beta, q, t)
	}
	s.value = value
	return !math.IsNaN(value)
}
