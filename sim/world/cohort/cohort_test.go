package cohort

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// village is a small cohort at random. On the grid all times are multiples of a
// half, so that many fall on one instant, some never come, and some patients
// leave exactly when a value is due or an event happens.
func village(r *rand.Rand) *Cohort {
	n, grid := r.IntN(40), r.IntN(2) == 0
	time := func(scale float64) float64 {
		switch x := r.ExpFloat64() * scale; {
		case r.IntN(8) == 0:
			return math.Inf(1)
		case grid:
			return math.Floor(2*x) / 2
		default:
			return x
		}
	}
	finite := func(scale float64) float64 { return math.Min(time(scale), 9) }
	c := New(n, 3, []Shape{
		{Type: Binary, At: finite(2)},
		{Type: Continuous, At: finite(2), Delay: finite(1)},
		{Type: Survival},
		{Type: Survival, Delay: finite(1)},
	})
	stay := r.IntN(3) == 0
	for i := range n {
		c.Arm[i], c.Entry[i], c.Leave[i] = uint8(r.IntN(3)), finite(4), time(4)
		if stay {
			c.Leave[i] = math.Inf(1)
		}
		c.Outcomes[0].Value[i] = float64(r.IntN(2))
		c.Outcomes[1].Value[i] = r.NormFloat64()
		c.Outcomes[2].Value[i], c.Outcomes[3].Value[i] = time(3), time(3)
	}
	slices.Sort(c.Entry)
	c.Settle()
	return c
}

// reports are the calendar times of the reported events of an endpoint.
func reports(c *Cohort, endpoint int) (dates []float64) {
	o := &c.Outcomes[endpoint]
	for i, t := range o.Value {
		if t <= c.Leave[i] && !math.IsInf(t, 1) {
			dates = append(dates, c.Entry[i]+t+o.Delay)
		}
	}
	slices.Sort(dates)
	return dates
}

// moments are calendar times worth looking at: those of everything that
// happens, a little before and after, and some others.
func moments(c *Cohort, r *rand.Rand) []float64 {
	times := []float64{0, 100}
	for i := range c.N {
		times = append(times, c.Entry[i], 15*r.Float64())
		for k := range c.Outcomes {
			if o := &c.Outcomes[k]; o.Type == Survival {
				times = append(times, c.Entry[i]+min(o.Value[i], c.Leave[i])+o.Delay)
			} else {
				times = append(times, c.Entry[i]+o.At+o.Delay)
			}
		}
	}
	for _, t := range times {
		times = append(times, math.Nextafter(t, math.Inf(1)), math.Nextafter(t, 0))
	}
	return slices.DeleteFunc(times, func(t float64) bool { return math.IsInf(t, 1) })
}

func TestCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		c := village(r)
		for endpoint := 2; endpoint < 4; endpoint++ {
			dates := reports(c, endpoint)
			for k := 1; k <= c.N+1; k++ {
				want := math.Inf(1)
				if k <= len(dates) {
					want = dates[k-1]
				}
				if got := c.EventTime(endpoint, k); got != want {
					t.Fatalf("event %d of %d at %v, want %v", k, len(dates), got, want)
				}
			}
			for _, now := range moments(c, r) {
				want := 0
				for _, d := range dates {
					if d <= now {
						want++
					}
				}
				if got := c.Events(endpoint, now); got != want {
					t.Fatalf("%d events by %v, want %d", got, now, want)
				}
			}
		}
		for _, now := range moments(c, r) {
			want := 0
			for _, e := range c.Entry {
				if e <= now {
					want++
				}
			}
			if got := c.Entered(now); got != want {
				t.Fatalf("%d entered by %v, want %d", got, now, want)
			}
		}
	}
}

func TestEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 1000 {
		c := village(r)
		want := 0.0
		for i := range c.N {
			want = max(want, c.Entry[i])
			for k := range c.Outcomes {
				o := &c.Outcomes[k]
				end := c.Entry[i] + o.At + o.Delay
				if o.Type == Survival {
					end = c.Entry[i] + min(o.Value[i], c.Leave[i]) + o.Delay
				}
				if !math.IsInf(end, 1) {
					want = max(want, end)
				}
			}
		}
		if got := c.Ends(); got != want {
			t.Fatalf("ends at %v, want %v", got, want)
		}
	}
}

// TestSettleAgain realizes a second trial in the memory of the first.
func TestSettleAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		c := village(r)
		c.EventTime(2, 1)
		for i := range c.N {
			c.Outcomes[2].Value[i], c.Leave[i] = r.ExpFloat64(), math.Inf(1)
		}
		c.Settle()
		if dates := reports(c, 2); c.N > 0 && (c.EventTime(2, 1) != dates[0] || c.Events(2, 1e9) != c.N) {
			t.Fatal("events of the trial before")
		}
	}
}

func TestTypeNames(t *testing.T) {
	for typ, want := range []string{"binary", "continuous", "survival"} {
		if got := Type(typ).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestEndsWithoutEvents ends a trial with the last entry when nothing else ever
// happens, and an empty one at once.
func TestEndsWithoutEvents(t *testing.T) {
	c := New(2, 2, []Shape{{Type: Survival}})
	for i := range c.N {
		c.Entry[i], c.Leave[i], c.Outcomes[0].Value[i] = float64(3+i), math.Inf(1), math.Inf(1)
	}
	if c.Settle(); c.Ends() != 4 {
		t.Errorf("ends at %v, want 4", c.Ends())
	}
	c.N = 0
	if c.Settle(); c.Ends() != 0 {
		t.Errorf("ends at %v, want 0", c.Ends())
	}
}
