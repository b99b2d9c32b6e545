package endpoint

import (
	"math"

	"simrun/sim/world/dist"
)

// recording is what becomes of a value when it is written down.
type recording struct {
	step     float64 // 0: it is not rounded
	per      float64 // steps in 1 when that is whole, such as 10 for a step of 0.1; else 0
	low, top float64 // infinite: no bound
}

func (l *Longitudinal) recording() recording {
	r := recording{low: math.Inf(-1), top: math.Inf(1)}
	if l.Round != nil {
		r.step = *l.Round
		if per := math.Floor(1/r.step + 0.5); math.Abs(float64(per*r.step)-1) < 1e-12 {
			r.per = per
		}
	}
	if l.Bounds != nil {
		r.low, r.top = l.Bounds[0], l.Bounds[1]
	}
	return r
}

// record rounds values, then moves them to the bounds, in place.
func (r *recording) record(value []float64) {
	if r.step > 0 {
		for i, x := range value {
			value[i] = r.multiple(math.Floor(x/r.step + 0.5))
		}
	}
	if r.low > math.Inf(-1) || r.top < math.Inf(1) {
		for i, x := range value {
			value[i] = min(max(x, r.low), r.top)
		}
	}
}

// multiple is k steps: of decimal ones, such as 0.1, the number that is written so.
func (r *recording) multiple(k float64) float64 {
	if r.per > 0 {
		return k / r.per
	}
	return r.step * k
}

// one is what is recorded of one value.
func (r *recording) one(x float64) float64 {
	v := [1]float64{x}
	r.record(v[:])
	return v[0]
}

// least is the least value that is recorded as x or more, where x can be recorded.
func (r *recording) least(x float64) float64 {
	switch {
	case x <= r.low:
		return math.Inf(-1)
	case x > r.top:
		return math.Inf(1)
	case r.step > 0:
		k := math.Ceil(x / r.step)
		if r.multiple(k-1) >= x { // x/step was rounded up
			k--
		}
		return r.step * (k - 0.5)
	}
	return x
}

// above is the least value that is recorded as more than x.
func (r *recording) above(x float64) float64 {
	switch {
	case x < r.low:
		return math.Inf(-1)
	case x >= r.top:
		return math.Inf(1)
	case r.step > 0:
		k := math.Floor(x / r.step)
		switch {
		case r.multiple(k) > x: // x/step was rounded up
			k--
		case r.multiple(k+1) <= x: // or down
			k++
		}
		return r.step * (k + 0.5)
	}
	return x
}

// admitted is the part of a law's probability, from lo to hi, whose recorded values meet a
// criterion.
func (r *recording) admitted(e *Entry, law dist.Dist) (lo, hi float64) {
	lo, hi = 0, 1
	if e.AtLeast != nil {
		lo = share(law, r.least(*e.AtLeast))
	}
	if e.AtMost != nil {
		hi = share(law, r.above(*e.AtMost))
	}
	return lo, hi
}

// share is the probability of a law up to x, which may be infinite.
func share(law dist.Dist, x float64) float64 {
	switch {
	case math.IsInf(x, -1):
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	return law.CDF(x)
}
