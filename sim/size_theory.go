package sim

import (
	"math"

	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/search"
	"simrun/sim/study/shard"
	"simrun/sim/study/theory"
)

// theory is where the figure meets its goal without simulation: the value at which
// the figure that is known crosses the goal first, coming from the lower end of
// the range, where it has to miss it. Nil when the figure is not known on the way,
// or does not cross.
func (z *sizer) theory() *shard.SizingStart {
	grid := z.grid()
	lo, hi := grid.first, grid.first
	at := z.known(grid.x(lo))
	if at == nil || z.meets(at.Value) {
		return nil
	}
	// Away from the lower end, in growing steps, for large trials cost most.
	for ahead := max(1, (grid.last-grid.first)/64); !z.meets(at.Value); ahead += ahead / 2 {
		if hi == grid.last {
			return nil
		}
		lo, hi = hi, min(hi+ahead, grid.last)
		if at = z.known(grid.x(hi)); at == nil {
			return nil
		}
	}
	best := at
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		at := z.known(grid.x(mid))
		switch {
		case at == nil:
			return nil
		case z.meets(at.Value):
			hi, best = mid, at
		default:
			lo = mid
		}
	}
	return &shard.SizingStart{X: shard.Real(grid.x(hi)), Method: best.Method, Exact: best.Exact}
}

// meets reports whether a figure reaches the goal.
func (z *sizer) meets(value float64) bool {
	if m := z.search.Goal.AtMost; m != nil {
		return value <= *m
	}
	return value >= *z.search.Goal.AtLeast
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

// known is the figure at x as theory has it: the exact one if there is any, else
// the last, which is the best. Nil when there is none.
func (z *sizer) known(x float64) *theory.Answer {
	t, err := z.compile(x, nil)
	if err != nil {
		return nil // which a try says better
	}
	var best *theory.Answer
	for _, a := range theory.Answers(t.study.Plans[0]) {
		if a.About(&z.row) && (best == nil || a.Exact || !best.Exact) {
			best = &a
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
		if best == nil || all[i].Exact || !best.Exact {
			best = &all[i]
		}
	}
	return best, warnings
}

// learnt is the curve around the answer, within a quarter of it.
func (z *sizer) learnt(a *search.Answer) []shard.SizingPoint {
	const steps = 40
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
			X: x, Value: shard.Real(b.Value), Lower: shard.Real(b.Lower), Upper: shard.Real(b.Upper), SE: shard.Real(math.NaN()),
		})
	}
	return all
}
