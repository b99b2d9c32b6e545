package rng

import "math/bits"

// sfc64 is the generator of [practrand]: 192 bits of chaotic state driven by
// a counter, so that every period is at least 2⁶⁴.
type sfc64 struct{ a, b, c, counter uint64 }

// next returns one word. A step is a bijection of (a, b, c) for a given
// counter, on which the disjointness of streams rests (see the package
// comment).
func (g *sfc64) next() uint64 {
	w := g.a + g.b + g.counter
	g.counter++
	g.a = g.b ^ g.b>>11
	g.b = g.c + g.c<<3
	g.c = bits.RotateLeft64(g.c, 24) + w
	return w
}

// skip discards n words.
func (g *sfc64) skip(n int) {
	h := *g
	for range n {
		h.next()
	}
	*g = h
}

// fill writes one uniform per word into u.
//
// Note: the state is held in locals because the compiler keeps a struct behind
// a pointer in memory, which costs a factor of two.
func (g *sfc64) fill(u []float64) {
	a, b, c, counter := g.a, g.b, g.c, g.counter
	for i := range u {
		w := a + b + counter
		counter++
		a = b ^ b>>11
		b = c + c<<3
		c = bits.RotateLeft64(c, 24) + w
		u[i] = uniform(w)
	}
	g.a, g.b, g.c, g.counter = a, b, c, counter
}

// uniform maps a word to the midpoint of one of 2⁵² equal cells of (0, 1).
func uniform(w uint64) float64 {
	return float64(int64(w>>11|1)) * 0x1p-53
}
