package html

import (
	"fmt"

	"simrun/sim/conduct/trial"
	"simrun/sim/report"
	"simrun/sim/world/cohort"
)

// baselineTable numbers the table of the patients among those of the page.
const baselineTable = 200

// baseline tables the patients of the first trial by arm as they were at entry:
// mean and standard deviation of a number, number and percentage of a category.
func (i *illustrator) baseline(w *trial.Worker, seen *cohort.Snapshot) {
	t := &report.Table{Title: "Patients of the first trial"}
	of := make([][]int, len(i.implied.Arms))
	for row, a := range w.Cohort.Arm[:seen.N] {
		of[a] = append(of[a], row)
	}
	for a := range of {
		t.Columns = append(t.Columns, fmt.Sprintf("%s (n\u00a0=\u00a0%s)", i.shortLabel(a), report.Count(int64(len(of[a])))))
	}
	for k := range w.Population {
		v := &w.Population[k]
		value := w.Cohort.Covariates[k].Value
		if v.Labels == nil {
			addMoments(t, v.Name, value, of)
			continue
		}
		t.Add(v.Name + ", n (%)")
		for level, label := range v.Labels {
			var cells []string
			for _, rows := range of {
				n := 0
				for _, row := range rows {
					if int(value[row]) == level {
						n++
					}
				}
				cells = append(cells, fmt.Sprintf("%s (%s)", report.Count(int64(n)), report.Fixed(100*float64(n)/float64(max(len(rows), 1)), 0)))
			}
			t.Add("  "+label, cells...)
		}
	}
	for e := range w.Endpoints {
		if o := &w.Cohort.Outcomes[e]; o.Type == cohort.Longitudinal && o.Visits[0] == 0 {
			addMoments(t, w.Endpoints[e].Name+" at entry", o.Columns[0], of)
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	s := i.view.section("outcomes")
	s.Blocks = append(s.Blocks, block{Table: newTable(t, "Patients of the first trial at entry, by arm", baselineTable)})
}

// addMoments adds a row with the mean and the standard deviation by arm.
func addMoments(t *report.Table, name string, value []float64, of [][]int) {
	var cells []string
	for _, rows := range of {
		var x []float64
		for _, row := range rows {
			x = append(x, value[row])
		}
		cell := "–"
		if len(x) > 1 {
			sd := deviation(x)
			decimals := max(report.Decimals(sd/10), 0)
			cell = fmt.Sprintf("%s (%s)", report.Fixed(mean(x), decimals), report.Fixed(sd, decimals))
		}
		cells = append(cells, cell)
	}
	t.Add(name+", mean (SD)", cells...)
}
