package boundary

import (
	"math"

	"simrun/sim/base/num"
)

// Recursion integrates a sequence of test statistics Z₁, Z₂, … look by look.
// They are jointly normal in the canonical form of group-sequential theory,
//
//	E Z_k = θ √I_k,   Cov(Z_j, Z_k) = √(I_j / I_k)   (j ≤ k),
//
// and the process goes on from look k while lower_k < Z_k < upper_k. The
// density of Z_k on that interval follows from the one before it by a
// convolution with the normal density of the increment ([armitage1969],
// [jennison2000] ch. 19). The unit of information is free: θ is the drift per
// root of it, so that with fractions θ is the mean of Z at all the information.
//
// A Recursion allocates nothing after NewRecursion. It is not safe for use by
// several goroutines at once.
type Recursion struct {
	drift  float64
	fine   float64 // multiplies the number of grid points; 1 but in tests
	looks  int
	levels []level

	// The step from the last look to the one aimed at: a statistic z there
	// is slope·z − centers[j] standard deviations of the increment away from
	// grid point j of the last look, drift included.
	slope   float64
	centers []float64
}

// A level is one look that has been held.
type level struct {
	info         float64
	lower, upper float64
	inside       float64 // probability of not having left up to and including it
	points       int     // size of the grid that is laid; 0 for none
	z            []float64
	mass         []float64 // density times quadrature weight at z
}

// farthest is the largest deviation in use, in standard deviations: the tail of
// the normal distribution beyond it, 3e-316, can no longer be told from nothing.
const farthest = 38

// NewRecursion returns a recursion for at most the given number of looks, at
// drift 0.
func NewRecursion(looks int) *Recursion {
	rules()
	r := &Recursion{
		fine:    1,
		levels:  make([]level, looks),
		centers: make([]float64, maxPoints),
	}
	store := make([]float64, 2*looks*maxPoints)
	for k := range r.levels {
		mine := store[2*k*maxPoints:]
		r.levels[k].z = mine[:maxPoints]
		r.levels[k].mass = mine[maxPoints : 2*maxPoints]
	}
	return r
}

// Reset forgets all looks and sets the drift θ.
func (r *Recursion) Reset(drift float64) {
	r.drift = drift
	r.looks = 0
}

// Looks returns the number of looks held so far.
func (r *Recursion) Looks() int { return r.looks }

// Truncate forgets all looks after the first n; n must not exceed Looks.
func (r *Recursion) Truncate(n int) {
	if n < 0 || n > r.looks {
		panic("boundary: Truncate beyond the looks held")
	}
	r.looks = n
}

// Inside returns the probability of not having left so far; 1 before the first
// look.
func (r *Recursion) Inside() float64 {
	if r.looks == 0 {
		return 1
	}
	return r.levels[r.looks-1].inside
}

// Advance holds the next look at the given information, which must exceed that
// of the look before, and returns the probabilities that the process leaves
// just there: at or below lower, at or above upper. Bounds may be infinite;
// lower must not exceed upper. An increase of less than 1/1024 of the
// information held is integrated as if it were that large.
func (r *Recursion) Advance(info, lower, upper float64) (below, above float64) {
	if r.looks == len(r.levels) {
		panic("boundary: more looks than the recursion was made for")
	}
	n := r.aim(info)
	below, _ = r.tail(n, lower, -1)
	above, _ = r.tail(n, upper, 1)
	inside := r.Inside() - below - above
	at := &r.levels[r.looks]
	at.info, at.lower, at.upper, at.inside, at.points = info, lower, upper, inside, 0
	r.looks++
	return below, above
}

// holds reports whether look k, from 0, is held with just these values.
func (r *Recursion) holds(k int, info, lower, upper float64) bool {
	if k >= r.looks {
		return false
	}
	at := &r.levels[k]
	return at.info == info && at.lower == lower && at.upper == upper
}

// Upper returns the bound b for the next look, at the given information, that
// the process reaches or exceeds there, not having left before, with the given
// probability. It is +Inf when the probability is not positive or b would be
// more than 38 above the mean, and −Inf when the probability of still being
// inside is not as large.
func (r *Recursion) Upper(info, above float64) float64 { return r.bound(info, above, 1) }

// Lower returns the bound that the process meets or falls below at the next
// look with the given probability: the mirror image of Upper.
func (r *Recursion) Lower(info, below float64) float64 { return r.bound(info, below, -1) }

// bound solves tail(b, side) = p by Newton's iteration on the logarithm.
//
// The log of the tail is concave in b (the integral of a log-concave density),
// so an iteration that starts beyond the root, where the tail is too light,
// comes down to it without ever crossing, and needs no bracket.
func (r *Recursion) bound(info, p, side float64) float64 {
	if !(p > 0) {
		return math.Inf(int(side))
	}
	n := r.aim(info)
	mean := float64(r.drift * math.Sqrt(info))
	b := mean + float64(side*num.NormalSurvivalQuantile(p))
	if n > 0 {
		b = r.descend(n, p, side, b)
	}
	if float64(side*(b-mean)) > farthest {
		return math.Inf(int(side))
	}
	return b
}

// descend finds the root of bound from b, the bound of a process that could
// not have left before, which is farther out.
func (r *Recursion) descend(n int, p, side, b float64) float64 {
	b = r.nearer(n, p, side, b)
	if math.IsInf(b, 0) {
		return b
	}
	goal := num.Log(p)
	for range 64 {
		tail, density := r.tail(n, b, side)
		if !(tail > 0) {
			return math.Inf(int(side))
		}
		step := float64((num.Log(tail) - goal) * (tail / density))
		b += float64(side * step)

		// The error left is about the square of the step.
		if math.Abs(step) < 1e-9 {
			break
		}
	}
	return b
}

// nearer returns b, or the bound of a process all of which stands at that edge
// of the interval that is next to the bound, if that is nearer; it is still
// beyond the root. Without it b may lie where the tail is no longer a number.
func (r *Recursion) nearer(n int, p, side, b float64) float64 {
	in := 0.0
	for _, m := range r.levels[r.looks-1].mass[:n] {
		in += m
	}
	if p >= in {
		return math.Inf(int(-side))
	}
	edge := r.centers[0]
	if side > 0 {
		edge = r.centers[n-1]
	}
	other := (edge + float64(side*num.NormalSurvivalQuantile(p/in))) / r.slope
	if float64(side*(b-other)) > 0 {
		return other
	}
	return b
}

// tail returns the probability that the statistic aimed at lies beyond b on the
// given side, and its density at b.
func (r *Recursion) tail(n int, b, side float64) (p, density float64) {
	if math.IsInf(b, 0) {
		if float64(side*b) > 0 {
			return 0, 0
		}
		return r.Inside(), 0
	}
	at := float64(r.slope * b)
	if n == 0 {
		u := at - r.centers[0]
		return num.NormalSurvival(float64(side * u)), num.NormalPDF(u)
	}
	for j, m := range r.levels[r.looks-1].mass[:n] {
		u := at - r.centers[j]
		p += float64(m * num.NormalSurvival(float64(side*u)))
		density += float64(m * num.NormalPDF(u))
	}
	return p, float64(density * r.slope)
}
