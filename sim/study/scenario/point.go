package scenario

import (
	"errors"
	"fmt"

	"simrun/sim/base/spec"
)

// PointProblems collects the problems of the points of a sweep. One that several
// points have is reported once, and one that all have without naming a point.
type PointProblems struct {
	points int
	found  []pointProblem
	index  map[spec.Problem]int // into found
}

type pointProblem struct {
	spec.Problem
	first Selection // the first point that has it
	count int
}

// mostProblems is how many different problems are kept.
const mostProblems = 1_000

// Add adds the problems of one point, if there are any.
func (c *PointProblems) Add(set []Setting, err error) {
	c.points++
	var e *spec.Error
	if !errors.As(err, &e) {
		return
	}
	for _, problem := range e.Problems {
		if i, ok := c.index[problem]; ok {
			c.found[i].count++
			continue
		}
		if len(c.found) == mostProblems {
			continue
		}
		if c.index == nil {
			c.index = map[spec.Problem]int{}
		}
		c.index[problem] = len(c.found)
		c.found = append(c.found, pointProblem{problem, set, 1})
	}
}

// Report reports the problems, saying where in the sweep they are.
func (c *PointProblems) Report(p *spec.Problems) {
	for _, f := range c.found {
		fact := f.Fact
		switch {
		case f.count == c.points:
		case f.count == 1:
			fact += fmt.Sprintf(" (at %v)", f.first)
		case f.count == 2:
			fact += fmt.Sprintf(" (at %v and another point)", f.first)
		default:
			fact += fmt.Sprintf(" (at %v and %d other points)", f.first, f.count-1)
		}
		p.Under(f.Path).Add(fact, f.Hint)
	}
}
