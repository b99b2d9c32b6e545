package cohort

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// columns are inputs that a sorter by buckets may stumble over.
func columns() map[string][]float64 {
	r := rand.New(rand.NewPCG(1, 2))
	fill := func(n int, f func(i int) float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = f(i)
		}
		return x
	}
	inf := math.Inf(1)
	all := map[string][]float64{
		"none": {}, "one": {3}, "one infinite": {inf}, "zeros": fill(100, func(int) float64 { return 0 }),
		"equal": fill(300, func(int) float64 { return 7.5 }), "infinite": fill(300, func(int) float64 { return inf }),
		"sorted":      fill(500, func(i int) float64 { return float64(i) }),
		"reversed":    fill(500, func(i int) float64 { return float64(500 - i) }),
		"exponential": fill(480, func(int) float64 { return r.ExpFloat64() }),
		"uniform":     fill(480, func(int) float64 { return r.Float64() }),
		"few values":  fill(480, func(int) float64 { return float64(r.IntN(4)) }),
		"tails":       fill(1000, func(int) float64 { return math.Pow(10, -300+600*r.Float64()) }),
		"one giant":   append(fill(400, func(int) float64 { return r.Float64() }), math.MaxFloat64),
		"subnormal":   fill(64, func(i int) float64 { return float64(i%3) * 5e-324 }),
		"half never":  fill(480, func(i int) float64 { return []float64{inf, r.ExpFloat64()}[i%2] }),
		"mixed": fill(700, func(i int) float64 {
			return []float64{0, inf, 5e-324, math.MaxFloat64, r.Float64(), 12, math.Pow(10, 200*r.Float64())}[i%7]
		}),
	}
	// Neighbors at the edges of buckets: whatever the center is, some of many
	// runs of adjacent numbers straddle an edge.
	x := fill(60000, func(i int) float64 {
		q := float64(1+i%510) / 511
		v := q / (1 - q)
		for range i / 510 % 40 {
			v = math.Nextafter(v, inf)
		}
		return v
	})
	r.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	all["neighbors"] = x
	return all
}

func TestSorter(t *testing.T) {
	for name, x := range columns() {
		s := newSorter(len(x))
		ids, want := make([]int32, len(x)), make([]int32, len(x))
		for i := range want {
			want[i] = int32(i)
		}
		slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(x[a], x[b]) })
		if s.order(x, ids); !slices.Equal(ids, want) {
			t.Errorf("%s: wrong order", name)
		}
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		d := newDates(len(x))
		event := make([]bool, len(x))
		for i := range event {
			event[i] = true
		}
		d.deal(x, event)
		for k := len(x); k > 0; k -= 1 + k/7 {
			if got := d.kth(k); got != sorted[k-1] {
				t.Fatalf("%s: date %d is %v, want %v", name, k, got, sorted[k-1])
			}
			if got, want := d.upTo(sorted[k-1]), upTo(sorted, sorted[k-1]); got != want {
				t.Fatalf("%s: %d dates up to the %d-th, want %d", name, got, k, want)
			}
		}
		if !math.IsInf(d.kth(len(x)+1), 1) {
			t.Errorf("%s: there is a date beyond the last", name)
		}
	}
}

// TestBucketsNeverDecrease tries the map into buckets on adjacent numbers about
// the edges of all buckets, for several centers: scatter is right only if the
// map is monotone in floating-point arithmetic.
func TestBucketsNeverDecrease(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		c := math.Exp(20 * (r.Float64() - 0.5))
		for edge := 1; edge < buckets-1; edge++ {
			q := float64(edge) / (buckets - 1)
			v := c * q / (1 - q)
			for range 4 {
				v = math.Nextafter(v, 0)
			}
			before := bucketOf(v, c)
			for range 8 {
				v = math.Nextafter(v, math.Inf(1))
				b := bucketOf(v, c)
				if b < before {
					t.Fatalf("bucket %d after %d at %v, center %v", b, before, v, c)
				}
				before = b
			}
		}
	}
}

// TestCenter wants a positive number whatever the times are, as the map needs.
func TestCenter(t *testing.T) {
	for name, x := range columns() {
		if c := center(x); !(c > 0 && c < math.Inf(1)) {
			t.Errorf("%s: center %v", name, c)
		}
	}
	if c := center([]float64{0, 5e-324, 0, 0}); !(c > 0) {
		t.Errorf("center %v", c)
	}
}
