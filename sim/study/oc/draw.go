package oc

import (
	"fmt"
	"math"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
)

// draws is what the numbers drawn once per trial do. With draws, power is
// averaged over them: it is the assurance [ohagan2005].
//
//	draw              mean of the drawn number, by path
//	power_given_draw  power among the trials whose number lies in one fifth of its law
type draws struct{ s *Subject }

// Draw is a number that is drawn once per trial.
type Draw struct {
	Path     string
	Quantile func(u float64) float64 // of its law
}

// fifths is the number of parts of a law by which power is shown.
const fifths = 5

type drawCells []drawCell

type drawCell struct {
	value tally.Moments
	n     [fifths]int64
	k     [][fifths]int64 // by comparison: rejections
}

// New makes empty cells.
func (m *draws) New() Cells {
	c := make(drawCells, len(m.s.Draws))
	for i := range c {
		c[i].k = make([][fifths]int64, len(m.s.Comparisons))
	}
	return c
}

// Observe records the draws of one trial and what came of it.
func (c drawCells) Observe(o *trial.Outcome) {
	for i := range c {
		d, cell := &o.Draws[i], &c[i]
		cell.value.Add(d.Value)
		part := int(d.U * fifths)
		cell.n[part]++
		for j := range cell.k {
			if o.Comparisons[j].Rejected >= 0 {
				cell.k[j][part]++
			}
		}
	}
}

// Merge adds the tallies of other.
func (c drawCells) Merge(other Cells) {
	o := other.(drawCells)
	for i := range c {
		c[i].value.Merge(&o[i].value)
		for part := range fifths {
			c[i].n[part] += o[i].n[part]
			for j := range c[i].k {
				c[i].k[j][part] += o[i].k[j][part]
			}
		}
	}
}

// Reset empties the cells.
func (c drawCells) Reset() {
	for i := range c {
		c[i].value, c[i].n = tally.Moments{}, [fifths]int64{}
		clear(c[i].k)
	}
}

// AppendBinary appends the tallies.
func (c drawCells) AppendBinary(b []byte) []byte {
	for i := range c {
		b = appendInts(c[i].value.AppendBinary(b), c[i].n[:]...)
		for j := range c[i].k {
			b = appendInts(b, c[i].k[j][:]...)
		}
	}
	return b
}

// Decode reads what AppendBinary wrote.
func (c drawCells) Decode(b []byte) (rest []byte, err error) {
	for i := range c {
		if b, err = c[i].value.Decode(b); err != nil {
			return b, err
		}
		if b, err = decodeSlice(b, c[i].n[:]); err != nil {
			return b, err
		}
		for j := range c[i].k {
			if b, err = decodeSlice(b, c[i].k[j][:]); err != nil {
				return b, err
			}
		}
	}
	return b, nil
}

// Estimate makes the rows.
func (m *draws) Estimate(cells Cells) []Row {
	var rows []Row
	for i, cell := range cells.(drawCells) {
		d := &m.s.Draws[i]
		row := Row{Metric: "draw", Reason: d.Path}
		rows = append(rows, row.mean(Estimate, cell.value.N, cell.value.Mean(), cell.value.SE()))
		for j := range cell.k {
			for part := range fifths {
				row := m.s.Comparisons[j].row("power_given_draw").rate(tally.Count{N: cell.n[part], K: cell.k[j][part]})
				row.Reason = d.Path + " " + d.between(part)
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// between names a fifth of the law.
func (d *Draw) between(part int) string {
	lo, hi := d.Quantile(float64(part)/fifths), d.Quantile(float64(part+1)/fifths)
	switch {
	case part == 0 || math.IsInf(lo, -1):
		return fmt.Sprintf("below %.4g", hi)
	case part == fifths-1 || math.IsInf(hi, 1):
		return fmt.Sprintf("above %.4g", lo)
	}
	return fmt.Sprintf("from %.4g to %.4g", lo, hi)
}
