package cohort

import (
	"math"
	"slices"
)

// dates are the calendar times of the events of one endpoint, sorted as far as
// needed: they are dealt into buckets once, and a bucket is sorted when an order
// statistic in it is asked for.
//
// Note: looks ask for a few order statistics of some hundred dates; sorting all
// of them took three times as long.
type dates struct {
	at     []float64 // by bucket
	bucket []uint16  // scratch
	raw    []float64 // scratch
	end    [buckets + 1]int32
	center float64
	ready  bool // for this realization
}

func newDates(n int) dates {
	return dates{at: make([]float64, n), bucket: make([]uint16, n), raw: make([]float64, n)}
}

// deal puts the reports of events into their buckets.
func (d *dates) deal(report []float64, event []bool) {
	// Gather the events without a branch on them.
	raw, n := d.raw[:len(report)], 0
	for i, r := range report {
		raw[n] = r
		k := 0
		if event[i] {
			k = 1
		}
		n += k
	}
	raw = raw[:n]
	d.center, d.at, d.ready = center(raw), d.at[:n], true
	clear(d.end[:])
	for i, v := range raw {
		b := bucketOf(v, d.center)
		d.bucket[i] = b
		d.end[b+1]++
	}
	for b := range buckets {
		d.end[b+1] += d.end[b]
	}
	for i, v := range raw {
		b := d.bucket[i]
		d.at[d.end[b]] = v
		d.end[b]++
	}
	// Now end[b] is the end of bucket b, and the start of the next.
}

// kth is the k-th date (from 1), +Inf when there are fewer.
func (d *dates) kth(k int) float64 {
	if k > len(d.at) {
		return math.Inf(1)
	}
	lo, hi := 0, buckets-1 // the first bucket whose end is at least k
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if int(d.end[m]) < k {
			lo = m + 1
		} else {
			hi = m
		}
	}
	start := 0
	if lo > 0 {
		start = int(d.end[lo-1])
	}
	slices.Sort(d.at[start:d.end[lo]])
	return d.at[k-1]
}

// upTo counts the dates that are ≤ t.
func (d *dates) upTo(t float64) int {
	b := int(bucketOf(max(t, 0), d.center))
	n := 0
	if b > 0 {
		n = int(d.end[b-1])
	}
	for _, v := range d.at[n:d.end[b]] {
		if v <= t {
			n++
		}
	}
	return n
}
