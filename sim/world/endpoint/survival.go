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
// [bender2005]. It is censored when the patient leaves, and at each look.
type Survival struct {
	Common
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
func (*Survival) New(laws []dist.Dist) Realizer { return &survival{NewTimes(laws)} }

type survival struct{ times Times }

// Realize draws the times.
func (e *survival) Realize(o *cohort.Outcome, arm []uint8, r Range, s *rng.Stream) {
	e.times.Draw(o.Value, arm, r, s)
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
	time, arm = time[r.Lo:r.Hi], arm[r.Lo:r.Hi]
	s.Fill(time, r.Lo)
	num.NegLogs(time)
	for i, h := range time {
		time[i] = t.laws[arm[i]].Time(h)
	}
}
