package tally

import "math"

const (
	pageSize = 1 << 9  // bins of a page: one binade of a Hist
	keys     = 1 << 21 // bins in all
)

type page [pageSize]int64

// bins are the counts of keys in [0, 2²¹), in pages allocated at first touch
// and found through two steps of a radix tree.
type bins struct {
	n    int64
	root [64]*[64]*page
}

// page returns the page that holds key, allocated if need be.
func (h *bins) page(key int) *page {
	branch := &h.root[key>>15&63]
	if *branch == nil {
		*branch = new([64]*page)
	}
	leaf := &(*branch)[key>>9&63]
	if *leaf == nil {
		*leaf = new(page)
	}
	return *leaf
}

// add counts the key.
func (h *bins) add(key int) {
	h.page(key)[key%pageSize]++
	h.n++
}

// merge adds the counts of o.
func (h *bins) merge(o *bins) {
	for i, branch := range o.root {
		if branch == nil {
			continue
		}
		for j, leaf := range branch {
			if leaf == nil {
				continue
			}
			into := h.page(i<<15 | j<<9)
			for k, count := range leaf {
				into[k] += count
			}
		}
	}
	h.n += o.n
}

// reset empties the bins and keeps their pages.
func (h *bins) reset() {
	for _, branch := range h.root {
		if branch == nil {
			continue
		}
		for _, leaf := range branch {
			if leaf != nil {
				*leaf = page{}
			}
		}
	}
	h.n = 0
}

// each visits the occupied bins in ascending order of their keys until visit
// returns false.
func (h *bins) each(visit func(key int, count int64) bool) {
	for i, branch := range h.root {
		if branch == nil {
			continue
		}
		for j, leaf := range branch {
			if leaf == nil {
				continue
			}
			for k, count := range leaf {
				if count != 0 && !visit(i<<15|j<<9|k, count) {
					return
				}
			}
		}
	}
}

// ranked returns the key of the r-th smallest value, r being forced into
// [1, n]; there must be one.
func (h *bins) ranked(r float64) (key int) {
	left := h.n
	if r < float64(h.n) {
		left = max(1, int64(r))
	}
	h.each(func(k int, count int64) bool {
		key = k
		left -= count
		return left > 0
	})
	return key
}

// quantile returns the key of the smallest value x such that at least the
// share p of all values is ≤ x. The rank np is first reduced by 2⁻⁵⁰ of itself,
// so that a p like 0.07, which no float64 equals, does not miss its rank.
func (h *bins) quantile(p float64) int {
	return h.ranked(math.Ceil(float64(h.n) * p * (1 - 0x1p-50)))
}

// interval returns the keys of the order statistics that enclose the
// p-quantile with the confidence of the normal quantile z, [david]: the ranks
// np ∓ z√(np(1−p)), rounded outward, and one more above.
func (h *bins) interval(p, z float64) (lo, hi int) {
	n := float64(h.n)
	center := float64(n * p)
	half := float64(z * math.Sqrt(float64(center*(1-p))))
	return h.ranked(math.Floor(center - half)), h.ranked(math.Ceil(center+half) + 1)
}

// appendBinary appends the total, then for each occupied bin the distance from
// the bin before and its count.
func (h *bins) appendBinary(b []byte) []byte {
	b = appendCounts(b, h.n)
	last := -1
	h.each(func(key int, count int64) bool {
		b = appendCounts(b, int64(key-last), count)
		last = key
		return true
	})
	return b
}

// decode sets h to the bins encoded at the front of b, each of which allowed
// must accept, and returns the rest.
func (h *bins) decode(b []byte, allowed func(key int) bool) (rest []byte, err error) {
	var t bins
	var total int64
	if total, rest, err = decodeCount(b); err != nil {
		return b, err
	}
	key := -1
	for t.n < total {
		var step, count int64
		if rest, err = decodeCounts(rest, &step, &count); err != nil {
			return b, err
		}
		if step == 0 || step >= keys || count == 0 || count > total-t.n {
			return b, errMalformed
		}
		if key += int(step); key >= keys || !allowed(key) {
			return b, errMalformed
		}
		t.page(key)[key%pageSize] = count
		t.n += count
	}
	*h = t
	return rest, nil
}
