package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// sweep is the report of a result with several points. One axis is a table of
// its steps; two are a grid of each figure; more, or one axis varied at a time,
// are a table of the points, so that no cell stands for more than one of them.
type sweep struct {
	r           *shard.Result
	axes        []axis
	points      []sections
	comparisons []shard.Comparison // of any point
	reference   int                // of the differences, −1 without
}

func newSweep(r *shard.Result) *sweep {
	s := &sweep{r: r, axes: labeled(r.Axes), reference: -1}
	seen := map[[2]string]bool{}
	for i := range r.Points {
		p := &r.Points[i]
		own := r.Scenario.Comparisons
		if p.Comparisons != nil {
			own = p.Comparisons
		}
		for _, c := range own {
			if key := [2]string{c.Analysis, c.Arm}; !seen[key] {
				seen[key] = true
				s.comparisons = append(s.comparisons, c)
			}
		}
		s.points = append(s.points, sections{r: r, rows: p.Rows, own: own})
		if len(r.Differences) > 0 && setTOML(p.Set) == setTOML(r.Differences[0].Against) {
			s.reference = i
		}
	}
	return s
}

// write adds the report.
func (s *sweep) write(d *Document) {
	d.Add(Questions(s.r.Scenario.Comparisons))
	d.Add(s.introduction())
	if s.grid() {
		s.grids(d)
	} else {
		s.lists(d)
	}
	d.Add(s.remarks())
	d.Add("The looks, estimates and quantiles of each point, and every failure, are in result.json and in --format csv.")
}

// introduction says what is varied, and from where differences are counted.
func (s *sweep) introduction() string {
	var names []string
	for i := range s.axes {
		names = append(names, s.axes[i].words())
	}
	text := fmt.Sprintf("A sweep of %d points: %s.", len(s.points), strings.Join(names, "; "))
	if s.reference >= 0 {
		text += " Differences are against " + where(s.axes, s.r.Points[s.reference].Set) + ", trial by trial on the same random numbers."
	}
	if s.questionVaries() {
		text += " The null hypothesis, its test or its alpha is among what varies; above it is that of the first point."
	}
	return text
}

// questionVaries reports whether the points ask different questions.
func (s *sweep) questionVaries() bool {
	first := s.points[0].own
	for _, p := range s.points {
		if len(p.own) != len(first) {
			return true
		}
		for i := range p.own {
			a, b := p.own[i], first[i]
			a.Truth, b.Truth, a.NoTruth, b.NoTruth = 0, 0, "", ""
			a.TruthPatients, b.TruthPatients, a.TruthSE, b.TruthSE = 0, 0, 0, 0
			if a != b {
				return true
			}
		}
	}
	return false
}

// figures are the rows of a metric, by point; nil where a point has none.
func (s *sweep) figures(metric string, c *shard.Comparison) []*oc.Row {
	var rows []*oc.Row
	for i := range s.points {
		rows = append(rows, s.points[i].find(metric, c, 0))
	}
	return rows
}

// differences are the paired differences of a metric, by point; nil at the
// reference.
func (s *sweep) differences(metric string, c *shard.Comparison) []*oc.Row {
	by := map[string]*oc.Row{}
	for i := range s.r.Differences {
		f := &s.r.Differences[i]
		if f.Metric == metric && (c == nil || f.Analysis == c.Analysis && f.Arm == c.Arm) {
			by[setTOML(f.Set)] = &oc.Row{Metric: f.Metric, Value: float64(f.Value), SE: float64(f.SE), N: f.N}
		}
	}
	var rows []*oc.Row
	for _, p := range s.r.Points {
		rows = append(rows, by[setTOML(p.Set)])
	}
	return rows
}

// differenceCells writes paired differences of probabilities in percentage points, each
// with its sign and error.
func (s *sweep) differenceCells(c *shard.Comparison) []string {
	rows := s.differences("power", c)
	least, most := math.MaxInt, -1
	for _, r := range rows {
		if r == nil {
			continue
		}
		if d := Decimals(100 * r.SE); d >= 0 {
			least, most = min(least, d), max(most, d)
		}
	}
	decimals := max(0, most)
	if most >= 0 {
		decimals = min(most, least+1)
	}
	var cells []string
	for i, r := range rows {
		switch {
		case i == s.reference:
			cells = append(cells, "reference")
		case missing(r):
			cells = append(cells, "–")
		default:
			cells = append(cells, fmt.Sprintf("%s (%s)", plus(100*r.Value, decimals), Fixed(100*r.SE, decimals)))
		}
	}
	return cells
}

// plus writes a number with its sign.
func plus(x float64, decimals int) string {
	text := Fixed(x, decimals)
	if x > 0 && strings.Trim(text, "0.") != "" {
		return "+" + text
	}
	return text
}

// underNull says of each point whether what is assumed belongs to the null
// hypothesis of a comparison.
func (s *sweep) underNull(c *shard.Comparison) []bool {
	out := make([]bool, len(s.points))
	for i := range s.points {
		for j := range s.points[i].own {
			if o := &s.points[i].own[j]; o.Analysis == c.Analysis && o.Arm == c.Arm {
				out[i] = null(o)
			}
		}
	}
	return out
}

// typeI is the footnote of powers that are errors.
const typeI = "what is assumed belongs to the null hypothesis: this power is the type I error"

// remarks say what the tables do not show: averages over draws, and trials in
// which something could not be done.
func (s *sweep) remarks() string {
	var lines []string
	if paths := s.drawn(); len(paths) > 0 {
		lines = append(lines, fmt.Sprintf("Power is averaged over what is drawn once per trial (assurance): %s.", strings.Join(paths, ", ")))
	}
	for _, f := range s.failures() {
		lines = append(lines, fmt.Sprintf("Warning: at %d of the %d points %s in some trials, at most in %s %% of them (SE %s), at %s.",
			f.points, len(s.points), s.failed(f.worst), Percent(f.worst.Value, f.worst.JudgingSE()), Percent(f.worst.JudgingSE(), f.worst.JudgingSE()),
			where(s.axes, s.r.Points[f.at].Set)))
	}
	return strings.Join(lines, "\n")
}

// failing is a reason for which something could not be done, at how many points,
// and where most often.
type failing struct {
	points, at int
	worst      *oc.Row
}

// failures are the reasons of all points.
func (s *sweep) failures() []*failing {
	var all []*failing
	for i := range s.points {
		for _, r := range s.points[i].all("failures") {
			if !(r.Value > 0) {
				continue
			}
			k := slices.IndexFunc(all, func(f *failing) bool {
				return f.worst.Reason == r.Reason && f.worst.Analysis == r.Analysis && f.worst.Arm == r.Arm
			})
			if k < 0 {
				k, all = len(all), append(all, &failing{at: i, worst: r})
			}
			all[k].points++
			if r.Value > all[k].worst.Value {
				all[k].at, all[k].worst = i, r
			}
		}
	}
	return all
}

// failed is what could not be done, in words.
func (s *sweep) failed(r *oc.Row) string {
	if r.Reason == "unreached" {
		return "the last look was not reached as planned"
	}
	text := "the statistic was undefined (" + r.Reason + ")"
	for i := range s.comparisons {
		if c := &s.comparisons[i]; c.Analysis == r.Analysis && c.Arm == r.Arm {
			text = named(text, about(s.comparisons, c))
		}
	}
	return text
}

// drawn are the paths of what is drawn once per trial at some point.
func (s *sweep) drawn() []string {
	var paths []string
	for i := range s.points {
		for _, r := range s.points[i].all("draw") {
			paths = append(paths, r.Reason)
		}
	}
	return unique(paths)
}
