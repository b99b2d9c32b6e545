package regression

import (
	"math"

	"simrun/sim/base/matrix"
)

// likelihood is what newton maximizes.
type likelihood interface {
	// derive replaces gradient and information, minus the second derivatives, by
	// those at the parameters. It reports whether the parameters are possible and
	// everything is finite.
	derive(at, gradient, information []float64) bool

	// repair replaces an information that is not positive definite by one that is.
	// It reports false where the likelihood is concave, so that none is needed.
	repair(information []float64) bool
}

// concave is a likelihood that never needs repair.
type concave struct{}

func (concave) repair([]float64) bool { return false }

const (
	// aliased is the share of a regressor's information that the ones before it must
	// leave, for it to count as another.
	aliased = 1e-11

	newtonSteps   = 50
	newtonHalves  = 40
	decrementDone = 1e-18 // the next step is the last
	decrementNull = 1e-22 // the last step changes the information by less than 1e-11
	linearRate    = 0.1   // of decrements; at a maximum at infinity it is 1/e
)

// newton maximizes a likelihood by Newton's steps, each halved until the slope
// along it is no longer steeply downhill.
//
// The decrement g·I⁻¹·g is the squared length of a step in standard errors, the
// same in all units. Steps end when it is below 1e-18; then one more step squares
// what was missing. It must have come there by quadratic convergence: where the
// likelihood rises forever, toward infinite parameters, decrements shrink by 1/e at
// each step.
type newton struct {
	order       int // parameters in use
	at, next    []float64
	gradient    []float64
	step        []float64
	information []float64
	factor      []float64 // of the information
	rank        int       // of the information
	status      Status
}

func newNewton(parameters int) newton {
	v := func() []float64 { return make([]float64, parameters) }
	m := func() []float64 { return make([]float64, matrix.Size(parameters)) }
	return newton{at: v(), next: v(), gradient: v(), step: v(), information: m(), factor: m()}
}

// maximize starts from the first n of at and leaves the maximum there, and the
// factor of the information at it. rank is that of the information, 0 when the first
// one is to say.
func (s *newton) maximize(m likelihood, n, rank int) Status {
	s.order = n
	at, gradient, step := s.at[:n], s.gradient[:n], s.step[:n]
	information := s.information[:matrix.Size(n)]
	if !m.derive(at, gradient, information) {
		return NoConvergence
	}
	previous := math.Inf(1)
	for range newtonSteps {
		r := s.decompose()
		if rank == 0 {
			rank = r
		}
		s.rank = rank
		if r < rank && (!m.repair(information) || s.decompose() < rank) {
			return NoConvergence
		}
		copy(step, gradient)
		matrix.Solve(s.factor, step)
		decrement := product(gradient, step)
		if decrement <= decrementDone && decrement <= linearRate*previous {
			advance(at, step, 1)
			if decrement > decrementNull && (!m.derive(at, gradient, information) || s.decompose() < rank) {
				return NoConvergence
			}
			return OK
		}
		if !s.search(m, decrement) {
			return NoConvergence
		}
		previous = decrement
	}
	return NoConvergence
}

// decompose factors the information and returns its rank.
func (s *newton) decompose() int {
	size := matrix.Size(s.order)
	copy(s.factor[:size], s.information[:size])
	return matrix.Factor(s.factor[:size], s.order, aliased)
}

// search goes along the step, and leaves the derivatives where it ends. A slope of
// up to half of the one at its start downhill is near enough to the top.
func (s *newton) search(m likelihood, decrement float64) bool {
	at, next, step := s.at[:s.order], s.next[:s.order], s.step[:s.order]
	length := 1.0
	for range newtonHalves {
		copy(next, at)
		advance(next, step, length)
		if m.derive(next, s.gradient[:s.order], s.information[:matrix.Size(s.order)]) &&
			product(s.gradient[:s.order], step) >= -0.5*decrement {
			copy(at, next)
			return true
		}
		length *= 0.5
	}
	return false
}

// coefficient is parameter j and its standard error: NaN where there was no fit or
// the regressor was dropped.
func (s *newton) coefficient(j int) (estimate, se float64) {
	if s.status != OK || !(s.factor[matrix.Size(j)+j] > 0) {
		return math.NaN(), math.NaN()
	}
	variance := matrix.InverseDiagonal(s.factor, j, s.step[:s.order])
	return s.at[j], math.Sqrt(variance)
}
