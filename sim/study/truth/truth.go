// Package truth says what each test estimates when there are infinitely many
// patients, so that bias and coverage can be judged.
//
// Where a closed form exists it is used; where no single number is true, such
// as a hazard ratio under non-proportional hazards, the reason is given instead.
package truth

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/dist"
)

// Value is a true value on the scale of a test, or the reason why there is none.
type Value struct {
	Value  float64 // NaN when there is none
	Reason string  // in words, when there is none
}

// Known reports whether there is a true value.
func (v Value) Known() bool { return !math.IsNaN(v.Value) }

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
	}
	return none("no closed form")
}

func none(reason string) Value { return Value{math.NaN(), reason} }
