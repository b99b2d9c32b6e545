package cohort

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var everything = []bool{true, true, true, true}

// row is what a view says of one patient.
type row struct {
	patient int32
	arm     uint8
	value   float64
	event   bool
}

// rowsOf are the rows of a view in their order.
func rowsOf(v *View) []row {
	if len(v.Arm) != v.N || len(v.Value) != v.N || v.Patient != nil && len(v.Patient) != v.N {
		panic("columns of different lengths")
	}
	list := make([]row, v.N)
	for i := range list {
		list[i] = row{patient: int32(i), arm: v.Arm[i], value: v.Value[i]}
		if v.Patient != nil {
			list[i].patient = v.Patient[i]
		}
		if v.Type == Survival {
			list[i].event = v.Event[i]
		}
	}
	return list
}

// seen prints a snapshot to the last bit.
func seen(s *Snapshot) (text []string) {
	text = append(text, fmt.Sprint(s.Now, s.N))
	for k := range s.Views {
		v := &s.Views[k]
		text = append(text, fmt.Sprint(k, rowsOf(v), v.Missing))
	}
	return text
}

// plainly is what may be known of one patient, by the words of the package
// comment: whether there is a row, or whether the value is missing.
func plainly(c *Cohort, k, i int, now float64) (r row, known, missing bool) {
	o := &c.Outcomes[k]
	r = row{patient: int32(i), arm: c.Arm[i], value: o.Value[i]}
	if o.Type != Survival {
		due := c.Entry[i]+o.At+o.Delay <= now
		left := c.Leave[i] < o.At
		return r, due && !left, due && left
	}
	if c.Entry[i]+min(o.Value[i], c.Leave[i])+o.Delay <= now {
		r.value, r.event = min(o.Value[i], c.Leave[i]), o.Value[i] <= c.Leave[i]
		return r, true, false
	}
	r.value = now - o.Delay - c.Entry[i]
	return r, c.Entry[i] <= now-o.Delay, false
}

func TestSnapshot(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 200 {
		c := village(r)
		s := c.NewSnapshot()
		for _, now := range moments(c, r) {
			c.At(now, everything, s)
			for k := range s.Views {
				v := &s.Views[k]
				var want []row
				missing := make([]int, 3)
				for i := range c.N {
					line, known, miss := plainly(c, k, i, now)
					if known {
						want = append(want, line)
					}
					if miss {
						missing[c.Arm[i]]++
					}
				}
				got := rowsOf(v)
				byTime := func(a, b row) int { return compareKeyed(keyed{a.value, a.patient}, keyed{b.value, b.patient}) }
				if v.Type == Survival {
					if !slices.IsSortedFunc(got, func(a, b row) int { return compareKeyed(keyed{key: a.value}, keyed{key: b.value}) }) {
						t.Fatalf("rows of endpoint %d by %v are not in order: %v", k, now, got)
					}
					slices.SortFunc(got, byTime)
					slices.SortFunc(want, byTime)
				}
				if !slices.Equal(got, want) || !slices.Equal(v.Missing, missing) {
					t.Fatalf("endpoint %d by %v:\n got %v %v\nwant %v %v", k, now, got, v.Missing, want, missing)
				}
			}
		}
	}
}

// TestSnapshotHidesTheFuture changes everything that lies after a look and
// wants the same snapshot to the last bit.
func TestSnapshotHidesTheFuture(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 500 {
		c := village(r)
		s := c.NewSnapshot()
		for _, now := range moments(c, r)[:min(c.N+2, 12)] {
			c.At(now, everything, s)
			want := seen(s)
			rewrite(c, now, r)
			c.Settle()
			c.At(now, everything, s)
			if got := seen(s); !slices.Equal(got, want) {
				t.Fatalf("the future shows at %v:\n got %v\nwant %v", now, got, want)
			}
		}
	}
}

