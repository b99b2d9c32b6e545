package replay

import (
	"cmp"
	"math"
	"slices"

	"simrun/sim/conduct/trial"
	"simrun/sim/world/cohort"
)

// cohort arranges the patients as virtual ones are, in order of entry, so that
// they are seen by the same code.
func (t *Patients) cohort(p *trial.Protocol) *cohort.Cohort {
	shapes := make([]cohort.Shape, len(p.Endpoints))
	for e := range p.Endpoints {
		shapes[e] = p.Endpoints[e].Shape
	}
	order := make([]int, t.n())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(t.entry[i], t.entry[j]) })
	c := cohort.Observed(t.n(), len(p.Arms), shapes)
	for row, i := range order {
		c.Arm[row], c.Entry[row] = t.arm[i], t.entry[i]
	}
	for k := range p.Population {
		c.AddCovariate(len(p.Population[k].Labels))
		arrange(c.Covariates[k].Value, t.covariates[k], order)
	}
	for e := range t.endpoints {
		t.endpoints[e].arrange(c, e, order)
	}
	return c
}

// arrange copies values into an order.
func arrange[T any](to, from []T, order []int) {
	for row, i := range order {
		to[row] = from[i]
	}
}

// arrange fills the columns of an endpoint.
func (col *column) arrange(c *cohort.Cohort, e int, order []int) {
	o := &c.Outcomes[e]
	for k := range o.Columns {
		arrange(o.Columns[k], col.values[k], order)
		for i, x := range o.Columns[k] {
			if math.IsNaN(x) {
				o.Absent[i] |= 1 << k
			}
		}
	}
	switch o.Type {
	case cohort.Survival:
		event := make([]bool, len(order))
		arrange(event, col.event, order)
		c.See(e, event)
	case cohort.Count:
		arrange(o.Exposure, col.values[1], order)
		c.See(e, nil)
	}
}

// snapshot is what is known of the patients at the given time, as the protocol
// reads it.
func (t *Patients) snapshot(p *trial.Protocol, at float64) *cohort.Snapshot {
	c := t.cohort(p)
	s := c.NewSnapshot(p.Readings...)
	wanted := make([]bool, len(s.Views))
	for i := range wanted {
		wanted[i] = true
	}
	c.At(at, wanted, s)
	return s
}
