package accrual

import (
	"embed"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

//go:embed *.go
var sources embed.FS

// Pattern is a way of arriving.
//
// Enter fills entry with the calendar times at which patients 1, 2, … enter,
// non-decreasing, drawing from the column s; without Random they are the same in
// every trial. Expected is the calendar time by which that many patients are
// expected to have entered.
type Pattern interface {
	spec.Kind
	Enter(entry []float64, s *rng.Stream)
	Random() bool
	Expected(size int) float64
}

// Kinds is the list of patterns.
var Kinds = spec.NewKinds[Pattern]("accrual", sources)

// arrivals fills counts with the operational times E₁ + … + Eᵢ of a Poisson
// process of rate 1.
func arrivals(counts []float64, s *rng.Stream) {
	s.Fill(counts, 0)
	num.NegLogs(counts)
	sum := 0.0
	for i, e := range counts {
		sum += e
		counts[i] = sum
	}
}
