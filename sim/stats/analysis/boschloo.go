package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Boschloo is Boschloo's exact unconditional test of two proportions: Fisher's
// p-value f is its statistic, and the worst common success probability gives p.
//
//	p = max over π of Σ P(x₁, x₀ | π),  over the tables with f ≤ f(observed)·(1 + 10⁻⁷)
//
// with f of the same alternative; two-sided, f is Fisher's two-sided p-value
// [boschloo1970]. It keeps its level and rejects whenever fisher does. Statistic
// is f. The maximum is found among all local ones, to about 11 digits.
type Boschloo struct{}

var _ = Kinds.Add("boschloo", &Boschloo{})

// Check finds nothing to object to.
func (*Boschloo) Check(*spec.Problems) {}

// Fit accepts binary endpoints without margin.
func (*Boschloo) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	return fitBinary(t, margin, p)
}

// New makes an analyzer of two-by-two tables.
func (*Boschloo) New(h *Hypothesis, s Shape) Analyzer {
	return newTables(newBoschloo(s.Patients), h, s)
}

// boschloo is the test with its scratch memory.
type boschloo struct {
	inverse []float64 // 1/k
	weights []float64 // of the tables with given margins
	level   []float64 // by successes in both arms: conditional probability of the tables at least as extreme
}

func newBoschloo(patients int) *boschloo {
	b := &boschloo{
		inverse: make([]float64, patients+2), weights: make([]float64, patients+1), level: make([]float64, patients+1),
	}
	for k := 1; k < len(b.inverse); k++ {
		b.inverse[k] = 1 / float64(k)
	}
	return b
}

func (b *boschloo) test(t table, h *Hypothesis, e *Evidence) {
	(&Fisher{}).test(t, h, e)
	f := e.P
	e.Statistic = f
	if f*slack >= 1 {
		e.tails(1, 0, e.Estimate, h.Alternative)
		return
	}
	n := int(t.n1 + t.n0)
	level := b.level[:n+1]
	for m := range level {
		g := hypergeometric{t.n1, t.n0, int32(m)}
		level[m] = b.share(g, f*slack, h.Alternative)
	}
	// The maximum is at least about what it is at a grid's best point, and never
	// more than f.
	p := min(b.worst(level), f)
	e.tails(p, 1-p, e.Estimate, h.Alternative)
}

// share is the conditional probability of the tables of given margins that have a
// Fisher p-value of at most f: the largest such p-value.
func (b *boschloo) share(g hypergeometric, f float64, a Alternative) float64 {
	lo, hi, mode := g.support()
	w := b.weights[:hi-lo+1]
	w[mode-lo] = 1
	total := 1.0
	for k := mode; k < hi; k++ {
		w[k+1-lo] = float64(w[k-lo] * g.up(k))
		total += w[k+1-lo]
	}
	for k := mode; k > lo; k-- {
		w[k-1-lo] = float64(w[k-lo] * g.down(k))
		total += w[k-1-lo]
	}
	switch a {
	case Greater:
		return fromAbove(w, f*total) / total
	case Less:
		return fromBelow(w, f*total) / total
	}
	return fromBoth(w, f*total) / total
}

// fromAbove is the largest sum of the last weights that is at most f.
func fromAbove(w []float64, f float64) float64 {
	sum := 0.0
	for i := len(w) - 1; i >= 0; i-- {
		if sum+w[i] > f {
			return sum
		}
		sum += w[i]
	}
	return sum
}

// fromBelow is the largest sum of the first weights that is at most f.
func fromBelow(w []float64, f float64) float64 {
	sum := 0.0
	for _, x := range w {
		if sum+x > f {
			return sum
		}
		sum += x
	}
	return sum
}

// fromBoth is the largest sum of the smallest weights that is at most f, weights
// that differ by rounding only being taken together. Weights rise to one peak and
// fall.
func fromBoth(w []float64, f float64) float64 {
	sum := 0.0
	for i, j := 0, len(w)-1; i <= j; {
		equal := slack * min(w[i], w[j])
		group := 0.0
		for i <= j && w[i] <= equal {
			group += w[i]
			i++
		}
		for i <= j && w[j] <= equal {
			group += w[j]
			j--
		}
		if sum+group > f {
			return sum
		}
		sum += group
	}
	return sum
}

