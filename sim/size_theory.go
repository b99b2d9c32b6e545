package sim

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/search"
	"simrun/sim/study/shard"
	"simrun/sim/study/theory"
)

// known is what theory says of the figure at a place of the grid.
type known struct {
	k int64
	theory.Answer
	good bool // reaches the goal
}

// theory is where the figure meets its goal without simulation: where the figure
// that is known crosses the goal, coming from the lower end of the range. Nil when
// the figure is not known on the way, or does not cross.
func (z *sizer) theory() *shard.SizingStart {
	g := z.grid()
	lo := z.known(g, g.first)
	hi := z.known(g, min(g.first+max(1, (g.last-g.first)/64), g.last))
	if lo == nil || hi == nil {
		return nil
	}
	below := lo.good
	// Upward by where the last two put the crossing, in growing steps: large trials
	// cost most.
	for hi.good == below {
		if hi.k == g.last {
			return nil
		}
		k := z.predicted(g, lo, hi)
		lo, hi = hi, z.known(g, min(max(k, hi.k+1), 2*hi.k-g.first+1, g.last))
		if hi == nil {
			return nil
		}
	}
	for hi.k-lo.k > 1 {
		// Not too near to either end, so that both come near.
		apart := min((hi.k-lo.k)/2, max(1, hi.k/100))
		at := z.known(g, min(max(z.predicted(g, lo, hi), lo.k+apart), hi.k-apart))
		switch {
		case at == nil:
			return nil
		case at.good == below:
			lo = at
		default:
			hi = at
		}
	}
	if below {
		hi = lo
	}
	return &shard.SizingStart{X: shard.Real(g.x(hi.k)), Method: hi.Method, Exact: hi.Exact}
}

// predicted is where the straight line through two figures meets the goal, on the
// scales on which power is straight; the middle when it is level.
func (z *sizer) predicted(g grid, a, b *known) int64 {
	t := func(k int64) float64 { return math.Sqrt(max(0, g.x(k))) }
	y := func(v float64) float64 {
		if z.row.Unit == oc.Share {
			return num.NormalQuantile(num.Clamp(v, 1e-12, 1-1e-12))
		}
		return v
	}
	slope := (y(b.Value) - y(a.Value)) / (t(b.k) - t(a.k))
	to := t(b.k) + (y(z.goal())-y(b.Value))/slope
	if to = to * to / g.step; to >= 0 && to < float64(g.last) {
		return int64(math.Ceil(to))
	}
	if b.good != a.good {
		return (a.k + b.k) / 2
	}
	return 2 * b.k
}

// goal is the value that the figure is to reach.
func (z *sizer) goal() float64 {
	if m := z.search.Goal.AtMost; m != nil {
		return *m
	}
	return *z.search.Goal.AtLeast
}

// meets reports whether a figure reaches the goal.
func (z *sizer) meets(value float64) bool {
	if z.search.Goal.AtMost != nil {
		return value <= z.goal()
	}
	return value >= z.goal()
}

// grid is the values that are looked at: multiples of a step.
type grid struct {
	step        float64
	first, last int64
}

func (g grid) x(k int64) float64 { return float64(k) * g.step }

// grid is the allowed values, or a fine grid where all are allowed.
func (z *sizer) grid() grid {
	lo, hi, step := z.search.Range[0], z.search.Range[1], z.step()
	if step == 0 {
		const fine = 1024
		step = (hi - lo) / fine
	}
	return grid{step, int64(math.Ceil(lo / step)), int64(math.Floor(hi / step))}
}

// known is the figure at a place as theory has it: the exact one if there is any,
// else the first. Nil when there is none.
func (z *sizer) known(g grid, k int64) *known {
	t, err := z.compile(g.x(k), nil)
	if err != nil {
		return nil // which a try says better
	}
	var best *known
	for _, a := range theory.Answers(t.study.Plans[0]) {
		if a.About(&z.row) && (best == nil || a.Exact && !best.Exact) {
			best = &known{k, a, z.meets(a.Value)}
		}
	}
	return best
}

// knownOf is what is known without simulation of a row of a plan, and a warning
// when the two differ.
func knownOf(p *plan.Plan, row oc.Row) (*shard.Theory, []string) {
	all, warnings := beside(p, []oc.Row{row})
	var best *shard.Theory
	for i := range all {
		if best == nil || all[i].Exact && !best.Exact {
			best = &all[i]
		}
	}
	return best, warnings
}

// learnt is the curve around the answer, within a quarter of it.
func (z *sizer) learnt(a *search.Answer) []shard.SizingPoint {
	const steps, z95 = 40, 1.959963984540054
	lo, hi := max(0.75*a.Value, z.search.Range[0]), min(1.25*a.Value, z.search.Range[1])
	if a.Value <= 0 {
		lo, hi = z.search.Range[0], z.search.Range[1]
	}
	var all []shard.SizingPoint
	for i := range steps + 1 {
		x := lo + float64((hi-lo)*float64(i)/steps)
		b := a.At(x)
		if math.IsNaN(b.Value) {
			return nil
		}
		all = append(all, shard.SizingPoint{
			X: x, Value: shard.Real(b.Value), Lower: shard.Real(b.Lower), Upper: shard.Real(b.Upper), SE: shard.Real((b.Upper - b.Lower) / (2 * z95)),
		})
	}
	return all
}
