package dist

import "simrun/sim/base/spec"

// DiscreteValues is the law of a number with a short list of values.
//
//	P(X = valueⱼ) = weightⱼ/Σ weights
//
// The weights need not add up to 1. Quantiles are found by a guide table
// [chen1974].
type DiscreteValues struct {
	// Values are what may happen, ascending.
	Values []float64 `toml:"values,required"`
	// Weights are proportional to their probabilities.
	Weights []spec.Number `toml:"weights,required" range:"[0,inf)"`

	guide
}

var _ = Kinds.Add("discrete", &DiscreteValues{})

// Check reports lists that do not fit, and weights without a sum.
func (l *DiscreteValues) Check(p *spec.Problems) {
	if len(l.Weights) != len(l.Values) {
		p.At("weights").Report("give one weight for each value", "%d weights for %d values", len(l.Weights), len(l.Values))
	}
	for j := 1; j < len(l.Values); j++ {
		if !(l.Values[j] > l.Values[j-1]) {
			p.At("values").Index(j+1).Report("list the values from small to large", "%v is not greater than %v", l.Values[j], l.Values[j-1])
		}
	}
	checkWeights(p.At("weights"), l.Weights)
}

// checkWeights reports weights that may all be 0.
func checkWeights(p *spec.Problems, weights []spec.Number) {
	for _, w := range weights {
		if lo, _ := Span(w); lo > 0 {
			return
		}
	}
	p.Add("no weight is sure to be above 0", "let at least one be")
}

// Prepare tables the probabilities.
func (l *DiscreteValues) Prepare(draws []float64) {
	l.weigh(len(l.Weights), func(j int) float64 { return l.Weights[j].At(draws) })
}

// weigh tables n weights as cumulative probabilities, the last of which is 1.
func (g *guide) weigh(n int, weight func(j int) float64) {
	sum := 0.0
	g.cum = g.cum[:0]
	for j := range n {
		sum += weight(j)
		g.cum = append(g.cum, sum)
	}
	for j := range g.cum {
		g.cum[j] /= sum
	}
	// What follows the last weight above 0 is 1 already: sum/sum.
	g.index()
}

// mass is the probability of entry j.
func (g *guide) mass(j int) float64 {
	if j == 0 {
		return g.cum[0]
	}
	return g.cum[j] - g.cum[j-1]
}

// Quantile is the first value whose CDF reaches u.
func (l *DiscreteValues) Quantile(u float64) float64 { return l.Values[l.find(u)] }

// CDF steps at the values.
func (l *DiscreteValues) CDF(x float64) float64 {
	f := 0.0
	for j, v := range l.Values {
		if v <= x {
			f = l.cum[j]
		}
	}
	return f
}

// Mean is the weighted mean of the values.
func (l *DiscreteValues) Mean() float64 {
	mean := 0.0
	for j, v := range l.Values {
		mean += float64(v * l.mass(j))
	}
	return mean
}

// Variance is the weighted variance of the values.
func (l *DiscreteValues) Variance() float64 {
	mean, variance := l.Mean(), 0.0
	for j, v := range l.Values {
		variance += float64((v - mean) * (v - mean) * l.mass(j))
	}
	return variance
}

// Discrete is true.
func (l *DiscreteValues) Discrete() bool { return true }
