package trial

import (
	"math"
	"slices"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/stats/analysis"
	"simrun/sim/stats/boundary"
	"simrun/sim/world/cohort"
)

// twinLook is a look that the twin has held.
type twinLook struct {
	index    int
	time     float64
	fires    bool
	final    bool
	analyzed []bool // by analysis
	snapshot *cohort.Snapshot
	evidence []analysis.Evidence // by comparison
	bound    []float64           // by comparison, NaN for none
	lower    []float64           // likewise, for futility
	stop     bool
	futile   bool // the stop is for futility
	binding  bool // by binding bounds
}

// look holds look k after one at time last, or the last of those that fall on
// the same instant.
func (w *twin) look(k int, last float64) *twinLook {
	l := &twinLook{index: k, analyzed: slices.Clone(w.Looks[k].Analyses)}
	l.time, l.fires = w.date(k, last)
	for l.fires && l.index+1 < len(w.Looks) {
		t, fires := w.date(l.index+1, l.time)
		if t != l.time {
			break
		}
		l.index, l.fires = l.index+1, fires
		for i, part := range w.Looks[l.index].Analyses {
			l.analyzed[i] = l.analyzed[i] || part
		}
	}
	l.final = !l.fires || l.index == len(w.Looks)-1
	l.snapshot = w.see(l.time)
	for i, a := range w.Analyses {
		ev := make([]analysis.Evidence, len(a.Hypothesis.Pairs))
		for j := range ev {
			ev[j].Status = analysis.NotAnalyzed
		}
		if l.analyzed[i] {
			shape := analysis.Shape{Patients: w.Allocation.Size, Arms: len(w.Arms)}
			a.Test.New(&a.Hypothesis, shape).Analyze(l.snapshot, ev)
		}
		l.evidence = append(l.evidence, ev...)
	}
	return l
}

// see is what may be known by now of every endpoint.
func (w *twin) see(now float64) *cohort.Snapshot {
	s := &cohort.Snapshot{Now: now}
	for _, p := range w.people {
		if p.entry <= now {
			s.N++
		}
	}
	for _, r := range w.Readings {
		shape := &w.Endpoints[r.Endpoint].Shape
		v := cohort.View{Type: r.Type(shape.Type), Missing: make([]int, len(w.Arms))}
		for i := range w.people {
			if w.people[i].isRead(i, &r) {
				w.people[i].show(&r, shape, now, int32(i), &v)
			}
		}
		v.N = len(v.Patient)
		if shape.Type == cohort.Survival {
			sortRows(&v)
		}
		s.Views = append(s.Views, v)
	}
	return s
}

// show adds to a view what is known of a patient by now. A longitudinal endpoint
// that is read as it is shows its first visit, which no test here reads.
func (p *person) show(r *cohort.Reading, s *cohort.Shape, now float64, i int32, v *cohort.View) {
	k := r.Endpoint
	var t float64
	event := false
	if s.Type != cohort.Survival {
		x, due, known := p.read(k, s, r, now)
		if !known {
			if due {
				v.Missing[p.arm]++
			}
			return
		}
		t = x
		if s.Type == cohort.Longitudinal {
			v.Baseline = append(v.Baseline, p.value[k])
		}
	} else if report, ends := p.known(k, *s); report <= now {
		t, event = min(p.value[k], p.leave), ends
	} else if t = now - s.Delay - p.entry; p.entry > now-s.Delay {
		return
	}
	v.Patient, v.Arm = append(v.Patient, i), append(v.Arm, p.arm)
	v.Value, v.Event = append(v.Value, t), append(v.Event, event)
}

// sortRows puts the rows of a view in order of (value, patient).
func sortRows(v *cohort.View) {
	rows := make([]int, v.N)
	for i := range rows {
		rows[i] = i
	}
	slices.SortFunc(rows, func(a, b int) int {
		switch {
		case v.Value[a] < v.Value[b]:
			return -1
		case v.Value[a] > v.Value[b]:
			return 1
		}
		return int(v.Patient[a]) - int(v.Patient[b])
	})
	old := *v
	v.Patient, v.Arm, v.Value, v.Event = nil, nil, nil, nil
	for _, r := range rows {
		v.Patient, v.Arm = append(v.Patient, old.Patient[r]), append(v.Arm, old.Arm[r])
		v.Value, v.Event = append(v.Value, old.Value[r]), append(v.Event, old.Event[r])
	}
}

// record writes a look down.
func (w *twin) record(l *twinLook, out *Outcome) {
	o := LookOutcome{Held: true, Time: l.time, Patients: l.snapshot.N, Stopped: l.stop && !l.futile, Futile: l.futile, Events: make([]int, len(w.Endpoints))}
	for _, p := range w.people {
		for k, e := range w.Endpoints {
			if report, event := p.known(k, e.Shape); event && report <= l.time {
				o.Events[k]++
			}
		}
	}
	out.Looks[l.index] = o
	out.Last, out.Unreached = l.index, !l.fires && w.triggers[l.index] != nil
	out.Duration = l.time + w.Looks[l.index].Lag
	out.Patients = 0
	for _, p := range w.people {
		if p.entry <= out.Duration {
			out.Patients++
		}
	}
	for i, e := range l.evidence {
		if e.Status != analysis.NotAnalyzed {
			out.Comparisons[i].Last = e
			out.Comparisons[i].Failed |= 1 << e.Status
		}
	}
}

// ruler decides by the letter of the rules.
type ruler struct {
	*planned
	gs     *design.GroupSequential // nil for a fixed design
	memo   []*boundary.Memo        // by comparison: bounds spent anew
	fixed  [][]float64             // by comparison: bounds by its own looks
	lower  [][]float64             // likewise, for futility
	rule   []*boundary.Futility    // by comparison, nil for none
	seen   [][]boundary.Held       // by comparison: looks held
	out    []bool                  // by comparison: once at or below a binding futility bound
	latest []analysis.Evidence     // by comparison
}

