package plan

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// The uniforms that a stream gives lie between these two.
const (
	firstUniform = 0x1p-53
	lastUniform  = 1 - 0x1p-53
)

// farthestHazard is −log(1 − lastUniform), and no less.
const farthestHazard = 36.7368005696772

// reach refuses laws that can give a value beyond [spec.Largest]: its square, or
// the sum of such squares, would be more than a number can hold. of are the
// responses, whose draws are tried at both ends; at is where that of an arm stands.
func (c *compiler) reach(laws *dist.Laws, of any, largest func(dist.Dist) float64, at func(arm int) *spec.Problems) {
	found := make([]bool, len(laws.ByArm))
	for _, values := range c.corners(of) {
		laws.Prepare(values)
		for i, law := range laws.ByArm {
			if found[i] {
				continue
			}
			if x := largest(law); !(x <= spec.Largest) {
				found[i] = true
				tooFar(x, at(i))
			}
		}
	}
	laws.Prepare(c.protocol.Typical())
}

func tooFar(x float64, p *spec.Problems) {
	p.Report("truncate the law, or choose another unit", "gives values as far from 0 as %.3g, and no more than %v can be calculated with", x, spec.Largest)
}

// mostCorners is the number of draws up to which all their extremes are combined.
const mostCorners = 6

// corners are the values of all draws at which laws that depend on some of them
// are tried: typical ones, and those with the draws in question at their extremes,
// all combinations if these are few, else one draw or all at a time.
func (c *compiler) corners(of any) [][]float64 {
	typical := c.protocol.Typical()
	all := [][]float64{typical}
	var ends [][2]float64
	var slots []int
	for _, d := range spec.Draws(of) {
		law := c.protocol.Draws[d.Slot].Law
		slots = append(slots, d.Slot)
		ends = append(ends, [2]float64{law.Quantile(firstUniform), law.Quantile(lastUniform)})
	}
	add := func(end func(i int) int) { // −1: typical
		values := append([]float64(nil), typical...)
		for i, slot := range slots {
			if e := end(i); e >= 0 {
				values[slot] = ends[i][e]
			}
		}
		all = append(all, values)
	}
	n := len(slots)
	if n > 0 && n <= mostCorners {
		for corner := range 1 << n {
			add(func(i int) int { return corner >> i & 1 })
		}
		return all
	}
	for e := range min(n, 2) {
		add(func(int) int { return e })
		for one := range n {
			add(func(i int) int {
				if i == one {
					return e
				}
				return -1
			})
		}
	}
	return all
}

// farthest is what must not go too far in an endpoint of a type; nil: nothing can.
func farthest(t cohort.Type) func(dist.Dist) float64 {
	switch t {
	case cohort.Continuous, cohort.Longitudinal, cohort.Count:
		return farthestValue
	case cohort.Survival:
		return farthestTime
	}
	return nil
}

// farthestValue is the largest absolute value that a law gives; NaN when it gives
// one that is not a number.
func farthestValue(law dist.Dist) float64 {
	lo, hi := law.Quantile(firstUniform), law.Quantile(lastUniform)
	return math.Max(math.Abs(lo), math.Abs(hi))
}

// farthestTime is the largest finite time that a law gives: the law may let some
// live for ever.
func farthestTime(law dist.Dist) float64 {
	l, ok := dist.AsLifetime(law)
	if !ok {
		return 0 // which is another problem
	}
	if t := l.Time(farthestHazard); !math.IsInf(t, 1) {
		return t
	}
	lo, hi := 0.0, farthestHazard
	for range 64 {
		if mid := lo + float64(0.5*(hi-lo)); math.IsInf(l.Time(mid), 1) {
			hi = mid
		} else {
			lo = mid
		}
	}
	if lo == 0 {
		return 0
	}
	return l.Time(lo)
}

// reachEntry refuses an accrual whose last patient may enter later than can be
// calculated with. No interval between two arrivals is longer than farthestHazard
// expected ones.
func (c *compiler) reachEntry(p *spec.Problems) {
	size := c.s.Enrollment.Size
	if t := c.protocol.Accrual.Expected(size * 37); !(t <= spec.Largest) {
		p.Report("raise the rate, or choose another unit", "the last patient may enter as late as %.3g, and no more than %v can be calculated with", t, spec.Largest)
	}
}
