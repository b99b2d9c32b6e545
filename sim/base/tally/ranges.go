package tally

import (
	"cmp"
	"slices"
)

// Ranges is a set of trial indices: half-open ranges [lo, hi) in ascending order
// that neither overlap nor touch, with 0 ≤ lo < hi. Like the accumulators it does
// not depend on the order in which it was put together. The zero value is empty.
type Ranges [][2]int64

// Valid reports whether r is what Add makes.
func (r Ranges) Valid() bool {
	last := int64(-1)
	for _, s := range r {
		if s[0] <= last || s[0] >= s[1] {
			return false
		}
		last = s[1]
	}
	return true
}

// N returns how many indices are in the set.
func (r Ranges) N() (n int64) {
	for _, s := range r {
		n += s[1] - s[0]
	}
	return n
}

// Add puts the indices of [lo, hi) into the set, if lo < hi.
func (r *Ranges) Add(lo, hi int64) {
	if lo >= hi {
		return
	}
	// Those from the first that ends at lo or later to the last that begins at hi
	// or before become one.
	from, _ := slices.BinarySearchFunc(*r, lo, func(s [2]int64, lo int64) int { return cmp.Compare(s[1], lo) })
	to := from
	for to < len(*r) && (*r)[to][0] <= hi {
		lo, hi = min(lo, (*r)[to][0]), max(hi, (*r)[to][1])
		to++
	}
	*r = slices.Replace(*r, from, to, [2]int64{lo, hi})
}

// Merge puts the indices of o into the set.
func (r *Ranges) Merge(o Ranges) {
	for _, s := range o {
		r.Add(s[0], s[1])
	}
}

// Missing returns the indices of [lo, hi) that are not in the set.
func (r Ranges) Missing(lo, hi int64) (gaps Ranges) {
	for _, s := range r {
		if s[0] >= hi {
			break
		}
		gaps.Add(lo, s[0])
		lo = max(lo, s[1])
	}
	gaps.Add(lo, hi)
	return gaps
}

// Common returns the indices that are in both sets.
func (r Ranges) Common(o Ranges) (both Ranges) {
	for i, j := 0, 0; i < len(r) && j < len(o); {
		both.Add(max(r[i][0], o[j][0]), min(r[i][1], o[j][1]))
		if r[i][1] < o[j][1] {
			i++
		} else {
			j++
		}
	}
	return both
}
