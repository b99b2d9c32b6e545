package oc

import (
	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
)

// ignoring is how often hypotheses would be rejected by trials that go on after
// they should have stopped for futility, by bounds that are not binding. Without an
// effect it is the type I error that the efficacy bounds promise.
//
//	power_ignoring_futility  as power, with a look: by that look
type ignoring struct{ s *Subject }

type ignoringCells struct {
	n        int64
	rejected [][]int64 // by comparison, by look; nil for those without such a bound
}

// New makes empty cells.
func (m *ignoring) New() Cells {
	c := &ignoringCells{rejected: make([][]int64, len(m.s.Comparisons))}
	for i := range c.rejected {
		if m.s.Comparisons[i].Ignorable {
			c.rejected[i] = make([]int64, m.s.Looks)
		}
	}
	return c
}

// Observe counts the rejections of one trial.
func (c *ignoringCells) Observe(o *trial.Outcome) {
	c.n++
	for i, by := range c.rejected {
		if k := o.Comparisons[i].Ignoring; by != nil && k >= 0 {
			by[k]++
		}
	}
}

// Merge adds the counts of other.
func (c *ignoringCells) Merge(other Cells) {
	o := other.(*ignoringCells)
	c.n += o.n
	for i, by := range c.rejected {
		for k := range by {
			by[k] += o.rejected[i][k]
		}
	}
}

// Reset empties the cells.
func (c *ignoringCells) Reset() {
	c.n = 0
	for _, by := range c.rejected {
		clear(by)
	}
}

// AppendBinary appends the counts.
func (c *ignoringCells) AppendBinary(b []byte) []byte {
	b = appendInts(b, c.n)
	for _, by := range c.rejected {
		b = appendInts(b, by...)
	}
	return b
}

// Decode reads what AppendBinary wrote.
func (c *ignoringCells) Decode(b []byte) (rest []byte, err error) {
	if b, err = decodeInts(b, &c.n); err != nil {
		return b, err
	}
	for _, by := range c.rejected {
		if b, err = decodeSlice(b, by); err != nil {
			return b, err
		}
	}
	return b, nil
}

// Estimate makes the rows.
func (m *ignoring) Estimate(cells Cells) []Row {
	c := cells.(*ignoringCells)
	var rows []Row
	for i, byLook := range c.rejected {
		if byLook == nil {
			continue
		}
		about, by := &m.s.Comparisons[i], int64(0)
		first := len(rows)
		rows = append(rows, Row{})
		for k, n := range byLook {
			by += n
			row := about.row("power_ignoring_futility").rate(tally.Count{N: c.n, K: by})
			row.Look = k + 1
			rows = append(rows, row)
		}
		rows[first] = about.row("power_ignoring_futility").rate(tally.Count{N: c.n, K: by})
	}
	return rows
}

// ignorable reports whether there is anything to ignore.
func (s *Subject) ignorable() bool {
	for i := range s.Comparisons {
		if s.Comparisons[i].Ignorable {
			return true
		}
	}
	return false
}
