package plan

import (
	"math"
	"strconv"

	"simrun/sim/base/spec"
	"simrun/sim/conduct/design"
	"simrun/sim/stats/boundary"
)

// increasing reports, at the looks, planned information that does not increase
// toward 1 where bounds need it to, and whether all does.
func (c *compiler) increasing(s *design.Setting) bool {
	g, ok := c.protocol.Design.(*design.GroupSequential)
	if !ok {
		return true
	}
	fine, said := true, map[spec.Problem]bool{}
	for i := range s.Comparisons {
		comparison := &s.Comparisons[i]
		if _, bounded := g.Efficacy.For(s.Analyses[comparison.Analysis]); !bounded {
			continue
		}
		fractions, looks := planned(comparison)
		if fractions == nil {
			continue
		}
		p := spec.NewProblems()
		boundary.Plan{Alpha: comparison.Alpha, Fractions: fractions}.Check(p)
		for _, problem := range p.List() {
			fine = false
			k, err := strconv.Atoi(problem.Path)
			if err != nil || said[problem] {
				continue
			}
			said[problem] = true
			c.p.At("looks").Index(looks[k-1]).Add(problem.Fact, problem.Hint)
		}
	}
	return fine
}

// planned are the information fractions of the looks that analyze a comparison,
// nil when one is not planned, and which looks of the scenario they are, from 1.
func planned(c *design.Comparison) (fractions []float64, looks []int) {
	for k, part := range c.Part {
		switch {
		case !part:
		case math.IsNaN(c.Planned[k]):
			return nil, nil
		default:
			fractions, looks = append(fractions, c.Planned[k]), append(looks, k+1)
		}
	}
	return fractions, looks
}
