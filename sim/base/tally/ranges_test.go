package tally

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// marked is the slow twin of Ranges: a mark for each index below its length.
type marked [40]bool

func (m *marked) add(lo, hi int64) {
	for i := lo; i < hi; i++ {
		m[i] = true
	}
}

// ranges are the ranges of the indices for which is holds.
func (m *marked) ranges(is func(i int) bool) (r Ranges) {
	for i := range m {
		if !is(i) {
			continue
		}
		if n := len(r); n > 0 && r[n-1][1] == int64(i) {
			r[n-1][1]++
		} else {
			r = append(r, [2]int64{int64(i), int64(i) + 1})
		}
	}
	return r
}

func drawSet(t *rapid.T) (r Ranges, m marked) {
	for range rapid.IntRange(0, 8).Draw(t, "ranges") {
		lo := rapid.Int64Range(0, 39).Draw(t, "lo")
		hi := rapid.Int64Range(0, 40).Draw(t, "hi")
		r.Add(lo, hi)
		m.add(lo, hi)
	}
	return r, m
}

func TestRangesAgreeWithMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, am := drawSet(t)
		b, bm := drawSet(t)
		lo, hi := rapid.Int64Range(0, 39).Draw(t, "from"), rapid.Int64Range(0, 40).Draw(t, "to")
		same := func(what string, got, want Ranges) {
			if !slices.Equal(got, want) || !got.Valid() {
				t.Fatalf("%s of %v and %v from %d to %d: %v, want %v", what, a, b, lo, hi, got, want)
			}
		}
		same("the first", a, am.ranges(func(i int) bool { return am[i] }))
		same("what is missing", a.Missing(lo, hi), am.ranges(func(i int) bool { return !am[i] && int64(i) >= lo && int64(i) < hi }))
		same("what is common", a.Common(b), am.ranges(func(i int) bool { return am[i] && bm[i] }))
		union := slices.Clone(a)
		union.Merge(b)
		want := am.ranges(func(i int) bool { return am[i] || bm[i] })
		same("the union", union, want)
		if n := int64(len(want.points())); union.N() != n {
			t.Fatalf("%v has %d, not %d", union, n, union.N())
		}
	})
}

// points are all indices.
func (r Ranges) points() (all []int64) {
	for _, s := range r {
		for i := s[0]; i < s[1]; i++ {
			all = append(all, i)
		}
	}
	return all
}

func TestRangesInDisorderAreNotValid(t *testing.T) {
	for _, r := range []Ranges{{{-1, 2}}, {{0, 0}}, {{3, 2}}, {{0, 2}, {2, 3}}, {{0, 2}, {1, 3}}, {{4, 5}, {0, 2}}} {
		if r.Valid() {
			t.Errorf("%v is valid", r)
		}
	}
	if !(Ranges{}).Valid() || !(Ranges{{0, 2}, {3, 4}}).Valid() {
		t.Error("what is in order is not valid")
	}
}
