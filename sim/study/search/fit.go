package search

import (
	"math"

	"simrun/sim/base/num"
)

// crossing is where the curve meets the goal, and its standard error.
type crossing struct{ x, se float64 }

// fit puts a line through the points near the goal, on the transformed scales,
// and finds where it meets the goal.
//
// The line is fitted twice: around the middle of the range, then around the
// first crossing, with weights that fall off with the distance from it.
func (s *search) fit() crossing {
	center, width := math.NaN(), math.Inf(1)
	var c crossing
	for range 4 {
		c = s.line(center, width)
		center = s.abscissa(c.x)
		width = s.reach(center)
	}
	return c
}

// reach is the distance at which points lose weight: that of the third nearest
// point that has seen many trials, so that there are always enough, and never less
// than that of the points beside the crossing, without which the slope would be
// that of noise.
func (s *search) reach(center float64) float64 {
	most := int64(0)
	for _, p := range s.points {
		most = max(most, p.N)
	}
	var near [3]float64
	for i := range near {
		near[i] = math.Inf(1)
	}
	for _, p := range s.points {
		if p.N < most/4 {
			continue
		}
		d := math.Abs(s.abscissa(p.X) - center)
		for i := range near {
			if d < near[i] {
				d, near[i] = near[i], d
			}
		}
	}
	x := s.inverse(center)
	if r := max(near[2], math.Abs(s.abscissa(x+s.beside(x))-center)); r > 0 && !math.IsInf(r, 1) {
		return r
	}
	return math.Abs(s.abscissa(s.Hi)-s.abscissa(s.Lo)) / 4
}

// line fits y = a + b·(t − center) by weighted least squares.
func (s *search) line(center, width float64) crossing {
	if math.IsNaN(center) {
		center = s.abscissa(s.between(0.5))
	}
	var w0, w1, w2, y0, y1 float64
	for _, p := range s.points {
		y, se := s.ordinate(p.Estimate)
		t := s.abscissa(p.X) - center
		w := kernel(t/width) / float64(se*se)
		w0 += w
		w1 += float64(w * t)
		w2 += float64(w * t * t)
		y0 += float64(w * y)
		y1 += float64(w * t * y)
	}
	det := float64(w0*w2) - float64(w1*w1)
	a, b := (float64(w2*y0)-float64(w1*y1))/det, (float64(w0*y1)-float64(w1*y0))/det
	goal, _ := s.ordinate(Estimate{Value: s.Goal, SE: 0, N: math.MaxInt32})
	t := (goal - a) / b
	if (b > 0) != s.rising || math.IsNaN(t) || math.IsInf(t, 0) {
		return crossing{s.between(0.5), math.Inf(1)}
	}
	variance := (w2 - float64(2*t*w1) + float64(t*t*w0)) / det / float64(b*b)
	misfit := s.misfit(center, width, a, b)
	stated := max(variance*misfit, s.best(center, width)/float64(b*b))
	s.slope = Estimate{Value: b, SE: math.Sqrt(misfit * w0 / det)}
	k := stated / variance / det
	s.last = learnt{center, a, b, k * w2, -k * w1, k * w0}
	return s.cross(center+t, stated)
}

// cross is the crossing at abscissa t, known with the given variance.
func (s *search) cross(t, variance float64) crossing {
	x := s.inverse(t)
	slope := 1.0
	if s.Lo > 0 {
		slope = 2 * math.Sqrt(x)
	}
	return crossing{num.Clamp(x, s.Lo, s.Hi), slope * math.Sqrt(variance)}
}

// best is the squared error of the best points within reach, one from each round,
// averaged: points of one round err together.
func (s *search) best(center, width float64) float64 {
	information := map[int]float64{}
	for _, p := range s.points {
		if _, se := s.ordinate(p.Estimate); math.Abs(s.abscissa(p.X)-center) <= width {
			information[p.Round] = max(information[p.Round], 1/float64(se*se))
		}
	}
	sum := 0.0
	for round := range s.rounds() {
		sum += information[round]
	}
	if sum == 0 {
		return 0
	}
	return 1 / sum
}

// rounds is the number of rounds so far.
func (s *search) rounds() int {
	n := 0
	for _, p := range s.points {
		n = max(n, p.Round+1)
	}
	return n
}

// misfit is the mean weighted square of the residuals, at least 1: how much more
// the points scatter about the line than their errors explain.
func (s *search) misfit(center, width, a, b float64) float64 {
	sum, n := 0.0, 0.0
	for _, p := range s.points {
		y, se := s.ordinate(p.Estimate)
		t := s.abscissa(p.X) - center
		k := kernel(t / width)
		r := (y - a - float64(b*t)) / se
		sum += float64(k * r * r)
		n += k
	}
	return max(1, sum/max(n-2, 1))
}

// kernel is the weight of a point at a distance in units of the reach: full
// nearby, none beyond three.
func kernel(d float64) float64 {
	d = math.Abs(d) / 3
	if d >= 1 {
		return 1e-9
	}
	k := 1 - float64(d*d*d)
	return k * k * k
}

// abscissa is the scale on which the curve is straight: the root of a positive
// value, since information grows with it and z with the root of information.
func (s *search) abscissa(x float64) float64 {
	if s.Lo > 0 {
		return math.Sqrt(x)
	}
	return x
}

// inverse is the inverse of abscissa.
func (s *search) inverse(t float64) float64 {
	if s.Lo > 0 {
		return t * t
	}
	return t
}

// ordinate is a figure on the scale of the curve, with its standard error.
func (s *search) ordinate(e Estimate) (y, se float64) {
	switch n := float64(e.N); {
	case s.Probability:
		// Half a trial on either side keeps 0 and 1 finite, and their error positive.
		p := (float64(e.Value*n) + 0.5) / (n + 1)
		z := num.NormalQuantile(p)
		return z, math.Sqrt(p*(1-p)/n) / num.NormalPDF(z)
	case e.Value > 0:
		return num.Log(e.Value), max(e.SE, 1e-12*e.Value) / e.Value
	}
	return e.Value, max(e.SE, 1e-12)
}
