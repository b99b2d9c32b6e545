package trial

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/accrual"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

const seed = 20117

// agree conducts trials of a protocol with a Worker and with the twin, in a
// given order, and returns how they first differ.
func agree(p *planned, trials ...int64) error {
	worker, slow := NewWorker(p.Protocol), newTwin(p)
	var sights []*twinLook
	var err error
	differ := func(format string, args ...any) {
		if err == nil {
			err = fmt.Errorf(format, args...)
		}
	}
	worker.Watch = func(s Sight) {
		if len(sights) == 0 {
			differ("look %d is one too many", s.Look)
			return
		}
		l := sights[0]
		sights = sights[1:]
		if e := l.differs(&s, p); e != nil {
			differ("look %d of the twin at %v: %v", l.index, l.time, e)
		}
	}
	for _, i := range trials {
		want := slow.conduct(seed, i, func(l *twinLook) { sights = append(sights, l) })
		got := worker.Conduct(seed, i)
		if len(sights) > 0 {
			differ("%d looks are missing", len(sights))
		}
		differOutcome(got, want, differ)
		if err != nil {
			return fmt.Errorf("trial %d: %w", i, err)
		}
	}
	return nil
}

// differs says how a sight differs from the twin's look.
func (l *twinLook) differs(s *Sight, p *planned) error {
	switch {
	case s.Look != l.index, s.Time != l.time, s.Final != l.final:
		return fmt.Errorf("look %d at %v, final %v; want final %v", s.Look, s.Time, s.Final, l.final)
	case !slices.Equal(s.Analyzed, l.analyzed):
		return fmt.Errorf("analyzed %v, want %v", s.Analyzed, l.analyzed)
	case s.Snapshot.N != l.snapshot.N, s.Snapshot.Now != l.time:
		return fmt.Errorf("%d patients at %v, want %d", s.Snapshot.N, s.Snapshot.Now, l.snapshot.N)
	case s.Action.Stop != l.stop, s.Action.Futile != l.futile, s.Action.Futile && s.Action.Binding != l.binding:
		return fmt.Errorf("stop %v, futile %v, binding %v; want %v, %v, %v", s.Action.Stop, s.Action.Futile, s.Action.Binding, l.stop, l.futile, l.binding)
	}
	for i, a := range p.Analyses {
		if !l.analyzed[i] {
			continue
		}
		k := a.Hypothesis.View
		if got, want := rows(&s.Snapshot.Views[k]), rows(&l.snapshot.Views[k]); got != want {
			return fmt.Errorf("view of %s as %+v:\n got %s\nwant %s", p.Endpoints[a.Hypothesis.Endpoint].Name, p.Readings[k], got, want)
		}
		for j, pair := range a.Hypothesis.Pairs {
			if err := counted(&s.Evidence[a.First+j], &l.snapshot.Views[k], pair, a.Hypothesis.Missing); err != nil {
				return fmt.Errorf("%s, comparison %d: %w", a.Name, j, err)
			}
		}
	}
	for i := range l.evidence {
		analyzed := l.evidence[i].Status != analysis.NotAnalyzed || s.Evidence[i].Status != analysis.NotAnalyzed
		if analyzed && text(s.Evidence[i]) != text(l.evidence[i]) {
			return fmt.Errorf("evidence of comparison %d:\n got %s\nwant %s", i, text(s.Evidence[i]), text(l.evidence[i]))
		}
		if analyzed && text(s.Action.Bound[i]) != text(l.bound[i]) {
			return fmt.Errorf("bound of comparison %d: got %v, want %v", i, s.Action.Bound[i], l.bound[i])
		}
		if analyzed && text(s.Action.Lower[i]) != text(l.lower[i]) {
			return fmt.Errorf("futility bound of comparison %d: got %v, want %v", i, s.Action.Lower[i], l.lower[i])
		}
	}
	return nil
}

// text prints numbers in shortest round-trip form, so that equal texts are
// equal bits but for the sign of zero, and NaN equals NaN.
func text(x any) string { return fmt.Sprintf("%+v", x) }

