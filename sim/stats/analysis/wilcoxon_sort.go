package analysis

import (
	"cmp"
	"slices"

	"simrun/sim/world/cohort"
)

// ranked is a value to be ranked and whether its patient is treated.
type ranked struct {
	value   float64
	treated uint64 // 1 or 0
}

// sorter orders the values of two arms: one counting pass into buckets of equal
// width, then a small sort in each.
//
// Note: slices.Sort of 200 values takes four times as long. Buckets that come out
// crowded (one value far from all others, or few different values) are handed to
// it, so that the worst case stays n log n.
type sorter struct {
	all, moved []ranked
	bucket     []uint32
	count      []int32
	weight     [256]member // by arm
}

// member says by 1 or 0 whether an arm is in the pair, and whether it is treated.
type member struct{ in, treated uint8 }

const crowded = 24

func newSorter(n int) sorter {
	return sorter{all: make([]ranked, n+1), moved: make([]ranked, n), bucket: make([]uint32, n), count: make([]int32, n+2)}
}

// sort returns the patients of a pair in order of their values.
func (s *sorter) sort(v *cohort.View, pair Pair) []ranked {
	n := s.gather(v, pair)
	all, moved, bucket := s.all[:n], s.moved[:n], s.bucket[:n]
	if n < 2 {
		return all
	}
	lo, hi := all[0].value, all[0].value
	for _, x := range all {
		lo, hi = min(lo, x.value), max(hi, x.value)
	}
	// Any map is correct that never decreases, as this one: each step rounds
	// monotonically.
	scale := float64(n-1) / (hi - lo)
	if !(scale > 0 && scale < 1e300) {
		slices.SortFunc(all, compareRanked)
		return all
	}
	count := s.count[:n+1]
	clear(count)
	for i, x := range all {
		b := uint32((x.value - lo) * scale)
		bucket[i] = b
		count[b+1]++
	}
	for b := 1; b < len(count); b++ {
		count[b] += count[b-1]
	}
	for i, x := range all {
		b := bucket[i]
		moved[count[b]] = x
		count[b]++
	}
	// After the scatter count[b] is the end of bucket b.
	begin := int32(0)
	for _, end := range count[:n] {
		switch size := end - begin; {
		case size > crowded:
			slices.SortFunc(moved[begin:end], compareRanked)
		case size > 1:
			insertion(moved[begin:end])
		}
		begin = end
	}
	return moved
}

// gather copies the patients of a pair and counts them.
//
// Note: whose row comes next is random, and a branch on it would be mispredicted
// half of the time. So a row of another arm is written too, and then overwritten.
func (s *sorter) gather(v *cohort.View, pair Pair) int {
	s.weight[pair.Treated], s.weight[pair.Control] = member{1, 1}, member{1, 0}
	n := 0
	value := v.Value[:v.N]
	for i, arm := range v.Arm[:v.N] {
		w := s.weight[arm]
		s.all[n] = ranked{value[i], uint64(w.treated)}
		n += int(w.in)
	}
	s.weight[pair.Treated], s.weight[pair.Control] = member{}, member{}
	return n
}

// insertion sorts a few patients.
func insertion(a []ranked) {
	for i := 1; i < len(a); i++ {
		x := a[i]
		j := i
		for j > 0 && a[j-1].value > x.value {
			a[j] = a[j-1]
			j--
		}
		a[j] = x
	}
}

func compareRanked(a, b ranked) int { return cmp.Compare(a.value, b.value) }
