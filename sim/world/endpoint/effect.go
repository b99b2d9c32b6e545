package endpoint

import "simrun/sim/base/num"

// addEffect adds the linear predictors to values.
func addEffect(value []float64, p *Patients, r Range) {
	if p.Effect == nil {
		return
	}
	for i, lp := range p.Effect[r.Lo:r.Hi] {
		value[i] += lp
	}
}

// turnOdds multiplies the odds u/(1 − u) by the exponential of the linear
// predictor, which multiplies the odds of exceeding any value by it.
func turnOdds(u []float64, p *Patients, r Range) {
	if p.Effect == nil {
		return
	}
	for i, lp := range p.Effect[r.Lo:r.Hi] {
		high := float64(u[i] * num.Exp(lp))
		u[i] = high / (1 - u[i] + high)
	}
}
