package html

import (
	"fmt"

	"simrun/sim/conduct/trial"
	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/world/cohort"
)

// outcomes draws every endpoint by arm: what is assumed, and one trial.
func (i *illustrator) outcomes() {
	w := trial.NewWorker(i.p.Protocol)
	o := w.Conduct(i.p.Scenario.Simulation.Seed, 0)
	seen := w.Cohort.NewSnapshot()
	all := make([]bool, len(i.p.Protocol.Endpoints))
	for e := range all {
		all[e] = true
	}
	w.Cohort.At(o.Looks[o.Last].Time, all, seen)
	i.baseline(w, seen)
	for e := range all {
		i.outcome(e, &seen.Views[e])
	}
}

// outcome draws one endpoint by the type of what is recorded.
func (i *illustrator) outcome(e int, v *cohort.View) {
	of := &i.p.Protocol.Endpoints[e]
	name := upper(of.Name)
	const law, trial = "%s: the %s assumed, and the %s in the first trial as seen at its end, with a 95 %% interval.", "%s: the %s in the first trial as seen at its end, with a 95 %% interval."
	what, seen := "mean", "mean"
	if of.Effect != nil {
		name += " (what is assumed is said before covariates act)"
	}
	switch of.Shape.Type {
	case cohort.Survival:
		c, risk := i.curves(e, v)
		caption := "%s: the laws assumed (smooth) and the Kaplan–Meier estimate of the first trial as seen at its end (steps)."
		if len(of.Laws) == 0 {
			caption = "%s: the Kaplan–Meier estimate of the first trial as seen at its end."
		}
		i.view.add("outcomes", c, fmt.Sprintf(caption, name), risk)
		return
	case cohort.Longitudinal:
		i.view.add("outcomes", i.course(e, v), fmt.Sprintf("%s: the means assumed (lines), and those of the known values of the first trial as seen at its end, with 95 %% intervals.", name), nil)
		return
	case cohort.Ordinal:
		c, shares := i.shares(e, v)
		i.view.add("outcomes", c, fmt.Sprintf("%s: the shares assumed (above), and those in the first trial as seen at its end (below).", name), shares)
		return
	case cohort.Binary:
		what, seen = "probability", "rate"
	case cohort.Count:
		what, seen = "rate", "rate"
	}
	caption := fmt.Sprintf(law, name, what, seen)
	if len(of.Laws) == 0 {
		caption = fmt.Sprintf(trial, name, seen)
	}
	i.view.add("outcomes", i.means(e, v), caption, nil)
}

// armLabel is the label of an arm, or its name.
func (d *designer) armLabel(i int) string {
	if l := d.implied.Arms[i].Label; l != "" {
		return l
	}
	return d.implied.Arms[i].Arm
}

// curves draws survival curves, and counts who is at risk.
func (i *illustrator) curves(e int, v *cohort.View) (*figure.Chart, *report.Table) {
	longest := 0.0
	for _, t := range v.Value {
		longest = max(longest, t)
	}
	if longest == 0 {
		return nil, nil
	}
	c := &figure.Chart{
		Title: "Survival curves of " + i.p.Protocol.Endpoints[e].Name,
		X:     figure.Axis{Label: i.timeLabel("Time since entry"), Max: longest},
		Y:     figure.Axis{Label: "Free of " + i.p.Protocol.Endpoints[e].Name + ", %", Max: 100},
	}
	for a := range i.implied.Arms {
		steps := kaplanMeier(v, uint8(a))
		c.Layers = append(c.Layers, steps)
		c.Legend = append(c.Legend, figure.Entry{Label: i.armLabel(a), Color: figure.Arm(a), Dash: armDash(a)})
		c.Description += fmt.Sprintf(" %s:", i.armLabel(a))
		if laws := i.p.Protocol.Endpoints[e].Laws; len(laws) > 0 {
			smooth := &figure.Line{Color: figure.Arm(a), Dash: armDash(a)}
			for k := range gridPoints + 1 {
				t := longest * float64(k) / gridPoints
				smooth.Points = append(smooth.Points, figure.Point{X: t, Y: 100 * (1 - laws[0].ByArm[a].CDF(t))})
			}
			c.Layers = append(c.Layers, smooth)
			c.Description += fmt.Sprintf(" %s %% assumed free of the event at %s,", report.Short(smooth.Points[gridPoints].Y, 3), i.time(longest))
		} else {
			steps.Dash = armDash(a)
		}
		c.Description += fmt.Sprintf(" %s %% estimated.", report.Short(steps.Points[len(steps.Points)-1].Y, 3))
	}
	c.Description = "Curves that fall over time." + c.Description
	return c, i.atRisk(v, longest)
}

// armDash tells arms apart without color.
func armDash(a int) figure.Dash { return figure.Dash(a % 3) }

// kaplanMeier is the product-limit estimate of one arm, in percent.
func kaplanMeier(v *cohort.View, arm uint8) *figure.Line {
	l := &figure.Line{Color: figure.Arm(int(arm)), Steps: true, Thin: true, Points: []figure.Point{{X: 0, Y: 100}}}
	risk := 0
	for _, a := range v.Arm {
		if a == arm {
			risk++
		}
	}
	s, end := 1.0, 0.0
	for k, a := range v.Arm {
		if a != arm {
			continue
		}
		if end = v.Value[k]; v.Event[k] {
			s *= 1 - 1/float64(risk)
			l.Points = append(l.Points, figure.Point{X: end, Y: 100 * s})
		}
		risk--
	}
	l.Points = append(l.Points, figure.Point{X: end, Y: 100 * s})
	return l
}

// atRisk counts the patients of the first trial that are under observation at
// round times.
func (i *illustrator) atRisk(v *cohort.View, longest float64) *report.Table {
	t := &report.Table{Title: "Patients at risk in the first trial"}
	times := figure.Rounds(0, longest, 6)
	for _, at := range times {
		t.Columns = append(t.Columns, at.Label)
	}
	for a := range i.implied.Arms {
		var cells []string
		for _, at := range times {
			n := 0
			for k, arm := range v.Arm {
				if int(arm) == a && v.Value[k] >= at.At {
					n++
				}
			}
			cells = append(cells, report.Count(int64(n)))
		}
		t.Add(i.armLabel(a), cells...)
	}
	return t
}
