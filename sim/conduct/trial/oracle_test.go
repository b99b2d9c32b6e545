package trial

import (
	"container/heap"
	"math"
	"slices"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/accrual"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// twin conducts the same trials as a Worker in the most obvious way: patients
// are structs, time passes from one dated event to the next, and whatever is
// needed is counted again from the beginning. It shares with the Worker the
// streams, the laws and the tests, and nothing else: no columns, no order made
// once, no bound triggers, no memory from one look or trial to the next.
type twin struct {
	*planned
	laws      [][]*dist.Laws // by endpoint and column
	covariate []*dist.Laws
	dropout   *dist.Laws
	people    []person
	ruler     ruler
}

// person is one patient.
type person struct {
	arm          uint8
	entry, leave float64
	covariates   []float64
	value        []float64   // by endpoint: the first column
	values       [][]float64 // by endpoint and column
	absent       [][]bool    // by endpoint and column: never recorded
}

func newTwin(p *planned) *twin {
	w := &twin{planned: p, ruler: newRuler(p)}
	for _, e := range p.Endpoints {
		var laws []*dist.Laws
		for _, l := range e.Laws {
			laws = append(laws, prepared(l))
		}
		w.laws = append(w.laws, laws)
	}
	for _, v := range p.Population {
		var laws *dist.Laws
		if v.Laws != nil {
			laws = prepared(v.Laws)
		}
		w.covariate = append(w.covariate, laws)
	}
	if p.Dropout != nil {
		w.dropout = prepared(p.Dropout)
	}
	return w
}

func prepared(l *dist.Laws) *dist.Laws {
	l = l.Copy()
	l.Prepare(nil)
	return l
}

// conduct holds the looks of one trial, telling watch of each, and sums up.
func (w *twin) conduct(seed uint64, index int64, watch func(*twinLook)) *Outcome {
	w.draw(seed, index)
	w.ruler.start()
	out := &Outcome{Looks: make([]LookOutcome, len(w.Looks)), Comparisons: make([]Result, w.Comparisons())}
	for i := range out.Comparisons {
		out.Comparisons[i] = Result{Rejected: -1, Last: analysis.Evidence{Status: analysis.NotAnalyzed}}
	}
	for next, last := 0, 0.0; ; {
		l := w.look(next, last)
		w.ruler.decide(l, out)
		w.record(l, out)
		watch(l)
		if l.stop || l.final {
			w.ignore(l, out)
			return out
		}
		next, last = l.index+1, l.time
	}
}

// ignore goes on after a stop for futility by bounds that are not binding, on a
// copy of what has been rejected.
func (w *twin) ignore(l *twinLook, out *Outcome) {
	on := &Outcome{Comparisons: slices.Clone(out.Comparisons)}
	for l.futile && !l.binding && !l.final {
		for {
			l = w.look(l.index+1, l.time)
			w.ruler.decide(l, on)
			if l.stop || l.final {
				break
			}
		}
	}
	for i := range out.Comparisons {
		out.Comparisons[i].Ignoring = on.Comparisons[i].Rejected
	}
}

// draw makes the patients, one after the other.
func (w *twin) draw(seed uint64, index int64) {
	at := func(slot rng.Slot, i int) float64 {
		var s rng.Stream
		s.Seek(seed, index, slot)
		return s.Uniform(i)
	}
	var assignment rng.Stream
	assignment.Seek(seed, index, w.Slots.Assignment)
	arms := w.assign(&assignment)
	w.people = nil
	waited := 0.0
	for i := range w.Allocation.Size {
		p := person{arm: arms[i], leave: w.FollowUp}
		waited += -num.Log(1 - at(w.Slots.Accrual, i))
		p.entry = w.arrival(i+1, waited)
		if w.dropout != nil {
			p.leave = min(p.leave, lifetime(w.dropout, p.arm, at(w.Slots.Dropout, i)))
		}
		z := w.mix(i, at)
		p.covariates = w.covariates(i, at, z)
		for k := range w.Endpoints {
			p.values = append(p.values, w.outcome(k, i, &p, at, z))
			p.value = append(p.value, p.values[k][0])
		}
		for k := range w.Endpoints {
			p.absent = append(p.absent, w.lacks(k, i, &p, at))
		}
		w.people = append(w.people, p)
	}
}

func lifetime(l *dist.Laws, arm uint8, u float64) float64 {
	law, _ := dist.AsLifetime(l.ByArm[arm])
	return law.Time(-num.Log(1 - u))
}

// arrival is the entry of patient i, from 1, of a process that is random when
// the standard exponential times waited add up.
func (w *twin) arrival(i int, waited float64) float64 {
	switch a := w.Accrual.(type) {
	case *accrual.Uniform:
		if a.Rate != nil {
			return float64(i) / *a.Rate
		}
		return float64(i) * *a.Duration / float64(w.Allocation.Size)
	case *accrual.Poisson:
		return waited / a.Rate
	case *accrual.Piecewise:
		if !a.Poisson {
			waited = float64(i)
		}
		t, begin := 0.0, 0.0
		for j, from := range a.From {
			if begin < waited {
				t = from + (waited-begin)/a.Rate[j]
			}
			if j+1 < len(a.From) {
				t = min(t, a.From[j+1])
				begin += float64(a.Rate[j] * (a.From[j+1] - from))
			}
		}
		return t
	}
	return 0
}

// assign draws tickets, one for each patient that an arm still needs, which lie
// in the order of the walk.
func (w *twin) assign(s *rng.Stream) []uint8 {
	walk := []uint8{}
	for a := range w.Arms {
		if a != w.Allocation.Control {
			walk = append(walk, uint8(a))
		}
	}
	walk = append(walk, uint8(w.Allocation.Control))
	var tickets, arms []uint8
	for i := range w.Allocation.Size {
		u := s.Uniform(i)
		if _, ok := w.Assignment.(*assign.Complete); ok {
			arms = append(arms, w.toss(walk, u))
			continue
		}
		if len(tickets) == 0 {
			for _, a := range walk {
				tickets = append(tickets, slices.Repeat([]uint8{a}, w.tickets(a, i, s))...)
			}
		}
		k := min(int(u*float64(len(tickets))), len(tickets)-1)
		arms = append(arms, tickets[k])
		tickets = slices.Delete(tickets, k, k+1)
	}
	return arms
}

// toss gives a patient an arm with probability in the ratio.
func (w *twin) toss(walk []uint8, u float64) uint8 {
	sum, upTo := 0.0, 0.0
	for _, r := range w.Allocation.Ratio {
		sum += r
	}
	for _, a := range walk {
		upTo += w.Allocation.Ratio[a]
		if u < upTo/sum {
			return a
		}
	}
	return walk[len(walk)-1]
}

// tickets is how many an arm gets when patient i finds none left.
func (w *twin) tickets(arm uint8, i int, s *rng.Stream) int {
	b, ok := w.Assignment.(*assign.Blocks)
	if !ok {
		return w.Allocation.Targets()[arm]
	}
	sum := 0.0
	for _, r := range w.Allocation.Ratio {
		sum += r
	}
	if b.Size != nil {
		return int(float64(*b.Size) * w.Allocation.Ratio[arm] / sum)
	}
	size := b.Sizes[0]
	if len(b.Sizes) > 1 {
		q := s.Sequence(i)
		size = b.Sizes[int(q.Next()*float64(len(b.Sizes)))]
	}
	return int(float64(size) * w.Allocation.Ratio[arm] / sum)
}

// happening is a dated event: what it does to the counts of the coordinating
// center. datum says that it changes what is known.
type happening struct {
	time  float64
	datum bool
	do    func()
}

type agenda []happening

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].time < a[j].time }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(happening)) }
func (a *agenda) Pop() any {
	x := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return x
}

