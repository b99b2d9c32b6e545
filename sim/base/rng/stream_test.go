package rng

import (
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func at(seed uint64, trial int64, slot Slot) *Stream {
	s := new(Stream)
	s.Seek(seed, trial, slot)
	return s
}

// TestGeneratorIsThePublishedOne compares with the words that the tool of
// [practrand] prints: RNG_output sfc64 64 <seed>. It sets all three words of
// the state to the seed and discards twelve words.
func TestGeneratorIsThePublishedOne(t *testing.T) {
	published := map[uint64][]uint64{
		0: {
			0x3acfa029e3cc6041, 0xf5b6515bf2ee419c, 0x1259635894a29b61, 0x0b6ae75395f8ebd6,
			0x225622285ce302e2, 0x520d28611395cb21, 0xdb909c818901599d, 0x8ffd195365216f57,
		},
		0x87bc440d3f300ce1: {
			0x145ad72a58ef02af, 0x794b77692bb3ba6c, 0xb0b276c99fd67b27, 0x818bd0f2b8956c45,
			0xade42a16cb2bdab7, 0xf934d7fc2d39ed86, 0xb989400313436b9d, 0x3910b9dc0af18aa0,
		},
	}
	for seed, words := range published {
		g := sfc64{seed, seed, seed, 1}
		g.skip(12)
		h, u := g, make([]float64, len(words))
		h.fill(u)
		for i, want := range words {
			if got := g.next(); got != want || u[i] != uniform(want) {
				t.Errorf("seed %#x, word %d: %#x and uniform %v, want %#x", seed, i, got, u[i], want)
			}
		}
	}
}

// address draws addresses that lie close together as well as far apart.
func address(t *rapid.T) *Stream {
	word := rapid.OneOf(rapid.Uint64Range(0, 3), rapid.Uint64())
	return at(word.Draw(t, "seed"), int64(word.Draw(t, "trial")), Slot(word.Draw(t, "slot")))
}

func TestAnyRangeIsAPartOfTheWhole(t *testing.T) {
	const n = 3*blockSize + 17
	rapid.Check(t, func(t *rapid.T) {
		s := address(t)
		fresh := *s
		whole := make([]float64, n)
		s.Fill(whole, 0)
		part := make([]float64, n)
		// Any requests in any order, on the same Stream and on a fresh copy.
		for range rapid.IntRange(1, 8).Draw(t, "requests") {
			lo := rapid.IntRange(0, n-1).Draw(t, "lo")
			hi := rapid.IntRange(lo, n).Draw(t, "hi")
			user := s
			if rapid.Bool().Draw(t, "fresh") {
				c := fresh
				user = &c
			}
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				user.Fill(part[lo:hi], lo)
				if !slices.Equal(part[lo:hi], whole[lo:hi]) {
					t.Fatalf("Fill of [%d, %d) differs from the whole", lo, hi)
				}
			case 1:
				if got := user.Uniform(lo); got != whole[lo] {
					t.Fatalf("Uniform(%d) = %v, want %v", lo, got, whole[lo])
				}
			case 2:
				for i := lo; i < hi; i += 1 + i%5 {
					if got := user.Uniform(i); got != whole[i] {
						t.Fatalf("Uniform(%d) = %v, want %v, in ascending order", i, got, whole[i])
					}
				}
			}
		}
	})
}

func TestSequenceDependsOnItsAddressAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := address(t)
		fresh := *s
		patient := rapid.IntRange(0, 1<<31-1).Draw(t, "patient")
		s.Fill(make([]float64, 10), rapid.IntRange(0, 1000).Draw(t, "before"))
		a, b := s.Sequence(patient), fresh.Sequence(patient)
		for range 10 {
			if x, y := a.Next(), b.Next(); x != y {
				t.Fatalf("%v ≠ %v", x, y)
			}
		}
		// Nor does it move the column.
		if x, y := s.Uniform(5), fresh.Uniform(5); x != y {
			t.Fatalf("column %v ≠ %v", x, y)
		}
	})
}

func TestUniformsAreInTheOpenIntervalOnTheirGrid(t *testing.T) {
	if lo, hi := uniform(0), uniform(math.MaxUint64); lo != 0x1p-53 || hi != 1-0x1p-53 {
		t.Errorf("extremes %v and %v", lo, hi)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.Uint64().Draw(t, "word")
		u := uniform(w)
		if !(0 < u && u < 1) || u != float64(2*(w>>12)+1)/0x1p53 {
			t.Fatalf("uniform(%#x) = %v", w, u)
		}
		// The mirrored word has the mirrored uniform, exactly.
		if v := uniform(^w); v != 1-u || 1-v != u {
			t.Fatalf("1 − %v = %v, but the mirror is %v", u, 1-u, v)
		}
	})
}

// TestKeyingAvalanches flips every single bit of seed, trial, slot and block in
// turn; each bit of the first word must then change in half of the cases. The
// flips of one pair of bits are binomial; with 215·64 pairs tested two-sided,
// a false alarm has a probability below 1e-7 in all at |z| = 6.9.
func TestKeyingAvalanches(t *testing.T) {
	const n, limit = 1000, 6.9
	const blockBits = 23 // patients below 2³¹
	for in := range 3*64 + blockBits {
		var changed [64]int
		for i := range uint64(n) {
			// Small words, as users choose them; the slot is a hash.
			k := [4]uint64{i % 10, i / 10, uint64(NewSlot("a")) + i, i % 4}
			before := firstWord(k)
			k[in/64] ^= 1 << (in % 64)
			for d := before ^ firstWord(k); d != 0; d &= d - 1 {
				changed[bits.TrailingZeros64(d)]++
			}
		}
		for out, c := range changed {
			if z := (float64(c) - n/2) / math.Sqrt(n/4); math.Abs(z) > limit {
				t.Errorf("bit %d of word %d changes bit %d in %d of %d cases", in%64, in/64, out, c, n)
			}
		}
	}
}

func firstWord(k [4]uint64) uint64 {
	s := at(k[0], int64(k[1]), Slot(k[2]))
	s.position(int(k[3]) * blockSize)
	return s.gen.next()
}

func TestNegativePatientPanics(t *testing.T) {
	s := at(1, 2, 3)
	for _, f := range []func(){
		func() { s.Uniform(-1) },
		func() { s.Fill(make([]float64, 1), -1) },
		func() { s.Sequence(-1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		}()
	}
}

func TestDrawingDoesNotAllocate(t *testing.T) {
	u := make([]float64, 1000)
	var sum float64
	if got := testing.AllocsPerRun(10, func() {
		var s Stream
		s.Seek(1, 2, NewSlot("enrollment.accrual"))
		s.Fill(u, 100)
		q := s.Sequence(3)
		sum += s.Uniform(7) + q.Next()
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
	sink = sum
}
