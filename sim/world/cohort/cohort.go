package cohort

import "math"

// Type is what an endpoint records of a patient, and with it what a View of it
// contains.
type Type uint8

// The types of endpoints.
const (
	Binary       Type = iota // Value is 0 or 1
	Continuous               // Value is a real number
	Survival                 // Value is the time from entry to the event, possibly +Inf
	Ordinal                  // Value is a category, from 0
	Count                    // Value is the number of events in Exposure
	Longitudinal             // Columns has a real number for every visit
)

// String names the type as messages do.
func (t Type) String() string {
	return [...]string{"binary", "continuous", "survival", "ordinal", "count", "longitudinal"}[t]
}

// Shape is what the cohort must know of an endpoint before anything happens.
type Shape struct {
	Type   Type
	At     float64   // when the value is due, in time since entry, and for Count the longest exposure; unused for Survival and Longitudinal
	Delay  float64   // from the datum to its report, ≥ 0
	Visits []float64 // Longitudinal: times since entry, increasing, at most MostVisits
	Levels int       // Ordinal: the number of categories
}

// MostVisits is the largest number of visits of a longitudinal endpoint.
const MostVisits = 64

// Width is the number of columns of the endpoint.
func (s *Shape) Width() int {
	if s.Type == Longitudinal {
		return len(s.Visits)
	}
	return 1
}

// Due is the time since entry at which the value of a column is due.
func (s *Shape) Due(column int) float64 {
	if s.Type == Longitudinal {
		return s.Visits[column]
	}
	return s.At
}

// Last is the time since entry at which the last value is due.
func (s *Shape) Last() float64 { return s.Due(s.Width() - 1) }

// Covariate is what is known of every patient at entry.
type Covariate struct {
	Levels int       // the number of categories; 0 for a number
	Value  []float64 // by patient: the number, or the category from 0
}

// Outcome is the columns of one endpoint: the truth for every patient.
type Outcome struct {
	Shape
	Columns  [][]float64 // by visit, one but for Longitudinal; by patient: the value
	Value    []float64   // the first of Columns; for Survival the time of the event
	Exposure []float64   // Count, by patient: the time under observation
	// Absent has for every patient the bits of the columns whose values are never
	// recorded although the patient is there; nil when all are.
	Absent []uint64

	// Survival and Count: what Settle derives.
	report []float64 // by patient: calendar time at which the end of observation is reported

	// Survival: what Settle derives.
	event []bool    // by patient: whether that end is the event
	order []int32   // patients in order of their time under observation
	time  []float64 // by patient: the time under observation if followed to the end
	dates dates     // of reported events, dealt when asked for
}

// Cohort is the table of the virtual patients of one trial, in order of entry.
type Cohort struct {
	N          int         // patients
	Arm        []uint8     // by patient: index of the arm
	Entry      []float64   // by patient: calendar time of entry, non-decreasing
	Leave      []float64   // by patient: time since entry at which observation ends at the latest, +Inf if never
	Covariates []Covariate // of the population
	Outcomes   []Outcome   // by endpoint

	arms     int
	observed bool    // nothing happens any more: the values are what has been seen
	shortest float64 // the least of Leave
	alike    bool    // all of Leave is equal to it, in every realization
	lastDue  float64
	sorter   sorter
}

// New returns a cohort with room for n patients in the given number of arms,
// with one column for each shape.
func New(n, arms int, shapes []Shape) *Cohort {
	c := &Cohort{
		N: n, arms: arms,
		Arm: make([]uint8, n), Entry: make([]float64, n), Leave: make([]float64, n),
		Outcomes: make([]Outcome, len(shapes)),
		sorter:   newSorter(n),
	}
	for i, s := range shapes {
		o := &c.Outcomes[i]
		o.Shape = s
		for range s.Width() {
			o.Columns = append(o.Columns, make([]float64, n))
		}
		o.Value = o.Columns[0]
		switch s.Type {
		case Survival:
			o.report, o.event = make([]float64, n), make([]bool, n)
			o.order, o.time = make([]int32, n), make([]float64, n)
			o.dates = newDates(n)
		case Count:
			o.report, o.Exposure = make([]float64, n), make([]float64, n)
		}
	}
	return c
}

