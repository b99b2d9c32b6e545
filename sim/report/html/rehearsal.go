package html

import (
	"math"
	"slices"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
)

// rehearsal is what some trials of a plan show that the tallies of a result do
// not. They are the first of the trials that the result counts.
type rehearsal struct {
	trials int
	z      [][][]float64 // by comparison, by look: z of every trial, looks held whatever was found before
	last   []float64     // by trial: time of the last planned look, likewise

	duration, patients []float64 // by trial, as the design ends it

	grid    []float64   // calendar times
	entered []float64   // by time: mean number of patients
	events  [][]float64 // by endpoint, by time: mean number of events, nil unless survival
}

// patience is about how many patients are rehearsed in all; a design of few
// patients gets mostTrials.
const patience, mostTrials, fewestTrials, gridPoints = 400_000, 1000, 40, 160

// rehearse conducts the first of so many trials.
func rehearse(p *plan.Plan, of int64) *rehearsal {
	n := p.Scenario.Enrollment.Size
	h := &rehearsal{trials: min(mostTrials, max(fewestTrials, patience/max(1, n)), int(max(1, of)))}
	seed := p.Scenario.Simulation.Seed
	w := trial.NewWorker(p.Protocol)
	on := persistent(p.Protocol)
	b := trial.NewWorker(on)
	h.z = make([][][]float64, on.Comparisons())
	for i := range h.z {
		h.z[i] = make([][]float64, len(on.Looks))
	}
	b.Watch = h.watch
	for i := range int64(h.trials) {
		o := w.Conduct(seed, i)
		h.duration = append(h.duration, o.Duration)
		h.patients = append(h.patients, float64(o.Patients))
		b.Conduct(seed, i)
	}
	h.accrue(on, seed)
	return h
}

// watch notes one look of a trial that goes on.
func (h *rehearsal) watch(s trial.Sight) {
	for i := range s.Evidence {
		if e := &s.Evidence[i]; e.Status == analysis.OK {
			h.z[i][s.Look] = append(h.z[i][s.Look], e.Z)
		}
	}
	if s.Final {
		h.last = append(h.last, s.Time)
	}
}

// accrue counts patients and events over calendar time, in trials that go on to
// their last look.
func (h *rehearsal) accrue(p *trial.Protocol, seed uint64) {
	end := quantile(h.last, 0.9)
	for k := range gridPoints + 1 {
		h.grid = append(h.grid, end*float64(k)/gridPoints)
	}
	h.entered = make([]float64, len(h.grid))
	h.events = make([][]float64, len(p.Endpoints))
	for e := range p.Endpoints {
		if p.Endpoints[e].Shape.Type == cohort.Survival {
			h.events[e] = make([]float64, len(h.grid))
		}
	}
	w := trial.NewWorker(p)
	for i := range int64(h.trials) {
		w.Enroll(seed, i)
		for k, t := range h.grid {
			h.entered[k] += float64(w.Cohort.Entered(t)) / float64(h.trials)
			for e := range h.events {
				if h.events[e] != nil {
					h.events[e][k] += float64(w.Cohort.Events(e, t)) / float64(h.trials)
				}
			}
		}
	}
}

// quantile is the smallest x below or at which there is a share p of all.
func quantile(all []float64, p float64) float64 {
	if len(all) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}

// mean is the mean of all.
func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
}

// persistent is a protocol of the same trials that hold every look.
func persistent(p *trial.Protocol) *trial.Protocol {
	on := *p
	on.Design = persist{}
	return &on
}

// persist is a design that decides nothing, so that every look is held.
type persist struct{}

// Check finds nothing to object to.
func (persist) Check(*spec.Problems) {}

// New makes a decider.
func (persist) New(*design.Setting, *spec.Problems) design.Decider { return persist{} }

// Start has nothing to forget.
func (persist) Start() {}

// Decide goes on.
func (persist) Decide(design.Look, []analysis.Evidence, *design.Action) {}