// rows prints a view, rows of equal survival time in order of patient.
func rows(v *cohort.View) string {
	type row struct {
		Value   float64
		Patient int32
		Arm     uint8
		Event   bool
		Base    float64
	}
	list := make([]row, v.N)
	for i := range list {
		list[i] = row{Value: v.Value[i], Patient: int32(i), Arm: v.Arm[i]}
		if v.Patient != nil {
			list[i].Patient = v.Patient[i]
		}
		if v.Type == cohort.Survival {
			list[i].Event = v.Event[i]
		}
		if v.Baseline != nil {
			list[i].Base = v.Baseline[i]
		}
	}
	missing := v.Missing
	if v.Type == cohort.Survival {
		missing = nil
		if !slices.IsSortedFunc(list, func(a, b row) int { return cmp.Compare(a.Value, b.Value) }) {
			return "not in order of time: " + text(list)
		}
		slices.SortFunc(list, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Patient, b.Patient))
		})
	}
	return text(list) + " missing " + text(missing)
}

// counted checks what can be counted in the evidence of a pair.
func counted(e *analysis.Evidence, v *cohort.View, pair analysis.Pair, m analysis.Missing) error {
	var n [2]float64
	var events, missing int32
	sides := map[uint8]int{pair.Treated: 0, pair.Control: 1}
	for i, arm := range v.Arm {
		side, in := sides[arm]
		if !in {
			continue
		}
		n[side]++
		if v.Type == cohort.Survival && v.Event[i] || v.Type == cohort.Binary && v.Value[i] == 1 {
			events++
		}
	}
	for arm, side := range sides {
		missing += int32(v.Missing[arm])
		if m == analysis.Failure {
			n[side] += float64(v.Missing[arm])
		}
	}
	info := 0.0
	if v.Type == cohort.Survival {
		info = float64(events)
	} else if n[0] > 0 && n[1] > 0 {
		info = n[0] * n[1] / (n[0] + n[1])
	}
	if e.N != int32(n[0]+n[1]) || e.Events != events || e.Missing != missing || e.Info != info {
		return fmt.Errorf("N %d, events %d, missing %d, info %v; counted %v, %d, %d, %v", e.N, e.Events, e.Missing, e.Info, n, events, missing, info)
	}
	return nil
}

// differOutcome compares what a trial came to; of looks only those held.
func differOutcome(got, want *Outcome, differ func(string, ...any)) {
	g, w := *got, *want
	g.Looks, w.Looks = nil, nil
	if text(g) != text(w) {
		differ("outcome\n got %s\nwant %s", text(g), text(w))
	}
	for i := range got.Looks {
		a, b := got.Looks[i], want.Looks[i]
		if a.Held != b.Held || b.Held && text(a) != text(b) {
			differ("look %d\n got %s\nwant %s", i, text(a), text(b))
		}
	}
}

// TestTwinTable conducts one trial each of every accrual × trigger × endpoint ×
// way of leaving × assignment, the numbers of arms and the delays taking turns.
func TestTwinTable(t *testing.T) {
	n := 0
	for a := range accruals() {
		for when := range lookPlans(cohort.Survival) {
			for kind := range 3 {
				for leaving := range 4 {
					for rule := range assignments(2) {
						n++
						arms := 2 + (n+n/16)%2
						r := tableRecipe(cohort.Type(kind), arms, when)
						r.accrual, r.assignment = accruals()[a], assignments(arms)[rule]
						r.endpoints[0].delay = []float64{0, 1.25, 0.5}[n%3]
						leave(r, leaving)
						if err := agree(bake(t, r), int64(n)); err != nil {
							t.Fatalf("accrual %d, looks %d, endpoint %d, leaving %d, assignment %d, %d arms: %v", a, when, kind, leaving, rule, arms, err)
						}
					}
				}
			}
		}
	}
	t.Logf("%d protocols", n)
}

func accruals() []accrual.Pattern {
	return []accrual.Pattern{
		&accrual.Instant{},
		&accrual.Uniform{Rate: ptr(2.5)},
		&accrual.Uniform{Duration: ptr(7.0)},
		&accrual.Poisson{Rate: 3},
		&accrual.Piecewise{From: []float64{0, 1.5, 4}, Rate: []float64{1, 0, 5}, Poisson: true},
		&accrual.Piecewise{From: []float64{0, 1, 2}, Rate: []float64{0, 4, 2}},
	}
}

// assignments are rules for the ratio that ratioOf gives.
func assignments(arms int) []assign.Rule {
	sum := arms + 1
	return []assign.Rule{&assign.Exact{}, &assign.Complete{}, &assign.Blocks{Size: ptr(2 * sum)}, &assign.Blocks{Sizes: []int{sum, 3 * sum}}}
}

