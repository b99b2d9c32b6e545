package truth

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/world/dist"
)

// mostCategories is the largest number of categories whose odds are compared.
const mostCategories = 1 << 16

// logOddsRatio is the logarithm of the ratio of the odds of higher categories, where it
// is the same above every category.
func logOddsRatio(treated, control dist.Dist) Value {
	top := max(treated.Quantile(1), control.Quantile(1))
	if !(min(treated.Quantile(0), control.Quantile(0)) >= 0 && top < mostCategories) {
		return none("an arm has values that are no categories")
	}
	found := none("all values are equal")
	for k := 0.0; k < top; k++ {
		low1, low0 := treated.CDF(k), control.CDF(k)
		high1, high0 := 1-low1, 1-low0
		if top == 1 {
			high1, high0 = treated.Mean(), control.Mean() // without the rounding of 1 − p
		}
		switch {
		case low1 == 0 && low0 == 0 || high1 <= 0 && high0 <= 0:
			continue // nobody is on one side
		case low1 == 0 || low0 == 0 || high1 <= 0 || high0 <= 0:
			return none("the odds of an arm are 0 or infinite")
		}
		x := num.Log(high1/low1) - num.Log(high0/low0)
		switch {
		case !found.Known():
			found = Value{Value: x}
		case math.Abs(x-found.Value) > 1e-9*(1+math.Abs(x)):
			return none("odds are not proportional")
		}
	}
	return found
}

// logRateRatio is the logarithm of the ratio of mean counts per unit of time.
func logRateRatio(treated, control dist.Dist) Value {
	a, b := treated.Mean(), control.Mean()
	if !(a > 0 && b > 0 && a < math.Inf(1) && b < math.Inf(1)) {
		return none("an arm has no positive and finite rate")
	}
	return Value{Value: num.Log(a / b)}
}
