package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/trial"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// rankSum is the power of the rank-sum test in a trial of one look, when W, the
// number of pairs in which the treated patient has the larger value, is taken as
// normal with its own mean and variance [lehmann1975, section 2.3]
//
//	E W   = m·n·p₁
//	Var W = m·n·(p₁(1 − p₁) + (m − 1)(p₂ − p₁²) + (n − 1)(p₃ − p₁²))
//
// for m control patients with values X and n treated with values Y, where
//
//	p₁ = P(X < Y),  p₂ = P(X < Y and X′ < Y),  p₃ = P(X < Y and X < Y′)
//
// It applies to continuous values without ties of a fixed design that looks once at
// all of them, if the sizes of the arms have a known law.
func rankSum(p *plan.Plan) []Answer {
	return powers(p, ranked, func(a *trial.Analysis, j int) Answer {
		laws, pair := p.Protocol.Endpoints[a.Hypothesis.Endpoint].Laws[0].ByArm, a.Hypothesis.Pairs[j]
		s, power := newSuperiority(laws[pair.Control], laws[pair.Treated]), 0.0
		for _, n := range sizes(p, a, pair) {
			power += float64(n.weight * s.power(&a.Hypothesis, a.Test.(*analysis.Wilcoxon), n.n))
		}
		return Answer{Value: power, Method: "normal approximation, with mean and variance of the rank sum"}
	})
}

// ranked reports whether the method applies to an analysis.
func ranked(p *plan.Plan, a *trial.Analysis) bool {
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint]
	if _, ok := a.Test.(*analysis.Wilcoxon); !ok || e.Shape.Type != cohort.Continuous || !whole(p, e) {
		return false
	}
	for _, pair := range a.Hypothesis.Pairs {
		if dist.Discreteness(e.Laws[0].ByArm[pair.Control]) || dist.Discreteness(e.Laws[0].ByArm[pair.Treated]) || len(sizes(p, a, pair)) == 0 {
			return false
		}
	}
	return true
}

// superiority is how often treated values are larger: p₁, p₂ and p₃.
type superiority struct{ p1, p2, p3 float64 }

func newSuperiority(control, treated dist.Dist) superiority {
	const edge, tolerance = 1e-12, 1e-9
	mean := func(f func(u float64) float64) float64 { return num.Integrate(f, edge, 1-edge, tolerance) }
	below := func(u float64) float64 { return control.CDF(treated.Quantile(u)) }
	above := func(u float64) float64 { return 1 - treated.CDF(control.Quantile(u)) }
	return superiority{
		p1: mean(below),
		p2: mean(func(u float64) float64 { return below(u) * below(u) }),
		p3: mean(func(u float64) float64 { return above(u) * above(u) }),
	}
}

// power is that of a trial with sizes of the control and of the treated arm.
func (s superiority) power(h *analysis.Hypothesis, test *analysis.Wilcoxon, sizes [2]int) float64 {
	m, n := float64(sizes[0]), float64(sizes[1])
	if m == 0 || n == 0 {
		return 0
	}
	square := float64(s.p1 * s.p1)
	sd := math.Sqrt(m * n * (s.p1 - square + float64((m-1)*(s.p2-square)) + float64((n-1)*(s.p3-square))))
	pairs := float64(m * n)
	reach := float64(num.NormalSurvivalQuantile(h.Tail()) * math.Sqrt(pairs*(m+n+1)/12))
	if test.Continuity || test.Exact {
		reach += 0.5
	}
	// W is a whole number: the least that is rejected, less one half.
	least := math.Ceil(float64(pairs*0.5)+reach) - 0.5
	most := pairs - least
	greater := func() float64 { return num.NormalSurvival((least - float64(pairs*s.p1)) / sd) }
	less := func() float64 { return num.NormalCDF((most - float64(pairs*s.p1)) / sd) }
	switch h.Alternative {
	case analysis.Greater:
		return greater()
	case analysis.Less:
		return less()
	}
	return greater() + less()
}
