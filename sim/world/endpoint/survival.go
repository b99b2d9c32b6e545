package endpoint

import (
	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// Survival is the time from entry to an event.
//
//	time = H⁻¹(−log(1 − u)), H the cumulative hazard of the arm's law
//
// [bender2005]. It is censored when the patient leaves, and at each look. Covariates
// act on the log hazard:
//
//	time = H⁻¹(−log(1 − u)·exp(−predictor))
type Survival struct {
	Response
	Common
	// Terminal makes the event one that ends every other endpoint of the patient, such as death.
	Terminal bool `toml:"terminal,later"`
}

var _ = Kinds.Add("survival", &Survival{})

// Check finds nothing to object to.
func (*Survival) Check(*spec.Problems) {}

// Parts returns the shared keys and the shape.
func (s *Survival) Parts() (*Common, cohort.Shape) {
	return &s.Common, cohort.Shape{Type: cohort.Survival, Delay: s.Delay}
}

// Admit accepts laws of times: none may be negative.
func (*Survival) Admit(law dist.Dist, p *spec.Problems) { AdmitTime(law, p) }

// New makes a realizer.
func (*Survival) New(laws [][]dist.Dist) Realizer { return &survival{NewTimes(laws[0])} }

type survival struct{ times Times }

// Realize finds the times.
func (e *survival) Realize(o *cohort.Outcome, p *Patients, r Range) {
	time, arm := o.Value[r.Lo:r.Hi], p.Arm[r.Lo:r.Hi]
	num.NegLogs(time)
	if p.Effect != nil {
		for i, lp := range p.Effect[r.Lo:r.Hi] {
			time[i] = float64(time[i] * num.Exp(-lp))
		}
	}
	e.times.find(time, arm)
}

// AdmitTime reports a law that gives negative values.
func AdmitTime(law dist.Dist, p *spec.Problems) {
	if _, ok := dist.AsLifetime(law); !ok {
		p.Add("gives negative times", "use a law of positive values, such as exponential or weibull")
	}
}

// Times draws times by arm: of events, or of leaving.
type Times struct{ laws []dist.Lifetime }

// NewTimes returns what draws from the laws, one by arm.
func NewTimes(laws []dist.Dist) Times {
	t := Times{make([]dist.Lifetime, len(laws))}
	for i, law := range laws {
		t.laws[i], _ = dist.AsLifetime(law)
	}
	return t
}

// Draw fills the column for a range of patients.
func (t *Times) Draw(time []float64, arm []uint8, r Range, s *rng.Stream) {
	time = time[r.Lo:r.Hi]
	s.Fill(time, r.Lo)
	num.NegLogs(time)
	t.find(time, arm[r.Lo:r.Hi])
}

// find turns cumulative hazards into times.
func (t *Times) find(time []float64, arm []uint8) {
	for i, h := range time {
		time[i] = t.laws[arm[i]].Time(h)
	}
}