func newRuler(p *planned) ruler {
	n := p.Comparisons()
	r := ruler{planned: p, memo: make([]*boundary.Memo, n), fixed: make([][]float64, n), seen: make([][]boundary.Held, n)}
	r.lower, r.rule, r.out = make([][]float64, n), make([]*boundary.Futility, n), make([]bool, n)
	gs, ok := p.Design.(*design.GroupSequential)
	if !ok {
		return r
	}
	r.gs = gs
	for i, c := range p.Setting.Comparisons {
		e, ok := gs.Efficacy.For(p.Setting.Analyses[c.Analysis])
		if !ok {
			continue
		}
		plan := boundary.Plan{Alpha: c.Alpha, TwoSided: c.Alternative == analysis.TwoSided}
		for k, part := range c.Part {
			if part {
				plan.Fractions = append(plan.Fractions, c.Planned[k])
			}
		}
		s, spends := e.Value.(boundary.Spending)
		if f, ok := gs.Futility.For(p.Setting.Analyses[c.Analysis]); ok && r.decides(c) {
			r.rule[i] = &f
			b := f.Bounds(e.Value, plan, spec.NewProblems(), spec.NewProblems())
			r.fixed[i], r.lower[i] = b.Z, b.Lower
			if gs.Information == "observed" && (spends || f.Spends()) {
				r.memo[i] = f.NewMemo(e.Value, plan, b)
			}
			continue
		}
		if spends && gs.Information == "observed" {
			r.memo[i] = boundary.NewMemo(s, plan)
		} else {
			r.fixed[i] = e.Value.Bounds(plan, spec.NewProblems()).Z
		}
	}
	return r
}

// decides says whether a comparison is one of those that stop the trial.
func (r *ruler) decides(c design.Comparison) bool {
	if r.gs != nil && r.gs.Decides != nil {
		return slices.Contains(r.gs.Decides, r.Setting.Analyses[c.Analysis])
	}
	return c.Analysis == 0
}

func (r *ruler) start() {
	clear(r.out)
	for i := range r.seen {
		r.seen[i] = nil
	}
	r.latest = make([]analysis.Evidence, len(r.seen))
	for i := range r.latest {
		r.latest[i].P = math.NaN()
	}
}

// decide finds what is rejected at a look, and whether the trial stops.
func (r *ruler) decide(l *twinLook, out *Outcome) {
	l.bound, l.lower = make([]float64, len(l.evidence)), make([]float64, len(l.evidence))
	below := slices.Clone(r.out)
	for i, e := range l.evidence {
		l.bound[i], l.lower[i] = math.NaN(), math.NaN()
		if e.Status != analysis.NotAnalyzed {
			r.latest[i] = e
		}
		c := &r.Setting.Comparisons[i]
		if r.memo[i] == nil && r.fixed[i] == nil {
			if l.final || !slices.Contains(c.Part[l.index+1:], true) {
				r.test(i, l, out)
			}
			continue
		}
		if e.Status != analysis.OK {
			continue
		}
		l.lower[i], l.bound[i] = r.bounds(i, l, e.Info)
		res, z := &out.Comparisons[i], map[analysis.Alternative]float64{
			analysis.Greater: e.Z, analysis.Less: -e.Z, analysis.TwoSided: math.Abs(e.Z),
		}[c.Alternative]
		switch {
		case res.Rejected >= 0 || r.out[i]:
		case z >= l.bound[i]:
			res.Rejected, res.Positive = l.index, e.Z > 0
		default:
			below[i] = z <= l.lower[i]
			r.out[i] = below[i] && r.rule[i].Binding
		}
	}
	l.stop, l.futile, l.binding = r.gs != nil, false, true
	for i, c := range r.Setting.Comparisons {
		if !r.decides(c) || out.Comparisons[i].Rejected >= 0 {
			continue
		}
		l.futile = true
		l.stop = l.stop && below[i]
		l.binding = l.binding && r.rule[i] != nil && r.rule[i].Binding
	}
	l.futile = l.futile && l.stop
	for i := range l.evidence {
		if l.stop && r.memo[i] == nil && r.fixed[i] == nil {
			r.test(i, l, out)
		}
	}
}

// test tests a comparison without a bound at full alpha.
func (r *ruler) test(i int, l *twinLook, out *Outcome) {
	if res := &out.Comparisons[i]; res.Rejected < 0 && r.latest[i].P <= r.Setting.Comparisons[i].Alpha {
		res.Rejected, res.Positive = l.index, r.latest[i].Z > 0
	}
}

// bounds are the bounds of comparison i at a look with the given information.
func (r *ruler) bounds(i int, l *twinLook, info float64) (lower, upper float64) {
	c, own := &r.Setting.Comparisons[i], -1
	for _, part := range c.Part[:l.index+1] {
		if part {
			own++
		}
	}
	last := l.final || !slices.Contains(c.Part[l.index+1:], true)
	if r.memo[i] == nil {
		if upper = r.fixed[i][own]; r.rule[i] == nil {
			return math.NaN(), upper
		} else if last {
			return upper, upper
		}
		return r.lower[i][own], upper
	}
	t := min(info/(c.Count*c.PerCount), 1)
	if last {
		t = 1
	}
	r.seen[i] = append(r.seen[i], boundary.Held{Fraction: t, Look: own})
	if lower, upper = r.memo[i].At(r.seen[i], last); r.rule[i] == nil {
		lower = math.NaN()
	}
	return lower, upper
}
