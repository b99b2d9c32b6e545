package dist

import (
	"math"
	"reflect"
	"slices"

	"simrun/sim/base/num"
)

// Proportional returns the constant ratio of the hazard of b to that of a, and
// whether there is one, by closed form: both are relative to one law with
// patterns that differ by a factor, or are powers of time (exponential,
// Weibull, piecewise exponential) or Gompertz laws in the same pattern. Both laws are prepared.
func Proportional(a, b Dist) (hazardRatio float64, ok bool) {
	one, two := hazardOf(a), hazardOf(b)
	if one.shape != two.shape || !reflect.DeepEqual(one.root, two.root) {
		return 0, false
	}
	from := merged(one.from, two.from)
	found := math.NaN()
	for _, t := range from {
		log0, log1 := one.at(t), two.at(t)
		if math.IsInf(log0, -1) && math.IsInf(log1, -1) {
			continue // nobody has the event in this piece
		}
		difference := log1 - log0
		if math.IsInf(difference, 0) || math.Abs(difference-found) > rounding*max(1, math.Abs(log0), math.Abs(log1)) {
			return 0, false
		}
		if math.IsNaN(found) {
			found = difference
		}
	}
	return num.Exp(found), !math.IsNaN(found)
}

// rounding is a relative difference that arithmetic alone can make.
const rounding = 1e-12

// hazardForm is a hazard in closed form,
//
//	h(t) = exp(logⱼ)·shape·t^(shape−1)  or  h(t) = exp(logⱼ)·h_root(t)
//
// from the change point fromⱼ on.
type hazardForm struct {
	root      Dist // nil for a power of time
	shape     float64
	from, log []float64
}

// at is the logarithm of the factor at a time.
func (f *hazardForm) at(t float64) float64 {
	j := len(f.from) - 1
	for f.from[j] > t {
		j--
	}
	return f.log[j]
}

// powered is a law whose hazard is a power of time in each piece.
type powered interface {
	Lifetime
	powerForm() (shape float64, from, log []float64)
}

func (e *Exponential) powerForm() (shape float64, from, log []float64) {
	return 1, []float64{0}, []float64{num.Log(e.rate)}
}

func (w *Weibull) powerForm() (shape float64, from, log []float64) {
	return w.shape, []float64{0}, []float64{-w.shape * num.Log(w.scale)}
}

func (l *PiecewiseExponential) powerForm() (shape float64, from, log []float64) {
	log = make([]float64, len(l.rate))
	for j, rate := range l.rate {
		log[j] = num.Log(rate)
	}
	return 1, l.From, log
}

// hazardOf reduces a law to the form, with itself as root if need be.
func hazardOf(d Dist) hazardForm {
	switch law := d.(type) {
	case powered:
		shape, from, log := law.powerForm()
		return hazardForm{shape: shape, from: from, log: log}
	case *Gompertz:
		unit := &Gompertz{shape: law.shape, rate: 1}
		return hazardForm{root: unit, from: []float64{0}, log: []float64{num.Log(law.rate)}}
	case *hazardScaled:
		return law.form()
	case stretched:
		base, by := law.stretch()
		if f := hazardOf(base); f.root == nil {
			return f.stretch(by)
		}
	case throughCDF:
		d = law.Dist
	}
	return hazardForm{root: d, from: []float64{0}, log: []float64{0}}
}

// form multiplies the base's hazard by the ratios.
func (l *hazardScaled) form() hazardForm {
	f, own := hazardOf(l.base), hazardForm{from: l.from[:len(l.ratio)]}
	for _, ratio := range l.ratio {
		own.log = append(own.log, num.Log(ratio))
	}
	from := merged(f.from, own.from)
	log := make([]float64, len(from))
	for j, t := range from {
		log[j] = f.at(t) + own.at(t)
	}
	f.from, f.log = from, log
	return f
}

// stretched is a law whose times are those of a base times a factor.
type stretched interface {
	Lifetime
	stretch() (base Lifetime, by float64)
}

func (s *scale) stretch() (base Lifetime, by float64) { return s.base, s.by }

// stretch multiplies the times of a form without root.
func (f hazardForm) stretch(by float64) hazardForm {
	from, log := slices.Clone(f.from), slices.Clone(f.log)
	for j := range from {
		from[j] *= by
		log[j] -= float64(f.shape * num.Log(by))
	}
	return hazardForm{shape: f.shape, from: from, log: log}
}

// merged is the union of two ascending lists of change points.
func merged(a, b []float64) []float64 {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
