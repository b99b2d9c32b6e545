package html

import (
	"fmt"
	"math"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
)

// illustrator makes the figures of a result.
type illustrator struct {
	*designer
	view *view
	h    *rehearsal
	rows []shard.Row // of the only point
}

// figures adds all figures that apply.
func (v *view) figures(r *shard.Result, p *plan.Plan) {
	if len(r.Points) > 1 {
		v.sweep(r, p)
		return
	}
	if len(r.Points) == 0 {
		return
	}
	i := &illustrator{view: v, rows: r.Points[0].Rows}
	if p == nil {
		i.stops()
		return
	}
	i.designer = &designer{p: p, r: r, implied: report.Imply(p, r.Scenario.Comparisons), unit: p.Scenario.TimeUnit}
	i.h = rehearse(p, r.Simulation.Trials)
	i.bounds()
	i.stops()
	i.outcomes()
	i.accrual()
	i.spread("duration", "Duration of the trial", i.h.duration)
	i.spread("patients", "Patients enrolled by the end", i.h.patients)
}

// find is the row of a metric at a look, nil when there is none.
func (i *illustrator) find(metric string, look int) *oc.Row {
	for k := range i.rows {
		if r := &i.rows[k].Row; r.Metric == metric && r.Look == look {
			return r
		}
	}
	return nil
}

// timeLabel is a time as the label of an axis.
func (d *designer) timeLabel(what string) string {
	if d.unit == "" {
		return what
	}
	return what + ", " + d.unit
}

// percent is a share in percent for words.
func percent(share float64) string { return report.Short(100*share, 3) + " %" }

// barWidth is half the width of bars that stand one apart.
const barWidth = 0.36

// stops draws the share of trials that stop at each look.
func (i *illustrator) stops() {
	looks := 0
	for i.find("stop_efficacy", looks+1) != nil {
		looks++
	}
	if looks < 2 {
		return
	}
	c := &figure.Chart{
		Title: "Where trials stop",
		X:     figure.Axis{Label: "Look", Min: 0.5, Max: float64(looks) + 0.5},
		Y:     figure.Axis{Label: "Trials that stop at the look, %"},
	}
	kinds := []struct {
		metric, label string
		level         int
	}{{"stop_efficacy", "for efficacy", 0}, {"stop_futility", "for futility", 2 * figure.Light}}
	if i.find("stop_futility", 1) == nil {
		kinds = kinds[:1]
	}
	half, top, said := barWidth/float64(len(kinds)), 0.0, ""
	for k := 1; k <= looks; k++ {
		c.X.Ticks = append(c.X.Ticks, figure.Tick{At: float64(k), Label: fmt.Sprint(k)})
		for j, kind := range kinds {
			r := i.find(kind.metric, k)
			x := float64(k) + float64(half*float64(2*j-len(kinds)+1))
			c.Layers = append(c.Layers, &figure.Bar{Left: x - float64(half*0.94), Right: x + float64(half*0.94), Top: 100 * r.Value, Color: figure.Muted, Level: kind.level})
			if looks <= 6 {
				c.Layers = append(c.Layers, &figure.Word{At: figure.Point{X: x, Y: 100 * r.Value}, Text: report.Fixed(100*r.Value, 1), Color: figure.Ink})
			}
			top = max(top, 100*r.Value)
			said += fmt.Sprintf(" Look %d, %s: %s.", k, kind.label, percent(r.Value))
		}
	}
	for _, kind := range kinds {
		c.Legend = append(c.Legend, figure.Entry{Label: kind.label, Color: figure.Muted, Bar: true, Level: kind.level})
	}
	if len(kinds) == 1 {
		c.Legend = nil
	}
	_, c.Y.Max = figure.RoundUp(0, top*1.08)
	c.Description = "Bars for each look." + said
	i.view.add("decisions", c, "Share of trials that stop at each look"+map[bool]string{true: " for efficacy", false: ""}[len(kinds) == 1]+
		"; the others go on, or end at the last look without a rejection.", nil)
}

// accrual draws patients and events over calendar time.
func (i *illustrator) accrual() {
	end := i.h.grid[len(i.h.grid)-1]
	still := i.h.entered[0] == i.h.entered[len(i.h.grid)-1]
	for _, y := range i.h.events {
		still = still && y == nil
	}
	if !(end > 0) || still {
		return // nothing changes
	}
	c := &figure.Chart{
		Title: "Expected accrual and events",
		X:     figure.Axis{Label: i.timeLabel("Time since the trial opened"), Max: end},
		Y:     figure.Axis{Label: "Expected number"},
	}
	line := func(y []float64, color figure.Color, dash figure.Dash, label string) {
		l := &figure.Line{Color: color, Dash: dash}
		for k, t := range i.h.grid {
			l.Points = append(l.Points, figure.Point{X: t, Y: y[k]})
		}
		c.Layers = append(c.Layers, l)
		c.Legend = append(c.Legend, figure.Entry{Label: label, Color: color, Dash: dash})
		c.Description += fmt.Sprintf(" %s: %s by %s.", upper(label), report.Short(math.Round(y[len(y)-1]), 6), i.time(end))
	}
	line(i.h.entered, figure.Ink, figure.Solid, "patients enrolled")
	for e, y := range i.h.events {
		if y != nil {
			line(y, figure.Muted, []figure.Dash{figure.Dashed, figure.Dotted}[e%2], "events of "+i.p.Protocol.Endpoints[e].Name)
		}
	}
	_, c.Y.Max = figure.RoundUp(0, i.h.entered[len(i.h.grid)-1])
	c.Description = "Lines that rise over time." + c.Description
	i.view.add("size", c, fmt.Sprintf("Expected accrual and events by calendar time when every look is held (mean of %s trials).",
		report.Count(int64(i.h.trials))), nil)
}
