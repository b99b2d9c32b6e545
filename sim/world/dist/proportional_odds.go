package dist

import "simrun/sim/base/spec"

// relativeOrder is the law of an ordered category whose odds of exceeding any
// level are a multiple of those of a base: proportional odds [mccullagh1980].
type relativeOrder struct {
	base     Labeled
	declared *spec.Number
	ratio    float64
}

// Check has nothing to add.
func (l *relativeOrder) Check(*spec.Problems) {}

// Prepare takes over the ratio; the base has been prepared.
func (l *relativeOrder) Prepare(draws []float64) { l.ratio = l.declared.At(draws) }

// Labels are those of the base.
func (l *relativeOrder) Labels() []string { return l.base.Labels() }

// Quantile is that of the base at the probability whose odds are times the ratio.
func (l *relativeOrder) Quantile(u float64) float64 {
	return l.base.Quantile(timesOdds(u, l.ratio))
}

// CDF has the base's odds divided by the ratio.
func (l *relativeOrder) CDF(x float64) float64 { return timesOdds(l.base.CDF(x), 1/l.ratio) }

// Mean is the mean position.
func (l *relativeOrder) Mean() float64 {
	mean := 0.0
	for k := range len(l.Labels()) - 1 {
		mean += 1 - l.CDF(float64(k))
	}
	return mean
}

// Variance is the variance of the position.
func (l *relativeOrder) Variance() float64 {
	mean, square := 0.0, 0.0
	for k := range len(l.Labels()) - 1 {
		above := 1 - l.CDF(float64(k))
		mean += above
		square += float64(float64(2*k+1) * above)
	}
	return square - float64(mean*mean)
}

// Discrete is true.
func (l *relativeOrder) Discrete() bool { return true }