// AddCovariate makes room for a covariate with the given number of categories, 0
// for a number.
func (c *Cohort) AddCovariate(levels int) {
	c.Covariates = append(c.Covariates, Covariate{Levels: levels, Value: make([]float64, len(c.Arm))})
}

// MayLack makes room for values of an endpoint that are never recorded.
func (c *Cohort) MayLack(endpoint int) { c.Outcomes[endpoint].Absent = make([]uint64, len(c.Arm)) }

// StayUntil says that everyone leaves at the given time since entry, which may be
// +Inf, in this realization and all to come: Leave is not written any more.
func (c *Cohort) StayUntil(t float64) {
	for i := range c.Leave {
		c.Leave[i] = t
	}
	c.shortest, c.alike = t, true
}

// Settle closes a realization: it dates the end of every patient's observation,
// and orders the survival endpoints by time, once for all looks.
func (c *Cohort) Settle() {
	if !c.alike {
		c.shortest = shortest(c.Leave[:c.N])
	}
	c.lastDue = 0
	if c.N > 0 {
		c.lastDue = c.Entry[c.N-1]
	}
	for i := range c.Outcomes {
		switch o := &c.Outcomes[i]; {
		case o.Type == Survival:
			c.settleSurvival(o)
		case o.Type == Count:
			c.settleCount(o)
		case c.N > 0:
			c.lastDue = max(c.lastDue, c.Entry[c.N-1]+o.Last()+o.Delay)
		}
	}
}

// settleCount dates the end of every patient's exposure.
func (c *Cohort) settleCount(o *Outcome) {
	for i, e := range o.Exposure[:c.N] {
		o.report[i] = c.Entry[i] + e + o.Delay
		c.lastDue = max(c.lastDue, o.report[i])
	}
}

// shortest is the least of the times, +Inf when there is none.
func shortest(leave []float64) float64 {
	least := math.Inf(1)
	for _, l := range leave {
		if l < least {
			least = l
		}
	}
	return least
}

// settleSurvival finds when and why each patient's observation ends.
func (c *Cohort) settleSurvival(o *Outcome) {
	times := o.time[:c.N]
	o.dates.ready = false
	last := c.lastDue
	for i, t := range o.Value[:c.N] {
		e := t <= c.Leave[i]
		if !e {
			t = c.Leave[i]
		}
		r := c.Entry[i] + t + o.Delay
		times[i], o.event[i], o.report[i] = t, e, r
		if r > last && r <= math.MaxFloat64 {
			last = r
		}
	}
	c.lastDue = last
	c.sorter.order(times, o.order[:c.N])
}

// Ends is the calendar time after which no datum of the cohort changes any
// more. Patients whose event never comes and who never leave do not count.
func (c *Cohort) Ends() float64 { return c.lastDue }

// EventTime is the calendar time at which the k-th event (from 1) of a survival
// endpoint is reported, +Inf when there are fewer.
func (c *Cohort) EventTime(endpoint, k int) float64 { return c.dates(endpoint).kth(k) }

// Events counts the events of a survival endpoint reported by the given time.
func (c *Cohort) Events(endpoint int, now float64) int { return c.dates(endpoint).upTo(now) }

// Entered counts the patients who have entered by the given time.
func (c *Cohort) Entered(now float64) int { return upTo(c.Entry[:c.N], now) }

// dates are the calendar times of all events that are ever reported.
func (c *Cohort) dates(endpoint int) *dates {
	o := &c.Outcomes[endpoint]
	if !o.dates.ready {
		o.dates.deal(o.report[:c.N], o.event[:c.N])
	}
	return &o.dates
}

// upTo counts the elements of sorted x that are ≤ t.
func upTo(x []float64, t float64) int {
	lo, hi := 0, len(x)
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if x[m] <= t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}
