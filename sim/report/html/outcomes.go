package html

import (
	"fmt"
	"math"

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
	for e := range all {
		name := i.p.Protocol.Endpoints[e].Name
		if i.p.Protocol.Endpoints[e].Shape.Type == cohort.Survival {
			c, risk := i.curves(e, &seen.Views[e])
			i.view.add("outcomes", c, fmt.Sprintf("%s: the laws assumed (smooth) and the Kaplan–Meier estimate of the first trial as seen at its end (steps).", upper(name)), risk)
			continue
		}
		what := "the mean assumed, and the mean in the first trial"
		if i.p.Protocol.Endpoints[e].Shape.Type == cohort.Binary {
			what = "the probability assumed, and the rate in the first trial"
		}
		i.view.add("outcomes", i.means(e, &seen.Views[e]), fmt.Sprintf("%s: %s as seen at its end, with a 95 %% interval.", upper(name), what), nil)
	}
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
	for a, law := range i.p.Protocol.Endpoints[e].Laws[0].ByArm {
		smooth := &figure.Line{Color: figure.Arm(a), Dash: armDash(a)}
		for k := range gridPoints + 1 {
			t := longest * float64(k) / gridPoints
			smooth.Points = append(smooth.Points, figure.Point{X: t, Y: 100 * (1 - law.CDF(t))})
		}
		steps := kaplanMeier(v, uint8(a))
		c.Layers = append(c.Layers, steps, smooth)
		c.Legend = append(c.Legend, figure.Entry{Label: i.armLabel(a), Color: figure.Arm(a), Dash: armDash(a)})
		c.Description += fmt.Sprintf(" %s: %s %% assumed free of the event at %s, %s %% estimated.", i.armLabel(a),
			report.Short(smooth.Points[gridPoints].Y, 3), i.time(longest), report.Short(steps.Points[len(steps.Points)-1].Y, 3))
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

// longLabel is the length from which a label gives way to the arm's name.
const longLabel = 30

// means draws a mean or rate by arm: what is assumed, and that of the first
// trial with its interval.
func (i *illustrator) means(e int, v *cohort.View) *figure.Chart {
	binary := i.p.Protocol.Endpoints[e].Shape.Type == cohort.Binary
	name := i.p.Protocol.Endpoints[e].Name
	n := len(i.implied.Arms)
	c := &figure.Chart{
		Title: "Assumed and observed " + name,
		X:     figure.Axis{Label: "Mean of " + name, Min: math.Inf(1), Max: math.Inf(-1)},
		Y:     figure.Axis{Min: -0.6, Max: float64(n) - 0.4, Bare: true},
		Tall:  float64(90 + 46*n),
	}
	if binary {
		c.X.Label = "Patients with " + name + ", %"
	}
	c.Y.Names = make([]string, n)
	for a := range n {
		y := float64(n - 1 - a)
		c.Y.Names[n-1-a] = i.armLabel(a)
		if len(c.Y.Names[n-1-a]) > longLabel {
			c.Y.Names[n-1-a] = i.implied.Arms[a].Arm
		}
		m, low, high := observed(v, uint8(a), binary)
		assumed := i.p.Protocol.Endpoints[e].Laws[0].ByArm[a].Mean()
		if binary {
			assumed *= 100
		}
		color := figure.Arm(a)
		if c.Description += fmt.Sprintf(" %s: %s assumed", i.armLabel(a), report.Short(assumed, 3)); !math.IsInf(assumed, 0) {
			c.Layers = append(c.Layers, &figure.Line{Color: color, Marker: figure.Diamond, Points: []figure.Point{{X: assumed, Y: y + 0.26}}})
			c.X.Min, c.X.Max = min(c.X.Min, assumed), max(c.X.Max, assumed)
		}
		if !math.IsNaN(high - low) { // fewer than two patients have no interval
			c.Layers = append(c.Layers, &figure.Interval{
				From: figure.Point{X: low, Y: y}, To: figure.Point{X: high, Y: y}, At: figure.Point{X: m, Y: y}, Marker: figure.Disk, Color: color,
			})
			c.X.Min, c.X.Max = min(c.X.Min, low), max(c.X.Max, high)
			c.Description += fmt.Sprintf("; %s in the first trial, 95 %% interval %s to %s", report.Short(m, 3), report.Short(low, 3), report.Short(high, 3))
		}
		c.Description += "."
	}
	if c.X.Min > c.X.Max {
		return nil
	}
	if binary {
		c.X.Min = 0
	}
	c.X.Min, c.X.Max = figure.RoundUp(c.X.Min, c.X.Max)
	c.Legend = []figure.Entry{{Label: "assumed", Color: figure.Ink, Marker: figure.Diamond, Alone: true}, {Label: "first trial", Color: figure.Ink, Marker: figure.Disk}}
	c.Description = "One row for each arm." + c.Description
	return c
}

// observed is the mean of one arm with a 95 % interval: of Wilson for a rate,
// in percent, and normal otherwise.
func observed(v *cohort.View, arm uint8, binary bool) (m, low, high float64) {
	var x []float64
	for k, a := range v.Arm {
		if a == arm {
			x = append(x, v.Value[k])
		}
	}
	const z = 1.959963984540054
	n := float64(len(x))
	m = mean(x)
	if binary {
		mid := (m + z*z/(2*n)) / (1 + z*z/n)
		half := float64(z / (1 + z*z/n) * math.Sqrt(m*(1-m)/n+z*z/(4*n*n)))
		return 100 * m, 100 * (mid - half), 100 * (mid + half)
	}
	sum := 0.0
	for _, y := range x {
		sum += float64((y - m) * (y - m))
	}
	half := float64(z * math.Sqrt(sum/(n-1)/n))
	return m, m - half, m + half
}
