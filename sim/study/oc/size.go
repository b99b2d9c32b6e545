package oc

import (
	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
)

// sizes is how large and how long trials are.
//
//	patients  entered by the end of the trial, with quantiles
//	events    reported by the last look, by survival endpoint, with quantiles
//	duration  calendar time of the last decision, with quantiles
type sizes struct{ s *Subject }

type sizeCells struct {
	patients tally.Ints
	events   []tally.Ints // by survival endpoint
	index    []int        // of these endpoints among all
	duration tally.Moments
	times    tally.Hist
}

// New makes empty cells.
func (m *sizes) New() Cells {
	c := &sizeCells{events: make([]tally.Ints, len(m.s.Endpoints))}
	for _, e := range m.s.Endpoints {
		c.index = append(c.index, e.Index)
	}
	return c
}

// Observe records the size of one trial.
func (c *sizeCells) Observe(o *trial.Outcome) {
	c.patients.Add(o.Patients)
	for i, e := range c.index {
		c.events[i].Add(o.Looks[o.Last].Events[e])
	}
	c.duration.Add(o.Duration)
	c.times.Add(o.Duration)
}

// Merge adds the tallies of other.
func (c *sizeCells) Merge(other Cells) {
	o := other.(*sizeCells)
	c.patients.Merge(&o.patients)
	for i := range c.events {
		c.events[i].Merge(&o.events[i])
	}
	c.duration.Merge(&o.duration)
	c.times.Merge(&o.times)
}

// Reset empties the cells.
func (c *sizeCells) Reset() {
	c.patients.Reset()
	for i := range c.events {
		c.events[i].Reset()
	}
	c.duration = tally.Moments{}
	c.times.Reset()
}

// AppendBinary appends the tallies.
func (c *sizeCells) AppendBinary(b []byte) []byte {
	b = c.patients.AppendBinary(b)
	for i := range c.events {
		b = c.events[i].AppendBinary(b)
	}
	return c.times.AppendBinary(c.duration.AppendBinary(b))
}

// Decode reads what AppendBinary wrote.
func (c *sizeCells) Decode(b []byte) (rest []byte, err error) {
	if b, err = c.patients.Decode(b); err != nil {
		return b, err
	}
	for i := range c.events {
		if b, err = c.events[i].Decode(b); err != nil {
			return b, err
		}
	}
	return decodeAll(b, &c.duration, &c.times)
}

// Estimate makes the rows.
func (m *sizes) Estimate(cells Cells) []Row {
	c := cells.(*sizeCells)
	rows := counted(Row{Metric: "patients"}, &c.patients)
	for i, e := range m.s.Endpoints {
		rows = append(rows, counted(Row{Metric: "events", Endpoint: e.Name}, &c.events[i])...)
	}
	d := Row{Metric: "duration"}
	rows = append(rows, d.mean(Time, c.duration.N, c.duration.Mean(), c.duration.SE()))
	return append(rows, d.quantiles(Time, &c.times)...)
}

// counted are the mean and quantiles of a count.
func counted(r Row, h *tally.Ints) []Row {
	return append([]Row{r.mean(Number, h.N(), h.Mean(), h.SE())}, r.quantiles(Number, h)...)
}
