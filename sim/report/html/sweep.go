package html

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// surveyor draws the power at all points of a sweep.
type surveyor struct {
	r      *shard.Result
	view   *view
	labels []string // of the axes
	goal   *scenario.Goal
}

// mostDots is how many points a chart of points has at most, mostLines how many
// lines one of lines.
const mostDots, mostLines = 24, 5

// sweep adds the figures of a sweep.
func (v *view) sweep(r *shard.Result, p *plan.Plan) {
	s := &surveyor{r: r, view: v}
	if p != nil && p.Scenario.Search != nil {
		s.goal = &p.Scenario.Search.Goal
	}
	var paths []string
	for _, a := range r.Axes {
		paths = append(paths, a.Paths...)
	}
	all := report.Labels(paths)
	for _, a := range r.Axes {
		s.labels = append(s.labels, strings.Join(all[:len(a.Paths)], ", "))
		all = all[len(a.Paths):]
	}
	for i := range r.Scenario.Comparisons {
		s.power(&r.Scenario.Comparisons[i])
	}
}

// power draws the power of one comparison.
func (s *surveyor) power(c *shard.Comparison) {
	of := ""
	if name := report.About(s.r.Scenario.Comparisons, c); name != "" {
		of = " of " + name
	}
	x, lines := s.directions()
	switch {
	case x >= 0:
		s.lines(c, of, x, lines)
	case len(s.r.Axes) == 2 && s.grid():
		s.heat(c, of)
	case !s.grid():
		s.differences(c, of)
	case len(s.r.Points) <= mostDots:
		s.dots(c, of)
	}
}

// grid reports whether the points are all combinations of the axes.
func (s *surveyor) grid() bool {
	n := 1
	for _, a := range s.r.Axes {
		n *= len(a.Values)
	}
	return n == len(s.r.Points)
}

// directions are the axis along which lines run and the one that tells them
// apart, −1 when there is none: the numbers of the longer axis run along.
func (s *surveyor) directions() (x, lines int) {
	x, lines = -1, -1
	if len(s.r.Axes) > 2 || !s.grid() {
		return x, lines
	}
	for i := range s.r.Axes {
		other := len(s.r.Axes) - 1 - i
		if len(s.r.Axes) == 2 && len(s.r.Axes[other].Values) > mostLines || !s.numeric(i) {
			continue
		}
		if x < 0 || len(s.r.Axes[i].Values) > len(s.r.Axes[x].Values) {
			x = i
		}
	}
	if x >= 0 && len(s.r.Axes) == 2 {
		lines = 1 - x
	}
	return x, lines
}

// numeric reports whether an axis consists of different numbers, at least two of
// them. Where several paths move together, lines along the first would join points
// that differ in more: they have to be in order at least.
func (s *surveyor) numeric(axis int) bool {
	a := &s.r.Axes[axis]
	var all []float64
	for _, v := range a.Values {
		x, ok := number(v[0])
		if !ok || slices.Contains(all, x) {
			return false
		}
		all = append(all, x)
	}
	return len(all) > 1 && (len(a.Paths) == 1 || slices.IsSorted(all))
}

// number is a value of a sweep as a number.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// axis names an axis by its path, unless that is long.
func (s *surveyor) axis(i int) string {
	const long = 50
	if path := strings.Join(s.r.Axes[i].Paths, ", "); len(path) <= long {
		return path
	}
	return s.labels[i]
}

// at is where a point stands on an axis, as text and as a number.
func (s *surveyor) at(p *shard.Point, axis int) (string, float64) {
	var parts []string
	for _, path := range s.r.Axes[axis].Paths {
		parts = append(parts, report.ValueText(p.Set[path]))
	}
	x, _ := number(p.Set[s.r.Axes[axis].Paths[0]])
	return strings.Join(parts, ", "), x
}

// powerAt is the power of a comparison at a point.
func powerAt(p *shard.Point, c *shard.Comparison) *oc.Row {
	for i := range p.Rows {
		r := &p.Rows[i].Row
		if r.Metric == "power" && r.Look == 0 && r.Analysis == c.Analysis && r.Arm == c.Arm && !math.IsNaN(r.Value) {
			return r
		}
	}
	return nil
}

