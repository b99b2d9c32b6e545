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
//	bias        the mean minus the truth, whose error counts where it has one
//	coverage    how often the confidence interval contains the truth
//	half_width  mean half width of the confidence interval
//	missing     mean number of patients whose value is missing, over the trials that analyze it
type estimates struct{ s *Subject }

type estimateCells struct {
	s     *Subject
	truth []float64 // by comparison, NaN when there is none; nil before the first trial
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
	return &estimateCells{s: m.s, cells: make([]estimateCell, len(m.s.Comparisons))}
}

// learn finds the true values, which takes long enough that cells which only merge
// do without.
func (c *estimateCells) learn() {
	for i := range c.s.Comparisons {
		c.truth = append(c.truth, c.s.Comparisons[i].True().Value)
	}
}

// Observe records the estimates of one trial.
func (c *estimateCells) Observe(o *trial.Outcome) {
	if c.truth == nil {
		c.learn()
	}
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
		if t := about.True(); t.Known() {
			bias := about.row("bias").mean(Estimate, n, mean-t.Value, together(se, t.SE))
			coverage := about.row("coverage").rate(tally.Count{N: n, K: cell.covers})
			if t.Patients > 0 {
				bias.Warnings = append(bias.Warnings, t.Source())
				coverage.Warnings = append(coverage.Warnings, t.Source())
			}
			rows = append(rows, estimate, bias, coverage)
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

// together is the standard error of a difference of two independent figures; exactly
// that of the first where the second has none.
func together(a, b float64) float64 {
	if b == 0 {
		return a
	}
	return math.Sqrt(float64(a*a) + float64(b*b))
}
