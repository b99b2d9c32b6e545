package num

import "math"

// rootSteps is the limit of evaluations of Root; bisection alone ends after
// some 2100 for the whole range of float64, Brent's rule after far fewer.
const rootSteps = 300

// Root finds a zero of the continuous function f between lo and hi by Brent's
// rule [brent1973], to within tol plus a few units in the last place. The ends
// may come in either order, a zero at an end counts, and tol = 0 asks for full
// precision. The second result is false, and the first is the end with the
// smaller |f|, if f has the same sign at both ends or is NaN at one; it is
// false as well if the rule does not end within 300 evaluations.
func Root(f func(float64) float64, lo, hi, tol float64) (float64, bool) {
	s := bracket{a: lo, b: hi, c: lo, fa: f(lo), fb: f(hi)}
	s.fc = s.fa
	if s.fa == 0 {
		return lo, true
	}
	if s.fb != 0 && !(s.fa < 0 && s.fb > 0 || s.fa > 0 && s.fb < 0) {
		if math.Abs(s.fa) < math.Abs(s.fb) {
			return lo, false
		}
		return hi, false
	}
	s.step = hi - lo
	s.before = s.step
	for range rootSteps {
		s.order()
		within := float64(2*epsilon*math.Abs(s.b)) + float64(0.5*tol)
		half := 0.5 * (s.c - s.b)
		if s.fb == 0 || math.Abs(half) <= within {
			return s.b, true
		}
		s.choose(half, within)
		s.a, s.fa = s.b, s.fb
		if math.Abs(s.step) > within {
			s.b += s.step
		} else {
			s.b += math.Copysign(within, half)
		}
		s.fb = f(s.b)
	}
	return s.b, false
}

// bracket is the state of Brent's rule: b is the best point so far, the zero
// lies between b and c, and a is the point before b.
type bracket struct {
	a, b, c, fa, fb, fc float64
	step, before        float64 // the last step and the one before it
}

// order restores the meaning of the three points after an evaluation.
func (s *bracket) order() {
	if (s.fb > 0) == (s.fc > 0) {
		s.c, s.fc = s.a, s.fa
		s.step = s.b - s.a
		s.before = s.step
	}
	if math.Abs(s.fc) < math.Abs(s.fb) {
		s.a, s.b, s.c = s.b, s.c, s.b
		s.fa, s.fb, s.fc = s.fb, s.fc, s.fb
	}
}

// choose takes an interpolated step if it stays inside and shrinks fast
// enough, else it bisects.
func (s *bracket) choose(half, within float64) {
	if math.Abs(s.before) >= within && math.Abs(s.fa) > math.Abs(s.fb) {
		p, q := s.interpolate(half)
		if 2*p < min(float64(3*half*q)-math.Abs(within*q), math.Abs(s.before*q)) {
			s.before, s.step = s.step, p/q
			return
		}
	}
	s.step, s.before = half, half
}

// interpolate returns p ≥ 0 and q with b + p/q the zero of the secant through
// two points or of the inverse parabola through three.
func (s *bracket) interpolate(half float64) (p, q float64) {
	r := s.fb / s.fa
	if s.a == s.c {
		p, q = 2*half*r, 1-r
	} else {
		u, v := s.fa/s.fc, s.fb/s.fc
		p = r * (float64(2*half*u*(u-v)) - float64((s.b-s.a)*(v-1)))
		q = (u - 1) * (v - 1) * (r - 1)
	}
	if p > 0 {
		return p, -q
	}
	return -p, q
}
