package repeated

import (
	"math"

	"simrun/sim/base/num"
)

// Model declares what is fitted: how many visits and regressors there are, and
// the structure of the covariance of a patient's responses.
type Model struct {
	Responses  int       // visits after baseline, 1 to 64
	Regressors int       // beside the intercept, which is always part of the model; 0 or more
	Structure  Structure // of the covariance matrix
	Times      []float64 // of the visits, strictly increasing, in any unit; for Exponential only
}

// Structure is the form of the covariance matrix of the responses of one patient.
// With standard deviations sᵢ and the correlation ρ of visits i and j, element
// (i, j) is sᵢsⱼρ; in homogeneous structures all sᵢ are equal.
type Structure uint8

// The structures. Correlations may be negative, as long as the matrix is positive
// definite; that of Exponential is positive.
const (
	Unstructured                  Structure = iota // one sᵢ for each visit, one ρ for each pair of visits
	CompoundSymmetry                               // one s, one ρ
	HeterogeneousCompoundSymmetry                  // one sᵢ for each visit, one ρ
	AR1                                            // one s, ρ^|i−j|
	HeterogeneousAR1                               // one sᵢ for each visit, ρ^|i−j|
	Toeplitz                                       // one s, one ρ for each distance |i−j|
	HeterogeneousToeplitz                          // one sᵢ for each visit, one ρ for each distance |i−j|
	Exponential                                    // one s, ρ^|tᵢ−tⱼ| with the times t of the visits
)

// Structures are the names of the structures in scenario files.
var Structures = [...]string{
	Unstructured:                  "unstructured",
	CompoundSymmetry:              "compound_symmetry",
	HeterogeneousCompoundSymmetry: "heterogeneous_compound_symmetry",
	AR1:                           "ar1",
	HeterogeneousAR1:              "heterogeneous_ar1",
	Toeplitz:                      "toeplitz",
	HeterogeneousToeplitz:         "heterogeneous_toeplitz",
	Exponential:                   "exponential",
}

// String is the name of the structure in scenario files.
func (s Structure) String() string { return Structures[s] }

// heterogeneous reports whether each visit has a standard deviation of its own.
func (s Structure) heterogeneous() bool {
	switch s {
	case Unstructured, HeterogeneousCompoundSymmetry, HeterogeneousAR1, HeterogeneousToeplitz:
		return true
	}
	return false
}

// check panics on a declaration that cannot be meant.
func (m *Model) check() {
	switch {
	case m.Responses < 1 || m.Responses > 64:
		panic("repeated: the number of responses is not from 1 to 64")
	case m.Regressors < 0:
		panic("repeated: negative number of regressors")
	case int(m.Structure) >= len(Structures):
		panic("repeated: unknown structure")
	case m.Structure != Exponential:
		return
	case len(m.Times) != m.Responses:
		panic("repeated: not one time for each response")
	}
	for i := 1; i < len(m.Times); i++ {
		if !(m.Times[i] > m.Times[i-1]) {
			panic("repeated: times do not increase")
		}
	}
}

// Status says whether a model could be fitted, or why not.
type Status uint8

// The outcomes of a fit.
const (
	OK            Status = iota
	NoPatients           // a visit without any response
	Inestimable          // at some visit the regressors of the patients who have a response are linearly dependent, as when an arm is empty
	TooFew               // responses do not suffice to estimate the covariance: parts of it are undetermined, or the likelihood rises without end toward a singular one
	ZeroVariance         // a response without variance, given the regressors and the visits before
	NoConvergence        // no maximum of the likelihood was found within 100 steps; there is none where it rises up to a matrix that is not positive definite
)

// String is the reason in words.
func (s Status) String() string {
	return [...]string{"ok", "no patients", "inestimable", "too few patients", "zero variance", "no convergence"}[s]
}

// parameters says how a covariance matrix follows from a vector θ: the logarithms
// of the standard deviations (one, or one for each visit) and then correlations.
//
// Each element (i ≥ j) of the matrix, at index i(i+1)/2 + j, depends on at most
// three of them: on those of its two visits and on one correlation.
type parameters struct {
	structure Structure
	visits    int
	count     int       // of θ
	scales    int       // how many of θ are standard deviations
	of        [][3]int  // by element: the places in θ, the correlation's last (any, for a variance)
	distance  []float64 // by element: the exponent of the correlation
	deviation []float64 // by visit: scratch
	// By element, at the θ that matrix has seen last: the element's derivatives by
	// the three places, and for an off-diagonal one sᵢsⱼ times the second
	// derivative of its correlation.
	tangent [][3]float64
	bow     []float64
}