func ratioOf(arms int) []float64 { return []float64{1, 2, 1}[:arms] }

func leave(r *recipe, how int) {
	if how&1 > 0 {
		r.followUp = 5
	}
	if how&2 > 0 {
		for arm := range r.ratio {
			r.dropout = append(r.dropout, &dist.Exponential{Rate: number(0.05 * float64(arm+1))})
		}
	}
}

func tableRecipe(kind cohort.Type, arms, when int) *recipe {
	r := &recipe{ratio: ratioOf(arms), control: arms - 2, size: 20, lastEvents: 14}
	c := column{kind: kind, at: 3}
	q := question{alternative: analysis.TwoSided, alpha: 0.4, maximum: 5}
	for arm := range arms {
		c.laws = append(c.laws, lawsOf(kind)[arm])
	}
	q.test = []analysis.Test{&analysis.ChiSquare{}, &analysis.T{}, &analysis.LogRank{}}[kind]
	r.endpoints, r.analyses = []column{c}, []question{q}
	if kind != cohort.Survival {
		// Events need an endpoint that has some.
		r.endpoints = append(r.endpoints, column{kind: cohort.Survival, laws: lawsOf(cohort.Survival)[:arms]})
	}
	r.looks = lookPlans(kind)[when]
	if len(r.looks) > 1 {
		r.design = sequential(0)
	}
	return r
}

func lawsOf(kind cohort.Type) []dist.Dist {
	switch kind {
	case cohort.Binary:
		return []dist.Dist{&dist.Bernoulli{P: *number(0.3)}, &dist.Bernoulli{P: *number(0.6)}, &dist.Bernoulli{P: *number(0)}}
	case cohort.Continuous:
		return []dist.Dist{&dist.Normal{Expected: *number(0), SD: *number(1)}, &dist.Uniform{Min: *number(-1), Max: *number(2)}, &dist.Constant{Value: *number(1)}}
	}
	return []dist.Dist{
		&dist.Exponential{Median: number(4)},
		&dist.PiecewiseExponential{From: []float64{0, 3}, Rate: []spec.Number{*number(0.3), *number(0)}},
		&dist.Constant{Value: *number(2)},
	}
}

// lookPlans are lists of looks by every kind of trigger, for the events of
// endpoint e0 or e1.
func lookPlans(kind cohort.Type) [][]glance {
	e := "e1"
	if kind == cohort.Survival {
		e = "e0"
	}
	of := func(list ...trigger.Trigger) (out []spec.Of[trigger.Trigger]) {
		for _, x := range list {
			out = append(out, spec.Of[trigger.Trigger]{Name: "trigger", Value: x})
		}
		return out
	}
	events := func(n int) *trigger.Events { return &trigger.Events{Endpoint: e, Count: &n} }
	patients := func(n int, followed float64) *trigger.Patients {
		return &trigger.Patients{Count: &n, Followed: followed}
	}
	calendar := func(at float64) *trigger.Calendar { return &trigger.Calendar{Time: at} }
	half := &trigger.Events{Endpoint: e, Fraction: ptr(0.5)}
	later := patients(15, 0)
	later.AfterPrevious = ptr(2.0)
	bounded := events(12)
	bounded.Earliest, bounded.Latest = ptr(4.0), ptr(9.5)
	return [][]glance{
		{{when: nil}},
		{{when: events(6), lag: 0.75}, {when: events(14), lag: 1.5}},
		{{when: patients(10, 3)}, {when: patients(20, 4.25)}},
		{{when: calendar(4)}, {when: calendar(4)}, {when: calendar(11)}},
		{{when: &trigger.AllOf{Of: of(events(4), calendar(3))}}, {when: &trigger.AllOf{Of: of(events(10), patients(20, 1)), Window: trigger.Window{Latest: ptr(12.0)}}}},
		{{when: &trigger.AnyOf{Of: of(events(4), calendar(3))}}, {when: &trigger.AnyOf{Of: of(events(19), calendar(15))}}},
		{{when: half}, {when: later}, {when: bounded}},
		{{when: patients(5, 0)}, {when: events(20)}, {when: calendar(40)}},
		{{when: patients(20, 30)}, {when: events(20)}},
		{{when: &trigger.Patients{Fraction: ptr(0.33)}}, {when: &trigger.AnyOf{Of: of(&trigger.AllOf{Of: of(events(8), calendar(2))}, later)}}, {when: nil}},
	}
}
