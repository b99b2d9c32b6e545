package tally

import (
	"math/rand/v2"
	"testing"
)

// observations are values as trials give them: durations, estimates, sizes.
func observations(n int) []float64 {
	rng := rand.New(rand.NewPCG(3, 4))
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = rng.NormFloat64()*20 + 40
	}
	return xs
}

func TestAddDoesNotAllocate(t *testing.T) {
	var (
		c Count
		p Pair
		s Sum
		m Moments
		h Hist
		n Ints
	)
	xs := observations(1000)
	all := func() {
		for i, x := range xs {
			c.Add(x > 0)
			p.Add(x > 0, x > 1)
			s.Add(x)
			m.Add(x)
			h.Add(x)
			n.Add(i)
		}
	}
	all() // first touch
	if got := testing.AllocsPerRun(10, all); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func TestMergeDoesNotAllocate(t *testing.T) {
	xs := observations(1000)
	s, m, h := sumOf(xs), momentsOf(xs), histOf(xs)
	t1, m1, h1 := sumOf(xs), momentsOf(xs), histOf(xs)
	if got := testing.AllocsPerRun(10, func() {
		s.Merge(t1)
		m.Merge(m1)
		h.Merge(h1)
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkAdd(b *testing.B) {
	xs := observations(1024)
	var sum float64
	var s Sum
	var m Moments
	var h Hist
	var n Ints
	var c Count
	for _, k := range []struct {
		name string
		add  func(x float64)
	}{
		{"float64", func(x float64) { sum += x }}, // the cost of += and of the call
		{"count", func(x float64) { c.Add(x > 0) }},
		{"sum", s.Add},
		{"moments", m.Add},
		{"hist", h.Add},
		{"ints", func(x float64) { n.Add(int(x) & 1023) }},
	} {
		b.Run(k.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				k.add(xs[i&1023])
			}
		})
	}
}

func BenchmarkMerge(b *testing.B) {
	xs := observations(1024)
	b.Run("sum", func(b *testing.B) {
		s, o := sumOf(xs), sumOf(xs)
		for b.Loop() {
			s.Merge(o)
		}
	})
	b.Run("hist", func(b *testing.B) {
		h, o := histOf(xs), histOf(xs)
		for b.Loop() {
			h.Merge(o)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	xs := observations(1024)
	b.Run("sum", func(b *testing.B) {
		s := sumOf(xs)
		for b.Loop() {
			s.Value()
		}
	})
	b.Run("variance", func(b *testing.B) {
		m := momentsOf(xs)
		for b.Loop() {
			m.Variance()
		}
	})
	b.Run("quantile", func(b *testing.B) {
		h := histOf(xs)
		for b.Loop() {
			h.Quantile(0.9)
		}
	})
}
