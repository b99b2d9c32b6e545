package boundary

import (
	"math"

	"simrun/sim/base/num"
)

// The grid of a look is laid when the next look is known: it has to resolve
// what led to the look and what leads away from it.
const (
	// openReach is how far from the mean, in standard deviations, an
	// interval without a bound is integrated; 8e-24 lies beyond.
	openReach = 10

	// maxPoints bounds the size of a grid.
	maxPoints = 2048

	// leastGain is the smallest relative increase of information that such a
	// grid resolves.
	leastGain = 1.0 / 1024

	// A grid has basePoints and ratePoints for each standard deviation.
	// Found by doubling the grid: ratePoints 1.2 leaves 2e-7 in the worst
	// case, 1.4 leaves 6e-9, 1.6 leaves 2e-11, 1.8 leaves 1e-13.
	basePoints = 12
	ratePoints = 1.6
)

// aim prepares the step from the last look held to one at the given
// information: it lays the grid of that last look and sets slope and centers.
// It returns the number of grid points; 0 means that no look has been held, and
// the one center is the mean.
func (r *Recursion) aim(info float64) int {
	if r.looks == 0 {
		if !(info > 0) {
			panic("boundary: information is not positive")
		}
		r.slope = 1
		r.centers[0] = float64(r.drift * math.Sqrt(info))
		return 0
	}
	last := r.looks - 1
	if !(info > r.levels[last].info) {
		panic("boundary: information does not increase")
	}
	n := r.lay(last, info)
	r.stride(last, info)
	return n
}

// stride sets slope and centers for the step from look k to one at info.
func (r *Recursion) stride(k int, info float64) {
	at := &r.levels[k]
	more := gain(at.info, info)
	sd := math.Sqrt(more)
	r.slope = math.Sqrt(at.info+more) / sd
	scale, shift := math.Sqrt(at.info)/sd, float64(r.drift*sd)
	for j, z := range at.z[:at.points] {
		r.centers[j] = float64(scale*z) + shift
	}
}

// gain returns the information gained, no less than the grid resolves.
func gain(held, info float64) float64 {
	return math.Max(info-held, float64(leastGain*held))
}

// lay puts a grid for a next look at the given information on the continuation
// interval of look k, unless just that lies there already. It returns its size.
func (r *Recursion) lay(k int, next float64) int {
	lo, hi := r.interval(k)
	panels, q := r.choose(k, next, hi-lo)
	at, n := &r.levels[k], panels*len(q.nodes)
	if n == at.points {
		return n
	}
	at.points = n
	half := (hi - lo) / float64(2*panels)
	for p := range panels {
		middle := lo + float64(half*float64(2*p+1))
		z, mass := at.z[p*len(q.nodes):], at.mass[p*len(q.nodes):]
		for i, x := range q.nodes {
			z[i] = middle + float64(half*x)
			mass[i] = float64(half * q.weights[i])
		}
	}
	r.weigh(k)
	return n
}

// interval returns the part of the continuation interval of look k that
// matters.
func (r *Recursion) interval(k int) (lo, hi float64) {
	at := &r.levels[k]
	mean := float64(r.drift * math.Sqrt(at.info))
	lo, hi = math.Max(at.lower, mean-farthest), math.Min(at.upper, mean+farthest)
	if math.IsInf(at.lower, -1) {
		lo = mean - openReach
	}
	if math.IsInf(at.upper, 1) {
		hi = mean + openReach
	}
	return lo, math.Max(lo, hi)
}

// choose returns the quadrature for an interval of the given length at look k:
// one panel with as many nodes as needed, or several panels of the highest
// order.
//
// The integrand varies with the statistic itself, whose standard deviation is
// 1, and with the increments before and after the look, the smaller of which
// sets the pace.
func (r *Recursion) choose(k int, next, length float64) (panels int, q *rule) {
	held := r.levels[k].info
	least := gain(held, next)
	if k > 0 {
		least = math.Min(least, gain(r.levels[k-1].info, held))
	}
	deviations := float64(length * math.Sqrt(1+held/least))
	needed := float64(r.fine * (basePoints + float64(ratePoints*deviations)))

	all := rules()
	if needed <= highestOrder {
		step := math.Ceil(math.Max(0, needed-lowestOrder) / orderStep)
		return 1, &all[int(step)]
	}
	panels = int(math.Min(math.Ceil(needed/highestOrder), maxPoints/highestOrder))
	return panels, &all[len(all)-1]
}

// weigh multiplies the quadrature weights of look k by the density of its
// statistic.
func (r *Recursion) weigh(k int) {
	at := &r.levels[k]
	if k == 0 {
		mean := float64(r.drift * math.Sqrt(at.info))
		for i, z := range at.z[:at.points] {
			at.mass[i] = float64(at.mass[i] * num.NormalPDF(z-mean))
		}
		return
	}
	from := &r.levels[k-1]
	r.stride(k-1, at.info)
	centers, mass := r.centers[:from.points], from.mass[:from.points]
	scale := float64(r.slope * invRoot2Pi)
	first := 0
	for i, z := range at.z[:at.points] {
		u := float64(r.slope * z)
		for first < len(centers) && centers[first] < u-farthest {
			first++
		}
		at.mass[i] = float64(float64(at.mass[i]*scale) * blur(centers[first:], mass[first:], u))
	}
}

// blur sums mass·exp(−d²/2), d the distance of its center from u. Centers
// ascend; the first of them is less than farthest away.
func blur(centers, mass []float64, u float64) float64 {
	sum := 0.0
	for j, c := range centers {
		d := u - c
		if d < -farthest {
			break
		}
		sum += float64(mass[j] * num.Exp(float64(-0.5*d)*d))
	}
	return sum
}

// invRoot2Pi is 1/√(2π).
const invRoot2Pi = 0.39894228040143267793994605993438
