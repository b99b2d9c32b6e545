package report

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// Size is the report of a search: the answer first, then how sure it is, then
// the curve that was learnt.
func Size(s *shard.Sizing) *Document {
	d := &Document{Title: s.Scenario.Title}
	z := sizing{s}
	if !s.Reached {
		d.Add(fmt.Sprintf("No %s that was allowed reaches %s; the best tried is %s.", s.Vary, z.goal(), z.value(s.Answer)))
		d.Add(z.flattens())
	} else {
		extreme := "Smallest"
		if s.Largest {
			extreme = "Largest"
		}
		d.Add(fmt.Sprintf("%s %s with %s: %s (SE %s; not excluded at 95 %%: %s to %s)",
			extreme, s.Vary, z.goal(), z.value(s.Answer), Fixed(float64(s.SE), Decimals(float64(s.SE))), z.value(s.Lower), z.value(s.Upper)))
		d.Add(z.arms())
		d.Add(z.verified())
	}
	for _, w := range s.Warnings {
		d.Add("Warning: " + w)
	}
	d.Add(z.start())
	d.AddTable(z.curve())
	d.Add(fmt.Sprintf("%s trials in %s s; search on seed %d, verification on seed %d. %s, semantics %d, %s.",
		Count(s.Trials), Short(s.Seconds, 2), s.Seed, s.Fresh, "simrun "+s.Engine.Version, s.Engine.Semantics, s.Engine.Platform))
	return d
}

// sizing words what a search found.
type sizing struct{ *shard.Sizing }

// flattens says whether more of the number would bring the figure on: how it
// changes on the last part of what was tried.
func (z sizing) flattens() string {
	var best []shard.SizingPoint // of each value that with the most trials
	for _, p := range z.Curve {
		if n := len(best); n > 0 && best[n-1].X == p.X {
			if p.N > best[n-1].N {
				best[n-1] = p
			}
			continue
		}
		best = append(best, p)
	}
	n := len(best)
	if n < 2 {
		return ""
	}
	a, b := best[n-2], best[n-1]
	gain, se := float64(b.Value-a.Value), math.Hypot(float64(a.SE), float64(b.SE))
	if z.Goal.AtMost {
		gain = -gain
	}
	course := fmt.Sprintf("from %s to %s, where it is %s and %s", z.value(shard.Real(a.X)), z.value(shard.Real(b.X)),
		z.figure(float64(a.Value), float64(a.SE)), z.figure(float64(b.Value), float64(b.SE)))
	metric := strings.ToUpper(z.metric()[:1]) + z.metric()[1:]
	short := math.Abs(z.Goal.Value - float64(b.Value))
	const lasting = 5 // as much again that often would still not reach the goal
	switch {
	case gain <= 2*se:
		return fmt.Sprintf("%s flattens %s its goal: it no longer changes beyond chance %s. More does not help; change the design, or the goal.",
			metric, z.side(), course)
	case gain*lasting < short:
		return fmt.Sprintf("%s flattens %s its goal: it hardly changes %s. More hardly helps; change the design, or the goal.",
			metric, z.side(), course)
	}
	return fmt.Sprintf("%s does not flatten: it still gains %s. Widen search.range.", metric, course)
}

// start says where theory put the answer.
func (z sizing) start() string {
	if z.Start == nil {
		return ""
	}
	return fmt.Sprintf("Starting from theory: %s (%s).", z.value(z.Start.X), z.Start.Method)
}

// arms are the patients by arm, when their number was searched.
func (z sizing) arms() string {
	if z.Vary != "enrollment.size" {
		return ""
	}
	var all []string
	for _, a := range z.Arms {
		all = append(all, Count(int64(a.Patients))+" "+a.Arm)
	}
	return "By arm: " + strings.Join(all, ", ") + "."
}

// goal is the goal in words.
func (z sizing) goal() string {
	word := "at least"
	if z.Goal.AtMost {
		word = "at most"
	}
	about := z.metric()
	if z.Goal.Analysis != "" {
		about += " of " + z.Goal.Analysis
	}
	return fmt.Sprintf("%s %s %s", about, word, z.figure(z.Goal.Value, 0))
}

// metric is the name of the figure.
func (z sizing) metric() string { return strings.ReplaceAll(z.Goal.Metric, "_", " ") }

// side is the wrong side of the goal.
func (z sizing) side() string {
	if z.Goal.AtMost {
		return "above"
	}
	return "below"
}

// figure is a figure in its unit.
func (z sizing) figure(x, se float64) string {
	if z.Goal.Unit == oc.Share {
		if se == 0 {
			return Short(100*x, 4) + " %"
		}
		return Percent(x, se) + " %"
	}
	if se == 0 {
		return Short(x, 4)
	}
	return Fixed(x, Decimals(se))
}

// value is a value of the number that was searched.
func (z sizing) value(x shard.Real) string {
	if v := float64(x); v == math.Trunc(v) {
		return Count(int64(v))
	}
	return Fixed(float64(x), Decimals(float64(z.SE)))
}

// verified says what a fresh seed gave at the answer.
func (z sizing) verified() string {
	v := z.Verified
	if v == nil {
		return ""
	}
	verdict := "which agrees with the goal"
	goal, lower, upper := z.Goal.Value, float64(v.Lower), float64(v.Upper)
	switch {
	case !z.Goal.AtMost && upper < goal || z.Goal.AtMost && lower > goal:
		verdict = "which misses the goal: take a larger value"
	case !z.Goal.AtMost && lower > goal || z.Goal.AtMost && upper < goal:
		verdict = "which is better than the goal"
	}
	return fmt.Sprintf("Verified on a fresh seed at %s: %s (SE %s, 95 %% interval %s to %s), %s.", z.value(shard.Real(v.X)),
		z.figure(float64(v.Value), float64(v.SE)), z.figure(float64(v.SE), float64(v.SE)),
		z.figure(lower, float64(v.SE)), z.figure(upper, float64(v.SE)), verdict) + z.known()
}

// known is the figure at the answer that is known without simulation.
func (z sizing) known() string {
	k := z.Known
	if k == nil {
		return ""
	}
	se := float64(z.Verified.SE) / 10
	if k.Exact {
		return fmt.Sprintf("\n  exactly %s (%s)", z.figure(k.Value, se), strings.TrimPrefix(k.Method, "exact, "))
	}
	return fmt.Sprintf("\n  without simulation about %s (%s)", z.figure(k.Value, se), k.Method)
}

// curve is what was tried.
func (z sizing) curve() *Table {
	t := &Table{Title: z.Vary, Columns: []string{strings.ReplaceAll(z.Goal.Metric, "_", " "), "SE", "95 % interval", "trials"}}
	for _, p := range z.Curve {
		se := float64(p.SE)
		t.Add(z.value(shard.Real(p.X)), z.figure(float64(p.Value), se), z.figure(se, se),
			z.figure(float64(p.Lower), se)+" to "+z.figure(float64(p.Upper), se), Count(p.N))
	}
	return t
}
