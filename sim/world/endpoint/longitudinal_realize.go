package endpoint

import (
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
