package assign

import (
	"slices"
	"testing"

	"simrun/sim/base/spec"
)

// Within every stratum the patients are assigned in blocks of its own: after every
// block the arms are in their ratio.
func TestBlocksWithinStrata(t *testing.T) {
	const n, strata, size = 600, 7, 6
	rule := &Blocks{Size: ptr(size), Strata: []string{"center"}}
	p := spec.NewProblems()
	w := rule.New(&Allocation{Size: n, Ratio: []float64{2, 1}, Control: 1, Strata: strata}, p).(Within)
	if p.Len() > 0 {
		t.Fatal(p.Err())
	}
	stratum := make([]int32, n)
	for i := range stratum {
		stratum[i] = int32(i*i%11) % strata
	}
	first := map[string]bool{}
	for trial := range int64(50) {
		arm := make([]uint8, n)
		w.AssignWithin(arm, stratum, column(trial))
		for k := range int32(strata) {
			var own []uint8
			for i, a := range arm {
				if stratum[i] == k {
					own = append(own, a)
				}
			}
			for lo := 0; lo+size <= len(own); lo += size {
				treated := 0
				for _, a := range own[lo : lo+size] {
					treated += 1 - int(a)
				}
				if treated != 4 {
					t.Fatalf("trial %d, stratum %d: %d of the %d from %d on are treated", trial, k, treated, size, lo)
				}
			}
			if len(own) >= size {
				first[string(own[:size])] = true
			}
		}
	}
	if len(first) != 15 { // all orders of 4 and 2
		t.Errorf("%d orders of a block occur", len(first))
	}
}

// One stratum is as good as none, also with drawn sizes, and the arms of a stratum
// do not depend on who is in the others.
func TestStrataAreTrialsOfTheirOwn(t *testing.T) {
	const n = 500
	rule := &Blocks{Sizes: []int{2, 4, 6}}
	a := &Allocation{Size: n, Ratio: []float64{1, 1}, Strata: 3}
	w := rule.New(a, spec.NewProblems()).(Within)
	plain, within := make([]uint8, n), make([]uint8, n)
	w.Assign(plain, column(1))
	w.AssignWithin(within, make([]int32, n), column(1))
	if !slices.Equal(plain, within) {
		t.Error("one stratum differs from none")
	}
	stratum, other := make([]int32, n), make([]int32, n)
	for i := range stratum {
		stratum[i] = int32(i % 3)
		other[i] = int32([]int{0, 2, 1}[i%3])
	}
	x, y := make([]uint8, n), make([]uint8, n)
	w.AssignWithin(x, stratum, column(2))
	w.AssignWithin(y, other, column(2))
	if !slices.Equal(x, y) {
		t.Error("the number of a stratum matters")
	}
	s := column(3)
	if k := testing.AllocsPerRun(10, func() { w.AssignWithin(x, stratum, s) }); k != 0 {
		t.Errorf("%v allocations", k)
	}
}
