package html

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/world/cohort"
)

// longLabel is the length from which a label gives way to the arm's name.
const longLabel = 30

// means draws a mean or rate by arm: what is assumed, and that of the first
// trial with its interval.
func (i *illustrator) means(e int, v *cohort.View) *figure.Chart {
	of := &i.p.Protocol.Endpoints[e]
	binary := of.Shape.Type == cohort.Binary
	name := of.Name
	n := len(i.implied.Arms)
	c := &figure.Chart{
		Title: "Assumed and observed " + name,
		X:     figure.Axis{Label: "Mean of " + name, Min: math.Inf(1), Max: math.Inf(-1)},
		Y:     figure.Axis{Min: -0.6, Max: float64(n) - 0.4, Bare: true},
		Tall:  float64(90 + 46*n),
	}
	switch of.Shape.Type {
	case cohort.Binary:
		c.X.Label = "Patients with " + name + ", %"
	case cohort.Count:
		c.X.Label = "Number of " + name + " per " + i.per()
	}
	if len(of.Laws) == 0 {
		c.Title = "Observed " + name
	}
	c.Y.Names = make([]string, n)
	for a := range n {
		y := float64(n - 1 - a)
		c.Y.Names[n-1-a] = i.shortLabel(a)
		m, low, high := observed(v, uint8(a))
		assumed := i.assumedMean(e, a)
		color := figure.Arm(a)
		c.Description += " " + i.armLabel(a) + ":"
		if !math.IsNaN(assumed) {
			c.Description += fmt.Sprintf(" %s assumed;", report.Short(assumed, 3))
		}
		if !math.IsNaN(assumed) && !math.IsInf(assumed, 0) {
			c.Layers = append(c.Layers, &figure.Line{Color: color, Marker: figure.Diamond, Points: []figure.Point{{X: assumed, Y: y + 0.26}}})
			c.X.Min, c.X.Max = min(c.X.Min, assumed), max(c.X.Max, assumed)
		}
		if !math.IsNaN(high - low) { // fewer than two patients have no interval
			c.Layers = append(c.Layers, &figure.Interval{
				From: figure.Point{X: low, Y: y}, To: figure.Point{X: high, Y: y}, At: figure.Point{X: m, Y: y}, Marker: figure.Disk, Color: color,
			})
			c.X.Min, c.X.Max = min(c.X.Min, low), max(c.X.Max, high)
			c.Description += fmt.Sprintf(" %s in the first trial, 95 %% interval %s to %s", report.Short(m, 3), report.Short(low, 3), report.Short(high, 3))
		}
		c.Description = strings.TrimSuffix(c.Description, ";") + "."
	}
	if c.X.Min > c.X.Max {
		return nil
	}
	if binary {
		c.X.Min = 0
	}
	c.X.Min, c.X.Max = figure.RoundUp(c.X.Min, c.X.Max)
	c.Legend = i.sources(e)
	c.Description = "One row for each arm." + c.Description
	return c
}

// sources tells what is assumed from what is observed.
func (i *illustrator) sources(e int) []figure.Entry {
	if len(i.p.Protocol.Endpoints[e].Laws) == 0 {
		return nil
	}
	return []figure.Entry{{Label: "assumed", Color: figure.Ink, Marker: figure.Diamond, Alone: true}, {Label: "first trial", Color: figure.Ink, Marker: figure.Disk}}
}

// shortLabel is the label of an arm where it is short, else its name.
func (d *designer) shortLabel(a int) string {
	if l := d.armLabel(a); len(l) <= longLabel {
		return l
	}
	return d.implied.Arms[a].Arm
}

// assumedMean is the mean of the law of an arm, in percent for a binary endpoint;
// NaN when the endpoint has no law.
func (d *designer) assumedMean(e, a int) float64 {
	of := &d.p.Protocol.Endpoints[e]
	switch {
	case len(of.Laws) == 0:
		return math.NaN()
	case of.Shape.Type == cohort.Binary:
		return 100 * of.Laws[0].ByArm[a].Mean()
	}
	return of.Laws[0].ByArm[a].Mean()
}

// observed is the mean of one arm with a 95 % interval: of Wilson for a rate,
// in percent, and normal otherwise.
func observed(v *cohort.View, arm uint8) (m, low, high float64) {
	var x, t []float64
	for k, a := range v.Arm {
		if a != arm {
			continue
		}
		x = append(x, v.Value[k])
		if v.Type == cohort.Count {
			t = append(t, v.Exposure[k])
		}
	}
	switch v.Type {
	case cohort.Binary:
		return wilson(x)
	case cohort.Count:
		return rate(x, t)
	}
	return interval(x)
}

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959963984540054

// wilson is a share in percent with its interval.
func wilson(x []float64) (m, low, high float64) {
	const z = z95
	n := float64(len(x))
	m = mean(x)
	mid := (m + float64(z*z)/(2*n)) / (1 + float64(z*z)/n)
	half := float64(z / (1 + float64(z*z)/n) * math.Sqrt(float64(m*(1-m))/n+float64(z*z)/float64(4*n*n)))
	return 100 * m, 100 * (mid - half), 100 * (mid + half)
}

// interval is a mean with its interval.
func interval(x []float64) (m, low, high float64) {
	m = mean(x)
	half := z95 * deviation(x) / math.Sqrt(float64(len(x)))
	return m, m - half, m + half
}

// deviation is the standard deviation of a sample, NaN of fewer than two.
func deviation(x []float64) float64 {
	m, sum := mean(x), 0.0
	for _, y := range x {
		sum += float64((y - m) * (y - m))
	}
	return math.Sqrt(sum / float64(len(x)-1))
}

// rate is a number of events per time, over all patients, with an interval that
// takes the patients' own rates to differ:
//
//	rate = Σy/Σt,  variance = n/(n − 1)·Σ(y − rate·t)²/(Σt)²
func rate(y, t []float64) (m, low, high float64) {
	events, time := 0.0, 0.0
	for k := range y {
		events += y[k]
		time += t[k]
	}
	m = events / time
	sum := 0.0
	for k := range y {
		away := y[k] - float64(m*t[k])
		sum += float64(away * away)
	}
	n := float64(len(y))
	half := z95 * math.Sqrt(sum*n/(n-1)) / time
	return m, m - half, m + half
}
