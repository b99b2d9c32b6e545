package dist

import "simrun/sim/base/spec"

// Uniform is the law with constant density between two bounds.
//
//	F(x) = (x − min)/(max − min),  min ≤ x ≤ max
//
// The mean is (min + max)/2 [johnson1995, ch. 26].
type Uniform struct {
	// Min is the lower bound.
	Min spec.Number `toml:"min,required"`
	// Max is the upper bound, greater than min.
	Max spec.Number `toml:"max,required"`

	min, max, width float64
}

var _ = Kinds.Add("uniform", &Uniform{})

// Check reports bounds in the wrong order.
func (l *Uniform) Check(p *spec.Problems) { checkOrder(p, l.Min, l.Max) }

// Prepare takes over the bounds.
func (l *Uniform) Prepare(draws []float64) {
	l.min, l.max = l.Min.At(draws), l.Max.At(draws)
	l.width = l.max - l.min
}

// Quantile is min + u·(max − min).
func (l *Uniform) Quantile(u float64) float64 {
	return min(float64(u*l.width)+l.min, l.max)
}

// CDF is (x − min)/(max − min), 0 below and 1 above the bounds.
func (l *Uniform) CDF(x float64) float64 { return min(max((x-l.min)/l.width, 0), 1) }

// Mean is the middle of the bounds.
func (l *Uniform) Mean() float64 { return l.min + float64(l.width/2) }

// Variance is (max − min)²/12.
func (l *Uniform) Variance() float64 { return l.width * l.width / 12 }

// checkOrder reports a min that is, or may be drawn, not below max.
func checkOrder(p *spec.Problems, lower, upper spec.Number) {
	_, top := Span(lower)
	bottom, _ := Span(upper)
	if !(top < bottom) {
		p.Report("let min be smaller than max", "min %v is not below max %v", top, bottom)
	}
}
