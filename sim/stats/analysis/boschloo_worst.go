package analysis

import "math"

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
	here, right := point{odds: odds(1)}, point{odds(c), b.glance(level, odds(c))}
	for i := 2; i <= steps; i++ {
		before, c = c, float64(2*cos*c)-before
		left, here, right = here, right, point{odds: odds(c)}
		if i < steps {
			right.mean = b.glance(level, right.odds)
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

// glance is the mean of level over the binomial law with the given odds, to a
// thousandth of the largest level: four standard deviations of it.
func (b *boschloo) glance(level []float64, odds float64) float64 {
	n := len(level) - 1
	mode := min(int(float64(n+1)*(odds/(1+odds))), n)
	total, sum := 1.0, level[mode]
	w := 1.0
	for k := mode; k < n; k++ {
		w = float64(w * b.up(n, k, odds))
		if w <= 1.0/4096 {
			break
		}
		total += w
		sum += float64(w * level[k+1])
	}
	w = 1
	for k := mode; k > 0; k-- {
		w = float64(w * b.down(n, k, 1/odds))
		if w <= 1.0/4096 {
			break
		}
		total += w
		sum += float64(w * level[k-1])
	}
	return sum / total
}

// up is P(k + 1)/P(k) of the binomial law with the given odds.
func (b *boschloo) up(n, k int, odds float64) float64 {
	return float64(odds*float64(n-k)) * b.inverse[k+1]
}

// down is P(k − 1)/P(k) for 1/odds.
func (b *boschloo) down(n, k int, inverse float64) float64 {
	return float64(inverse*float64(k)) * b.inverse[n-k+1]
}

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
	add(mode, 1)
	w := 1.0
	for k := mode; k < n && w > unseen; k++ {
		w = float64(w * b.up(n, k, odds))
		add(k+1, w)
	}
	w = 1
	for k := mode; k > 0 && w > unseen; k-- {
		w = float64(w * b.down(n, k, 1/odds))
		add(k-1, w)
	}
	variance := float64(center * (1 - pi))
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
