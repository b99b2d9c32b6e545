package oc

import "simrun/sim/conduct/trial"

// Tallies are the cells of all metrics of one plan.
type Tallies struct {
	metrics []Metric
	cells   []Cells
}

// NewTallies returns empty tallies.
func NewTallies(metrics []Metric) *Tallies {
	t := &Tallies{metrics: metrics}
	for _, m := range metrics {
		t.cells = append(t.cells, m.New())
	}
	return t
}

// Observe records one trial.
func (t *Tallies) Observe(o *trial.Outcome) {
	for _, c := range t.cells {
		c.Observe(o)
	}
}

// Merge adds what other has recorded; both are of the same plan.
func (t *Tallies) Merge(other *Tallies) {
	for i, c := range t.cells {
		c.Merge(other.cells[i])
	}
}

// Reset forgets everything.
func (t *Tallies) Reset() {
	for _, c := range t.cells {
		c.Reset()
	}
}

// AppendBinary appends the canonical bytes of all cells.
func (t *Tallies) AppendBinary(b []byte) []byte {
	for _, c := range t.cells {
		b = c.AppendBinary(b)
	}
	return b
}

// Decode reads from the front of b what AppendBinary wrote for the same plan and
// returns the rest; after an error the content is not defined.
func (t *Tallies) Decode(b []byte) (rest []byte, err error) {
	for _, c := range t.cells {
		if b, err = c.Decode(b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// Trials is the number of trials observed.
func (t *Tallies) Trials() int64 {
	for _, c := range t.cells {
		if c, ok := c.(*powerCells); ok {
			return c.n
		}
	}
	return 0
}

// Rows are the estimates of all metrics.
func (t *Tallies) Rows() []Row {
	var rows []Row
	for i, m := range t.metrics {
		rows = append(rows, m.Estimate(t.cells[i])...)
	}
	return rows
}
