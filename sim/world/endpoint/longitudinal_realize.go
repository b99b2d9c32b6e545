package endpoint

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/population"
)

// visits realizes the columns of a longitudinal endpoint, one after the other.
type visits struct {
	model    *Longitudinal
	laws     [][]dist.Dist // by column and arm
	mean, sd []float64     // by arm, of the column at hand
	recording
}

func newVisits(l *Longitudinal, laws [][]dist.Dist) *visits {
	return &visits{
		model: l, laws: laws, recording: l.recording(),
		mean: make([]float64, len(laws[0])), sd: make([]float64, len(laws[0])),
	}
}

// Normal is true: laws that are not normal take the uniforms of the deviates.
func (*visits) Normal() bool { return true }

// Realize finds the values from uniforms.
func (e *visits) Realize(o *cohort.Outcome, p *Patients, r Range) {
	for k := range e.laws {
		value := o.Columns[k][r.Lo:r.Hi]
		if known, log := e.gaussian(k); known {
			num.NormalQuantiles(value)
			e.standard(value, p.Arm[r.Lo:r.Hi], log)
		} else {
			e.invert(k, value, p.Arm[r.Lo:r.Hi])
		}
		e.finish(k, value, p, r)
	}
}

// RealizeNormal finds the values from standard normal deviates.
func (e *visits) RealizeNormal(o *cohort.Outcome, p *Patients, r Range) {
	for k := range e.laws {
		value := o.Columns[k][r.Lo:r.Hi]
		if known, log := e.gaussian(k); known {
			e.standard(value, p.Arm[r.Lo:r.Hi], log)
		} else {
			population.Uniforms(value)
			e.invert(k, value, p.Arm[r.Lo:r.Hi])
		}
		e.finish(k, value, p, r)
	}
}

// gaussian sets the parameters of a column whose laws are all normal, or all
// lognormal, and reports whether they are.
func (e *visits) gaussian(k int) (known, log bool) {
	for i, law := range e.laws[k] {
		g, ok := dist.AsGaussian(law)
		if !ok || i > 0 && g.Log != log {
			return false, false
		}
		e.mean[i], e.sd[i], log = g.Mean, g.SD, g.Log
	}
	return true, log
}

// standard turns deviates into values by mean and sd.
func (e *visits) standard(value []float64, arm []uint8, log bool) {
	mean, sd := e.mean, e.sd
	for i, z := range value {
		a := arm[i]
		value[i] = float64(sd[a]*z) + mean[a]
	}
	if log {
		for i, x := range value {
			value[i] = num.Exp(x)
		}
	}
}

// invert turns uniforms into values by quantiles.
func (e *visits) invert(k int, value []float64, arm []uint8) {
	laws := e.laws[k]
	for i, u := range value {
		value[i] = laws[arm[i]].Quantile(u)
	}
}

// finish adds what covariates do, and makes of values what is recorded.
func (e *visits) finish(k int, value []float64, p *Patients, r Range) {
	if p.Effect != nil {
		share := 1.0
		if profile := e.model.EffectProfile; profile != nil {
			share = profile[k]
		}
		for i, lp := range p.Effect[r.Lo:r.Hi] {
			value[i] += float64(share * lp)
		}
	}
	e.record(value)
}

// Selector is a realizer of an endpoint that selects patients.
type Selector interface {
	Realizer
	// Select moves the uniforms of the first column into the part of their law that
	// is admitted.
	Select(u []float64)
}

// Select moves the uniforms of the first visit.
func (e *visits) Select(u []float64) {
	const least, most = 0x1p-60, 1 - 0x1p-53
	if e.model.Entry == nil {
		return
	}
	lo, hi := e.admitted(e.model.Entry, e.laws[0][0])
	for i, x := range u {
		u[i] = min(max(float64(x*(hi-lo))+lo, least), most)
	}
}

// recording is what becomes of a value when it is written down.
type recording struct {
	step     float64 // 0: it is not rounded
	low, top float64 // infinite: no bound
}

func (l *Longitudinal) recording() recording {
	r := recording{low: math.Inf(-1), top: math.Inf(1)}
	if l.Round != nil {
		r.step = *l.Round
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
			value[i] = r.step * math.Floor(x/r.step+0.5)
		}
	}
	if r.low > math.Inf(-1) || r.top < math.Inf(1) {
		for i, x := range value {
			value[i] = min(max(x, r.low), r.top)
		}
	}
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
		// A multiple of step that was rounded itself still counts as one.
		return r.step * (math.Ceil(x/r.step-1e-9) - 0.5)
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
		return r.step * (math.Floor(x/r.step+1e-9) + 0.5)
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
