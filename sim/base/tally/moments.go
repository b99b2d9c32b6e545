package tally

import (
	"math"
	"math/big"
)

// Moments gives mean and variance of N values from their exact sum and the
// exact sum of their squares, so that nothing cancels: the variance of equal
// values is 0, and adding a constant to all of them changes it only through
// the rounding of the values themselves.
//
// Values must lie within ±1e154, else Add panics because a square overflows.
// Below 1e-146 in absolute value a square is no longer exact, but still
// reproducible.
type Moments struct {
	N       int64 // number of values
	sum     Sum
	squares Sum
}

// Add counts the value x. It panics if x is infinite, not a number, or so large
// that its square overflows.
func (m *Moments) Add(x float64) {
	// The square as an unevaluated sum of two float64, by splitting x in halves:
	// [ogita] algorithms 3.2 and 3.3.
	square := float64(x * x)
	hi := math.Float64frombits(math.Float64bits(x) &^ (1<<27 - 1))
	lo := x - hi
	rest := float64(lo*lo) - ((square - float64(hi*hi)) - float64(2*float64(hi*lo)))
	m.squares.Add(square)
	m.squares.Add(rest)
	m.sum.Add(x)
	m.N++
}

// Merge adds the values of o.
func (m *Moments) Merge(o *Moments) {
	m.N += o.N
	m.sum.Merge(&o.sum)
	m.squares.Merge(&o.squares)
}

// Mean returns the mean; NaN if there are no values.
func (m *Moments) Mean() float64 {
	if m.N == 0 {
		return math.NaN()
	}
	return ratio(m.sum.Big(), count(m.N))
}

// Variance returns the sample variance (Σx² − (Σx)²/N)/(N − 1), computed from
// the exact sums and rounded at the end; NaN for fewer than two values.
func (m *Moments) Variance() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	// (N·Σx² − (Σx)²) / (N·(N−1)), with the numerator exact.
	sum, n := m.sum.Big(), count(m.N)
	numerator := exact().Mul(n, m.squares.Big())
	numerator.Sub(numerator, exact().Mul(sum, sum))
	if numerator.Sign() < 0 { // only by underflow of the squares
		return 0
	}
	return ratio(numerator, exact().Mul(n, count(m.N-1)))
}

// SE returns the standard error √(Variance/N) of the mean; NaN for fewer than
// two values.
func (m *Moments) SE() float64 {
	return math.Sqrt(m.Variance() / float64(m.N))
}

// AppendBinary appends the canonical encoding of m to b.
func (m *Moments) AppendBinary(b []byte) []byte {
	return m.squares.AppendBinary(m.sum.AppendBinary(appendCounts(b, m.N)))
}

// Decode sets m to the moments encoded at the front of b and returns the rest.
func (m *Moments) Decode(b []byte) (rest []byte, err error) {
	var t Moments
	if rest, err = decodeCounts(b, &t.N); err != nil {
		return b, err
	}
	if rest, err = t.sum.Decode(rest); err != nil {
		return b, err
	}
	if rest, err = t.squares.Decode(rest); err != nil {
		return b, err
	}
	// No values, no sums; and squares are never negative.
	negative, _ := t.squares.magnitude()
	if negative || t.N == 0 && t != (Moments{}) {
		return b, errMalformed
	}
	*m = t
	return rest, nil
}

// exact returns a zero that holds any product of two sums without rounding: a
// sum has at most 2,176 bits, and a count 63.
func exact() *big.Float { return new(big.Float).SetPrec(2*32*chunks + 64) }

func count(n int64) *big.Float { return exact().SetInt64(n) }

// ratio returns the float64 nearest to a/b. The quotient is first rounded to
// odd, which no second rounding to fewer bits can tell from the exact one.
func ratio(a, b *big.Float) float64 {
	const bits = 128
	q := new(big.Float).SetPrec(bits).SetMode(big.ToZero).Quo(a, b)
	if q.Acc() != big.Exact && q.MinPrec() < bits { // truncated to even
		last := new(big.Float).SetMantExp(big.NewFloat(0.5), q.MantExp(nil)-bits+1)
		if q.Signbit() {
			last.Neg(last)
		}
		q.Add(q, last)
	}
	v, _ := q.SetMode(big.ToNearestEven).Float64()
	return v
}
