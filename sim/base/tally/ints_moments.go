package tally

import (
	"math"
	"math/big"
)

// Mean returns the mean of the integers, rounded once; NaN if there are none.
func (h *Ints) Mean() float64 {
	if h.bins.n == 0 {
		return math.NaN()
	}
	sum, _ := h.sums()
	return quotient(sum, big.NewInt(h.bins.n))
}

// Variance returns the sample variance (Σx² − (Σx)²/N)/(N − 1), exact until it is
// rounded once; NaN for fewer than two integers.
func (h *Ints) Variance() float64 {
	if h.bins.n < 2 {
		return math.NaN()
	}
	sum, squares := h.sums()
	n := big.NewInt(h.bins.n)
	numerator := new(big.Int).Mul(n, squares)
	numerator.Sub(numerator, sum.Mul(sum, sum))
	return quotient(numerator, n.Mul(n, big.NewInt(h.bins.n-1)))
}

// SE returns the standard error √(Variance/N) of the mean; NaN for fewer than
// two integers.
func (h *Ints) SE() float64 { return math.Sqrt(h.Variance() / float64(h.bins.n)) }

// sums returns Σx and Σx².
func (h *Ints) sums() (sum, squares *big.Int) {
	sum, squares = new(big.Int), new(big.Int)
	h.bins.each(func(x int, times int64) bool {
		part := big.NewInt(times)
		key := big.NewInt(int64(x))
		sum.Add(sum, part.Mul(part, key))
		squares.Add(squares, part.Mul(part, key))
		return true
	})
	return sum, squares
}

// quotient is a/b, rounded once.
func quotient(a, b *big.Int) float64 {
	q, _ := new(big.Rat).SetFrac(a, b).Float64()
	return q
}
