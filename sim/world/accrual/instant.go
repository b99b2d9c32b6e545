package accrual

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Instant lets every patient enter at calendar time 0.
//
//	entryᵢ = 0
type Instant struct{}

var _ = Kinds.Add("instant", &Instant{})

// Check finds nothing to object to.
func (*Instant) Check(*spec.Problems) {}

// Enter sets every entry to 0.
func (*Instant) Enter(entry []float64, _ *rng.Stream) { clear(entry) }

// Random is false: nothing is drawn.
func (*Instant) Random() bool { return false }

// Expected is 0.
func (*Instant) Expected(int) float64 { return 0 }
