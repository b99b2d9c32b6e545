package oc

import (
	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
)

// stops is where trials end early or late because of what they found.
//
//	stop_efficacy  by look: the deciding comparisons are all rejected there
//	stop_futility  by look: those that are not are at or below their futility bounds
type stops struct{ s *Subject }

type stopCells struct {
	n        int64
	efficacy []int64 // by look
	futility []int64 // likewise; nil for designs without futility bounds
}

// New makes empty cells.
func (m *stops) New() Cells {
	c := &stopCells{efficacy: make([]int64, m.s.Looks)}
	if m.s.Futility {
		c.futility = make([]int64, m.s.Looks)
	}
	return c
}

// Observe counts the stop of one trial.
func (c *stopCells) Observe(o *trial.Outcome) {
	c.n++
	if o.Looks[o.Last].Stopped {
		c.efficacy[o.Last]++
	}
	if c.futility != nil && o.Looks[o.Last].Futile {
		c.futility[o.Last]++
	}
}

// Merge adds the counts of other.
func (c *stopCells) Merge(other Cells) {
	o := other.(*stopCells)
	c.n += o.n
	for k := range c.efficacy {
		c.efficacy[k] += o.efficacy[k]
	}
	for k := range c.futility {
		c.futility[k] += o.futility[k]
	}
}

// Reset empties the cells.
func (c *stopCells) Reset() {
	c.n = 0
	clear(c.efficacy)
	clear(c.futility)
}

// AppendBinary appends the counts.
func (c *stopCells) AppendBinary(b []byte) []byte {
	return appendInts(appendInts(appendInts(b, c.n), c.efficacy...), c.futility...)
}

// Decode reads what AppendBinary wrote.
func (c *stopCells) Decode(b []byte) (rest []byte, err error) {
	if b, err = decodeInts(b, &c.n); err != nil {
		return b, err
	}
	if b, err = decodeSlice(b, c.efficacy); err != nil {
		return b, err
	}
	return decodeSlice(b, c.futility)
}

// Estimate makes the rows; a design of one look has none.
func (m *stops) Estimate(cells Cells) []Row {
	c := cells.(*stopCells)
	if m.s.Looks < 2 {
		return nil
	}
	var rows []Row
	for k, n := range c.efficacy {
		rows = append(rows, Row{Metric: "stop_efficacy", Look: k + 1}.rate(tally.Count{N: c.n, K: n}))
	}
	for k, n := range c.futility {
		rows = append(rows, Row{Metric: "stop_futility", Look: k + 1}.rate(tally.Count{N: c.n, K: n}))
	}
	return rows
}
