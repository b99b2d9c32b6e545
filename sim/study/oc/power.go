package oc

import (
	"math"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
)

// powers is how often hypotheses are rejected.
//
//	power            a comparison is rejected; with a look: by that look
//	power_favorable  the same toward the effect assumed, two-sided tests only
//	power_any        at least one comparison is rejected
//	power_all        all are
type powers struct{ s *Subject }

// powerCells count rejections by comparison and look, and their direction.
type powerCells struct {
	n        int64
	rejected [][]int64 // by comparison, by look
	positive []int64   // by comparison
	any, all int64
}

// New makes empty cells.
func (m *powers) New() Cells {
	c := &powerCells{rejected: make([][]int64, len(m.s.Comparisons)), positive: make([]int64, len(m.s.Comparisons))}
	for i := range c.rejected {
		c.rejected[i] = make([]int64, m.s.Looks)
	}
	return c
}

// Observe counts the rejections of one trial.
func (c *powerCells) Observe(o *trial.Outcome) {
	c.n++
	any, all := false, true
	for i := range o.Comparisons {
		r := &o.Comparisons[i]
		if r.Rejected < 0 {
			all = false
			continue
		}
		any = true
		c.rejected[i][r.Rejected]++
		if r.Positive {
			c.positive[i]++
		}
	}
	if any {
		c.any++
	}
	if all {
		c.all++
	}
}

// Merge adds the counts of other.
func (c *powerCells) Merge(other Cells) {
	o := other.(*powerCells)
	c.n, c.any, c.all = c.n+o.n, c.any+o.any, c.all+o.all
	for i := range c.rejected {
		c.positive[i] += o.positive[i]
		for k := range c.rejected[i] {
			c.rejected[i][k] += o.rejected[i][k]
		}
	}
}

// Reset empties the cells.
func (c *powerCells) Reset() {
	c.n, c.any, c.all = 0, 0, 0
	clear(c.positive)
	for i := range c.rejected {
		clear(c.rejected[i])
	}
}

// AppendBinary appends the counts.
func (c *powerCells) AppendBinary(b []byte) []byte {
	b = appendInts(b, c.n, c.any, c.all)
	b = appendInts(b, c.positive...)
	for i := range c.rejected {
		b = appendInts(b, c.rejected[i]...)
	}
	return b
}

// Decode reads what AppendBinary wrote.
func (c *powerCells) Decode(b []byte) (rest []byte, err error) {
	if b, err = decodeInts(b, &c.n, &c.any, &c.all); err != nil {
		return b, err
	}
	if b, err = decodeSlice(b, c.positive); err != nil {
		return b, err
	}
	for i := range c.rejected {
		if b, err = decodeSlice(b, c.rejected[i]); err != nil {
			return b, err
		}
	}
	return b, nil
}

// Estimate makes the rows.
func (m *powers) Estimate(cells Cells) []Row {
	c := cells.(*powerCells)
	var rows []Row
	for i := range m.s.Comparisons {
		about := &m.s.Comparisons[i]
		by := int64(0)
		var byLook []Row
		for k, n := range c.rejected[i] {
			by += n
			row := about.row("power").rate(tally.Count{N: c.n, K: by})
			row.Look = k + 1
			byLook = append(byLook, row)
		}
		rows = append(rows, about.row("power").rate(tally.Count{N: c.n, K: by}))
		if favorable := about.favorable(); favorable != 0 {
			k := c.positive[i]
			if favorable < 0 {
				k = by - k
			}
			rows = append(rows, about.row("power_favorable").rate(tally.Count{N: c.n, K: k}))
		}
		if m.s.Declared {
			rows = append(rows, byLook...)
		}
	}
	if len(m.s.Comparisons) > 1 {
		rows = append(rows,
			Row{Metric: "power_any"}.rate(tally.Count{N: c.n, K: c.any}),
			Row{Metric: "power_all"}.rate(tally.Count{N: c.n, K: c.all}))
	}
	return rows
}

// favorable is how far the truth is from the null hypothesis of a two-sided test: 0
// where there is no truth, or none whose side is certain.
func (c *Comparison) favorable() float64 {
	if c.Alternative != analysis.TwoSided {
		return 0
	}
	const certain = 5 // standard errors
	t := c.True()
	if d := t.Value - c.Margin; math.Abs(d) > certain*t.SE {
		return d
	}
	return 0
}