func newParameters(m Model) parameters {
	t := m.Responses
	p := parameters{
		structure: m.Structure, visits: t, scales: 1,
		of:        make([][3]int, t*(t+1)/2),
		distance:  make([]float64, t*(t+1)/2),
		deviation: make([]float64, t),
		tangent:   make([][3]float64, t*(t+1)/2),
		bow:       make([]float64, t*(t+1)/2),
	}
	if m.Structure.heterogeneous() {
		p.scales = t
	}
	p.count = p.scales
	for i := range t {
		for j := range i {
			e := element(i, j)
			p.of[e] = [3]int{min(i, p.scales-1), min(j, p.scales-1), p.scales + correlation(m.Structure, i, j)}
			p.count = max(p.count, p.of[e][2]+1)
			p.distance[e] = float64(i - j)
			if m.Structure == Exponential {
				// In units of the mean gap, so that ρ is that of neighbors.
				p.distance[e] = (m.Times[i] - m.Times[j]) / (m.Times[t-1] - m.Times[0]) * float64(t-1)
			}
		}
		p.of[element(i, i)] = [3]int{min(i, p.scales-1), min(i, p.scales-1), 0}
	}
	return p
}

// element is the index of element (i, j), i ≥ j, of a symmetric matrix.
func element(i, j int) int { return i*(i+1)/2 + j }

// correlation is the index of the correlation of visits i > j among the
// correlations of a structure.
func correlation(s Structure, i, j int) int {
	switch s {
	case Unstructured:
		return i*(i-1)/2 + j
	case Toeplitz, HeterogeneousToeplitz:
		return i - j - 1
	}
	return 0
}

// matrix writes the covariance matrix at θ and keeps its derivatives.
func (p *parameters) matrix(theta, sigma []float64) {
	for i := range p.visits {
		p.deviation[i] = num.Exp(theta[min(i, p.scales-1)])
	}
	for i := range p.visits {
		for j := range i {
			e := element(i, j)
			rho, d1, d2 := p.power(theta[p.of[e][2]], e)
			s := p.deviation[i] * p.deviation[j]
			sigma[i*p.visits+j], sigma[j*p.visits+i] = s*rho, s*rho
			p.tangent[e] = [3]float64{s * rho, s * rho, s * d1}
			p.bow[e] = s * d2
		}
		e, s := element(i, i), float64(p.deviation[i]*p.deviation[i])
		sigma[i*p.visits+i] = s
		p.tangent[e] = [3]float64{2 * s, 0, 0}
	}
}

// power is the correlation of element e, and its first two derivatives by the
// parameter ρ.
func (p *parameters) power(rho float64, e int) (value, d1, d2 float64) {
	d := p.distance[e]
	switch p.structure {
	case AR1, HeterogeneousAR1:
		// Whole powers by multiplication, which also holds for ρ ≤ 0.
		value, d1, d2 = rho, 1, 0
		for k := 2.0; k <= d; k++ {
			d2 = float64(rho*d2) + float64(2*d1)
			d1 = float64(rho*d1) + value
			value = float64(value * rho)
		}
		return value, d1, d2
	case Exponential:
		value = num.Pow(rho, d)
		d1 = d * value / rho
		return value, d1, (d - 1) * d1 / rho
	}
	return rho, 1, 0
}

// inside reports whether θ is in the range where matrix is defined.
func (p *parameters) inside(theta []float64) bool {
	return p.structure != Exponential || p.count == p.scales || theta[p.scales] > 0
}

// guess writes the θ that is nearest to a covariance matrix: mean variances, and
// mean correlations of the elements that share one (for powers, of neighbors).
func (p *parameters) guess(sigma, theta []float64) {
	clear(theta)
	t := p.visits
	variance := 0.0
	for i := range t {
		variance += sigma[i*t+i]
		theta[min(i, p.scales-1)] = num.Log(sigma[i*t+i]) / 2
	}
	if p.scales == 1 {
		theta[0] = num.Log(variance/float64(t)) / 2
	}
	for k := p.scales; k < p.count; k++ {
		sum, n := 0.0, 0.0
		for i := range t {
			for j := range i {
				powers := p.structure == AR1 || p.structure == HeterogeneousAR1 || p.structure == Exponential
				if p.of[element(i, j)][2] == k && (!powers || i == j+1) {
					sum += sigma[i*t+j] / math.Sqrt(sigma[i*t+i]*sigma[j*t+j])
					n++
				}
			}
		}
		theta[k] = sum / n
	}
	if p.structure == Exponential && t > 1 {
		theta[1] = num.Clamp(theta[1], 0.05, 0.95)
	}
}

// shrink moves all correlations half the way to independence.
func (p *parameters) shrink(theta []float64) {
	for k := p.scales; k < p.count; k++ {
		theta[k] /= 2
	}
}
