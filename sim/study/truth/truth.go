package truth

import (
	"fmt"
	"math"
	"strconv"

	"simrun/sim/base/num"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/dist"
)

// Value is a true value on the scale of a test, or the reason why there is none.
type Value struct {
	Value    float64 // NaN when there is none
	Reason   string  // in words, when there is none
	SE       float64 // of a value from a large cohort; 0 of a closed form
	Patients int64   // of the large cohort whom the value is about; 0 for a closed form
}

// Known reports whether there is a true value.
func (v Value) Known() bool { return !math.IsNaN(v.Value) }

// Source says where a value comes from, as a footnote; empty for a closed form.
func (v Value) Source() string {
	if v.Patients == 0 {
		return ""
	}
	who := strconv.FormatInt(v.Patients, 10)
	for i := len(who) - 3; i > 0; i -= 3 {
		who = who[:i] + "," + who[i:]
	}
	return fmt.Sprintf("the true value comes from a cohort of %s patients: %.4g ± %.2g (standard error)", who, v.Value, v.SE)
}

// Of is what a test on the given scale estimates when the treated and the
// control arm follow the given prepared laws.
func Of(scale analysis.Scale, treated, control dist.Dist) Value {
	switch scale {
	case analysis.RiskDifference, analysis.MeanDifference:
		d := treated.Mean() - control.Mean()
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return none("an arm has no finite mean")
		}
		return Value{Value: d}
	case analysis.LogHazardRatio:
		if hr, ok := dist.Proportional(control, treated); ok {
			return Value{Value: num.Log(hr)}
		}
		return none("hazards are not proportional")
	case analysis.Superiority:
		p := superiority(treated, control)
		if math.IsNaN(p) {
			return none("too many steps for quadrature")
		}
		return Value{Value: p - 0.5}
	case analysis.LogOddsRatio:
		return logOddsRatio(treated, control)
	case analysis.LogRateRatio:
		return logRateRatio(treated, control)
	}
	return none("no closed form")
}

// Survival is what a test of survival that looks no further than a time estimates.
func Survival(scale analysis.Scale, until float64, treated, control dist.Dist) Value {
	difference := func(t float64) float64 { return control.CDF(t) - treated.CDF(t) }
	if scale == analysis.SurvivalDifference {
		return Value{Value: difference(until)}
	}
	const pieces = 64 // so that no step is missed
	sum := 0.0
	for k := range pieces {
		sum += num.Integrate(difference, float64(until*float64(k))/pieces, float64(until*float64(k+1))/pieces, 1e-12*until)
	}
	return Value{Value: sum}
}

// FirstOf is the logarithm of the ratio of the hazards of the first of several
// events, which are independent and follow the given laws, where it is the same at
// all times.
//
//	−Σ log S₁ⱼ(t) = ratio·(−Σ log S₀ⱼ(t))
func FirstOf(treated, control []dist.Dist) Value {
	found := none("nobody has an event")
	for _, law := range control {
		for _, u := range []float64{0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97} {
			t := law.Quantile(u)
			a, b := cumulative(treated, t), cumulative(control, t)
			if !(a > 0 && b > 0 && max(a, b) < math.Inf(1)) {
				continue
			}
			x := num.Log(a / b)
			switch {
			case !found.Known():
				found = Value{Value: x}
			case math.Abs(x-found.Value) > 1e-9*(1+math.Abs(x)):
				return none("hazards are not proportional")
			}
		}
	}
	return found
}

// cumulative is the sum of the cumulative hazards of laws.
func cumulative(laws []dist.Dist, t float64) float64 {
	sum := 0.0
	for _, law := range laws {
		sum -= num.Log(1 - law.CDF(t))
	}
	return sum
}

// OfOne is what a test of one arm estimates against the given value of the null
// hypothesis.
func OfOne(null float64, law dist.Dist) Value {
	d := law.Mean() - null
	if math.IsNaN(d) || math.IsInf(d, 0) {
		return none("the arm has no finite mean")
	}
	return Value{Value: d}
}

// superiority is P(X > Y) + P(X = Y)/2 for independent X and Y, by quadrature over
// the quantiles of X, to about 1e-9, and NaN where that takes more than a million
// quantiles:
//
//	∫ (F(x) + F(x−))/2 du,  x = Q(u),  F the distribution function of Y
func superiority(x, y dist.Dist) float64 {
	left := 1_000_000
	below := func(u float64) float64 {
		if left--; left < 0 {
			return math.NaN()
		}
		q := x.Quantile(u)
		return 0.5 * (y.CDF(q) + y.CDF(before(q)))
	}
	const pieces = 64 // so that no step is missed
	sum := 0.0
	for k := range pieces {
		sum += num.Integrate(below, float64(k)/pieces, float64(k+1)/pieces, 1e-11)
	}
	return sum
}

// before is the largest number below x.
func before(x float64) float64 {
	switch {
	case x == 0:
		return -math.SmallestNonzeroFloat64
	case x > 0:
		return math.Float64frombits(math.Float64bits(x) - 1)
	}
	return math.Float64frombits(math.Float64bits(x) + 1)
}

func none(reason string) Value { return Value{Value: math.NaN(), Reason: reason} }
