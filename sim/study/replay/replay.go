package replay

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/world/cohort"
)

// Trial is one trial told look by look, in the form of its JSON.
type Trial struct {
	Trial     int64   `json:"trial"`
	Seed      uint64  `json:"seed"`
	Duration  float64 `json:"duration"` // calendar time of the last decision
	Patients  int     `json:"patients"` // entered by then
	Unreached bool    `json:"unreached"`
	Looks     []Look  `json:"looks"`
}

// Look is what happened at one look.
type Look struct {
	Look     int        `json:"look"` // from 1
	Time     float64    `json:"time"` // calendar time of the data cut
	Patients int        `json:"patients"`
	Enrolled []Enrolled `json:"enrolled"`
	Events   []Events   `json:"events"`
	Analyses []Analysis `json:"analyses"`
	Decision Decision   `json:"decision"`
	Boundary shard.Real `json:"boundary"` // of the first comparison that has one, null when none has

	table table
}

// Enrolled is the number of patients of an arm who have entered, and when the
// last of them did.
type Enrolled struct {
	Arm      string     `json:"arm"`
	Patients int        `json:"patients"`
	First    shard.Real `json:"first"` // calendar time
	Last     shard.Real `json:"last"`
}

// Events is the number of events reported of a survival endpoint.
type Events struct {
	Endpoint string `json:"endpoint"`
	Events   int    `json:"events"`
}

// Analysis is the evidence of one comparison.
type Analysis struct {
	Analysis  string     `json:"analysis"`
	Compare   [2]string  `json:"compare"` // treated, control; the second is empty for a test of one arm
	Estimate  shard.Real `json:"estimate"`
	SE        shard.Real `json:"se"`
	Lower     shard.Real `json:"lower"` // of the confidence interval
	Upper     shard.Real `json:"upper"`
	Statistic shard.Real `json:"statistic"`
	Z         shard.Real `json:"z"`
	P         shard.Real `json:"p"`
	Info      shard.Real `json:"info"`
	N         int        `json:"n"`
	Events    int        `json:"events"`
	Missing   int        `json:"missing"`
	Status    string     `json:"status"`
	Boundary  shard.Real `json:"boundary"` // for z turned toward the alternative, null when there is none
	Futility  shard.Real `json:"futility"` // the futility bound, likewise
	Rejected  bool       `json:"rejected"` // by this look
}

// Decision is what followed from a look.
type Decision string

// The decisions.
const (
	Continue     Decision = "continue"
	StopEfficacy Decision = "stop for efficacy"
	StopFutility Decision = "stop for futility"
	End          Decision = "end"
)

// Conduct conducts the trial with the given index.
func Conduct(p *plan.Plan, index int64) *Trial {
	seed := p.Scenario.Simulation.Seed
	t := &Trial{Trial: index, Seed: seed}
	w := trial.NewWorker(p.Protocol)
	seen := w.Cohort.NewSnapshot()
	all := make([]bool, len(p.Protocol.Endpoints))
	for i := range all {
		all[i] = true
	}
	w.Watch = func(s trial.Sight) {
		w.Cohort.At(s.Time, all, seen)
		t.Looks = append(t.Looks, tell(p.Protocol, w.Cohort, seen, s))
	}
	o := w.Conduct(seed, index)
	t.Duration, t.Patients, t.Unreached = o.Duration, o.Patients, o.Unreached
	return t
}

// tell describes one look.
func tell(p *trial.Protocol, c *cohort.Cohort, seen *cohort.Snapshot, s trial.Sight) Look {
	l := Look{
		Look: s.Look + 1, Time: s.Time, Patients: seen.N, Decision: Continue,
		Enrolled: enrolled(p, c, seen.N), Events: []Events{}, Analyses: []Analysis{},
		Boundary: shard.Real(math.NaN()),
		table:    tabulate(p, c, seen),
	}
	switch {
	case s.Action.Futile:
		l.Decision = StopFutility
	case s.Action.Stop:
		l.Decision = StopEfficacy
	case s.Final:
		l.Decision = End
	}
	for i, e := range p.Endpoints {
		if e.Shape.Type == cohort.Survival {
			l.Events = append(l.Events, Events{e.Name, c.Events(i, s.Time)})
		}
	}
	for i := range p.Analyses {
		if s.Analyzed[i] {
			l.Analyses = append(l.Analyses, describe(p, &p.Analyses[i], s.Evidence, s.Action)...)
		}
	}
	for _, a := range l.Analyses {
		if math.IsNaN(float64(l.Boundary)) {
			l.Boundary = a.Boundary
		}
	}
	return l
}

// enrolled counts the first n patients by arm.
func enrolled(p *trial.Protocol, c *cohort.Cohort, n int) []Enrolled {
	arms := make([]Enrolled, len(p.Arms))
	for i, name := range p.Arms {
		arms[i] = Enrolled{Arm: name, First: shard.Real(math.NaN()), Last: shard.Real(math.NaN())}
	}
	for i := range n {
		a := &arms[c.Arm[i]]
		if a.Patients == 0 {
			a.First = shard.Real(c.Entry[i])
		}
		a.Patients++
		a.Last = shard.Real(c.Entry[i])
	}
	return arms
}

// compared are the names of a pair of arms; a test of one arm has no second.
func compared(p *trial.Protocol, pair analysis.Pair) [2]string {
	names := [2]string{p.Arms[pair.Treated]}
	if pair.Control != analysis.NoArm {
		names[1] = p.Arms[pair.Control]
	}
	return names
}

// describe lists the evidence of the comparisons of one analysis; action is nil
// when nothing was decided.
func describe(p *trial.Protocol, a *trial.Analysis, ev []analysis.Evidence, action *design.Action) []Analysis {
	var out []Analysis
	for j, pair := range a.Hypothesis.Pairs {
		e := &ev[a.First+j]
		d := Analysis{
			Analysis: a.Name, Compare: compared(p, pair),
			Estimate: shard.Real(e.Estimate), SE: shard.Real(e.SE),
			Lower: shard.Real(e.Estimate - e.Half), Upper: shard.Real(e.Estimate + e.Half),
			Statistic: shard.Real(e.Statistic), Z: shard.Real(e.Z), P: shard.Real(e.P), Info: shard.Real(e.Info),
			N: int(e.N), Events: int(e.Events), Missing: int(e.Missing), Status: e.Status.String(),
			Boundary: shard.Real(math.NaN()), Futility: shard.Real(math.NaN()),
		}
		if action != nil {
			d.Boundary = shard.Real(action.Bound[a.First+j])
			d.Futility = shard.Real(action.Lower[a.First+j])
			d.Rejected = action.Rejected[a.First+j] >= 0
		}
		out = append(out, d)
	}
	return out
}

// Analyze applies all analyses of a plan to patients. at is the calendar time of
// the data cut: a value that was not due by then is not missing; +Inf means that
// everything is due.
func Analyze(p *plan.Plan, patients *Patients, at float64) []Analysis {
	pr := p.Protocol
	s := patients.snapshot(pr, at)
	shape := analysis.Shape{Patients: patients.n(), Arms: len(pr.Arms)}
	ev := make([]analysis.Evidence, pr.Comparisons())
	out := []Analysis{}
	for i := range pr.Analyses {
		a := &pr.Analyses[i]
		a.Test.New(&a.Hypothesis, shape).Analyze(s, ev[a.First:a.First+len(a.Hypothesis.Pairs)])
		out = append(out, describe(pr, a, ev, nil)...)
	}
	return out
}

// Error is a file of patients that cannot be used.
type Error = spec.Error
