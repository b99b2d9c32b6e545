package tally

import (
	"encoding/binary"
	"math"
	"math/big"
)

// The small superaccumulator of [neal]: a fixed-point number that spans all of
// float64, cut into chunks of 64 bits that overlap by 32.
const (
	chunks    = 68    // [neal] has 67; one more lets every sum fit 32 bits a chunk
	chunkBits = 32    // the step from a chunk to the next: low-order exponent bits are 5
	bias      = 1075  // the lowest bit of chunk 0 is worth 2⁻¹⁰⁷⁵
	room      = 2_046 // additions of at most 2⁵² that an int64 chunk surely holds
)

// Sum is the exact sum of any number of finite values: no rounding happens
// before Value.
type Sum struct {
	// The sum is Σ chunk[i]·2^(32i−1075). Chunks are signed and may be out of
	// range until carries are propagated.
	chunk   [chunks]int64
	pending int // additions since the carries were last propagated
}

// Add adds x. It panics if x is infinite or not a number.
func (s *Sum) Add(x float64) {
	if s.pending == room {
		s.propagate()
	}
	s.pending++

	// Take x apart; a subnormal has exponent 1 and no hidden bit.
	b := math.Float64bits(x)
	e := b >> 52 & 0x7ff
	m := b & (1<<52 - 1)
	switch e {
	case 0:
		e = 1
	case 0x7ff:
		panic("tally: sum of a value that is not finite")
	default:
		m |= 1 << 52
	}

	// As in [neal], the five low bits of the exponent shift the mantissa, the
	// six high bits choose the chunk; what exceeds 32 bits goes to the next.
	low := int64(m << (e & 31) & (1<<chunkBits - 1))
	high := int64(m >> (chunkBits - e&31))
	sign := int64(b) >> 63
	i := e >> 5 & 63
	s.chunk[i] += low ^ sign - sign
	s.chunk[i+1] += high ^ sign - sign
}

// Merge adds the sum o, which it leaves unchanged.
func (s *Sum) Merge(o *Sum) {
	s.propagate()
	for i, c := range o.chunk {
		s.chunk[i] += c
	}
	s.propagate()
}

// propagate carries the excess of every chunk into the next.
// Afterwards all but the highest chunk are in [0, 2³²), which makes the chunks
// a function of the sum alone.
//
// Note: [neal] leaves small negative chunks where that saves time; here one
// form per value is worth more.
func (s *Sum) propagate() {
	var carry int64
	for i := range chunks - 1 {
		c := s.chunk[i] + carry
		s.chunk[i] = c & (1<<chunkBits - 1)
		carry = c >> chunkBits
	}
	s.chunk[chunks-1] += carry
	s.pending = 0
}

// magnitude returns the sign of the sum and the digits of its absolute value in
// base 2³².
func (s *Sum) magnitude() (negative bool, digits [chunks]uint32) {
	t := *s
	t.propagate()
	if negative = t.chunk[chunks-1] < 0; negative {
		for i := range t.chunk {
			t.chunk[i] = -t.chunk[i]
		}
		t.propagate()
	}
	for i, c := range t.chunk {
		digits[i] = uint32(c)
	}
	return negative, digits
}

// Big returns the exact sum.
func (s *Sum) Big() *big.Float {
	negative, digits := s.magnitude()
	var b [4 * chunks]byte
	for i, d := range digits {
		binary.BigEndian.PutUint32(b[4*(chunks-1-i):], d)
	}
	// A big.Float of precision 0 takes the precision that its value needs.
	f := new(big.Float).SetInt(new(big.Int).SetBytes(b[:]))
	f.SetMantExp(f, -bias)
	if negative {
		f.Neg(f)
	}
	return f
}

// Value returns the float64 nearest to the exact sum, ties to even; ±Inf if
// that overflows. The empty sum is +0.
func (s *Sum) Value() float64 {
	v, _ := s.Big().Float64()
	return v
}

// AppendBinary appends the canonical encoding: sign, index of the lowest
// nonzero digit in base 2³², number of digits up to the highest nonzero one, and
// these digits, low first.
func (s *Sum) AppendBinary(b []byte) []byte {
	negative, digits := s.magnitude()
	lo, hi := 0, chunks
	for hi > 0 && digits[hi-1] == 0 {
		hi--
	}
	for lo < hi && digits[lo] == 0 {
		lo++
	}
	sign := byte(0)
	if negative {
		sign = 1
	}
	b = append(b, sign, byte(lo), byte(hi-lo))
	for _, d := range digits[lo:hi] {
		b = binary.LittleEndian.AppendUint32(b, d)
	}
	return b
}

// Decode sets s to the sum encoded at the front of b and returns the rest.
func (s *Sum) Decode(b []byte) (rest []byte, err error) {
	if len(b) < 3 {
		return b, errShort
	}
	sign, lo, n := b[0], int(b[1]), int(b[2])
	if len(b) < 3+4*n {
		return b, errShort
	}
	var t Sum
	digits := b[3 : 3+4*n]
	for i := 0; i < n && lo+i < chunks; i++ {
		t.chunk[lo+i] = int64(binary.LittleEndian.Uint32(digits[4*i:]))
	}
	switch {
	case sign > 1, lo+n > chunks, n == 0 && (sign != 0 || lo != 0):
		return b, errMalformed
	case n > 0 && (t.chunk[lo] == 0 || t.chunk[lo+n-1] == 0), t.chunk[chunks-1] > 1<<18: // 2⁶³ values of 2¹⁰²⁴
		return b, errMalformed
	}
	if sign == 1 {
		for i := range t.chunk {
			t.chunk[i] = -t.chunk[i]
		}
		t.propagate()
	}
	*s = t
	return b[3+4*n:], nil
}
