package assign

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// falseAlarm is the rate at which a right program fails a test that draws.
const falseAlarm = 1e-7

func ptr[T any](x T) *T { return &x }

// rules are examples of every kind for a ratio whose reduced parts add up to
// sum; a kind without one fails the tests.
func rules(name string, sum int) []Rule {
	return map[string][]Rule{
		"exact":    {&Exact{}},
		"complete": {&Complete{}},
		"blocks":   {&Blocks{Size: ptr(sum)}, &Blocks{Size: ptr(3 * sum)}, &Blocks{Sizes: []int{sum, 2 * sum, 4 * sum}}},
	}[name]
}

// allocations have ratios in lowest terms.
var allocations = []Allocation{
	{Size: 24, Ratio: []float64{1, 1}},
	{Size: 25, Ratio: []float64{1, 1}, Control: 1},
	{Size: 60, Ratio: []float64{2, 1}},
	{Size: 70, Ratio: []float64{1, 2, 1}, Control: 1},
	{Size: 90, Ratio: []float64{3, 1, 2}, Control: 2},
	{Size: 300, Ratio: []float64{1, 1, 1, 1}, Control: 3},
	{Size: 1, Ratio: []float64{1, 1}},
}

// column is the assignment stream of a trial.
func column(trial int64) *rng.Stream {
	s := new(rng.Stream)
	s.Seek(1, trial, rng.NewSlot("enrollment.assignment"))
	return s
}