// worst is the largest mean of level over binomial laws of any probability.
//
// On the scale φ with π = (1 − cos φ)/2 every binomial law has nearly the
// standard deviation 1/√N, and the mean changes no faster. So a grid of at least
// four points for each of those shows every local maximum, with a height that is
// short by less than a hundredth of the largest level; those within that of the
// best are climbed.
func (b *boschloo) worst(level []float64) float64 {
	n := len(level) - 1
	most := 0.0
	for _, l := range level {
		most = max(most, l)
	}
	steps, cos := gridOf(n)
	before, c := 1.0, cos // cos φ at the last two points
	best := 0.0
	var left point
	here, right := point{odds: odds(1)}, point{odds(c), b.mean(level, odds(c)).value}
	for i := 2; i <= steps; i++ {
		before, c = c, float64(2*cos*c)-before
		left, here, right = here, right, point{odds: odds(c)}
		if i < steps {
			right.mean = b.mean(level, right.odds).value
		}
		if here.mean > left.mean && here.mean >= right.mean && here.mean > best-float64(0.01*most) {
			best = max(best, b.climb(level, left.odds, here.odds, right.odds))
		}
	}
	return best
}

// point is a point of the grid. At both ends of the grid the mean is 0.
type point struct{ odds, mean float64 }

// gridOf is the number of steps of φ from 0 to π, a power of 2, and the cosine of
// one.
func gridOf(n int) (steps int, cos float64) {
	steps, cos = 2, 0                           // φ = π/2
	for float64(steps*steps) < 160*float64(n) { // (4π)²
		steps *= 2
		cos = math.Sqrt((1 + cos) / 2)
	}
	return steps, cos
}

// odds are π/(1 − π) for π = (1 − c)/2, never quite 0 or infinite.
func odds(c float64) float64 { return max(1-c, 1e-12) / max(1+c, 1e-12) }

// moments are the mean of level under a binomial law, and its first two
// derivatives by the log odds.
type moments struct{ value, slope, curvature float64 }

// mean adds up level over the binomial law with the given odds, from the mode
// outward until nothing more shows.
func (b *boschloo) mean(level []float64, odds float64) moments {
	n := len(level) - 1
	pi := odds / (1 + odds)
	center := float64(float64(n) * pi)
	mode := min(int(float64(n+1)*pi), n)
	var total, s0, s1, s2 float64
	add := func(k int, w float64) {
		d := float64(k) - center
		wl := float64(w * level[k])
		total += w
		s0 += wl
		s1 += float64(wl * d)
		s2 += float64(wl * d * d)
	}
	w := 1.0
	for k := mode; w > unseen; k++ {
		add(k, w)
		if k == n {
			break
		}
		w = float64(w*odds*float64(n-k)) * b.inverse[k+1]
	}
	w = 1
	for k := mode; k > 0; k-- {
		w = float64(w*float64(k)) * b.inverse[n-k+1] / odds
		if w <= unseen {
			break
		}
		add(k-1, w)
	}
	variance := center * (1 - pi)
	s0, s1, s2 = s0/total, s1/total, s2/total
	return moments{s0, s1, s2 - float64(variance*s0)}
}

// unseen is a weight, in terms of the largest, that does not show in a sum.
const unseen = 0x1p-64

// climb is the local maximum between two odds, by Newton's steps from a third
// within a shrinking bracket.
func (b *boschloo) climb(level []float64, lo, at, hi float64) float64 {
	best := 0.0
	for range 60 {
		m := b.mean(level, at)
		best = max(best, m.value)
		if m.slope > 0 {
			lo = at
		} else {
			hi = at
		}
		step := -m.slope / m.curvature // of the log odds
		// What a step gains is about half of step·slope.
		if math.Abs(step*m.slope) <= 1e-13*m.value || hi-lo <= 1e-12*hi {
			break
		}
		next := at * (1 + step)
		if !(m.curvature < 0 && next > lo && next < hi) {
			next = math.Sqrt(lo) * math.Sqrt(hi)
		}
		at = next
	}
	return best
}
