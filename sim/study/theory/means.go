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

// means is the power of z and t tests of normal values in a trial of one look. The
// estimate d of the effect is normal and independent of the variances s² in the
// arms, so that
//
//	power = E P(d beyond margin ± c·SE(s²))
//
// the mean over the sizes of the arms and, for t tests, over the laws of s²,
// multiples of χ². With equal variances this is the noncentral t distribution
// [johnson1995, ch. 31], with two margins Owen's Q [owen1965]; Welch's test and
// unequal variances take a second integral, over the share of one arm in the sum of
// squares.
//
// It applies to normal values of a fixed design that looks once at all of them, if
// the sizes of the arms have a known law.
func means(p *plan.Plan) []Answer {
	return powers(p, gaussian, func(a *trial.Analysis, j int) Answer {
		test, pair := newMeansTest(a.Test), a.Hypothesis.Pairs[j]
		x, power := newNormals(p, a, pair), 0.0
		for _, s := range sizes(p, a, pair) {
			power += float64(s.weight * test.power(&a.Hypothesis, x.of(s.n)))
		}
		return Answer{Value: power, Method: test.words(&x), Exact: true}
	})
}

// gaussian reports whether the method applies to an analysis.
func gaussian(p *plan.Plan, a *trial.Analysis) bool {
	e := &p.Protocol.Endpoints[a.Hypothesis.Endpoint]
	if e.Shape.Type != cohort.Continuous || !whole(p, e) || newMeansTest(a.Test) == nil {
		return false
	}
	work := 0
	for _, pair := range a.Hypothesis.Pairs {
		for _, arm := range []uint8{pair.Treated, pair.Control} {
			if arm != analysis.NoArm && !normal(e.Laws[0].ByArm[arm]) {
				return false
			}
		}
		n := len(sizes(p, a, pair))
		if n == 0 {
			return false
		}
		work += n
	}
	return work <= mostSplits
}

// normal reports whether a law is normal, whatever it is made of: whether its
// quantiles are those of the normal law with its quartiles.
func normal(law dist.Dist) bool {
	if dist.Discreteness(law) {
		return false
	}
	mean := law.Quantile(0.5)
	sd := (law.Quantile(0.75) - mean) / num.NormalQuantile(0.75)
	for _, u := range []float64{1e-9, 1e-4, 0.01, 0.1, 0.25, 0.4, 0.5, 0.7, 0.85, 0.95, 0.999, 1 - 1e-7} {
		if !(math.Abs(law.Quantile(u)-mean-float64(sd*num.NormalQuantile(u))) <= 1e-9*(sd+math.Abs(mean))) {
			return false
		}
	}
	return sd > 0
}

// normals is what is true of the two arms, the control first; a missing one has
// the mean of the null hypothesis.
type normals struct {
	mean, variance [2]float64
	n              [2]float64
}

func newNormals(p *plan.Plan, a *trial.Analysis, pair analysis.Pair) normals {
	var x normals
	laws := p.Protocol.Endpoints[a.Hypothesis.Endpoint].Laws[0].ByArm
	for side, arm := range []uint8{pair.Control, pair.Treated} {
		if arm == analysis.NoArm {
			x.mean[side] = a.Test.(analysis.OneArm).Null()
			continue
		}
		x.mean[side], x.variance[side] = laws[arm].Mean(), dist.Variance(laws[arm])
	}
	return x
}

// of is the same with numbers of patients.
func (x normals) of(n [2]int) normals {
	x.n = [2]float64{float64(n[0]), float64(n[1])}
	return x
}

// estimate is the mean and the standard deviation of the estimate.
func (x *normals) estimate() (mean, sd float64) {
	variance := 0.0
	for side, n := range x.n {
		if n > 0 {
			variance += x.variance[side] / n
		}
	}
	return x.mean[1] - x.mean[0], math.Sqrt(variance)
}

// beyond is the probability that a normal estimate is rejected whose confidence
// interval extends by half to either side.
func beyond(h *analysis.Hypothesis, mean, sd, half float64) float64 {
	above := func(x float64) float64 { return num.NormalSurvival((x - mean) / sd) }
	below := func(x float64) float64 { return num.NormalCDF((x - mean) / sd) }
	switch h.Alternative {
	case analysis.Greater:
		return above(h.Margin + half)
	case analysis.Less:
		return below(h.Margin - half)
	case analysis.Equivalence:
		return math.Max(0, below(h.Margins.High-half)-below(h.Margins.Low+half))
	}
	return above(h.Margin+half) + below(h.Margin-half)
}
