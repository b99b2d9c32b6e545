package oc

import (
	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
)

// looks is what the planned looks are like.
//
//	look_reached   the look is held
//	look_time      its calendar time, among the trials that hold it
//	look_patients  patients entered by then, likewise
//	look_events    events reported by then, by survival endpoint, likewise
type looks struct{ s *Subject }

type lookCells struct {
	n     int64
	index []int // of survival endpoints among all
	looks []lookCell
}

type lookCell struct {
	time     tally.Moments
	patients tally.Ints
	events   []tally.Ints // by survival endpoint
}

// New makes empty cells.
func (m *looks) New() Cells {
	c := &lookCells{looks: make([]lookCell, m.s.Looks)}
	for _, e := range m.s.Endpoints {
		c.index = append(c.index, e.Index)
	}
	for k := range c.looks {
		c.looks[k].events = make([]tally.Ints, len(m.s.Endpoints))
	}
	return c
}

// Observe records the looks of one trial.
func (c *lookCells) Observe(o *trial.Outcome) {
	c.n++
	for k := range c.looks {
		l := &o.Looks[k]
		if !l.Held {
			continue
		}
		cell := &c.looks[k]
		cell.time.Add(l.Time)
		cell.patients.Add(l.Patients)
		for i, e := range c.index {
			cell.events[i].Add(l.Events[e])
		}
	}
}

// Merge adds the tallies of other.
func (c *lookCells) Merge(other Cells) {
	o := other.(*lookCells)
	c.n += o.n
	for k := range c.looks {
		a, b := &c.looks[k], &o.looks[k]
		a.time.Merge(&b.time)
		a.patients.Merge(&b.patients)
		for i := range a.events {
			a.events[i].Merge(&b.events[i])
		}
	}
}

// Reset empties the cells.
func (c *lookCells) Reset() {
	c.n = 0
	for k := range c.looks {
		cell := &c.looks[k]
		cell.time = tally.Moments{}
		cell.patients.Reset()
		for i := range cell.events {
			cell.events[i].Reset()
		}
	}
}

// AppendBinary appends the tallies.
func (c *lookCells) AppendBinary(b []byte) []byte {
	b = appendInts(b, c.n)
	for k := range c.looks {
		cell := &c.looks[k]
		b = cell.patients.AppendBinary(cell.time.AppendBinary(b))
		for i := range cell.events {
			b = cell.events[i].AppendBinary(b)
		}
	}
	return b
}

// Decode reads what AppendBinary wrote.
func (c *lookCells) Decode(b []byte) (rest []byte, err error) {
	if b, err = decodeInts(b, &c.n); err != nil {
		return b, err
	}
	for k := range c.looks {
		cell := &c.looks[k]
		if b, err = decodeAll(b, &cell.time, &cell.patients); err != nil {
			return b, err
		}
		for i := range cell.events {
			if b, err = cell.events[i].Decode(b); err != nil {
				return b, err
			}
		}
	}
	return b, nil
}

// Estimate makes the rows.
func (m *looks) Estimate(cells Cells) []Row {
	c := cells.(*lookCells)
	var rows []Row
	for k := range c.looks {
		cell := &c.looks[k]
		at := func(metric string) Row { return Row{Metric: metric, Look: k + 1} }
		rows = append(rows,
			at("look_reached").rate(tally.Count{N: c.n, K: cell.time.N}),
			at("look_time").mean(Time, cell.time.N, cell.time.Mean(), cell.time.SE()),
			at("look_patients").mean(Number, cell.patients.N(), cell.patients.Mean(), cell.patients.SE()))
		for i, e := range m.s.Endpoints {
			row := at("look_events")
			row.Endpoint = e.Name
			h := &cell.events[i]
			rows = append(rows, row.mean(Number, h.N(), h.Mean(), h.SE()))
		}
	}
	return rows
}
