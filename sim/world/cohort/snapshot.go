package cohort

// Snapshot is what may be known on one calendar day.
type Snapshot struct {
	Now   float64 // calendar time
	N     int     // patients who have entered
	Views []View  // by endpoint; only those asked for are current

	Covariates []Covariate // by covariate
}

// Covariate is what is known of the patients from their entry on.
type Covariate struct {
	Levels int       // of a category, whose values are 0 … Levels − 1; 0 for a number
	Value  []float64 // by patient
}

// View is what is known of one endpoint.
//
// For Binary and Continuous endpoints the rows are the patients with a known
// value, in order of entry. For Survival endpoints the rows are all patients
// under observation, in order of their time under observation; rows of equal
// time are in no particular order.
//
// A View may share memory with the cohort: it is read only, and valid until the
// next one is taken.
type View struct {
	Type    Type
	N       int       // rows
	Patient []int32   // by row: the patient; nil when row i is patient i
	Arm     []uint8   // by row
	Value   []float64 // by row: the value, or the time under observation
	Event   []bool    // by row, Survival only: whether the time is that of an event
	Missing []int     // by arm: patients whose value is due and missing

	patient []int32
	arm     []uint8
	value   []float64
	event   []bool

	open, done []int32 // scratch of survival endpoints
}

// NewSnapshot returns a snapshot with room for every patient of c.
func (c *Cohort) NewSnapshot() *Snapshot {
	s := &Snapshot{Views: make([]View, len(c.Outcomes))}
	n := len(c.Arm)
	for i, o := range c.Outcomes {
		s.Views[i] = View{
			Type: o.Type, Missing: make([]int, c.arms),
			patient: make([]int32, n), arm: make([]uint8, n), value: make([]float64, n),
		}
		if o.Type == Survival {
			v := &s.Views[i]
			v.event, v.open, v.done = make([]bool, n), make([]int32, n), make([]int32, n)
		}
	}
	return s
}

// At makes s what may be known at calendar time now, for the endpoints whose
// entry in wanted is true.
func (c *Cohort) At(now float64, wanted []bool, s *Snapshot) {
	s.Now, s.N = now, c.Entered(now)
	for i := range c.Outcomes {
		if !wanted[i] {
			continue
		}
		if v := &s.Views[i]; v.Type == Survival {
			c.observe(&c.Outcomes[i], now, v)
		} else {
			c.collect(&c.Outcomes[i], now, v)
		}
	}
}

// collect gathers the known values of an endpoint that is measured once.
func (c *Cohort) collect(o *Outcome, now float64, v *View) {
	// The due dates are in order of entry, so the patients due are a prefix.
	due := c.Entered(now)
	for due > 0 && o.due(c.Entry[due-1]) > now {
		due--
	}
	clear(v.Missing)
	if c.shortest >= o.At {
		v.N, v.Patient, v.Arm, v.Value = due, nil, c.Arm[:due], o.Value[:due]
		return
	}
	n := 0
	for i, l := range c.Leave[:due] {
		a := c.Arm[i]
		if l < o.At {
			v.Missing[a]++
			continue
		}
		v.patient[n], v.arm[n], v.value[n] = int32(i), a, o.Value[i]
		n++
	}
	v.N, v.Patient, v.Arm, v.Value = n, v.patient[:n], v.arm[:n], v.value[:n]
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
