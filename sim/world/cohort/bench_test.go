package cohort

import (
	"math"
	"math/rand/v2"
	"testing"
)

// town is 480 patients with a survival endpoint and one measured once, 5 %
// leaving within a year.
func town() *Cohort {
	r := rand.New(rand.NewPCG(19, 20))
	c := New(480, 2, []Shape{{Type: Survival}, {Type: Continuous, At: 6}})
	t := 0.0
	for i := range c.N {
		t += r.ExpFloat64() / 25
		c.Entry[i], c.Arm[i], c.Leave[i] = t, uint8(i%2), r.ExpFloat64()*234
		c.Outcomes[0].Value[i], c.Outcomes[1].Value[i] = r.ExpFloat64()*20, r.NormFloat64()
	}
	c.Settle()
	return c
}

func TestNoAllocation(t *testing.T) {
	c := town()
	s := c.NewSnapshot()
	wanted := []bool{true, true}
	if n := testing.AllocsPerRun(100, func() {
		c.Settle()
		c.At(c.EventTime(0, 100), wanted, s)
		c.Events(0, 12)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	for i := range c.N { // the worst case of the sorter
		c.Outcomes[0].Value[i] = math.Mod(float64(i), 7)
	}
	if n := testing.AllocsPerRun(100, c.Settle); n != 0 {
		t.Errorf("%v allocations for equal times", n)
	}
}

func BenchmarkSettle(b *testing.B) {
	c := town()
	for b.Loop() {
		c.Settle()
	}
}

func BenchmarkEventTime(b *testing.B) {
	c := town()
	for b.Loop() {
		c.Outcomes[0].dates.ready = false
		c.EventTime(0, 100)
	}
}

func BenchmarkAt(b *testing.B) {
	c := town()
	s := c.NewSnapshot()
	for name, wanted := range map[string][]bool{"survival": {true, false}, "continuous": {false, true}} {
		b.Run(name, func(b *testing.B) {
			now := c.EventTime(0, 200)
			for b.Loop() {
				c.At(now, wanted, s)
			}
		})
	}
}
