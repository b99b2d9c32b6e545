package truth

import (
	"math"
	"slices"

	"simrun/sim/base/num"
	"simrun/sim/base/tally"
)

// difference is the mean difference within patients.
type difference struct{ of tally.Moments }

func (d *difference) add(treated, control []float64) {
	for i, x := range treated {
		d.of.Add(x - control[i])
	}
}

func (d *difference) value() Value { return found(d.of.Mean(), d.of.SE(), d.of.N) }

// logRatio is the logarithm of the ratio of the means, or of their odds.
type logRatio struct {
	odds                         bool
	treated, control, difference tally.Moments
}

func (r *logRatio) add(treated, control []float64) {
	for i, x := range treated {
		r.treated.Add(x)
		r.control.Add(control[i])
		r.difference.Add(x - control[i])
	}
}

// value is g(x̄₁) − g(x̄₀), g the logarithm or the logit, with the error
//
//	√(a²s₁² + b²s₀² − 2ab·cov),  a = g′(x̄₁), b = g′(x̄₀), 2cov = s₁² + s₀² − s²
//
// where s is the standard error of the mean difference.
func (r *logRatio) value() Value {
	x, y := r.treated.Mean(), r.control.Mean()
	a, b := 1/x, 1/y
	value := num.Log(x / y)
	if r.odds {
		if x == 1 || y == 1 {
			return none("the odds of an arm are 0 or infinite")
		}
		value -= num.Log((1 - x) / (1 - y))
		a, b = a/(1-x), b/(1-y)
	}
	switch {
	case r.treated.N < 2:
		return none(few)
	case !(x > 0 && y > 0) && r.odds:
		return none("the odds of an arm are 0 or infinite")
	case !(x > 0 && y > 0):
		return none("an arm has no positive and finite rate")
	}
	s1, s0, s := r.treated.SE(), r.control.SE(), r.difference.SE()
	v1, v0 := float64(s1*s1), float64(s0*s0)
	twice := v1 + v0 - float64(s*s)
	variance := float64(a*a*v1) + float64(b*b*v0) - float64(a*b*twice)
	return found(value, math.Sqrt(max(variance, 0)), r.treated.N)
}

// placements is the probability that a patient under the treated arm has more than
// another one under the control arm, ties counting half, minus ½. Patients are
// compared within groups of about a chunk.
type placements struct {
	treated, control []float64 // of the group
	sorted           [2][]float64
	of               tally.Moments // by patient: the sum of the two placements
}

func (p *placements) add(treated, control []float64) {
	p.treated, p.control = append(p.treated, treated...), append(p.control, control...)
	if len(p.treated) >= chunk {
		p.compare()
	}
}

// compare counts, for every patient of the group, the others that the patient's value
// exceeds under the treated arm, and those that exceed it under the control arm.
func (p *placements) compare() {
	for i, values := range [][]float64{p.treated, p.control} {
		p.sorted[i] = append(p.sorted[i][:0], values...)
		slices.Sort(p.sorted[i])
	}
	others := float64(len(p.treated) - 1)
	for i, x := range p.treated {
		y := p.control[i]
		below := placed(p.sorted[1], x) - exceeds(x, y)
		above := others + 1 - placed(p.sorted[0], y) - exceeds(x, y)
		p.of.Add((below + above) / others) // exactly 1 under equal arms
	}
	p.treated, p.control = p.treated[:0], p.control[:0]
}

func (p *placements) value() Value {
	if len(p.treated) > 1 {
		p.compare()
	}
	return found((p.of.Mean()-1)/2, p.of.SE(), p.of.N)
}

// placed is how many of the sorted values are below x, those equal to it counting half.
func placed(sorted []float64, x float64) float64 {
	lo := below(sorted, x)
	if lo == len(sorted) || sorted[lo] != x {
		return float64(lo)
	}
	hi := lo + below(sorted[lo:], -before(-x))
	return float64(0.5 * float64(lo+hi))
}

// below counts the sorted values below x, without a branch on them.
func below(sorted []float64, x float64) int {
	k, n := 0, len(sorted)
	for n > 0 {
		half := (n + 1) / 2
		step := 0
		if sorted[k+half-1] < x {
			step = half
		}
		k += step
		n -= half
	}
	return k
}

// exceeds is 1 if x is above y, ½ if they are equal and 0 else.
func exceeds(x, y float64) float64 {
	switch {
	case x > y:
		return 1
	case x == y:
		return 0.5
	}
	return 0
}