func (a *agenda) add(t float64, datum bool, do func()) {
	if !math.IsInf(t, 1) {
		heap.Push(a, happening{t, datum, do})
	}
}

// center is what the coordinating center counts while time passes.
type center struct {
	now, last float64
	events    map[string]int
	followed  map[*trigger.Patients]int
}

// date lets time pass from the opening of the trial until the trigger of a look
// is met, not before last; if it never is, the look is held with the last datum.
func (w *twin) date(look int, last float64) (t float64, fires bool) {
	c := &center{last: last, events: map[string]int{}, followed: map[*trigger.Patients]int{}}
	var a agenda
	for i := range w.people {
		p := &w.people[i]
		a.add(p.entry, true, func() {})
		for k, e := range w.Endpoints {
			report, event := p.known(k, e.Shape)
			a.add(report, true, func() {
				if event {
					c.events[e.Name]++
				}
			})
		}
	}
	when := w.triggers[look]
	if when != nil {
		a.add(last, false, func() {})
		w.clock(when, c, &a)
	}
	t = last
	for len(a) > 0 {
		c.now = a[0].time
		for len(a) > 0 && a[0].time == c.now {
			h := heap.Pop(&a).(happening)
			h.do()
			if h.datum {
				t = max(t, h.time)
			}
		}
		if when != nil && c.now >= last && w.met(when, c) {
			return c.now, true
		}
	}
	return t, false
}

