package regression

import (
	"math"
	"math/rand/v2"
)

// shape says what patients a test or benchmark draws.
type shape struct {
	n          int
	covariates int
	categories int  // of the ordinal response
	discrete   bool // the covariates are strata
	equal      bool // the exposures are
	dispersion float64
}

// draws are patients with a response for every model.
type draws struct {
	sample
	success  []bool
	category []int
	count    []int
}

// draw makes patients of two arms whose log odds or log rate is
// 0.4·treated + Σ covariates/3.
func draw(r *rand.Rand, s shape) *draws {
	d := &draws{}
	x := make([]float64, s.covariates)
	d.Covariates = make([][]float64, s.covariates)
	for range s.n {
		arm := uint8(r.IntN(2))
		eta := 0.4 * float64(arm)
		for j := range x {
			x[j] = r.NormFloat64()
			if s.discrete {
				x[j] = float64(r.IntN(2))
			}
			eta += x[j] / 3
			d.Covariates[j] = append(d.Covariates[j], x[j])
		}
		exposure := 1.0
		if !s.equal {
			exposure = 0.25 + r.Float64()
		}
		u := r.Float64()
		latent := eta + math.Log(u/(1-u))
		d.Arm = append(d.Arm, arm)
		d.Exposure = append(d.Exposure, exposure)
		d.Response = append(d.Response, eta+r.NormFloat64())
		d.success = append(d.success, latent > 0)
		d.category = append(d.category, min(max(s.categories-1, 0), max(0, int(math.Floor(latent+float64(s.categories)/2)))))
		d.count = append(d.count, poissonCount(r, math.Exp(eta)*exposure*frailty(r, s.dispersion)))
	}
	return d
}

// frailty is a gamma variate with mean 1 and the variance given, a sum of
// exponentials: to the nearest that has a whole number of them.
func frailty(r *rand.Rand, variance float64) float64 {
	if variance == 0 {
		return 1
	}
	k := max(1, int(math.Round(1/variance)))
	s := 0.0
	for range k {
		s += r.ExpFloat64()
	}
	return s / float64(k)
}

// poissonCount counts the events of a unit rate before mu.
func poissonCount(r *rand.Rand, mu float64) int {
	k := 0
	for at := r.ExpFloat64(); at < mu; at += r.ExpFloat64() {
		k++
	}
	return k
}
