package analysis

import (
	"math"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// OneSampleT is Student's t test of the mean in one arm.
//
//	t = (x̄ − mean)/(s/√n),  df = n − 1
//
// with s² the sample variance [student1908]. The estimate is x̄ − mean.
type OneSampleT struct {
	// Mean is the mean under the null hypothesis.
	Mean float64 `toml:"mean,required"`
}

var _ = Kinds.Add("one_sample_t", &OneSampleT{})

// Check finds nothing to object to.
func (*OneSampleT) Check(*spec.Problems) {}

// Null is the mean under the null hypothesis.
func (o *OneSampleT) Null() float64 { return o.Mean }

// Fit accepts continuous endpoints without margin.
func (*OneSampleT) Fit(t cohort.Type, margin float64, p *spec.Problems) Scale {
	if t != cohort.Continuous {
		return unfit(p, t, "for one probability use binomial_exact")
	}
	noMargin(p, margin, "mean is the value of the null hypothesis: add the margin to it")
	return MeanDifference
}

// New makes an analyzer of a mean.
func (o *OneSampleT) New(h *Hypothesis, s Shape) Analyzer {
	return &oneMean{tMeans: newTMeans(h, s), null: o.Mean}
}

// oneMean compares a mean with a number by Student's t.
type oneMean struct {
	tMeans
	null float64
}

// Analyze compares the mean of each arm.
func (a *oneMean) Analyze(s *cohort.Snapshot, ev []Evidence) {
	a.collect(s)
	for i, pair := range a.h.Pairs {
		e, arm := &ev[i], pair.Treated
		n := a.n[arm]
		*e = Evidence{N: int32(n), Missing: a.missing[arm], Info: n}
		if n == 0 {
			e.fail(NoPatients)
			continue
		}
		if n < 2 || a.square[arm] <= 0 {
			e.fail(ZeroVariance)
			continue
		}
		e.Estimate = a.mean[arm] - a.null
		e.SE = math.Sqrt(a.square[arm] / (n - 1) / n)
		a.compareT(e, int(n)-1)
	}
}
