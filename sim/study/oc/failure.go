package oc

import (
	"bytes"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
)

// failures is the share of trials in which something could not be done, by
// reason.
//
//	unreached  the last look held could no longer fire as planned
//	…          a statistic was undefined at some look; such a look rejects nothing
type failures struct{ s *Subject }

type failureCells struct {
	n, unreached int64
	failed       [][analysis.StatusCount]int64 // by comparison
}

// New makes empty cells.
func (m *failures) New() Cells {
	return &failureCells{failed: make([][analysis.StatusCount]int64, len(m.s.Comparisons))}
}

// Observe counts the failures of one trial.
func (c *failureCells) Observe(o *trial.Outcome) {
	c.n++
	if o.Unreached {
		c.unreached++
	}
	for i := range o.Comparisons {
		failed := o.Comparisons[i].Failed &^ (1 << analysis.OK)
		for s := analysis.Status(0); failed != 0; s, failed = s+1, failed>>1 {
			c.failed[i][s] += int64(failed & 1)
		}
	}
}

// Merge adds the counts of other.
func (c *failureCells) Merge(other Cells) {
	o := other.(*failureCells)
	c.n, c.unreached = c.n+o.n, c.unreached+o.unreached
	for i := range c.failed {
		for s := range c.failed[i] {
			c.failed[i][s] += o.failed[i][s]
		}
	}
}

// Reset empties the cells.
func (c *failureCells) Reset() {
	c.n, c.unreached = 0, 0
	clear(c.failed)
}

// AppendBinary appends the counts, those of undefined statistics with their
// reasons, so that a new reason changes no bytes where it does not occur.
func (c *failureCells) AppendBinary(b []byte) []byte {
	b = appendInts(b, c.n, c.unreached)
	for i := range c.failed {
		for s, n := range c.failed[i] {
			if n > 0 {
				b = appendInts(append(b, analysis.Status(s).String()...), n)
			}
		}
		b = append(b, 0)
	}
	return b
}

// Decode reads what AppendBinary wrote.
func (c *failureCells) Decode(b []byte) (rest []byte, err error) {
	if b, err = decodeInts(b, &c.n, &c.unreached); err != nil {
		return b, err
	}
	for i := range c.failed {
		if b, err = decodeReasons(b, &c.failed[i]); err != nil {
			return b, err
		}
	}
	return b, nil
}

// decodeReasons reads the reasons of one comparison, which come in their order,
// up to the zero that ends them.
func decodeReasons(b []byte, failed *[analysis.StatusCount]int64) (rest []byte, err error) {
	*failed = [analysis.StatusCount]int64{}
	for s := range failed {
		reason := []byte(analysis.Status(s).String())
		if !bytes.HasPrefix(b, reason) {
			continue
		}
		if b, err = decodeInts(b[len(reason):], &failed[s]); err != nil {
			return b, err
		}
		if failed[s] == 0 {
			return b, errMalformed
		}
	}
	if len(b) == 0 || b[0] != 0 {
		return b, errMalformed
	}
	return b[1:], nil
}

// Estimate makes a row for every reason that occurred, and for unreached looks
// in any case when the scenario declares looks.
func (m *failures) Estimate(cells Cells) []Row {
	c := cells.(*failureCells)
	var rows []Row
	if m.s.Declared || c.unreached > 0 {
		row := Row{Metric: "failures", Reason: "unreached"}.rate(tally.Count{N: c.n, K: c.unreached})
		if c.unreached > 0 {
			row.Warnings = append(row.Warnings, "the planned look could no longer be reached, and was held when no datum could change any more")
		}
		rows = append(rows, row)
	}
	for i := range c.failed {
		for s, k := range c.failed[i] {
			if k == 0 {
				continue
			}
			row := m.s.Comparisons[i].row("failures").rate(tally.Count{N: c.n, K: k})
			row.Reason = analysis.Status(s).String()
			row.Warnings = append(row.Warnings, "an undefined statistic rejects nothing")
			rows = append(rows, row)
		}
	}
	return rows
}
