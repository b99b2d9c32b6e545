package endpoint

import (
	"math"
	"testing"

	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// affected realizes n patients of one arm, all with the same linear predictor and
// exposure.
func affected(e *example, n, arm int, effect, leave float64) []float64 {
	o := &cohort.New(n, len(e.laws), []cohort.Shape{e.shape}).Outcomes[0]
	p := staying(arms(n, arm))
	p.Effect = make([]float64, n)
	for i := range n {
		p.Effect[i], p.Leave[i] = effect, leave
	}
	fill(o, 3, 0, n)
	e.model.New(e.columns()).Realize(o, p, Range{0, n})
	return o.Value
}

// within compares a share of n patients with a probability at the rate of false
// alarms 1e-7.
func within(t *testing.T, what string, share, p float64, n int) {
	t.Helper()
	if d := math.Abs(share - p); d > 5.33*math.Sqrt(p*(1-p)/float64(n))+1e-9 {
		t.Errorf("%s: share %v, want %v", what, share, p)
	}
}

func above(values []float64, x float64) float64 {
	n := 0
	for _, v := range values {
		if v > x {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// The predictor acts on the scale that each kind says: here 0.8.
func TestEffects(t *testing.T) {
	const n, effect = 200_000, 0.8
	odds := func(p float64) float64 { return p * math.Exp(effect) / (1 - p + p*math.Exp(effect)) }
	never := math.Inf(1)
	each(t, func(t *testing.T, e *example) {
		for arm, law := range e.laws {
			values := affected(e, n, arm, effect, never)
			for _, u := range []float64{0.2, 0.5, 0.9} {
				x := law.Quantile(u)
				over := 1 - law.CDF(x)
				switch e.shape.Type {
				case cohort.Binary, cohort.Ordinal:
					within(t, "odds", above(values, x), odds(over), n)
				case cohort.Continuous, cohort.Longitudinal:
					if e.shape.Type == cohort.Longitudinal && len(e.model.(*Longitudinal).Bounds) > 0 {
						continue // what is recorded is not what is drawn
					}
					within(t, "shift", above(values, x+effect+1e-9), over, n)
				case cohort.Survival:
					if dist.Discreteness(law) || math.IsInf(x, 1) {
						continue // a time that everyone has, or never
					}
					within(t, "hazard", above(values, x), math.Pow(over, math.Exp(effect)), n)
				}
			}
			if e.shape.Type == cohort.Count {
				sum := 0.0
				for _, v := range values {
					sum += v
				}
				mean := law.Mean() * math.Exp(effect)
				// The variance grows with the square of the mean at most.
				sd := math.Sqrt(dist.Variance(law)) * math.Exp(effect)
				if d := math.Abs(sum/n - mean); d > 5.33*sd/math.Sqrt(n) {
					t.Errorf("arm %d: mean %v, want %v", arm, sum/n, mean)
				}
			}
		}
	})
}

// A patient who leaves early has the shorter exposure, and a mean in proportion.
func TestExposure(t *testing.T) {
	e := &examples["count"][0]
	for _, law := range e.laws {
		law.Prepare(nil)
	}
	const n = 200_000
	for arm, law := range e.laws {
		sum := 0.0
		for _, v := range affected(e, n, arm, 0, 0.25) {
			sum += v
		}
		if d := math.Abs(sum/n - law.Mean()/4); d > 5.33*math.Sqrt(dist.Variance(law)/n) {
			t.Errorf("arm %d: mean %v, want %v", arm, sum/n, law.Mean()/4)
		}
	}
	if v := affected(e, 3, 0, 0, 0); v[0]+v[1]+v[2] != 0 {
		t.Errorf("events without exposure: %v", v)
	}
}
