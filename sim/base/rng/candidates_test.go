package rng

import (
	"math/bits"
	"math/rand/v2"
	"testing"
)

// The generators among which the choice recorded in doc.go was made. Each
// fills a column of uniforms with its state in locals, as sfc64.fill does.

type xoshiro256pp [4]uint64

func (g *xoshiro256pp) fill(u []float64) {
	s0, s1, s2, s3 := g[0], g[1], g[2], g[3]
	for i := range u {
		w := bits.RotateLeft64(s0+s3, 23) + s0
		t := s1 << 17
		s2 ^= s0
		s3 ^= s1
		s1 ^= s2
		s0 ^= s3
		s2 ^= t
		s3 = bits.RotateLeft64(s3, 45)
		u[i] = uniform(w)
	}
	*g = xoshiro256pp{s0, s1, s2, s3}
}

type pcgDXSM struct{ hi, lo uint64 }

func (g *pcgDXSM) fill(u []float64) {
	const (
		cheap        = 0xda942042e4dd58b5
		mulHi, mulLo = 2549297995355413924, 4865540595714422341
		incHi, incLo = 6364136223846793005, 1442695040888963407
	)
	hi, lo := g.hi, g.lo
	for i := range u {
		// Output from the state before the step, so that both overlap.
		w := hi
		w ^= w >> 32
		w *= cheap
		w ^= w >> 48
		w *= lo | 1
		h, l := bits.Mul64(lo, mulLo)
		h += hi*mulLo + lo*mulHi
		var carry uint64
		lo, carry = bits.Add64(l, incLo, 0)
		hi, _ = bits.Add64(h, incHi, carry)
		u[i] = uniform(w)
	}
	g.hi, g.lo = hi, lo
}

type philox struct{ key, counter [2]uint64 }

func (g *philox) block(counter uint64) (x [4]uint64) {
	const m0, m1, w0, w1 = 0xd2e7470ee14c6c93, 0xca5a826395121157, 0x9e3779b97f4a7c15, 0xbb67ae8584caa73b
	x0, x1, x2, x3 := counter, uint64(0), g.counter[0], g.counter[1]
	k0, k1 := g.key[0], g.key[1]
	for range 10 {
		h0, l0 := bits.Mul64(m0, x0)
		h1, l1 := bits.Mul64(m1, x2)
		x0, x1, x2, x3 = h1^x1^k0, l1, h0^x3^k1, l0
		k0 += w0
		k1 += w1
	}
	return [4]uint64{x0, x1, x2, x3}
}

func (g *philox) fill(u []float64) {
	for i := 0; i+4 <= len(u); i += 4 {
		x := g.block(uint64(i))
		u[i], u[i+1], u[i+2], u[i+3] = uniform(x[0]), uniform(x[1]), uniform(x[2]), uniform(x[3])
	}
}

type chacha8 struct{ *rand.ChaCha8 }

func (g chacha8) fill(u []float64) {
	for i := range u {
		u[i] = uniform(g.Uint64())
	}
}

// BenchmarkCandidate reports the cost of one uniform (ns/op) in columns of 256.
func BenchmarkCandidate(b *testing.B) {
	candidates := []struct {
		name string
		gen  interface{ fill([]float64) }
	}{
		{"sfc64", &sfc64{1, 2, 3, 1}},
		{"xoshiro256++", &xoshiro256pp{1, 2, 3, 4}},
		{"pcg-dxsm", &pcgDXSM{1, 2}},
		{"philox4x64-10", &philox{}},
		{"chacha8", chacha8{rand.NewChaCha8([32]byte{})}},
	}
	for _, c := range candidates {
		b.Run(c.name, func(b *testing.B) {
			u := make([]float64, blockSize)
			for n := b.N; n > 0; n -= len(u) {
				c.gen.fill(u)
			}
		})
	}
}

// TestCandidatesAreThePublishedGenerators keeps the comparison honest.
func TestCandidatesAreThePublishedGenerators(t *testing.T) {
	// Random123 kat_vectors: philox4x64 10, zero counter and key.
	if got := (&philox{}).block(0); got != [4]uint64{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b} {
		t.Errorf("philox4x64-10: %x", got)
	}
	// xoshiro256plusplus.c, state {1, 2, 3, 4}.
	x, u := xoshiro256pp{1, 2, 3, 4}, make([]float64, 4)
	x.fill(u)
	for i, w := range []uint64{41943041, 58720359, 3588806011781223, 3591011842654386} {
		if u[i] != uniform(w) {
			t.Errorf("xoshiro256++ word %d: %v, want that of %d", i, u[i], w)
		}
	}
	// math/rand/v2.PCG is PCG-DXSM with the step before the output.
	p, q := rand.NewPCG(5, 6), pcgDXSM{5, 6}
	q.fill(u[:1]) // v2 steps before it outputs
	q.fill(u)
	for i := range u {
		if want := uniform(p.Uint64()); u[i] != want {
			t.Errorf("pcg-dxsm word %d: %v, want %v", i, u[i], want)
		}
	}
}

func BenchmarkSeek(b *testing.B) {
	var s Stream
	var sum float64
	for i := 0; b.Loop(); i++ {
		s.Seek(1, int64(i), 7)
		sum += s.Uniform(0)
	}
	sink = sum
}

func BenchmarkSequence(b *testing.B) {
	var s Stream
	s.Seek(1, 2, 3)
	var sum float64
	for i := 0; b.Loop(); i++ {
		q := s.Sequence(i & 1023)
		sum += q.Next()
	}
	sink = sum
}

func BenchmarkUniformAscending(b *testing.B) {
	var s Stream
	s.Seek(1, 2, 3)
	var sum float64
	for i := 0; b.Loop(); i++ {
		sum += s.Uniform(i & (1<<20 - 1))
	}
	sink = sum
}

// BenchmarkFill reports the cost of one uniform (ns/op) with Seek and keying
// included, for trials of 64, 400 and 4,096 patients.
func BenchmarkFill(b *testing.B) {
	for _, c := range []struct {
		name string
		n    int
	}{{"64", 64}, {"400", 400}, {"4096", 4096}} {
		b.Run(c.name, func(b *testing.B) {
			var s Stream
			u := make([]float64, c.n)
			trial := int64(0)
			for n := b.N; n > 0; n -= len(u) {
				s.Seek(1, trial, 7)
				s.Fill(u, 0)
				trial++
			}
		})
	}
}

var sink float64
