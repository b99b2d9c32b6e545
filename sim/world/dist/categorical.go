package dist

import (
	"math"

	"simrun/sim/base/spec"
)

// Categorical is the law of a category, such as the source of the cells.
//
//	P(X = levelⱼ) = weightⱼ/Σ weights
//
// A level is known by its name; its value is its position in the file, from 0
// [johnson2005, ch. 1].
type Categorical struct {
	// Levels are the names with weights proportional to their probabilities.
	Levels spec.Table[spec.Number] `toml:"levels,required" range:"[0,inf)"`

	guide
}

var _ = Kinds.Add("categorical", &Categorical{})

// Check reports weights without a sum.
func (l *Categorical) Check(p *spec.Problems) {
	weights := make([]spec.Number, len(l.Levels))
	for j := range l.Levels {
		weights[j] = l.Levels[j].Value
	}
	checkWeights(p.At("levels"), weights)
}

// Prepare tables the probabilities.
func (l *Categorical) Prepare(draws []float64) {
	l.weigh(len(l.Levels), func(j int) float64 { return l.Levels[j].Value.At(draws) })
}

// Labels are the names of the levels, by value.
func (l *Categorical) Labels() []string { return l.Levels.Names() }

// Quantile is the first level whose CDF reaches u.
func (l *Categorical) Quantile(u float64) float64 { return float64(l.find(u)) }

// CDF steps at the positions of the levels.
func (l *Categorical) CDF(x float64) float64 {
	if x < 0 {
		return 0
	}
	return l.cum[int(min(math.Floor(x), float64(len(l.cum)-1)))]
}

// Mean is the mean position, of no use but to tests.
func (l *Categorical) Mean() float64 {
	mean := 0.0
	for j := range l.cum {
		mean += float64(float64(j) * l.mass(j))
	}
	return mean
}

// Variance is the variance of the position.
func (l *Categorical) Variance() float64 {
	mean, variance := l.Mean(), 0.0
	for j := range l.cum {
		away := float64(j) - mean
		variance += float64(away * away * l.mass(j))
	}
	return variance
}

// Discrete is true.
func (l *Categorical) Discrete() bool { return true }
