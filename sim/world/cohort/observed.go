package cohort

import (
	"cmp"
	"math"
	"slices"
)

// Observed returns a cohort for what has been seen of real patients, or of virtual
// ones at a look. All of it is known: nobody has yet to leave, and a value is there or
// Absent, whether due or not. Arm, Entry in ascending order, the Covariates and the columns are to be filled,
// and See is to be called for survival endpoints and counts; Settle is not.
func Observed(n, arms int, shapes []Shape) *Cohort {
	c := New(n, arms, shapes)
	c.observed = true
	c.StayUntil(math.Inf(1))
	for i := range c.Outcomes {
		c.MayLack(i)
	}
	return c
}

// See takes over the end of every patient's observation, which is NaN where
// nothing is known of the patient: for a survival endpoint the time, in Value, and
// whether it is that of the event; for a count the Exposure.
func (c *Cohort) See(endpoint int, event []bool) {
	o := &c.Outcomes[endpoint]
	if o.Type == Count {
		for i, e := range o.Exposure {
			o.report[i] = math.Inf(-1)
			if math.IsNaN(e) {
				o.Exposure[i], o.report[i] = 0, c.Entry[i]+o.At+o.Delay
			}
		}
		return
	}
	o.order = o.order[:0]
	copy(o.time, o.Value)
	copy(o.event, event)
	for i, t := range o.time {
		if !math.IsNaN(t) {
			o.order = append(o.order, int32(i))
		}
	}
	slices.SortStableFunc(o.order, func(i, j int32) int { return cmp.Compare(o.time[i], o.time[j]) })
}

// due is how many patients, from the first on, are due, and up to whom values may be
// known all the same: what has been observed is known even if it came early.
func (c *Cohort) due(now, at, delay float64) (due, upTo int) {
	due = c.dueBy(now, at, delay)
	if c.observed {
		return due, c.Entered(now)
	}
	return due, due
}
