package dist

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Mixture is the law of a value that follows one of several laws by chance.
//
//	F(x) = Σⱼ weightⱼ·Fⱼ(x)/Σ weights
//
// So there are responders and others. The quantile is the root of F(x) = u
// [titterington1985].
type Mixture struct {
	// Parts are the laws and their weights.
	Parts []Part `toml:"parts,required"`

	weight []float64 // normalized
}

// Part is a law in a mixture.
type Part struct {
	// Weight is proportional to its share.
	Weight spec.Number `toml:"weight,required" range:"[0,inf)"`
	// Of is the law.
	Of spec.Of[Dist] `toml:"of,required"`
}

var _ = Kinds.Add("mixture", &Mixture{})

// Check reports weights without a sum, and parts that do not belong together.
func (l *Mixture) Check(p *spec.Problems) {
	p = p.At("parts")
	weights := make([]spec.Number, len(l.Parts))
	for j, part := range l.Parts {
		weights[j] = part.Weight
		checkNumeric(p.Index(j+1).At("of"), part.Of)
		if settledDiscrete(part.Of) != settledDiscrete(l.Parts[0].Of) {
			p.Index(j+1).At("of").Add("mixes a law with atoms and one without", "let all parts be continuous or all discrete")
		}
	}
	checkWeights(p, weights)
}

// settledDiscrete is the Discreteness of a law that is not prepared.
func settledDiscrete(of spec.Of[Dist]) bool { return Discreteness(settled(of.Value)) }

// Prepare prepares the parts and normalizes the weights.
func (l *Mixture) Prepare(draws []float64) {
	sum := 0.0
	l.weight = l.weight[:0]
	for j := range l.Parts {
		l.Parts[j].Of.Value.Prepare(draws)
		l.weight = append(l.weight, l.Parts[j].Weight.At(draws))
		sum += l.weight[j]
	}
	for j := range l.weight {
		l.weight[j] /= sum
	}
}

// Quantile lies between the quantiles of the parts.
func (l *Mixture) Quantile(u float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for j := range l.Parts {
		if l.weight[j] > 0 {
			x := l.Parts[j].Of.Value.Quantile(u)
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	switch {
	case !(lo < hi) || math.IsInf(lo, 0) && u < 0.5:
		return lo
	case math.IsInf(hi, 0):
		return hi
	case l.Discrete():
		return l.bisect(u, lo, hi)
	case u < 0.5:
		return root(func(x float64) float64 { return l.CDF(x) - u }, lo, hi)
	}
	q := 1 - u
	return root(func(x float64) float64 { return q - l.Survival(x) }, lo, hi)
}

// SurvivalQuantile is the x with Survival(x) = q.
func (l *Mixture) SurvivalQuantile(q float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for j := range l.Parts {
		if l.weight[j] > 0 {
			x := survivalQuantile(l.Parts[j].Of.Value, q)
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	if !(lo < hi) || math.IsInf(hi, 0) || math.IsInf(lo, 0) {
		return hi
	}
	if l.Discrete() {
		return l.bisect(1-q, lo, hi)
	}
	return root(func(x float64) float64 { return q - l.Survival(x) }, lo, hi)
}

// root is the zero of an increasing function, or the end that is nearer to it.
func root(f func(x float64) float64, lo, hi float64) float64 {
	x, _ := num.Root(f, lo, hi, 0)
	return x
}

// bisect is the smallest x above lo with CDF ≥ u, where hi has it.
func (l *Mixture) bisect(u, lo, hi float64) float64 {
	if l.CDF(lo) >= u {
		return lo
	}
	for {
		mid := lo + float64((hi-lo)/2)
		if !(lo < mid && mid < hi) {
			return hi
		}
		if l.CDF(mid) >= u {
			hi = mid
		} else {
			lo = mid
		}
	}
}

// CDF is the weighted mean of those of the parts.
func (l *Mixture) CDF(x float64) float64 {
	sum := 0.0
	for j := range l.Parts {
		sum += float64(l.weight[j] * l.Parts[j].Of.Value.CDF(x))
	}
	return min(sum, 1)
}

// Survival is the weighted mean of those of the parts.
func (l *Mixture) Survival(x float64) float64 {
	sum := 0.0
	for j := range l.Parts {
		sum += float64(l.weight[j] * survival(l.Parts[j].Of.Value, x))
	}
	return min(sum, 1)
}

// Mean is the weighted mean of those of the parts.
func (l *Mixture) Mean() float64 {
	sum := 0.0
	for j := range l.Parts {
		sum += float64(l.weight[j] * l.Parts[j].Of.Value.Mean())
	}
	return sum
}

// Variance is the variance within the parts plus that between their means.
func (l *Mixture) Variance() float64 {
	mean, sum := l.Mean(), 0.0
	for j := range l.Parts {
		away := l.Parts[j].Of.Value.Mean() - mean
		sum += float64(l.weight[j] * (Variance(l.Parts[j].Of.Value) + float64(away*away)))
	}
	return sum
}

// Discrete is that of the parts.
func (l *Mixture) Discrete() bool { return Discreteness(l.Parts[0].Of.Value) }
