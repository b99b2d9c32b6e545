package accrual

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Uniform lets patients enter one after the other, evenly spaced and not random.
//
//	entryᵢ = i/rate, or i·duration/size
//
// Give exactly one of rate and duration.
type Uniform struct {
	// Rate is the number of patients per time unit.
	Rate *float64 `toml:"rate" range:"(0,inf)"`
	// Duration is the calendar time at which the last patient enters.
	Duration *float64 `toml:"duration" range:"(0,inf)"`
}

var _ = Kinds.Add("uniform", &Uniform{})

// Check reports when not exactly one parameter is given.
func (a *Uniform) Check(p *spec.Problems) {
	if (a.Rate == nil) == (a.Duration == nil) {
		p.Add("needs exactly one of rate, duration", "rate is in patients per time unit")
	}
}

// Enter spaces the entries evenly.
func (a *Uniform) Enter(entry []float64, _ *rng.Stream) {
	for i := range entry {
		entry[i] = a.at(i+1, len(entry))
	}
}

// Random is false: nothing is drawn.
func (*Uniform) Random() bool { return false }

// Expected is the entry of the last patient.
func (a *Uniform) Expected(size int) float64 { return a.at(size, size) }

func (a *Uniform) at(i, size int) float64 {
	if a.Rate != nil {
		return float64(i) / *a.Rate
	}
	return float64(i) * *a.Duration / float64(size)
}
