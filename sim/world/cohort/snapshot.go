package cohort

// Snapshot is what may be known on one calendar day.
type Snapshot struct {
	Now        float64     // calendar time
	N          int         // patients who have entered
	Views      []View      // by reading; only those asked for are current
	Covariates []Covariate // of the population, by patient

	readings []Reading // of Views
}

// View is what is known of one endpoint, as one reading has it.
//
// For Survival endpoints the rows are all patients under observation, in order of
// their time under observation; rows of equal time are in no particular order. For
// Longitudinal endpoints they are all patients who have entered, and for all others
// the patients with a known value, in order of entry. A visit of a longitudinal
// endpoint is read as a Continuous one, with its Baseline.
//
// A View may share memory with the cohort: it is read only, and valid until the
// next one is taken.
type View struct {
	Type    Type
	N       int       // rows
	Patient []int32   // by row: the patient; nil when row i is patient i
	Arm     []uint8   // by row
	Value   []float64 // by row: the value, or the time under observation; not of Longitudinal
	Event   []bool    // by row, Survival only: whether the time is that of an event
	Missing []int     // by arm: patients whose value is due and missing; of Longitudinal that of the last visit
	Lost    []int32   // Binary only: the patients whose value is due and missing, in order of entry
	LostArm []uint8   // their arms

	Baseline []float64   // by row: the value at the first visit, when one visit is read
	Exposure []float64   // by row, Count only: the time under observation
	Columns  [][]float64 // by visit, by row, Longitudinal only: meaningless where not Known
	Known    []uint64    // by row, Longitudinal only: the bits of the visits whose value is known

	patient  []int32
	arm      []uint8
	value    []float64
	event    []bool
	baseline []float64
	exposure []float64
	known    []uint64
	lost     []int32
	lostArm  []uint8

	open, done []int32 // scratch of survival endpoints
}

// NewSnapshot returns a snapshot with room for every patient of c, of the given
// readings: none stands for one of each endpoint, as it is.
func (c *Cohort) NewSnapshot(readings ...Reading) *Snapshot {
	if len(readings) == 0 {
		for i := range c.Outcomes {
			readings = append(readings, Whole(i))
		}
	}
	s := &Snapshot{Views: make([]View, len(readings)), Covariates: c.Covariates, readings: readings}
	n := len(c.Arm)
	for i, r := range readings {
		o, v := &c.Outcomes[r.Endpoint], &s.Views[i]
		*v = View{
			Type: r.Type(o.Type), Missing: make([]int, c.arms),
			patient: make([]int32, n), arm: make([]uint8, n), value: make([]float64, n),
		}
		switch o.Type {
		case Survival:
			v.event, v.open, v.done = make([]bool, n), make([]int32, n), make([]int32, n)
		case Count:
			v.exposure = make([]float64, n)
		case Longitudinal:
			v.baseline, v.known = make([]float64, n), make([]uint64, n)
		case Binary:
			v.lost, v.lostArm = make([]int32, n), make([]uint8, n)
		}
	}
	return s
}

// At makes s what may be known at calendar time now, for the readings whose entry
// in wanted is true.
func (c *Cohort) At(now float64, wanted []bool, s *Snapshot) {
	s.Now, s.N = now, c.Entered(now)
	for i := range s.readings {
		if !wanted[i] {
			continue
		}
		r, v := &s.readings[i], &s.Views[i]
		switch o := &c.Outcomes[r.Endpoint]; {
		case o.Type == Survival:
			c.observe(o, now, v)
			c.keep(r, v)
		case o.Type == Count:
			c.count(o, now, r, v)
		case o.Type == Longitudinal && r.Visit < 0:
			c.visits(o, now, r, v)
		case o.Type == Longitudinal || o.Absent != nil || r.selects():
			c.gather(o, now, r, v)
		default:
			c.collect(o, now, v)
		}
	}
}

// dueBy counts the patients whose value at the given time since entry is reported
// by now: a prefix, since due dates are in order of entry.
func (c *Cohort) dueBy(now, at, delay float64) int {
	due := c.Entered(now)
	for due > 0 && c.Entry[due-1]+at+delay > now {
		due--
	}
	return due
}

// collect gathers the known values of an endpoint that is measured once, of all
// patients.
func (c *Cohort) collect(o *Outcome, now float64, v *View) {
	due := c.dueBy(now, o.At, o.Delay)
	v.noneMissing()
	if c.shortest >= o.At {
		v.N, v.Patient, v.Arm, v.Value = due, nil, c.Arm[:due], o.Value[:due]
		return
	}
	n := 0
	for i, l := range c.Leave[:due] {
		a := c.Arm[i]
		if l < o.At {
			v.lose(i, a)
			continue
		}
		v.patient[n], v.arm[n], v.value[n] = int32(i), a, o.Value[i]
		n++
	}
	v.N, v.Patient, v.Arm, v.Value = n, v.patient[:n], v.arm[:n], v.value[:n]
}

// noneMissing forgets who is missing.
func (v *View) noneMissing() {
	clear(v.Missing)
	v.Lost, v.LostArm = v.lost[:0], v.lostArm[:0]
}

// lose counts a patient whose value is missing.
func (v *View) lose(i int, arm uint8) {
	v.Missing[arm]++
	if v.lost != nil {
		v.Lost, v.LostArm = append(v.Lost, int32(i)), append(v.LostArm, arm)
	}
}

// observe merges the patients whose observation has ended, in the order made
// once by Settle, with those still under observation, who are ordered by entry:
// the later the entry the shorter the time.
func (c *Cohort) observe(o *Outcome, now float64, v *View) {
	asOf := now - o.Delay
	open := c.open(o, now, c.Entered(asOf), v)
	done := c.done(o, now, v)
	n := 0
	patient, arm, value, event := v.patient, v.arm, v.value, v.event
	for _, i := range done {
		t := o.time[i]
		for len(open) > 0 {
			short := asOf - c.Entry[open[0]]
			if !(short < t) {
				break
			}
			patient[n], arm[n], value[n], event[n] = open[0], c.Arm[open[0]], short, false
			n++
			open = open[1:]
		}
		patient[n], arm[n], value[n], event[n] = i, c.Arm[i], t, o.event[i]
		n++
	}
	for _, i := range open {
		patient[n], arm[n], value[n], event[n] = i, c.Arm[i], asOf-c.Entry[i], false
		n++
	}
	v.N, v.Patient, v.Arm, v.Value, v.Event = n, patient[:n], arm[:n], value[:n], event[:n]
}

// open lists those of the first n patients who are still under observation, the
// last to enter first. Like done it has no branch on the data.
func (c *Cohort) open(o *Outcome, now float64, n int, v *View) []int32 {
	if c.observed {
		return nil
	}
	k := 0
	for i := n - 1; i >= 0; i-- {
		v.open[k] = int32(i)
		in := 0
		if o.report[i] > now {
			in = 1
		}
		k += in
	}
	return v.open[:k]
}

// done lists the patients whose observation has ended, in order of its length.
func (c *Cohort) done(o *Outcome, now float64, v *View) []int32 {
	if c.observed {
		return o.order
	}
	k := 0
	for _, i := range o.order[:c.N] {
		v.done[k] = i
		in := 0
		if o.report[i] <= now {
			in = 1
		}
		k += in
	}
	return v.done[:k]
}
