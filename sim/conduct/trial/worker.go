package trial

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/cohort"
)

// Worker conducts trials of one protocol, one after the other, without
// allocating. It belongs to one goroutine.
type Worker struct {
	*Protocol
	nature    nature
	Cohort    *cohort.Cohort
	Snapshot  *cohort.Snapshot
	analyzers []analysis.Analyzer
	decider   design.Decider
	outcome   Outcome

	// The present look.
	look      design.Look
	time      float64
	unreached bool   // the look can never fire
	analyses  []bool // by analysis: part of the look
	wanted    []bool // by endpoint: seen at the look
	evidence  []analysis.Evidence
	action    design.Action

	// Watch, when set, is told of every look after its decision.
	Watch func(Sight)
}

// Sight is a look as it happened, for those who watch one trial.
type Sight struct {
	Look     int // index of the planned look
	Time     float64
	Final    bool
	Analyzed []bool // by analysis
	Evidence []analysis.Evidence
	Action   *design.Action
	Snapshot *cohort.Snapshot
}

// Beside returns a worker for a protocol with an equal World, which shares the
// cohort of w: what w enrolls it can follow.
func (w *Worker) Beside(p *Protocol) *Worker {
	b := &Worker{Protocol: p, Cohort: w.Cohort}
	b.nature.drawn = w.nature.drawn
	b.prepare()
	return b
}

// prepare makes room for the conduct of trials.
func (w *Worker) prepare() {
	p := w.Protocol
	w.Snapshot = w.Cohort.NewSnapshot(p.Readings...)
	for i := range p.Analyses {
		a := &p.Analyses[i]
		shape := analysis.Shape{Patients: p.Allocation.Size, Arms: len(p.Arms)}
		w.analyzers = append(w.analyzers, a.Test.New(&a.Hypothesis, shape))
	}
	w.decider = p.Design.New(&p.Setting, spec.NewProblems())
	n := p.Comparisons()
	w.analyses, w.wanted = make([]bool, len(p.Analyses)), make([]bool, len(w.Snapshot.Views))
	w.evidence, w.action = make([]analysis.Evidence, n), design.NewAction(n)
	w.outcome = Outcome{
		Looks: make([]LookOutcome, len(p.Looks)), Comparisons: make([]Result, n), Draws: w.nature.drawn,
	}
	for i := range w.outcome.Looks {
		w.outcome.Looks[i].Events = make([]int, len(p.Endpoints))
	}
}

// Conduct conducts the trial with the given index and returns what it came to.
func (w *Worker) Conduct(seed uint64, index int64) *Outcome {
	w.Enroll(seed, index)
	return w.Follow()
}

// Follow conducts the trial of the patients enrolled last, looking as often as
// the protocol says.
func (w *Worker) Follow() *Outcome {
	w.begin()
	for {
		// When do we look?
		w.next()
		// What may be known then?
		w.Cohort.At(w.time, w.wanted, w.Snapshot)
		// What does it say?
		w.analyze()
		// What do we do?
		w.decider.Decide(w.look, w.evidence, &w.action)
		w.record()
		if w.action.Stop || w.look.Final {
			return w.end()
		}
	}
}

// goOn looks on after a stop for futility, as a trial does that ignores bounds
// which are not binding. All but what is then rejected has been written down.
func (w *Worker) goOn() {
	for !w.over() {
		w.next()
		w.Cohort.At(w.time, w.wanted, w.Snapshot)
		w.analyze()
		w.decider.Decide(w.look, w.evidence, &w.action)
	}
	for i := range w.outcome.Comparisons {
		w.outcome.Comparisons[i].Ignoring = w.action.Rejected[i]
	}
}

// over reports whether a trial that ignores futility bounds which are not binding
// would end at the present look.
func (w *Worker) over() bool {
	a := &w.action
	return w.look.Final || a.Stop && (!a.Futile || a.Binding)
}

// begin forgets the previous trial.
func (w *Worker) begin() {
	w.decider.Start()
	w.action.Reset()
	w.look, w.time = design.Look{Index: -1}, 0
	for i := range w.outcome.Looks {
		w.outcome.Looks[i].Held = false
	}
	for i := range w.outcome.Comparisons {
		w.evidence[i] = analysis.Evidence{Status: analysis.NotAnalyzed}
		w.outcome.Comparisons[i] = Result{Last: w.evidence[i]}
	}
}

// next moves to the next look: its date, and what is part of it.
func (w *Worker) next() {
	k := w.look.Index + 1
	t, fires := w.when(k, w.time)
	clear(w.analyses)
	w.include(k)
	for fires && k+1 < len(w.Looks) {
		// Looks on one instant merge.
		next, does := w.when(k+1, t)
		if next > t {
			break
		}
		k, fires = k+1, does
		w.include(k)
	}
	w.unreached = !fires && w.Looks[k].When != nil
	w.look.Index, w.time = k, t
	w.look.Final = !fires || k+1 == len(w.Looks)
	clear(w.wanted)
	for i, part := range w.analyses {
		if part {
			w.wanted[w.Analyses[i].Hypothesis.View] = true
		}
	}
}

// when is the date of look k after one at time last, and whether its trigger
// fires. A look that never does is held when no datum can change any more.
func (w *Worker) when(k int, last float64) (t float64, fires bool) {
	if trigger := w.Looks[k].When; trigger != nil {
		t = trigger.When(w.Cohort, last)
		if !math.IsInf(t, 1) {
			return t, true
		}
	}
	return max(w.Cohort.Ends(), last), false
}

// include makes the analyses of look k part of the present look.
func (w *Worker) include(k int) {
	for i, part := range w.Looks[k].Analyses {
		w.analyses[i] = w.analyses[i] || part
	}
}

// analyze makes the evidence of the analyses that are part of the look; others
// keep the evidence they had, but are marked as not analyzed.
func (w *Worker) analyze() {
	for i, part := range w.analyses {
		a := &w.Analyses[i]
		ev := w.evidence[a.First : a.First+len(a.Hypothesis.Pairs)]
		if part {
			w.analyzers[i].Analyze(w.Snapshot, ev)
			continue
		}
		for j := range ev {
			ev[j].Status = analysis.NotAnalyzed
		}
	}
}

// record writes the look down.
func (w *Worker) record() {
	l := &w.outcome.Looks[w.look.Index]
	l.Held, l.Time, l.Patients = true, w.time, w.Cohort.Entered(w.time)
	l.Stopped, l.Futile = w.action.Stop && !w.action.Futile, w.action.Futile
	for i := range w.Endpoints {
		if w.Endpoints[i].Shape.Type == cohort.Survival {
			l.Events[i] = w.Cohort.Events(i, w.time)
		}
	}
	for i := range w.evidence {
		e, r := &w.evidence[i], &w.outcome.Comparisons[i]
		if e.Status != analysis.NotAnalyzed {
			r.Last = *e
			r.Failed |= 1 << e.Status
		}
	}
	if w.Watch != nil {
		w.Watch(Sight{w.look.Index, w.time, w.look.Final, w.analyses, w.evidence, &w.action, w.Snapshot})
	}
}

// end sums the trial up.
func (w *Worker) end() *Outcome {
	o := &w.outcome
	o.Last, o.Unreached = w.look.Index, w.unreached
	o.Duration = w.time + w.Looks[o.Last].Lag
	o.Patients = w.Cohort.Entered(o.Duration)
	for i := range o.Comparisons {
		r := &o.Comparisons[i]
		r.Rejected, r.Positive = w.action.Rejected[i], w.action.Positive[i]
	}
	w.goOn()
	return o
}
