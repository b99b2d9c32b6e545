package oc

import (
	"math"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
)

// estimates is what the trials say the effect is, at the last look that analyzed
// it.
//
//	estimate    its mean, over the trials where it is defined
//	bias        the mean minus the truth
//	coverage    how often the confidence interval contains the truth
//	half_width  mean half width of the confidence interval
//	missing     mean number of patients whose value is missing, over the trials that analyze it
type estimates struct{ s *Subject }

type estimateCells struct {
	truth []float64 // by comparison, NaN when there is none
	cells []estimateCell
}

type estimateCell struct {
	estimate tally.Moments
	half     tally.Moments
	covers   int64
	missing  tally.Ints
}

// New makes empty cells.
func (m *estimates) New() Cells {
	c := &estimateCells{cells: make([]estimateCell, len(m.s.Comparisons))}
	for i := range m.s.Comparisons {
		c.truth = append(c.truth, m.s.Comparisons[i].Truth.Value)
	}
	return c
}

// Observe records the estimates of one trial.
func (c *estimateCells) Observe(o *trial.Outcome) {
	for i := range c.cells {
		cell, e := &c.cells[i], &o.Comparisons[i].Last
		if e.Status == analysis.NotAnalyzed {
			continue // the trial ended before
		}
		cell.missing.Add(int(e.Missing))
		if e.Status != analysis.OK {
			continue
		}
		cell.estimate.Add(e.Estimate)
		cell.half.Add(e.Half)
		if math.Abs(e.Estimate-c.truth[i]) <= e.Half {
			cell.covers++
		}
	}
}

// Merge adds the tallies of other.
func (c *estimateCells) Merge(other Cells) {
	o := other.(*estimateCells)
	for i := range c.cells {
		a, b := &c.cells[i], &o.cells[i]
		a.estimate.Merge(&b.estimate)
		a.half.Merge(&b.half)
		a.covers += b.covers
		a.missing.Merge(&b.missing)
	}
}

// Reset empties the cells.
func (c *estimateCells) Reset() {
	for i := range c.cells {
		cell := &c.cells[i]
		cell.estimate, cell.half, cell.covers = tally.Moments{}, tally.Moments{}, 0
		cell.missing.Reset()
	}
}

// AppendBinary appends the tallies.
func (c *estimateCells) AppendBinary(b []byte) []byte {
	for i := range c.cells {
		cell := &c.cells[i]
		b = cell.missing.AppendBinary(appendInts(cell.half.AppendBinary(cell.estimate.AppendBinary(b)), cell.covers))
	}
	return b
}

// Decode reads what AppendBinary wrote.
func (c *estimateCells) Decode(b []byte) (rest []byte, err error) {
	for i := range c.cells {
		cell := &c.cells[i]
		if b, err = decodeAll(b, &cell.estimate, &cell.half); err != nil {
			return b, err
		}
		if b, err = decodeInts(b, &cell.covers); err != nil {
			return b, err
		}
		if b, err = cell.missing.Decode(b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// Estimate makes the rows.
func (m *estimates) Estimate(cells Cells) []Row {
	c := cells.(*estimateCells)
	var rows []Row
	for i := range c.cells {
		about, cell := &m.s.Comparisons[i], &c.cells[i]
		n, mean, se := cell.estimate.N, cell.estimate.Mean(), cell.estimate.SE()
		estimate := about.row("estimate").mean(Estimate, n, mean, se)
		if t := about.Truth; t.Known() {
			rows = append(rows, estimate,
				about.row("bias").mean(Estimate, n, mean-t.Value, se),
				about.row("coverage").rate(tally.Count{N: n, K: cell.covers}))
		} else {
			estimate.Warnings = append(estimate.Warnings, "no bias and coverage: "+t.Reason)
			rows = append(rows, estimate)
		}
		rows = append(rows,
			about.row("half_width").mean(Estimate, cell.half.N, cell.half.Mean(), cell.half.SE()),
			about.row("missing").mean(Number, cell.missing.N(), cell.missing.Mean(), cell.missing.SE()))
	}
	return rows
}
