package oc

import (
	"math"

	"simrun/sim/base/tally"
	"simrun/sim/conduct/trial"
)

// Contrast is the paired difference between two plans conducted on the same
// trial indices: what is kept of each pair of outcomes. With common random
// numbers the errors of the two plans are correlated, so that the difference is
// known better than either.
//
//	power                of every comparison that both plans have, by analysis and arm
//	patients, duration   mean difference
type Contrast struct {
	pairs    []pairing
	power    []tally.Pair // by pairing
	patients tally.Moments
	duration tally.Moments
}

// pairing is a comparison of the plan and the same of the reference.
type pairing struct {
	about       *Comparison
	at, against int
}

// NewContrast returns an empty contrast of a plan against a reference.
func NewContrast(s, against *Subject) *Contrast {
	c := &Contrast{}
	for i := range s.Comparisons {
		for j := range against.Comparisons {
			a, b := &s.Comparisons[i], &against.Comparisons[j]
			if a.Analysis == b.Analysis && a.Arm == b.Arm {
				c.pairs = append(c.pairs, pairing{a, i, j})
			}
		}
	}
	c.power = make([]tally.Pair, len(c.pairs))
	return c
}

// Observe records the outcomes of one trial index.
func (c *Contrast) Observe(o, against *trial.Outcome) {
	for i, p := range c.pairs {
		c.power[i].Add(o.Comparisons[p.at].Rejected >= 0, against.Comparisons[p.against].Rejected >= 0)
	}
	c.patients.Add(float64(o.Patients - against.Patients))
	c.duration.Add(o.Duration - against.Duration)
}

// Merge adds what other has recorded; both are of the same plans.
func (c *Contrast) Merge(other *Contrast) {
	for i := range c.power {
		c.power[i].Merge(&other.power[i])
	}
	c.patients.Merge(&other.patients)
	c.duration.Merge(&other.duration)
}

// Reset forgets everything.
func (c *Contrast) Reset() {
	clear(c.power)
	c.patients, c.duration = tally.Moments{}, tally.Moments{}
}

// AppendBinary appends the canonical bytes.
func (c *Contrast) AppendBinary(b []byte) []byte {
	for i := range c.power {
		b = c.power[i].AppendBinary(b)
	}
	return c.duration.AppendBinary(c.patients.AppendBinary(b))
}

// Decode reads from the front of b what AppendBinary wrote for the same plans and
// returns the rest; after an error the content is not defined.
func (c *Contrast) Decode(b []byte) (rest []byte, err error) {
	for i := range c.power {
		if b, err = c.power[i].Decode(b); err != nil {
			return b, err
		}
	}
	return decodeAll(b, &c.patients, &c.duration)
}

// Rows are the differences, plan minus reference.
func (c *Contrast) Rows() []Row {
	var rows []Row
	for i, p := range c.pairs {
		value, se := c.power[i].Difference()
		row := p.about.row("power").mean(Share, c.power[i].N(), value, se)
		row.Lower, row.Upper = math.Max(row.Lower, -1), math.Min(row.Upper, 1)
		rows = append(rows, row)
	}
	for _, m := range []struct {
		name string
		unit Unit
		of   *tally.Moments
	}{{"patients", Number, &c.patients}, {"duration", Time, &c.duration}} {
		rows = append(rows, Row{Metric: m.name}.mean(m.unit, m.of.N, m.of.Mean(), m.of.SE()))
	}
	return rows
}
