package html

import (
	"fmt"
	"math"

	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/oc"
)

// mostBins is how many bars a histogram has at most.
const mostBins = 24

// hardly is the share of the median below which the middle 80 % hardly vary.
const hardly = 0.03

// spread draws how a quantity varies between trials: the trials conducted again
// as bars, and the quantiles of all trials of the result above them.
func (i *illustrator) spread(metric, title string, x []float64) {
	lo, mid, hi := i.find(metric+"_p10", 0), i.find(metric+"_p50", 0), i.find(metric+"_p90", 0)
	low, high := quantile(x, 0), quantile(x, 1)
	if lo == nil || mid == nil || hi == nil || !(hi.Value-lo.Value > hardly*math.Abs(mid.Value)) || !(high > low) {
		return
	}
	whole := metric == "patients"
	c := &figure.Chart{Title: title, X: figure.Axis{Label: i.timeLabel(title)}, Y: figure.Axis{Label: "Trials, %"}}
	if whole {
		c.X.Label = title
	}
	w := binWidth(high-low, whole)
	first := float64(math.Floor(low/w) * w)
	counts := make([]float64, int((high-first)/w)+1)
	for _, v := range x {
		counts[int((v-first)/w)] += 100 / float64(len(x))
	}
	top := 0.0
	for k, n := range counts {
		left := first + float64(float64(k)*w)
		if n > 0 {
			c.Layers = append(c.Layers, &figure.Bar{Left: left + float64(0.04*w), Right: left + float64(0.96*w), Top: n, Color: figure.Muted})
		}
		top = max(top, n)
	}
	c.X.Min, c.X.Max = min(first, lo.Value), max(first+float64(float64(len(counts))*w), hi.Value)
	_, high = figure.RoundUp(0, top)
	c.Y.Max, c.Y.Ticks = 1.18*max(top, 1e-9), figure.Rounds(0, min(high, 100), 5)
	c.Y.Max = max(c.Y.Max, high)
	c.Layers = append(c.Layers, quantileMark(lo, mid, hi, max(1.09*top, 0.97*c.Y.Max)))
	c.Legend = []figure.Entry{{Label: "trials conducted again", Color: figure.Muted, Bar: true}, {Label: "median and middle 80 % of all", Color: figure.Ink, Marker: figure.Disk}}
	c.Description = fmt.Sprintf("A histogram. In all trials the median is %s; 10 %% are below %s and 10 %% above %s.",
		report.Short(mid.Value, 4), report.Short(lo.Value, 4), report.Short(hi.Value, 4))
	i.view.add("size", c, fmt.Sprintf("%s: the first %s trials (bars), and the median with the middle 80 %% of all %s trials.",
		title, report.Count(int64(len(x))), report.Count(i.r.Simulation.Trials)), nil)
}

// quantileMark is a line from the 10th to the 90th percentile.
func quantileMark(lo, mid, hi *oc.Row, y float64) figure.Layer {
	return &figure.Interval{
		From: figure.Point{X: lo.Value, Y: y}, To: figure.Point{X: hi.Value, Y: y},
		At: figure.Point{X: mid.Value, Y: y}, Marker: figure.Disk, Color: figure.Ink,
	}
}

// binWidth is a round width of bins; counts have whole ones.
func binWidth(length float64, whole bool) float64 {
	ticks := figure.Rounds(0, length, mostBins)
	w := length
	if len(ticks) > 1 {
		w = ticks[1].At
	}
	if whole {
		return math.Max(1, math.Round(w))
	}
	return w
}
