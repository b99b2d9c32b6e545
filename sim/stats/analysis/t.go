package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// T is Student's t test of two means with equal variances.
//
//	t = (x̄₁ − x̄₀ − margin)/(s·√(1/n₁ + 1/n₀)),  df = n₁ + n₀ − 2
//
// with s² the pooled variance [student1908].
type T struct{}

var _ = Kinds.Add("t", &T{})

// Check finds nothing to object to.
func (*T) Check(*spec.Problems) {}

// Fit accepts continuous endpoints.
func (*T) Fit(t cohort.Type, _ float64, p *spec.Problems) Scale {
	if t != cohort.Continuous {
		return unfit(p, t, "for a binary endpoint use chi_square or fisher, for a survival endpoint log_rank")
	}
	return MeanDifference
}

// New makes an analyzer of means.
func (*T) New(h *Hypothesis, s Shape) Analyzer {
	a := newTMeans(h, s)
	return &a
}

func newTMeans(h *Hypothesis, s Shape) tMeans {
	return tMeans{means: newMeans(h, s), tReference: newTReference(h, s)}
}

// tMeans compares means by Student's t.
type tMeans struct {
	means
	tReference
}

// Analyze compares the means of each pair.
func (a *tMeans) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.collect(s)
	for i, pair := range a.h.Pairs {
		e := &ev[i]
		if !a.compare(pair, e) {
			continue
		}
		df := int(e.N) - 2
		square := a.square[pair.Treated] + a.square[pair.Control]
		if df < 1 || square <= 0 {
			e.fail(ZeroVariance)
			continue
		}
		e.SE = math.Sqrt(square / float64(df) / e.Info)
		a.compareT(e, df)
	}
}