// track is one line of power: where and how much.
type track struct {
	name string
	x    []float64
	rows []*oc.Row
}

// tracks sorts the points into lines, each in the order of its numbers.
func (s *surveyor) tracks(c *shard.Comparison, x, lines int) []track {
	var all []track
	for i := range s.r.Points {
		p := &s.r.Points[i]
		name := ""
		if lines >= 0 {
			name, _ = s.at(p, lines)
		}
		k := slices.IndexFunc(all, func(t track) bool { return t.name == name })
		if k < 0 {
			all, k = append(all, track{name: name}), len(all)
		}
		if r := powerAt(p, c); r != nil {
			_, at := s.at(p, x)
			all[k].x, all[k].rows = append(all[k].x, at), append(all[k].rows, r)
		}
	}
	for k := range all {
		all[k].sort()
	}
	return all
}

// sort orders a line by its numbers.
func (t *track) sort() {
	order := make([]int, len(t.x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.x[a], t.x[b]) })
	x, rows := slices.Clone(t.x), slices.Clone(t.rows)
	for i, from := range order {
		t.x[i], t.rows[i] = x[from], rows[from]
	}
}

// markers tell lines apart without color.
var markers = []figure.Marker{figure.Disk, figure.Square, figure.Triangle, figure.Ring, figure.Diamond}

// lines draws power along one axis, with a line for every step of the other.
func (s *surveyor) lines(c *shard.Comparison, of string, x, lines int) {
	chart := &figure.Chart{
		Title: "Power" + of + " by " + s.labels[x],
		X:     figure.Axis{Label: s.axis(x), Min: math.Inf(1), Max: math.Inf(-1)},
		Y:     figure.Axis{Label: "Power" + of + ", %"},
	}
	tracks := s.tracks(c, x, lines)
	least, most := 1.0, 0.0
	for k, t := range tracks {
		line := &figure.Line{Color: figure.Shade(k, len(tracks)), Marker: markers[k%len(markers)]}
		band := &figure.Band{Color: line.Color, X: t.x}
		if t.name != "" {
			chart.Legend = append(chart.Legend, figure.Entry{Label: shortest(s.labels[lines]) + " " + t.name, Color: line.Color, Marker: line.Marker})
			chart.Description += " " + s.labels[lines] + " " + t.name + ":"
		}
		for i, r := range t.rows {
			line.Points = append(line.Points, figure.Point{X: t.x[i], Y: 100 * r.Value})
			band.Low, band.High = append(band.Low, 100*r.Lower), append(band.High, 100*r.Upper)
			chart.X.Min, chart.X.Max = min(chart.X.Min, t.x[i]), max(chart.X.Max, t.x[i])
			least, most = min(least, r.Lower), max(most, r.Upper)
			chart.Description += fmt.Sprintf(" %s at %s;", percent(r.Value), report.Short(t.x[i], 6))
		}
		chart.Layers = append(chart.Layers, band, line)
	}
	for _, t := range tracks[:1] {
		for _, x := range t.x {
			chart.X.Ticks = append(chart.X.Ticks, figure.Tick{At: x, Label: report.Short(x, 6)})
		}
	}
	chart.Layers = append(s.targets(c, chart, least, most), chart.Layers...)
	chart.Description = "Lines with markers." + strings.TrimSuffix(chart.Description, ";") + "."
	s.view.add("power", chart, "Power"+of+" with 95 % bands of Monte Carlo error"+targetNote(chart)+".", nil)
}

// shortest is a label without what its last key says.
func shortest(label string) string {
	return strings.ReplaceAll(label[strings.LastIndex(label, ".")+1:], "_", " ")
}

