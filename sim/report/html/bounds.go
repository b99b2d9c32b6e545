package html

import (
	"fmt"
	"math"

	"simrun/sim/conduct/design"
	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/shard"
)

// bounds draws, for every comparison that has planned bounds, these and the
// course of z under what is assumed.
func (i *illustrator) bounds() {
	g, ok := i.p.Protocol.Design.(*design.GroupSequential)
	if !ok {
		return
	}
	for _, s := range g.Schedules(&i.p.Protocol.Setting) {
		c := comparisonOf(i.r, s.Comparison)
		if c == nil || len(s.Looks) < 2 {
			continue
		}
		b := &boundary{illustrator: i, s: &s, c: c}
		chart := b.chart()
		name := ""
		if about := report.About(i.r.Scenario.Comparisons, c); about != "" {
			name = " of " + about
		}
		caption := fmt.Sprintf("Planned bounds%s for z at each look, and z under what is assumed: its mean and the middle 80 %% of %s trials that hold every look. z is positive %s.",
			name, report.Count(int64(i.h.trials)), b.direction())
		i.view.add("decisions", chart, caption, nil)
	}
}

// boundary is the drawing of the bounds of one comparison.
type boundary struct {
	*illustrator
	s *design.Schedule
	c *shard.Comparison
}

// sign turns z toward the alternative, or, when there are two sides, toward the
// effect assumed.
func (b *boundary) sign() float64 {
	effect := float64(b.c.Truth) - b.c.Margin
	if b.c.Alternative == "less" || b.c.Alternative == "two-sided" && effect < 0 {
		return -1
	}
	return 1
}

// direction says where z is positive.
func (b *boundary) direction() string {
	if b.sign() < 0 {
		return "toward lower values in " + b.c.Arm
	}
	return "toward higher values in " + b.c.Arm
}

// chart draws bounds and course.
func (b *boundary) chart() *figure.Chart {
	t := b.s.Plan.Fractions
	c := &figure.Chart{
		Title: "Bounds and the expected course of z",
		X:     figure.Axis{Label: "Information at the look, % of the planned maximum", Max: 104},
		Y:     figure.Axis{Label: "z, toward the alternative"},
	}
	for _, f := range t {
		c.X.Ticks = append(c.X.Ticks, figure.Tick{At: 100 * f, Label: report.Short(100*f, 3)})
	}
	c.X.Ticks = append([]figure.Tick{{At: 0, Label: "0"}}, c.X.Ticks...)
	b.course(c)
	efficacy := b.line(c, b.s.Bounds.Z, figure.Solid, figure.Disk, 1)
	c.Legend = append(c.Legend, figure.Entry{Label: "efficacy bound", Color: figure.Ink, Marker: figure.Disk})
	if b.c.Alternative == analysis.TwoSided.String() {
		b.line(c, b.s.Bounds.Z, figure.Solid, figure.Disk, -1)
	}
	c.Description += " Efficacy bounds: " + efficacy + "."
	if b.s.Bounds.Lower != nil {
		futility := b.line(c, b.s.Bounds.Lower, figure.Dashed, figure.Square, 1)
		c.Legend = append(c.Legend, figure.Entry{Label: "futility bound", Color: figure.Ink, Marker: figure.Square, Dash: figure.Dashed})
		c.Description += " Futility bounds: " + futility + "."
	}
	c.Y.Min, c.Y.Max = figure.RoundUp(c.Y.Min, c.Y.Max)
	c.Description = "Values of z against information." + c.Description
	return c
}

// line draws bounds, and says them. Those that cannot be reached are left out.
func (b *boundary) line(c *figure.Chart, z []float64, dash figure.Dash, marker figure.Marker, side float64) string {
	l := &figure.Line{Color: figure.Ink, Dash: dash, Marker: marker}
	var said []string
	for k, x := range z {
		if math.IsInf(x, 0) {
			continue
		}
		l.Points = append(l.Points, figure.Point{X: 100 * b.s.Plan.Fractions[k], Y: side * x})
		said = append(said, report.Fixed(side*x, 2))
		widen(&c.Y, side*x)
	}
	c.Layers = append(c.Layers, l)
	return series(said)
}

// course draws the mean of z and the middle of its distribution.
func (b *boundary) course(c *figure.Chart) {
	color := b.armColor(b.c.Arm)
	middle := &figure.Line{Color: color, Points: []figure.Point{{}}}
	band := &figure.Band{Color: color, X: []float64{0}, Low: []float64{0}, High: []float64{0}}
	c.Description += " Mean of z under what is assumed:"
	for k, look := range b.s.Looks {
		var z []float64
		for _, x := range b.h.z[b.s.Comparison][look] {
			if !math.IsInf(x, 0) && !math.IsNaN(x) {
				z = append(z, b.sign()*x)
			}
		}
		if len(z) == 0 {
			continue
		}
		x, low, high := 100*b.s.Plan.Fractions[k], quantile(z, 0.1), quantile(z, 0.9)
		middle.Points = append(middle.Points, figure.Point{X: x, Y: mean(z)})
		band.X, band.Low, band.High = append(band.X, x), append(band.Low, low), append(band.High, high)
		widen(&c.Y, low, high)
		c.Description += " " + report.Fixed(mean(z), 2)
	}
	c.Description += "."
	c.Layers = append(c.Layers, band, middle)
	c.Legend = append(c.Legend,
		figure.Entry{Label: "mean of z", Color: color}, figure.Entry{Label: "80 % of trials", Color: color, Bar: true, Level: figure.Light})
}

// widen makes an axis reach some values.
func widen(a *figure.Axis, to ...float64) {
	for _, x := range to {
		a.Min, a.Max = min(a.Min, x), max(a.Max, x)
	}
}

// armColor is the color of an arm, the same in every figure.
func (d *designer) armColor(arm string) figure.Color {
	for i := range d.implied.Arms {
		if d.implied.Arms[i].Arm == arm {
			return figure.Arm(i)
		}
	}
	return figure.Ink
}
