package boundary

import "math"

// oracle is the slow twin of Recursion: composite Simpson quadrature on the
// grid of [jennison2000] section 19.2, whose points crowd at the mean and thin
// out in the tails, with the functions of package math. r sets the number of
// points, 12r − 3; the error falls as r⁻⁴.
type oracle struct {
	r     int
	drift float64
	info  float64
	z, h  []float64 // points and masses; empty before the first look
}

// points returns the Jennison–Turnbull grid between lower and upper, with
// Simpson's weights.
func (o *oracle) points(mean, lower, upper float64) (z, w []float64) {
	r := float64(o.r)
	var odd []float64
	for i := 1; i <= 6*o.r-1; i++ {
		var x float64
		switch {
		case i < o.r:
			x = -3 - 4*math.Log(r/float64(i))
		case i <= 5*o.r:
			x = -3 + 3*float64(i-o.r)/(2*r)
		default:
			x = 3 + 4*math.Log(r/float64(6*o.r-i))
		}
		if x += mean; x > lower && x < upper {
			odd = append(odd, x)
		}
	}
	if !math.IsInf(lower, 0) {
		odd = append([]float64{lower}, odd...)
	}
	if !math.IsInf(upper, 0) {
		odd = append(odd, upper)
	}
	for i, x := range odd {
		if i > 0 {
			d := x - odd[i-1]
			w[len(w)-1] += d / 6
			z, w = append(z, odd[i-1]+d/2), append(w, 4*d/6)
			z, w = append(z, x), append(w, d/6)
			continue
		}
		z, w = append(z, x), append(w, 0)
	}
	return z, w
}

// step returns what turns point j and a value at the next look into deviations.
func (o *oracle) step(info float64) (sd, shift float64) {
	return math.Sqrt(info - o.info), o.drift * (info - o.info)
}

// above returns the probability of being inside so far and above b at info.
func (o *oracle) above(info, b float64) float64 {
	sd, shift := o.step(info)
	if o.z == nil {
		return math.Erfc((b*math.Sqrt(info)-shift)/sd/math.Sqrt2) / 2
	}
	p := 0.0
	for j, z := range o.z {
		u := (b*math.Sqrt(info) - z*math.Sqrt(o.info) - shift) / sd
		p += o.h[j] * math.Erfc(u/math.Sqrt2) / 2
	}
	return p
}

// upper bisects for the bound that is exceeded with probability p.
func (o *oracle) upper(info, p float64) float64 {
	lo, hi := -10.0, 40.0
	for hi-lo > 1e-13 {
		if mid := (lo + hi) / 2; o.above(info, mid) > p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// advance holds a look.
func (o *oracle) advance(info, lower, upper float64) {
	z, w := o.points(o.drift*math.Sqrt(info), lower, upper)
	sd, shift := o.step(info)
	h := make([]float64, len(z))
	for i, x := range z {
		density := 0.0
		if o.z == nil {
			u := x - o.drift*math.Sqrt(info)
			density = math.Exp(-u * u / 2)
		}
		for j, y := range o.z {
			u := (x*math.Sqrt(info) - y*math.Sqrt(o.info) - shift) / sd
			density += o.h[j] * math.Exp(-u*u/2) * math.Sqrt(info) / sd
		}
		h[i] = w[i] * density / math.Sqrt(2*math.Pi)
	}
	o.info, o.z, o.h = info, z, h
}