// known is when the last about endpoint k of a patient is reported, and whether
// that is a survival event.
func (p *person) known(k int, s cohort.Shape) (report float64, event bool) {
	if s.Type != cohort.Survival {
		return p.entry + s.Last() + s.Delay, false
	}
	return p.entry + min(p.value[k], p.leave) + s.Delay, p.value[k] <= p.leave
}

// clock dates what a trigger waits for besides data.
func (w *twin) clock(t trigger.Trigger, c *center, a *agenda) {
	tick := func(t float64) { a.add(t, false, func() {}) }
	win, parts := window(t)
	for _, part := range parts {
		w.clock(part.Value, c, a)
	}
	if win.Earliest != nil {
		tick(*win.Earliest)
	}
	if win.Latest != nil {
		tick(*win.Latest)
	}
	if win.AfterPrevious != nil {
		tick(c.last + *win.AfterPrevious)
	}
	switch t := t.(type) {
	case *trigger.Calendar:
		tick(t.Time)
	case *trigger.Patients:
		for i := range w.people {
			a.add(w.people[i].entry+t.Followed, false, func() { c.followed[t]++ })
		}
	}
}

// met says whether a trigger is met by now.
func (w *twin) met(t trigger.Trigger, c *center) bool {
	win, parts := window(t)
	if win.Latest != nil && c.now >= *win.Latest {
		return true
	}
	if win.Earliest != nil && c.now < *win.Earliest || win.AfterPrevious != nil && c.now < c.last+*win.AfterPrevious {
		return false
	}
	met := func(part spec.Of[trigger.Trigger]) bool { return w.met(part.Value, c) }
	switch t := t.(type) {
	case *trigger.Calendar:
		return c.now >= t.Time
	case *trigger.Events:
		return c.events[t.Endpoint] >= wanted(t.Count, t.Fraction, w.lastEvents)
	case *trigger.Patients:
		return c.followed[t] >= wanted(t.Count, t.Fraction, w.Allocation.Size)
	case *trigger.Information:
		info := w.informed(c.now)
		return info > 0 && info >= t.Fraction*w.measure.Maximum-1e-9
	case *trigger.AnyOf:
		return slices.ContainsFunc(parts, met)
	}
	return !slices.ContainsFunc(parts, func(part spec.Of[trigger.Trigger]) bool { return !met(part) })
}

// informed is the information of the first comparison by now.
func (w *twin) informed(now float64) float64 {
	m, events := w.measure, 0.0
	var n [2]float64
	for i := range w.people {
		p := &w.people[i]
		side := slices.Index(m.Arms[:], p.arm)
		shape := &w.Endpoints[m.Endpoint].Shape
		report, event := p.known(m.Endpoint, *shape)
		if side < 0 {
			continue
		}
		if event && report <= now {
			events++
		}
		if shape.Type == cohort.Survival {
			continue
		}
		_, due, known := p.read(m.Endpoint, shape, &cohort.Reading{Endpoint: m.Endpoint, Visit: m.Visit}, now)
		if due && (m.Failures || known) {
			n[side]++
		}
	}
	if w.Endpoints[m.Endpoint].Shape.Type == cohort.Survival || n[0]+n[1] == 0 {
		return events
	}
	return n[0] * n[1] / (n[0] + n[1])
}

// wanted is a count, or the smallest one that is a fraction of all.
func wanted(count *int, fraction *float64, all int) int {
	if count != nil {
		return *count
	}
	n := 1
	for float64(n) < *fraction*float64(all)-1e-9 {
		n++
	}
	return n
}

// window is the window of a trigger and the triggers that it combines.
func window(t trigger.Trigger) (trigger.Window, []spec.Of[trigger.Trigger]) {
	switch t := t.(type) {
	case *trigger.Calendar:
		return t.Window, nil
	case *trigger.Events:
		return t.Window, nil
	case *trigger.Patients:
		return t.Window, nil
	case *trigger.Information:
		return t.Window, nil
	case *trigger.AllOf:
		return t.Window, t.Of
	case *trigger.AnyOf:
		return t.Window, t.Of
	}
	panic("trial: no such trigger")
}
