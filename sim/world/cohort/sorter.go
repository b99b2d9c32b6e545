package cohort

import (
	"cmp"
	"math"
	"slices"
)

// sorter orders columns of non-negative times: one counting pass into buckets
// that are about equally full for exponential-like times, then a small sort in
// each bucket.
//
// Note: an index sort with a comparison function takes 77 ns a key here and a
// radix sort of all 64 bits 15 ns; this takes about 10 ns. Buckets that come out crowded
// (times far from exponential) are handed to the library's sort, so that the
// worst case stays n log n.
type sorter struct {
	bucket []uint16
	moved  []keyed
	count  [buckets + 1]int32
}

const (
	buckets = 512
	crowded = 32
)

// keyed is a time with the patient it belongs to.
type keyed struct {
	key float64
	id  int32
}

func newSorter(n int) sorter {
	return sorter{bucket: make([]uint16, n), moved: make([]keyed, n)}
}

// order writes to ids the indices of x in increasing order of x, equal times in
// order of index.
func (s *sorter) order(x []float64, ids []int32) {
	s.scatter(x)
	for i, m := range s.moved[:len(x)] {
		ids[i] = m.id
	}
}

// scatter leaves the elements of x in s.moved in order of (time, index).
func (s *sorter) scatter(x []float64) {
	n := len(x)
	bucket, moved := s.bucket[:n], s.moved[:n]
	clear(s.count[:])

	c := center(x)
	for i, v := range x {
		b := bucketOf(v, c)
		bucket[i] = b
		s.count[b+1]++
	}
	for b := range buckets {
		s.count[b+1] += s.count[b]
	}
	for i, v := range x {
		b := bucket[i]
		moved[s.count[b]] = keyed{v, int32(i)}
		s.count[b]++
	}

	// After the scatter count[b] is the end of bucket b.
	lo := int32(0)
	for _, hi := range s.count[:buckets] {
		if hi-lo > crowded {
			slices.SortFunc(moved[lo:hi], compareKeyed)
		} else if hi-lo > 1 {
			insertion(moved[lo:hi])
		}
		lo = hi
	}
}

// bucketOf is the bucket of a time v ≥ 0, with c > 0 near the median time: it
// spreads exponential times evenly. Any map is correct that never decreases; as
// B·(1 − c/(v + c)) each step rounds monotonically, as B·v/(v + c) it does not.
func bucketOf(v, c float64) uint16 {
	if v <= math.MaxFloat64 {
		return uint16((buckets - 1) * (1 - c/(v+c)))
	}
	return buckets - 1
}

// insertion sorts a few elements; they arrive in order of id, and equal keys
// stay so.
func insertion(a []keyed) {
	for i := 1; i < len(a); i++ {
		v := a[i]
		j := i
		for j > 0 && a[j-1].key > v.key {
			a[j] = a[j-1]
			j--
		}
		a[j] = v
	}
}

func compareKeyed(a, b keyed) int {
	if c := cmp.Compare(a.key, b.key); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

// center is a positive number near the middle of the finite elements of x.
func center(x []float64) float64 {
	sum, n := 0.0, 0
	for i := 0; i < len(x); i += 1 + len(x)/64 {
		if v := x[i]; v <= 1e100 {
			sum += v
			n++
		}
	}
	if c := sum / float64(n); c > 0 {
		return c
	}
	return 1
}
