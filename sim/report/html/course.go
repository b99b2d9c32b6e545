package html

import (
	"fmt"
	"math"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// course draws the means of a longitudinal endpoint by visit and arm: what is
// assumed of what is recorded, and those of the known values of the first trial.
func (i *illustrator) course(e int, v *cohort.View) *figure.Chart {
	of := &i.p.Protocol.Endpoints[e]
	visits := of.Shape.Visits
	span := visits[len(visits)-1] - visits[0]
	if span == 0 {
		span = 1
	}
	c := &figure.Chart{
		Title: "Course of " + of.Name,
		X:     figure.Axis{Label: i.timeLabel("Time since entry"), Min: visits[0] - float64(0.03*span), Max: visits[len(visits)-1] + float64(0.03*span)},
		Y:     figure.Axis{Label: "Mean of " + of.Name, Min: math.Inf(1), Max: math.Inf(-1)},
	}
	include := func(y float64) bool {
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return false
		}
		c.Y.Min, c.Y.Max = min(c.Y.Min, y), max(c.Y.Max, y)
		return true
	}
	n := len(i.implied.Arms)
	for a := range n {
		line := &figure.Line{Color: figure.Arm(a), Dash: armDash(a)}
		c.Layers = append(c.Layers, line)
		c.Description += " " + i.armLabel(a) + ":"
		for k, at := range visits {
			if y := plan.RecordedLaw(of, k, uint8(a)).Mean(); include(y) {
				line.Points = append(line.Points, figure.Point{X: at, Y: y})
				c.Description += fmt.Sprintf(" %s assumed at %s,", report.Short(y, 3), i.time(at))
			}
			m, low, high := interval(known(v, k, uint8(a)))
			if !include(low) || !include(high) {
				continue // fewer than two patients have no interval
			}
			beside := at + float64(0.012*span*(float64(a)-float64(float64(n-1)/2)))
			c.Layers = append(c.Layers, &figure.Interval{
				From: figure.Point{X: beside, Y: low}, To: figure.Point{X: beside, Y: high}, At: figure.Point{X: beside, Y: m}, Marker: figure.Disk, Color: figure.Arm(a),
			})
			c.Description += fmt.Sprintf(" %s (%s to %s) in the first trial;", report.Short(m, 3), report.Short(low, 3), report.Short(high, 3))
		}
		c.Legend = append(c.Legend, figure.Entry{Label: i.armLabel(a), Color: figure.Arm(a), Dash: armDash(a)})
	}
	if c.Y.Min > c.Y.Max {
		return nil
	}
	c.Y.Min, c.Y.Max = figure.RoundUp(c.Y.Min, c.Y.Max)
	c.Description = "One line for each arm." + c.Description[:len(c.Description)-1] + "."
	return c
}

// known are the values of a visit that are known of the patients of an arm.
func known(v *cohort.View, column int, arm uint8) []float64 {
	var x []float64
	for row, a := range v.Arm {
		if a == arm && v.Known[row]>>column&1 != 0 {
			x = append(x, v.Columns[column][row])
		}
	}
	return x
}

// shares draws the shares of the categories of an ordinal endpoint by arm, and
// tables them.
func (i *illustrator) shares(e int, v *cohort.View) (*figure.Chart, *report.Table) {
	of := &i.p.Protocol.Endpoints[e]
	labeled, ok := of.Model.(interface{ Labels() []string })
	if !ok {
		return nil, nil
	}
	labels, n := labeled.Labels(), len(i.implied.Arms)
	t := &report.Table{Title: "Share of " + of.Name + ", %", Columns: append([]string{"n"}, labels...)}
	c := &figure.Chart{
		Title: "Categories of " + of.Name,
		X:     figure.Axis{Label: "Patients, %", Max: 100},
		Y:     figure.Axis{Min: -0.6, Max: float64(n) - 0.4, Bare: true, Names: make([]string, n)},
		Tall:  float64(90 + 46*n),
	}
	for a := range n {
		y := float64(n - 1 - a)
		c.Y.Names[n-1-a] = i.shortLabel(a)
		assumed := masses(of.Laws[0].ByArm[a], len(labels))
		count, shares := tally(v, uint8(a), len(labels))
		i.stack(c, a, y+0.08, y+0.34, assumed)
		t.Add(i.armLabel(a))
		t.Add("  assumed", append([]string{""}, percents(assumed)...)...)
		if count > 0 {
			i.stack(c, a, y-0.34, y+0.04, shares)
			t.Add("  first trial", append([]string{report.Count(int64(count))}, percents(shares)...)...)
		}
		c.Description += fmt.Sprintf(" %s:", i.armLabel(a))
		for k, label := range labels {
			c.Description += fmt.Sprintf(" %s %s assumed;", label, percent(assumed[k]))
		}
	}
	for k, label := range labels {
		c.Legend = append(c.Legend, figure.Entry{Label: label, Color: figure.Muted, Bar: true, Level: shade(k, len(labels))})
	}
	c.Description = "Two bars for each arm, divided by category." + c.Description
	return c, t
}

// shade is how strongly category k of n is filled, the more the higher it is.
func shade(k, n int) int { return figure.Level(0.2 + 0.8*float64(k)/float64(max(n-1, 1))) }

// stack adds one bar that is divided by shares.
func (i *illustrator) stack(c *figure.Chart, arm int, bottom, top float64, shares []float64) {
	from := 0.0
	for k, share := range shares {
		c.Layers = append(c.Layers, &figure.Bar{
			Left: 100 * from, Right: 100 * (from + share), Bottom: bottom, Top: top, Color: figure.Arm(arm), Level: shade(k, len(shares)),
		})
		from += share
	}
}

// masses are the probabilities of the categories of a law.
func masses(law dist.Dist, levels int) []float64 {
	p, below := make([]float64, levels), 0.0
	for k := range p {
		upTo := law.CDF(float64(k))
		p[k], below = upTo-below, upTo
	}
	return p
}

// tally counts the patients of an arm, and their shares by category.
func tally(v *cohort.View, arm uint8, levels int) (n int, shares []float64) {
	shares = make([]float64, levels)
	for row, a := range v.Arm {
		if a == arm {
			n++
			shares[int(v.Value[row])]++
		}
	}
	for k := range shares {
		shares[k] /= float64(n)
	}
	return n, shares
}

// percents are shares in percent for cells.
func percents(shares []float64) []string {
	var cells []string
	for _, s := range shares {
		cells = append(cells, report.Fixed(100*s, 1))
	}
	return cells
}