// rewrite changes what happens after now, by an epsilon or by much.
func rewrite(c *Cohort, now float64, r *rand.Rand) {
	later := func(than float64) float64 {
		switch r.IntN(4) {
		case 0:
			return math.Inf(1)
		case 1:
			// Well beyond the rounding of entry + time + delay.
			return math.Max(than, 0) + 1e-9*r.Float64() + 1e-12
		}
		return math.Max(than, 0) + 1e-9 + r.ExpFloat64()
	}
	for i := range c.N {
		if c.Entry[i] > now {
			c.Entry[i] = math.Min(later(now), 1e6)
			c.Arm[i], c.Leave[i] = uint8(r.IntN(3)), r.ExpFloat64()
			for k := range c.Outcomes {
				c.Outcomes[k].Value[i] = float64(r.IntN(2))
			}
			continue
		}
		followed := now - c.Entry[i]
		if c.Leave[i] > followed+1e-9 {
			c.Leave[i] = later(followed)
		}
		for k := range c.Outcomes {
			o := &c.Outcomes[k]
			switch {
			case o.Type == Survival && c.Entry[i]+min(o.Value[i], c.Leave[i])+o.Delay > now && o.Value[i] > followed-o.Delay+1e-9:
				o.Value[i] = later(followed - o.Delay)
			case o.Type == Survival && o.Value[i] > c.Leave[i]:
				o.Value[i] = later(c.Leave[i])
			case o.Type != Survival && (c.Entry[i]+o.At+o.Delay > now || c.Leave[i] < o.At):
				o.Value[i] = 1 - o.Value[i]
			}
		}
	}
	slices.Sort(c.Entry)
}

// TestSnapshotNeverForgets wants what is known at one time to be known, and the
// same, at every later time.
func TestSnapshotNeverForgets(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range 200 {
		c := village(r)
		s := c.NewSnapshot()
		times := moments(c, r)
		slices.Sort(times)
		entered, before := 0, make([]map[int32]row, len(c.Outcomes))
		for _, now := range times {
			c.At(now, everything, s)
			if s.N < entered {
				t.Fatalf("%d patients after %d", s.N, entered)
			}
			entered = s.N
			for k := range s.Views {
				after := map[int32]row{}
				for _, line := range rowsOf(&s.Views[k]) {
					after[line.patient] = line
				}
				for id, old := range before[k] {
					line, known := after[id]
					settled := old.event || c.Outcomes[k].Type != Survival
					if !known || line.value < old.value-1e-12 || settled && line != old {
						t.Fatalf("endpoint %d at %v: %v became %v", k, now, old, line)
					}
				}
				before[k] = after
			}
		}
	}
}

// TestLostAreTheMissing wants the patients of binary endpoints whose value is missing,
// also of a subgroup, which takes another way.
func TestLostAreTheMissing(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 26))
	binary, lost := 0, 0
	for range 300 {
		c := village(r)
		for k := range c.Outcomes {
			if c.Outcomes[k].Type != Binary {
				continue
			}
			binary++
			first := 1 + r.IntN(c.N+1)
			part := Whole(k)
			part.First = first
			s := c.NewSnapshot(Whole(k), part)
			for _, now := range moments(c, r) {
				c.At(now, everything, s)
				for which, most := range []int{c.N, first} {
					var want []int32
					arms := make([]int, len(s.Views[which].Missing))
					for i := range min(most, c.N) {
						if _, _, missing := plainly(c, k, i, now); missing {
							want = append(want, int32(i))
							arms[c.Arm[i]]++
						}
					}
					v := &s.Views[which]
					if !slices.Equal(v.Lost, want) || len(v.LostArm) != len(want) || !slices.Equal(v.Missing, arms) {
						t.Fatalf("lost are %v of %v, want %v", v.Lost, v.LostArm, want)
					}
					for row, i := range v.Lost {
						if v.LostArm[row] != c.Arm[i] {
							t.Fatalf("patient %d is in arm %d, not %d", i, c.Arm[i], v.LostArm[row])
						}
					}
					lost += len(want)
				}
			}
		}
	}
	if binary == 0 || lost == 0 {
		t.Errorf("%d binary endpoints, %d values missing", binary, lost)
	}
}

// TestUnwanted leaves the views alone that are not asked for.
func TestUnwanted(t *testing.T) {
	c := village(rand.New(rand.NewPCG(17, 18)))
	s := c.NewSnapshot()
	c.At(3, everything, s)
	want := seen(s)
	c.At(6, []bool{false, false, true, false}, s)
	for k, text := range seen(s) {
		if k == 1 || k == 2 || k == 4 {
			if text != want[k] {
				t.Errorf("view %d changed", k-1)
			}
		}
	}
}
