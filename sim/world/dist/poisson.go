package dist

import (
	"simrun/sim/base/num"
	"simrun/sim/base/spec"
)

// Poisson is the law of a number of events that happen at a constant rate.
//
//	P(X = k) = exp(−rate)·rateᵏ/k!,  mean = variance = rate
//
// The rate is per unit of exposure [johnson2005, ch. 4].
type Poisson struct {
	// Rate is the expected number of events.
	Rate spec.Number `toml:"rate,required" range:"(0,inf)"`

	rate float64
	countTable
}

var _ = Kinds.Add("poisson", &Poisson{})

// Check has nothing to add: the range of the rate says it all.
func (l *Poisson) Check(*spec.Problems) {}

// Prepare tables the law.
func (l *Poisson) Prepare(draws []float64) { l.set(l.Rate.At(draws)) }

func (l *Poisson) set(rate float64) {
	l.rate = rate
	l.fill(l)
}

// Mean is the rate.
func (l *Poisson) Mean() float64 { return l.rate }

// Variance is the rate.
func (l *Poisson) Variance() float64 { return l.rate }

func (l *Poisson) exact(k float64) float64 { return num.GammaQ(k+1, l.rate) }

func (l *Poisson) ratio(k float64) float64 { return l.rate / (k + 1) }

func (l *Poisson) rescale(of rated, by float64) { l.set(of.(*Poisson).rate * by) }

func (l *Poisson) blank() rated { return &Poisson{} }