// newAssigner is an assigner, free of problems.
func newAssigner(t *testing.T, r Rule, a *Allocation) Assigner {
	t.Helper()
	p := spec.NewProblems()
	r.Check(p)
	out := r.New(a, p)
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// each runs a test for every example of every kind and every allocation.
func each(t *testing.T, test func(t *testing.T, r Rule, a *Allocation)) {
	for _, name := range Kinds.Names() {
		if len(rules(name, 1)) == 0 {
			t.Errorf("%s has no example", name)
		}
		for i := range allocations {
			sum := 0
			for _, r := range allocations[i].Ratio {
				sum += int(r)
			}
			for _, r := range rules(name, sum) {
				a := allocations[i]
				t.Run(fmt.Sprint(name, a.Size, a.Ratio), func(t *testing.T) { test(t, r, &a) })
			}
		}
	}
}

func assigned(a Assigner, n int, trial int64) []uint8 {
	arm := make([]uint8, n)
	a.Assign(arm, column(trial))
	return arm
}

// counts are the patients of each arm.
func counts(arm []uint8, arms int) []int {
	n := make([]int, arms)
	for _, a := range arm {
		n[a]++
	}
	return n
}

// TestPure wants the arms to be a function of the stream, whatever trial the
// assigner has had before, and to be arms.
func TestPure(t *testing.T) {
	each(t, func(t *testing.T, r Rule, a *Allocation) {
		one, other := newAssigner(t, r, a), newAssigner(t, r, a)
		for trial := range int64(30) {
			want := assigned(one, a.Size, trial)
			assigned(other, a.Size, 99-trial)
			if !slices.Equal(assigned(other, a.Size, trial), want) {
				t.Fatal("the arms depend on the trial before")
			}
			if int(slices.Max(want)) >= len(a.Ratio) {
				t.Fatal("no such arm")
			}
		}
	})
}

func TestNoAllocation(t *testing.T) {
	each(t, func(t *testing.T, r Rule, a *Allocation) {
		rule, arm, s := newAssigner(t, r, a), make([]uint8, a.Size), column(0)
		if n := testing.AllocsPerRun(20, func() { rule.Assign(arm, s) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// TestProportions compares how often patients get each arm with the ratio. The
// arms of one patient over many trials are independent for every rule.
func TestProportions(t *testing.T) {
	const trials = 4000
	each(t, func(t *testing.T, r Rule, a *Allocation) {
		rule, law := newAssigner(t, r, a), make([]float64, len(a.Ratio))
		sum := 0.0
		for i, ratio := range a.Ratio {
			law[i], sum = ratio, sum+ratio
		}
		if _, exact := r.(*Exact); exact {
			sum = 0
			for i, n := range a.Targets() {
				law[i], sum = float64(n), sum+float64(n)
			}
		}
		for i := range law {
			law[i] /= sum
		}
		for _, patient := range []int{0, a.Size / 2, a.Size - 1} {
			observed := make([]float64, len(law))
			for trial := range int64(trials) {
				observed[assigned(rule, a.Size, trial)[patient]]++
			}
			if slices.Contains(law, 1) {
				if observed[slices.Index(law, 1)] != trials {
					t.Errorf("%v, want all in one arm", observed)
				}
			} else if p := chiSquareP(observed, law, trials); p < falseAlarm {
				t.Errorf("patient %d: %v, want %v: p = %v", patient+1, observed, law, p)
			}
		}
	})
}

// TestComplete counts the arms of all patients, who are independent.
func TestComplete(t *testing.T) {
	const size, trials = 5000, 80
	a := &Allocation{Size: size, Ratio: []float64{3, 1, 2}, Control: 1}
	rule, observed := newAssigner(t, &Complete{}, a), make([]float64, 3)
	for trial := range int64(trials) {
		for arm, n := range counts(assigned(rule, size, trial), 3) {
			observed[arm] += float64(n)
		}
	}
	if p := chiSquareP(observed, []float64{3.0 / 6, 1.0 / 6, 2.0 / 6}, size*trials); p < falseAlarm {
		t.Errorf("%v in the arms: p = %v", observed, p)
	}
}

// TestNesting wants the first patients of a larger trial to have the arms that
// they have in a smaller one, for the rules that promise it.
func TestNesting(t *testing.T) {
	each(t, func(t *testing.T, r Rule, a *Allocation) {
		if _, exact := r.(*Exact); exact {
			return
		}
		larger := *a
		larger.Size = 3*a.Size + 7
		for trial := range int64(20) {
			small := assigned(newAssigner(t, r, a), a.Size, trial)
			large := assigned(newAssigner(t, r, &larger), larger.Size, trial)
			if !slices.Equal(small, large[:a.Size]) {
				t.Fatal("arms depend on the size")
			}
		}
	})
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		size  int
		ratio []float64
		want  []int
	}{
		{58, []float64{30, 28}, []int{30, 28}},
		{58, []float64{1, 1}, []int{29, 29}},
		{59, []float64{1, 1}, []int{30, 29}},     // a tie: file order
		{10, []float64{1, 1, 1}, []int{4, 3, 3}}, // ties
		{11, []float64{1, 1, 1}, []int{4, 4, 3}}, // ties
		{10, []float64{1, 2}, []int{3, 7}},       // 3.33, 6.67
		{7, []float64{3, 1, 1}, []int{4, 2, 1}},  // 4.2, 1.4, 1.4: a tie
		{100, []float64{0.1, 0.2, 0.7}, []int{10, 20, 70}},
		{3, []float64{0.1, 0.2}, []int{1, 2}},   // 3·0.1/0.3 is not 1 in floating point
		{42, []float64{0.1, 1.1}, []int{4, 38}}, // a tie that rounding hides
		{2, []float64{1, 1, 1}, []int{1, 1, 0}},
		{1, []float64{1, 3}, []int{0, 1}},
		{0, []float64{1, 3}, []int{0, 0}},
		{1000, []float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, []int{334, 333, 333}},
	} {
		a := Allocation{Size: c.size, Ratio: c.ratio}
		if got := a.Targets(); !slices.Equal(got, c.want) {
			t.Errorf("%d by %v: %v, want %v", c.size, c.ratio, got, c.want)
		}
	}
}

// TestWalk works out the assignment by the letter: the treated arms in file
// order, then the control, by cumulative remaining count.
func TestWalk(t *testing.T) {
	a := &Allocation{Size: 6, Ratio: []float64{1, 3, 2}, Control: 1}
	for trial := range int64(200) {
		got := assigned(newAssigner(t, &Exact{}, a), a.Size, trial)
		u, left := make([]float64, 6), map[uint8]float64{0: 1, 1: 3, 2: 2}
		column(trial).Fill(u, 0)
		for i, v := range u {
			x, want := v*float64(6-i), uint8(1)
			switch {
			case x < left[0]:
				want = 0
			case x < left[0]+left[2]:
				want = 2
			}
			if got[i] != want {
				t.Fatalf("patient %d of trial %d in arm %d, want %d", i+1, trial, got[i], want)
			}
			left[want]--
		}
	}
}

// TestUrnRoundsUp draws with a number so close to 1 that the product with the
// remaining count rounds up to it: the last arm that has a ball is drawn.
func TestUrnRoundsUp(t *testing.T) {
	u := newUrn(&Allocation{Ratio: []float64{1, 1}}, []int{0, 3})
	u.fill()
	for u.rest > 0 {
		if arm := u.draw(math.Nextafter(1, 2)); arm != 1 {
			t.Fatalf("arm %d", arm)
		}
	}
	if u.left[0] != 0 || u.left[1] != 0 {
		t.Errorf("left %v", u.left)
	}
}

// TestExactOrders counts the orders of a small trial, which are all equally
// likely, and wants each arm to have its number.
func TestExactOrders(t *testing.T) {
	for _, a := range []*Allocation{
		{Size: 6, Ratio: []float64{1, 1}},             // 20 orders
		{Size: 7, Ratio: []float64{3, 4}, Control: 1}, // 35
		{Size: 6, Ratio: []float64{1, 2, 3}},          // 60
	} {
		const trials = 30000
		rule, found := newAssigner(t, &Exact{}, a), map[string]float64{}
		for trial := range int64(trials) {
			arm := assigned(rule, a.Size, trial)
			if n := counts(arm, len(a.Ratio)); !slices.Equal(n, a.Targets()) {
				t.Fatalf("%v in the arms, want %v", n, a.Targets())
			}
			found[string(arm)]++
		}
		orders, left := 1.0, a.Size
		for _, n := range a.Targets() {
			for k := range n {
				orders *= float64(left) / float64(k+1)
				left--
			}
		}
		observed, law := []float64{}, []float64{}
		for _, n := range found {
			observed, law = append(observed, n), append(law, 1/orders)
		}
		if float64(len(found)) != math.Round(orders) {
			t.Errorf("%d orders, want %v", len(found), orders)
		}
		if p := chiSquareP(observed, law, trials); p < falseAlarm {
			t.Errorf("orders of %v: p = %v", a.Ratio, p)
		}
	}
}

// TestExactCounts wants the exact numbers for every allocation.
func TestExactCounts(t *testing.T) {
	for i := range allocations {
		a := &allocations[i]
		for trial := range int64(100) {
			if n := counts(assigned(newAssigner(t, &Exact{}, a), a.Size, trial), len(a.Ratio)); !slices.Equal(n, a.Targets()) {
				t.Fatalf("%v in the arms, want %v", n, a.Targets())
			}
		}
	}
}

// TestBlocksBalance wants every full block to have its arms in the ratio, all
// orders of a block, and all sizes.
func TestBlocksBalance(t *testing.T) {
	a := &Allocation{Size: 58, Ratio: []float64{2, 1}}
	orders := map[string]float64{}
	rule := newAssigner(t, &Blocks{Size: ptr(6)}, a)
	const trials = 3000
	for trial := range int64(trials) {
		arm := assigned(rule, a.Size, trial)
		for lo := 0; lo+6 <= a.Size; lo += 6 {
			block := arm[lo : lo+6]
			if n := counts(block, 2); n[0] != 4 {
				t.Fatalf("block %v", block)
			}
			orders[string(block)]++
		}
	}
	observed, law := []float64{}, []float64{}
	for _, n := range orders {
		observed, law = append(observed, n), append(law, 1.0/15)
	}
	if p := chiSquareP(observed, law, 9*trials); len(orders) != 15 || p < falseAlarm {
		t.Errorf("%d orders of a block, p = %v", len(orders), p)
	}
}

// TestBlocksSizes follows the sizes that are drawn, which belong to the block's
// first patient, and wants each block in the ratio and each size equally often.
func TestBlocksSizes(t *testing.T) {
	a := &Allocation{Size: 90, Ratio: []float64{1, 1, 1}, Control: 2}
	sizes := []int{3, 6, 12}
	rule := newAssigner(t, &Blocks{Sizes: sizes}, a)
	used := make([]float64, len(sizes))
	blocks := 0.0
	for trial := range int64(1000) {
		arm := assigned(rule, a.Size, trial)
		for lo := 0; lo < a.Size; {
			q := column(trial).Sequence(lo)
			k := int(q.Next() * float64(len(sizes)))
			used[k]++
			blocks++
			if lo+sizes[k] > a.Size {
				break // the last block may stay incomplete
			}
			if n := counts(arm[lo:lo+sizes[k]], 3); n[0] != n[1] || n[1] != n[2] {
				t.Fatalf("block of %d has %v", sizes[k], n)
			}
			lo += sizes[k]
		}
	}
	if p := chiSquareP(used, []float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, blocks); p < falseAlarm {
		t.Errorf("sizes %v used %v times: p = %v", sizes, used, p)
	}
}

// TestBlocksFit tries sizes that the ratio divides and others that it does not.
func TestBlocksFit(t *testing.T) {
	for _, c := range []struct {
		ratio  []float64
		blocks Blocks
		paths  []string
		hint   string
	}{
		{[]float64{30, 28}, Blocks{Size: ptr(29)}, nil, ""},
		{[]float64{30, 28}, Blocks{Size: ptr(58)}, nil, ""},
		{[]float64{30, 28}, Blocks{Size: ptr(4)}, []string{"size"}, "use 29 or 58"},
		{[]float64{30, 28}, Blocks{Sizes: []int{29, 30, 58, 4}}, []string{"sizes.2", "sizes.4"}, "use 29 or 58"},
		{[]float64{1, 1}, Blocks{Size: ptr(5)}, []string{"size"}, "use 2 or 4"},
		{[]float64{4, 2, 2}, Blocks{Size: ptr(4)}, nil, ""},
		{[]float64{0.5, 1}, Blocks{Size: ptr(3)}, []string{""}, "whole numbers"},
	} {
		p := spec.NewProblems()
		c.blocks.New(&Allocation{Size: 58, Ratio: c.ratio}, p)
		var paths []string
		for _, problem := range p.List() {
			paths = append(paths, problem.Path)
			if !strings.Contains(problem.Hint, c.hint) {
				t.Errorf("hint %q, want %q", problem.Hint, c.hint)
			}
		}
		if !slices.Equal(paths, c.paths) {
			t.Errorf("%v: problems at %q, want %q", c.ratio, paths, c.paths)
		}
	}
}
