package accrual

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Poisson lets patients arrive as a Poisson process of constant rate.
//
//	entryᵢ = (E₁ + … + Eᵢ)/rate, Eᵢ standard exponential
//
// [cinlar1975].
type Poisson struct {
	// Rate is the expected number of patients per time unit.
	Rate float64 `toml:"rate,required" range:"(0,inf)"`
}

var _ = Kinds.Add("poisson", &Poisson{})

// Check finds nothing to object to.
func (*Poisson) Check(*spec.Problems) {}

// Enter draws the arrivals.
func (a *Poisson) Enter(entry []float64, s *rng.Stream) {
	arrivals(entry, s)
	for i := range entry {
		entry[i] /= a.Rate
	}
}

// Random is true.
func (*Poisson) Random() bool { return true }

// Expected is size/rate.
func (a *Poisson) Expected(size int) float64 { return float64(size) / a.Rate }
