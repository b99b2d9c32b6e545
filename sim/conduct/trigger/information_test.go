package trigger

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// crowd is a random cohort of three arms with a survival and a binary endpoint,
// of which some patients leave.
func crowd(r *rand.Rand) (*cohort.Cohort, []cohort.Shape) {
	shapes := []cohort.Shape{{Type: cohort.Survival, Delay: r.Float64()}, {Type: cohort.Binary, At: 2, Delay: r.Float64()}}
	c := cohort.New(1+r.IntN(40), 3, shapes)
	entry := 0.0
	for i := range c.N {
		entry += float64(r.IntN(3)) / 2
		c.Arm[i], c.Entry[i], c.Leave[i] = uint8(r.IntN(3)), entry, never
		if r.IntN(3) == 0 {
			c.Leave[i] = 4 * r.Float64()
		}
		c.Outcomes[0].Value[i] = float64(r.IntN(20)) / 2
	}
	c.Settle()
	return c, shapes
}

// informed is the information of two arms at a date, counted patient by patient.
func informed(c *cohort.Cohort, m *Measure, now float64) float64 {
	o, events := &c.Outcomes[m.Endpoint], 0.0
	var n [2]float64
	for i := range c.N {
		for side, arm := range m.Arms {
			known := m.Failures || c.Leave[i] >= o.At
			switch {
			case c.Arm[i] != arm:
			case o.Type == cohort.Survival && o.Value[i] <= c.Leave[i] && c.Entry[i]+o.Value[i]+o.Delay <= now:
				events++
			case o.Type != cohort.Survival && known && c.Entry[i]+o.At+o.Delay <= now:
				n[side]++
			}
		}
	}
	if o.Type == cohort.Survival {
		return events
	}
	if n[0]+n[1] == 0 {
		return 0
	}
	return n[0] * n[1] / (n[0] + n[1])
}

// TestInformationIsReachedAtTheDate wants the information at the date and not
// just before it.
func TestInformationIsReachedAtTheDate(t *testing.T) {
	fired := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		c, shapes := crowd(r)
		m := &Measure{Endpoint: r.IntN(2), Arms: [2]uint8{2, uint8(r.IntN(2))}, Failures: r.IntN(2) == 0, Maximum: 1 + 9*r.Float64(), PerCount: 1}
		f := r.Float64()
		when := bound(t, &Information{Fraction: f}, &Setting{Shapes: shapes, Size: 1000, Measure: m})
		at := when.When(c, 0)
		if math.IsInf(at, 1) {
			if informed(c, m, never) >= f*m.Maximum {
				t.Fatalf("seed %d: never fires", seed)
			}
			continue
		}
		fired++
		if informed(c, m, at) < f*m.Maximum || at > 0 && informed(c, m, math.Nextafter(at, 0)) >= f*m.Maximum {
			t.Fatalf("seed %d: fires at %v with %v of %v", seed, at, informed(c, m, at), f*m.Maximum)
		}
		if p := when.(Planner).Planned(); p != f {
			t.Fatalf("planned %v, want %v", p, f)
		}
	}
	if fired < 500 {
		t.Errorf("only %d fired", fired)
	}
}

func TestInformationProblems(t *testing.T) {
	_, s := town()
	for name, c := range map[string]struct {
		measure  Measure
		window   Window
		problems int
		fact     string
	}{
		"no maximum":  {Measure{Endpoint: 1, Maximum: math.NaN(), PerCount: 1}, Window{}, 1, "not known"},
		"too much":    {Measure{Endpoint: 1, Maximum: 11, PerCount: 1}, Window{}, 1, "takes 11 of 10"},
		"in the end":  {Measure{Endpoint: 1, Maximum: 11, PerCount: 1}, Window{Latest: ptr(3.0)}, 0, ""},
		"quarters":    {Measure{Endpoint: 0, Maximum: 3, PerCount: 0.25}, Window{}, 1, "takes 12 of 10"},
		"just enough": {Measure{Endpoint: 0, Maximum: 2.5, PerCount: 0.25}, Window{}, 0, ""},
	} {
		p := spec.NewProblems()
		s.Measure = &c.measure
		(&Information{Fraction: 1, Window: c.window}).New(s, p)
		if p.Len() != c.problems || c.problems > 0 && !strings.Contains(p.List()[0].Fact, c.fact) {
			t.Errorf("%s: %v", name, p.List())
		}
	}
	p := spec.NewProblems()
	s.Measure = nil
	if (&Information{Fraction: 1}).New(s, p) != nil || p.Len() > 0 {
		t.Errorf("without a measure: %v", p.List())
	}
}