// targets fits the axis of power to what is shown, and draws the powers that one
// plans for.
func (s *surveyor) targets(c *shard.Comparison, chart *figure.Chart, least, most float64) []figure.Layer {
	chart.Y.Min, chart.Y.Max = figure.RoundUp(100*least, 100*most)
	if most-least > 0.4 {
		chart.Y.Min, chart.Y.Max = 0, 100
	}
	chart.Y.Min, chart.Y.Max = max(0, chart.Y.Min), min(100, chart.Y.Max)
	var lines []figure.Layer
	for _, target := range s.planned(c) {
		if target > chart.Y.Min && target < chart.Y.Max {
			lines = append(lines, &figure.Across{At: target, Color: figure.Muted, Dash: figure.Dashed})
		}
	}
	if alpha := 100 * c.Alpha; s.anyNull(c) && alpha >= chart.Y.Min && alpha <= chart.Y.Max {
		lines = append(lines, &figure.Across{At: alpha, Color: figure.Muted, Dash: figure.Dotted})
	}
	return lines
}

// planned are the powers in percent that one plans for: that of the search of the
// scenario, or those in use.
func (s *surveyor) planned(c *shard.Comparison) []float64 {
	g := s.goal
	if g == nil || g.Metric != "power" || g.AtLeast == nil || g.Analysis != "" && g.Analysis != c.Analysis || g.Arm != "" && g.Arm != c.Arm {
		return []float64{80, 90}
	}
	return []float64{100 * *g.AtLeast}
}

// targetNote explains the lines across.
func targetNote(c *figure.Chart) string {
	var notes, powers []string
	for _, l := range c.Layers {
		switch a, ok := l.(*figure.Across); {
		case ok && a.Dash == figure.Dashed:
			powers = append(powers, report.Short(a.At, 4))
		case ok:
			notes = append(notes, "alpha (dotted)")
		}
	}
	if len(powers) > 0 {
		notes = append(notes, "power of "+series(powers)+" % (dashed)")
	}
	if len(notes) == 0 {
		return ""
	}
	return "; level lines: " + series(notes)
}

// anyNull reports whether a comparison is under its null hypothesis somewhere.
func (s *surveyor) anyNull(c *shard.Comparison) bool {
	for i := range s.r.Points {
		all := s.r.Points[i].Comparisons
		if all == nil {
			all = s.r.Scenario.Comparisons
		}
		for j := range all {
			if all[j].Analysis == c.Analysis && all[j].Arm == c.Arm && report.Null(&all[j]) {
				return true
			}
		}
	}
	return false
}

// heat draws the powers of two axes as a grid of numbers.
func (s *surveyor) heat(c *shard.Comparison, of string) {
	down, over := 0, 1
	if len(s.r.Axes[1].Values) > len(s.r.Axes[0].Values) {
		down, over = 1, 0
	}
	names := [2][]string{}
	index := func(p *shard.Point, axis, into int) float64 {
		name, _ := s.at(p, axis)
		k := slices.Index(names[into], name)
		if k < 0 {
			names[into], k = append(names[into], name), len(names[into])
		}
		return float64(k)
	}
	chart := &figure.Chart{Title: "Power" + of + " by " + s.labels[over] + " and " + s.labels[down]}
	for i := range s.r.Points {
		p := &s.r.Points[i]
		x, y, r := index(p, over, 0), index(p, down, 1), powerAt(p, c)
		if r == nil {
			continue
		}
		chart.Layers = append(chart.Layers,
			&figure.Bar{Left: x - 0.48, Right: x + 0.48, Bottom: -y - 0.46, Top: -y + 0.46, Color: figure.Arm(0), Level: figure.Level(r.Value)},
			&figure.Word{At: figure.Point{X: x, Y: -y}, Text: report.Fixed(100*r.Value, 1), Color: figure.Ink, On: true})
	}
	chart.X = figure.Axis{Label: s.axis(over), Names: names[0], Min: -0.55, Max: float64(len(names[0])) - 0.45}
	chart.Y = figure.Axis{Label: s.axis(down), Min: 0.45 - float64(len(names[1])), Max: 0.55, Bare: true}
	for k, name := range names[1] {
		chart.Y.Ticks = append(chart.Y.Ticks, figure.Tick{At: -float64(k), Label: name})
	}
	chart.Tall = 80 + float64(24*float64(len(names[1])))
	chart.Description = "A grid of cells, the darker the higher the power; the numbers are those of the table."
	s.view.add("power", chart, "Power"+of+" in %, by "+s.labels[over]+" (across) and "+s.labels[down]+" (down).", nil)
}
