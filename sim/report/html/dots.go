package html

import (
	"maps"
	"math"
	"slices"
	"strings"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/shard"
)

// where is a point in words: its values, with the labels of their axes when
// asked for.
func (s *surveyor) where(set map[string]any, labeled bool) string {
	var parts []string
	for i := range s.r.Axes {
		text, _ := s.at(&shard.Point{Set: set}, i)
		if labeled {
			text = s.labels[i] + " " + text
		}
		parts = append(parts, plainWords(text))
	}
	return strings.Join(parts, ", ")
}

// dot is one line of a chart of points.
type dot struct {
	name             string
	value, low, high float64
}

// dots draws the power of every point with its interval.
func (s *surveyor) dots(c *shard.Comparison, of string) {
	var all []dot
	for i := range s.r.Points {
		if r := powerAt(&s.r.Points[i], c); r != nil {
			all = append(all, dot{s.where(s.r.Points[i].Set, false), 100 * r.Value, 100 * r.Lower, 100 * r.Upper})
		}
	}
	s.column("Power"+of+" by point", "Power"+of+", %",
		"Power"+of+" by "+plainWords(strings.Join(s.labels, ", "))+", with 95 % intervals of Monte Carlo error.", all)
}

// differences draws the paired differences from the reference, each against the
// values in which its point differs.
func (s *surveyor) differences(c *shard.Comparison, of string) {
	var all []dot
	against := ""
	for i := range s.r.Differences {
		d := &s.r.Differences[i]
		if d.Metric == "power" && d.Analysis == c.Analysis && d.Arm == c.Arm && !math.IsNaN(float64(d.Value)) {
			all = append(all, dot{s.change(d), 100 * float64(d.Value), 100 * float64(d.Lower), 100 * float64(d.Upper)})
			against = s.where(d.Against, true)
		}
	}
	if len(all) == 0 || len(all) > mostDots {
		return
	}
	s.column("Differences in power"+of, "Difference in power"+of+", percentage points",
		"Paired differences in power"+of+" from "+against+", with 95 % intervals of Monte Carlo error.", all)
}

// change is what a difference changes.
func (s *surveyor) change(d *shard.Difference) string {
	changed := map[string]any{}
	for path, v := range d.Set {
		if report.ValueText(v) != report.ValueText(d.Against[path]) {
			changed[path] = v
		}
	}
	paths := slices.Sorted(maps.Keys(changed))
	labels := report.Labels(paths)
	var parts []string
	for i, path := range paths {
		parts = append(parts, plainWords(labels[i]+" "+report.ValueText(changed[path])))
	}
	return strings.Join(parts, ", ")
}

// column draws points below each other.
func (s *surveyor) column(title, label, caption string, all []dot) {
	n := len(all)
	c := &figure.Chart{
		Title: title, Description: "One row for each point; the numbers are those of the table.",
		X:    figure.Axis{Label: label, Min: math.Inf(1), Max: math.Inf(-1)},
		Y:    figure.Axis{Names: make([]string, n), Min: -0.6, Max: float64(n) - 0.4, Bare: true},
		Tall: 60 + float64(22*float64(n)),
	}
	for k, d := range all {
		y := float64(n - 1 - k)
		c.Y.Names[n-1-k] = d.name
		c.Layers = append(c.Layers, &figure.Interval{
			From: figure.Point{X: d.low, Y: y}, To: figure.Point{X: d.high, Y: y},
			At: figure.Point{X: d.value, Y: y}, Marker: figure.Disk, Color: figure.Ink,
		})
		c.X.Min, c.X.Max = min(c.X.Min, d.low), max(c.X.Max, d.high)
	}
	c.X.Min, c.X.Max = figure.RoundUp(c.X.Min, c.X.Max)
	if c.X.Min < 0 && c.X.Max > 0 {
		c.Layers = append([]figure.Layer{&figure.Across{Upright: true, Color: figure.Muted}}, c.Layers...)
	}
	s.view.add("power", c, caption, nil)
}
