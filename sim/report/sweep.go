package report

import (
	"fmt"
	"math"
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
		for j, path := range s.axes[i].Paths {
			names = append(names, s.axes[i].labels[j]+" is "+path)
		}
	}
	text := fmt.Sprintf("A sweep of %d points: %s.", len(s.points), strings.Join(names, ", "))
	if s.reference >= 0 {
		text += " Differences are against " + where(s.axes, s.r.Points[s.reference].Set) +
			", paired trial by trial, so that their errors (SE) are smaller than those of the figures suggest."
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

// cells writes paired differences of probabilities in percentage points, each
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
	type kind struct{ reason, analysis, arm string }
	worst, order, hit := map[kind]int{}, []kind{}, map[kind]int{}
	at := func(i int, k kind) *oc.Row {
		for _, r := range s.points[i].all("failures") {
			if (kind{r.Reason, r.Analysis, r.Arm}) == k {
				return r
			}
		}
		return nil
	}
	for i := range s.points {
		for _, r := range s.points[i].all("failures") {
			k := kind{r.Reason, r.Analysis, r.Arm}
			if !(r.Value > 0) {
				continue
			}
			if hit[k]++; hit[k] == 1 {
				order, worst[k] = append(order, k), i
			} else if r.Value > at(worst[k], k).Value {
				worst[k] = i
			}
		}
	}
	for _, k := range order {
		r := at(worst[k], k)
		lines = append(lines, fmt.Sprintf("%s %s in trials of %d of the %d points, at most in %s %% (SE %s), at %s.",
			"Warning:", s.failed(r), hit[k], len(s.points), Percent(r.Value, r.JudgingSE()), Percent(r.JudgingSE(), r.JudgingSE()),
			where(s.axes, s.r.Points[worst[k]].Set)))
	}
	return strings.Join(lines, "\n")
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
