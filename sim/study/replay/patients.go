package replay

import (
	"encoding/csv"
	"io"
	"strconv"

	"simrun/sim/conduct/trial"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
	"simrun/sim/world/population"
)

// table is the patients as seen at a look: a header and a row for each.
type table [][]string

// tabulate writes down what a snapshot, of every endpoint as it is, knows of every
// patient who has entered.
func tabulate(p *trial.Protocol, c *cohort.Cohort, s *cohort.Snapshot) table {
	t := table{{"patient", "arm", "entry"}}
	for i := range s.N {
		t = append(t, []string{strconv.Itoa(i + 1), p.Arms[c.Arm[i]], number(c.Entry[i])})
	}
	for k := range p.Population {
		at := t.widen(p.Population[k].Name)
		for i := range s.N {
			t[i+1][at] = covariate(&p.Population[k], c.Covariates[k].Value[i])
		}
	}
	for e := range p.Endpoints {
		shape := &p.Endpoints[e].Shape
		at := t.widen(plan.Columns(p.Endpoints[e].Name, shape)...)
		t.fill(at, &s.Views[e])
		if shape.Type == cohort.Count {
			t.unexposed(at, c, &c.Outcomes[e], s)
		}
	}
	return t
}

// widen adds columns of empty cells, and returns the place of the first.
func (t table) widen(names ...string) int {
	at := len(t[0])
	t[0] = append(t[0], names...)
	for i := range t[1:] {
		t[i+1] = append(t[i+1], make([]string, len(names))...)
	}
	return at
}

// fill writes what a view knows into the columns from at on.
func (t table) fill(at int, v *cohort.View) {
	for row := range v.N {
		i := row
		if v.Patient != nil {
			i = int(v.Patient[row])
		}
		cells := t[i+1][at:]
		switch v.Type {
		case cohort.Longitudinal:
			for k, column := range v.Columns {
				if v.Known[row]>>k&1 != 0 {
					cells[k] = number(column[row])
				}
			}
			continue
		case cohort.Survival:
			cells[1] = flag(v.Event[row])
		case cohort.Count:
			cells[1] = number(v.Exposure[row])
		}
		cells[0] = number(v.Value[row])
	}
}

// unexposed writes down who was never under observation, whose count is missing.
func (t table) unexposed(at int, c *cohort.Cohort, o *cohort.Outcome, s *cohort.Snapshot) {
	for i, e := range o.Exposure[:s.N] {
		if e <= 0 && c.Entry[i]+e+o.Delay <= s.Now {
			t[i+1][at+1] = "0"
		}
	}
}

// covariate is the category by name, or the number.
func covariate(v *population.Variable, x float64) string {
	if v.Labels != nil {
		return v.Labels[int(x)]
	}
	return number(x)
}

// number prints the shortest text that reads back the same.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// WritePatients writes the patients as seen at the look as CSV.
func (l *Look) WritePatients(w io.Writer) error {
	return csv.NewWriter(w).WriteAll(l.table)
}
