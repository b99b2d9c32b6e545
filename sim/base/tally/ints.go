package tally

import "math"

// IntsLimit bounds the integers that Ints can count: 0 ≤ x < IntsLimit.
const IntsLimit = keys

// Ints gives exact quantiles of integers 0 ≤ x < IntsLimit, such as numbers of
// patients, events and looks.
type Ints struct{ bins bins }

// Add counts the integer x. It panics if x is outside [0, IntsLimit).
func (h *Ints) Add(x int) {
	if uint(x) >= IntsLimit {
		panic("tally: integer is negative or too large")
	}
	h.bins.add(x)
}

// Merge adds the integers of o.
func (h *Ints) Merge(o *Ints) { h.bins.merge(&o.bins) }

// Reset empties h and keeps its memory.
func (h *Ints) Reset() { h.bins.reset() }

// N returns how many integers were counted.
func (h *Ints) N() int64 { return h.bins.n }

// Quantile returns the smallest integer x such that at least the share p (in
// [0, 1]) of all integers is ≤ x: definition 1 of [hyndman]. It is NaN if there
// are none.
func (h *Ints) Quantile(p float64) float64 {
	if h.bins.n == 0 {
		return math.NaN()
	}
	return float64(h.bins.quantile(p))
}

// Interval returns an interval for the p-quantile of the law of the integers,
// at the two-sided confidence of the normal quantile z (1.96 for 95 %): the
// order statistics of the ranks np ∓ z√(np(1−p)), rounded outward; ranks
// outside the sample are replaced by its extremes, which then hold less
// confidence. Both ends are NaN if there are no integers.
func (h *Ints) Interval(p, z float64) (lo, hi float64) {
	if h.bins.n == 0 {
		return math.NaN(), math.NaN()
	}
	from, to := h.bins.interval(p, z)
	return float64(from), float64(to)
}

// AppendBinary appends the canonical encoding of h to b.
func (h *Ints) AppendBinary(b []byte) []byte { return h.bins.appendBinary(b) }

// Decode sets h to the integers encoded at the front of b and returns the rest.
func (h *Ints) Decode(b []byte) (rest []byte, err error) {
	return h.bins.decode(b, func(int) bool { return true })
}
