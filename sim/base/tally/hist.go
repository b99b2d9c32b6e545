package tally

import "math"

// Hist gives quantiles of real values. A value is kept as its sign, its
// exponent and the nine leading bits of its mantissa: bins are 1/512 wide
// relative to the lower end of their binade, and a value is represented by
// the end of its bin that is nearer to zero. So 0, integers below 1,024,
// halves below 512 and so on are exact, and other values appear too near to
// zero by less than 1/512 of themselves (of 2⁻¹⁰²², if they are subnormal).
// ±Inf are allowed and have bins of their own.
type Hist struct{ bins bins }

const (
	histShift    = 52 - 9
	histNegative = keys / 2                // keys below are of negative values
	histInf      = histNegative | 0x7ff<<9 // the key of +Inf
)

// histKey maps x to its bin; keys are ordered as values are.
func histKey(x float64) int {
	b := math.Float64bits(x)
	key := int(b >> histShift)
	if x == 0 {
		return histNegative // +0 and −0
	}
	if key < histNegative {
		return key | histNegative
	}
	return keys - 1 - key
}

// histEnds returns the values that bound the bin from below and from above,
// both finite except for ±Inf.
func histEnds(key int) (lo, hi float64) {
	if key < histNegative {
		lo, hi = histEnds(keys - 1 - key)
		return -hi, -lo
	}
	b := uint64(key&^histNegative) << histShift
	lo = math.Float64frombits(b)
	if key == histInf {
		return lo, lo
	}
	// The last number of the bin, rather than the first of the next one.
	return lo, math.Float64frombits(b | (1<<histShift - 1))
}

// Add counts the value x. It panics if x is not a number.
func (h *Hist) Add(x float64) {
	if x != x {
		panic("tally: histogram of a value that is not a number")
	}
	h.bins.add(histKey(x))
}

// Merge adds the values of o.
func (h *Hist) Merge(o *Hist) { h.bins.merge(&o.bins) }

// Reset empties h and keeps its memory.
func (h *Hist) Reset() { h.bins.reset() }

// N returns the number of values.
func (h *Hist) N() int64 { return h.bins.n }

// Quantile returns, up to the width of a bin, the smallest value x such that at
// least the share p (in [0, 1]) of all values is ≤ x: definition 1 of
// [hyndman]. It is NaN if there are no values.
func (h *Hist) Quantile(p float64) float64 {
	if h.bins.n == 0 {
		return math.NaN()
	}
	lo, hi := histEnds(h.bins.quantile(p))
	if hi <= 0 {
		return hi + 0 // not −0
	}
	return lo
}

// Interval returns an interval for the p-quantile of the law of the values, at
// the two-sided confidence of the normal quantile z (1.96 for 95 %). It runs
// from the lower end of one bin to the upper end of another, which are those
// of the two order statistics of the ranks np ∓ z√(np(1−p)), rounded outward;
// ranks outside the sample are replaced by its extremes, which then hold less
// confidence. Both ends are NaN if there are no values.
func (h *Hist) Interval(p, z float64) (lo, hi float64) {
	if h.bins.n == 0 {
		return math.NaN(), math.NaN()
	}
	from, to := h.bins.interval(p, z)
	lo, _ = histEnds(from)
	_, hi = histEnds(to)
	return lo, hi
}

// AppendBinary appends the canonical encoding of h to b.
func (h *Hist) AppendBinary(b []byte) []byte { return h.bins.appendBinary(b) }

// Decode sets h to the histogram encoded at the front of b and returns the
// rest.
func (h *Hist) Decode(b []byte) (rest []byte, err error) {
	return h.bins.decode(b, func(key int) bool {
		return key <= histInf && key >= keys-1-histInf // NaN has no bin
	})
}
