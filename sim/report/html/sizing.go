package html

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"simrun/sim/base/data"
	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// WriteSizing writes the report of a search of a scenario that names no files, as
// WriteSizingWith does.
func WriteSizing(w io.Writer, s *shard.Sizing) error { return WriteSizingWith(w, s, nil) }

// WriteSizingWith writes the report of a search as one HTML page: the answer, the design
// at the answer in words, which takes the files that the scenario names, the curve that
// was learnt, and all that was tried.
func WriteSizingWith(w io.Writer, s *shard.Sizing, files *data.Folder) error {
	v := newSizingView(s, files)
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

// newSizingView says everything of a search.
func newSizingView(s *shard.Sizing, files *data.Folder) *view {
	d := report.Size(s)
	v := &view{
		Style: style(), Title: d.Title, Scenario: s.Scenario.Canonical,
		Question: strings.Split(report.Questions(s.Scenario.Comparisons), "\n"),
		Sections: []*section{{ID: sectionNames[0].id, Title: "The search"}},
		Hashes:   []paragraph{{"Fingerprint of the scenario", []string{s.Scenario.Fingerprint}}},
	}
	for i, b := range d.Blocks {
		switch {
		case b.Table != nil:
			v.Sections[0].Blocks = append(v.Sections[0].Blocks, block{Table: newTable(b.Table, "All that was tried", 1)})
		case i == len(d.Blocks)-1:
			v.Provenance = strings.Split(b.Text, "\n")
		case strings.HasPrefix(b.Text, "Warning: "):
			v.Warnings = append(v.Warnings, b.Text)
		default:
			v.answer(b.Text)
		}
	}
	if p, err := compileAt(s, files); err != nil {
		v.Warnings = append(v.Warnings, "The design is left out: "+err.Error()+".")
	} else {
		v.Design = describe(p, &shard.Result{Scenario: s.Scenario})
		v.Notes, v.Source = paragraphs(p.Scenario.Notes), p.Scenario.Source
	}
	v.add("power", searched(s), searchedCaption(s), nil)
	return v
}

// compileAt is the plan at the answer.
func compileAt(s *shard.Sizing, files *data.Folder) (*plan.Plan, error) {
	if s.Scenario.Canonical == "" {
		return nil, fmt.Errorf("it does not carry its scenario")
	}
	at, err := scenario.Source{Text: s.Scenario.Canonical, Files: files}.Load(scenario.Override{
		Path: s.Vary, Value: strconv.FormatFloat(float64(s.Answer), 'g', -1, 64),
	})
	if err != nil {
		return nil, fmt.Errorf("its scenario is not one of this version: %w", err)
	}
	return plan.Compile(at)
}

// searchedCaption is what the chart of a search shows.
func searchedCaption(s *shard.Sizing) string {
	text := "Every value that was tried near the answer, with its 95 % interval of Monte Carlo error over all rounds, and the goal (dashed)"
	if len(s.Learnt) > 0 {
		text += "; the line with its 95 % band is the curve that the search has learnt around its answer (upright)"
	}
	return text + "."
}

// searched is the chart of a search.
func searched(s *shard.Sizing) *figure.Chart {
	z := &scale{1, ""}
	if s.Goal.Unit == oc.Share {
		z = &scale{100, ", %"}
	}
	metric := upper(plainWords(s.Goal.Metric))
	c := &figure.Chart{
		Title: metric + " by " + s.Vary, Description: "Points with intervals.",
		X: figure.Axis{Label: s.Vary, Min: math.Inf(1), Max: math.Inf(-1)},
		Y: figure.Axis{Label: metric + z.unit, Min: z.of(s.Goal.Value), Max: z.of(s.Goal.Value)},
	}
	c.Layers = append(c.Layers, &figure.Across{At: z.of(s.Goal.Value), Color: figure.Muted, Dash: figure.Dashed})
	if s.Reached {
		c.Layers = append(c.Layers, &figure.Across{At: float64(s.Answer), Upright: true, Color: figure.Muted})
		c.Description += " The answer is " + report.Short(float64(s.Answer), 6) + "."
	}
	z.learnt(c, s.Learnt)
	for _, p := range pooled(s) {
		x, y := p.X, z.of(float64(p.Value))
		low, high := z.of(float64(p.Lower)), z.of(float64(p.Upper))
		c.Layers = append(c.Layers, &figure.Interval{
			From: figure.Point{X: x, Y: low}, To: figure.Point{X: x, Y: high}, At: figure.Point{X: x, Y: y},
			Marker: figure.Disk, Color: figure.Ink,
		})
		c.X.Min, c.X.Max = min(c.X.Min, x), max(c.X.Max, x)
		c.Y.Min, c.Y.Max = min(c.Y.Min, low), max(c.Y.Max, high)
		c.Description += fmt.Sprintf(" %s: %s%s.", report.Short(x, 6), report.Short(y, 4), strings.TrimPrefix(z.unit, ","))
	}
	c.X.Min, c.X.Max = figure.RoundUp(c.X.Min, c.X.Max)
	c.Y.Min, c.Y.Max = figure.RoundUp(c.Y.Min, c.Y.Max)
	if s.Goal.Unit == oc.Share {
		c.Y.Min, c.Y.Max = max(0, c.Y.Min), min(100, c.Y.Max)
	}
	return c
}

// scale is how a figure is written.
type scale struct {
	times float64
	unit  string
}

func (z *scale) of(x float64) float64 { return z.times * x }

// learnt draws the curve around the answer.
func (z *scale) learnt(c *figure.Chart, curve []shard.SizingPoint) {
	if len(curve) == 0 {
		return
	}
	line, band := &figure.Line{Color: figure.Shade(0, 1)}, &figure.Band{Color: figure.Shade(0, 1)}
	for i := range curve {
		p := &curve[i]
		line.Points = append(line.Points, figure.Point{X: p.X, Y: z.of(float64(p.Value))})
		band.X = append(band.X, p.X)
		low, high := z.of(float64(p.Lower)), z.of(float64(p.Upper))
		band.Low, band.High = append(band.Low, low), append(band.High, high)
		c.X.Min, c.X.Max = min(c.X.Min, p.X), max(c.X.Max, p.X)
		c.Y.Min, c.Y.Max = min(c.Y.Min, low), max(c.Y.Max, high)
	}
	c.Layers = append(c.Layers, band, line)
}

// spreadOut is how far from the answer values are drawn, as a factor: the ends of a
// wide range would squeeze what matters.
const spreadOut = 2

// pooled are the values that were tried near the answer, each once: the mean of its
// rounds by their trials. All values, when there is no answer.
func pooled(s *shard.Sizing) []shard.SizingPoint {
	var all []shard.SizingPoint
	for _, p := range s.Curve {
		if a := float64(s.Answer); s.Reached && a > 0 && (p.X < a/spreadOut || p.X > a*spreadOut) {
			continue
		}
		n := len(all)
		if n == 0 || all[n-1].X != p.X {
			all = append(all, p)
			continue
		}
		q := &all[n-1]
		w := float64(p.N) / float64(p.N+q.N)
		mean := func(a, b shard.Real) shard.Real { return a + shard.Real(w*float64(b-a)) }
		shrink := math.Sqrt(float64(q.N) / float64(p.N+q.N))
		value := mean(q.Value, p.Value)
		q.Lower = value - shard.Real(shrink*float64(q.Value-q.Lower))
		q.Upper = value + shard.Real(shrink*float64(q.Upper-q.Value))
		q.Value, q.N = value, p.N+q.N
	}
	if len(all) == 0 {
		return s.Curve
	}
	return all
}
