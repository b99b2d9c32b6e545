package accrual

import (
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Piecewise lets patients arrive at a rate that changes at given calendar times.
//
//	λ(t) = rateⱼ for fromⱼ ≤ t < fromⱼ₊₁; entryᵢ = Λ⁻¹(E₁ + … + Eᵢ), or Λ⁻¹(i)
//
// The first piece starts at 0, the last goes on for ever. By default arrivals
// are a Poisson process [cinlar1975]; with poisson = false they are evenly
// spaced within the pieces, and not random.
type Piecewise struct {
	// From holds the calendar times at which the pieces start: 0 first, increasing.
	From []float64 `toml:"from,required" range:"[0,inf)"`
	// Rate holds the patients per time unit of each piece; the last is positive.
	Rate []float64 `toml:"rate,required" range:"[0,inf)"`
	// Poisson says that arrivals are random.
	Poisson bool `toml:"poisson"`
}

var _ = Kinds.Add("piecewise", &Piecewise{Poisson: true})

// Check reports pieces that do not fit together.
func (a *Piecewise) Check(p *spec.Problems) {
	switch {
	case len(a.From) != len(a.Rate):
		p.At("rate").Report("give one rate for each start of a piece", "has %d rates for %d pieces", len(a.Rate), len(a.From))
		return
	case len(a.From) == 0:
		p.At("from").Add("has no piece", "start with 0")
		return
	case a.From[0] != 0:
		p.At("from").Index(1).Add("the first piece does not start at 0", "start with 0; a rate of 0 is allowed")
	}
	for j := 1; j < len(a.From); j++ {
		if !(a.From[j] > a.From[j-1]) {
			p.At("from").Index(j+1).Add("does not come after the piece before it", "list the starts in increasing order")
		}
	}
	if !(a.Rate[len(a.Rate)-1] > 0) {
		p.At("rate").Index(len(a.Rate)).Add("the last rate is 0, so enrollment would never be complete", "end with a positive rate")
	}
}

// Enter draws or spaces the arrivals.
func (a *Piecewise) Enter(entry []float64, s *rng.Stream) {
	if a.Poisson {
		arrivals(entry, s)
	} else {
		for i := range entry {
			entry[i] = float64(i + 1)
		}
	}
	w := walk{pieces: a}
	for i, count := range entry {
		entry[i] = w.time(count)
	}
}

// Random is whether arrivals are a Poisson process.
func (a *Piecewise) Random() bool { return a.Poisson }

// Expected is Λ⁻¹(size).
func (a *Piecewise) Expected(size int) float64 {
	w := walk{pieces: a}
	return w.time(float64(size))
}

// walk inverts Λ for increasing counts.
type walk struct {
	pieces *Piecewise
	piece  int
	before float64 // Λ at the start of the piece
}

// time is Λ⁻¹(count): the first time at which Λ reaches it.
func (w *walk) time(count float64) float64 {
	from, rate := w.pieces.From, w.pieces.Rate
	for w.piece+1 < len(from) {
		end := w.before + float64(rate[w.piece]*(from[w.piece+1]-from[w.piece]))
		if count <= end {
			break
		}
		w.before = end
		w.piece++
	}
	t := from[w.piece] + (count-w.before)/rate[w.piece]
	if w.piece+1 < len(from) {
		t = min(t, from[w.piece+1]) // which rounding may pass
	}
	return t
}
