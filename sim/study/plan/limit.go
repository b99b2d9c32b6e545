package plan

import (
	"simrun/sim/conduct/design"
	"simrun/sim/stats/boundary"
	"simrun/sim/world/cohort"
)

// Limits on what a trial may have. They are far above any real trial, and keep
// compilation and memory within bounds.
const (
	maxArms      = 64 // which are kept as bytes
	maxEndpoints = 100
	maxAnalyses  = 100
	maxLooks     = 100 // planning bounds takes time in proportion to the square
	maxDraws     = 100
)

// counts reports what there is too much of, before anything is made of it.
func (c *compiler) counts() {
	for _, l := range []struct {
		section, what string
		n, most       int
	}{
		{"arms", "arms", len(c.s.Arms), maxArms},
		{"endpoints", "endpoints", len(c.s.Endpoints), maxEndpoints},
		{"analyses", "analyses", len(c.s.Analyses), maxAnalyses},
		{"looks", "looks", len(c.s.Looks), maxLooks},
	} {
		if l.n > l.most {
			c.p.At(l.section).Report("leave some out", "there are %d %s, more than %d", l.n, l.what, l.most)
		}
	}
}

// Bytes is about how much memory one worker takes for the plan: for the patients,
// whom plans of equal worlds share, and for what follows them. It is meant to tell
// megabytes from terabytes.
func (p *Plan) Bytes() (world, conduct int64) {
	n := int64(p.Protocol.Allocation.Size)
	world, conduct = 48*n, 1<<16
	world += 8 * n * int64(len(p.Protocol.Population))
	for _, e := range p.Protocol.Endpoints {
		world += (8*int64(e.Shape.Width()) + 16) * n
		if e.Shape.Type == cohort.Survival {
			world += 40 * n
		}
	}
	for _, r := range p.Protocol.Readings {
		conduct += 13 * n
		if p.Protocol.Endpoints[r.Endpoint].Shape.Type >= cohort.Survival {
			conduct += 24 * n
		}
	}
	for i := range p.Protocol.Analyses {
		a := &p.Protocol.Analyses[i]
		h := &a.Hypothesis
		conduct += int64(40+24*len(h.Covariates)+32*len(h.Strata))*n + remembered[p.Protocol.Endpoints[h.Endpoint].Shape.Type]
		conduct += int64(len(a.Hypothesis.Pairs)) * p.respent(a.Name)
	}
	return world, conduct
}

// remembered is how many bytes the analyses of an endpoint take whatever the
// number of patients: for tables met before, and for laws of Student's t.
var remembered = [...]int64{cohort.Binary: 1 << 19, cohort.Continuous: 1 << 18, cohort.Survival: 1 << 12, cohort.Longitudinal: 1 << 18}

// respent is how many bytes a comparison takes for bounds at observed information.
func (p *Plan) respent(name string) int64 {
	g, ok := p.Protocol.Design.(*design.GroupSequential)
	if !ok || g.Information != "observed" {
		return 0
	}
	upper, _ := g.Efficacy.For(name)
	lower, _ := g.Futility.For(name)
	_, spends := upper.Value.(boundary.Spending)
	if spends || lower.Of.IsSet() && lower.Spends() {
		return 1<<18 + int64(len(p.Protocol.Looks))<<17
	}
	return 0
}
