package missing

import (
	"math"
	"strings"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
)

// falseAlarm is the rate at which a right program fails a test that draws.
const falseAlarm = 1e-7

// read decodes a mechanism.
func read(t *testing.T, text string) (Mechanism, *spec.Problems) {
	t.Helper()
	node, err := spec.Parse("[x]\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	var m spec.Of[Mechanism]
	p := spec.NewProblems()
	spec.Decode(node.Field("x"), &m, p.At("x"))
	return m.Value, p
}

// examples has some of every kind; a kind without one fails the tests.
var examples = map[string][]string{
	"mcar": {"p = 0.2", "p = { a = 0.1, b = 0.4 }\npattern = \"intermittent\"", "p = 0"},
	"mar":  {"p = 0.2\nstrength = 1", "p = { a = 0.1, b = 0.3 }\nstrength = -2\npattern = \"intermittent\"\ncenter = 1\nscale = 3", "p = 0.3\nstrength = 0"},
	"mnar": {"p = 0.2\nstrength = 1", "p = { a = 0.1, b = 0.3 }\nstrength = -2\npattern = \"intermittent\"\ncenter = 1\nscale = 3"},
}

func number(x float64) spec.Number { return spec.Const(x) }

// laws are those of three visits in two arms: means 0 and 1, sd 1 and 2.
func laws() [][]dist.Dist {
	var out [][]dist.Dist
	for range 3 {
		column := []dist.Dist{&dist.Normal{Expected: number(0), SD: number(1)}, &dist.Normal{Expected: number(1), SD: number(2)}}
		for _, law := range column {
			law.Prepare(nil)
		}
		out = append(out, column)
	}
	return out
}

// lost lets the values of n patients, in turn in two arms, be missing: a longitudinal
// endpoint of three visits and its laws.
func lost(m Mechanism, n int, effect []float64) (*cohort.Outcome, []uint8, [3][]float64) {
	c := cohort.New(n, 2, []cohort.Shape{{Type: cohort.Longitudinal, Visits: []float64{0, 1, 2}}})
	c.MayLack(0)
	o, arm := &c.Outcomes[0], make([]uint8, n)
	var draws [3][]float64
	var s rng.Stream
	for i := range arm {
		arm[i] = uint8(i % 2)
	}
	marker := New(m, laws(), []string{"a", "b"})
	marker.Prepare(nil)
	for k := range o.Columns {
		s.Seek(1, 0, rng.NewSlot("y"+strings.Repeat("y", k)))
		s.Fill(o.Columns[k], 0)
		for i, u := range o.Columns[k] {
			o.Columns[k][i] = laws()[k][arm[i]].Quantile(u)
		}
		draws[k] = make([]float64, n)
		s.Seek(1, 0, rng.NewSlot("m"+strings.Repeat("m", k)))
		s.Fill(draws[k], 0)
	}
	for k := range o.Columns {
		marker.Mark(o, k, draws[k], arm, effect)
	}
	return o, arm, draws
}

// each runs a test for every example of every kind.
func each(t *testing.T, test func(t *testing.T, m Mechanism)) {
	for _, kind := range Kinds.Names() {
		if len(examples[kind]) == 0 {
			t.Errorf("%s has no example", kind)
		}
		for _, text := range examples[kind] {
			m, p := read(t, "kind = \""+kind+"\"\n"+text)
			if p.Len() > 0 {
				t.Fatal(p.Err())
			}
			t.Run(kind, func(t *testing.T) { test(t, m) })
		}
	}
}

// TestTwin compares marks with an obvious twin, patient by patient.
func TestTwin(t *testing.T) {
	const n = 3000
	effect := make([]float64, n)
	for i := range effect {
		effect[i] = float64(i%5)/4 - 0.5
	}
	each(t, func(t *testing.T, m Mechanism) {
		for _, lp := range [][]float64{nil, effect} {
			o, arm, draws := lost(m, n, lp)
			chance, on := m.Parts()
			for i := range n {
				gone, last := false, 0
				for k := range 3 {
					if k == 0 {
						continue
					}
					pa, _ := chance.P.For([]string{"a", "b"}[arm[i]])
					p := pa.Value
					if on != nil {
						// The mean of 0 and 1, the root of the mean of 1 and 4.
						center, scale := 0.5, math.Sqrt(2.5)
						if on.Center != nil {
							center, scale = *on.Center, *on.Scale
						}
						at := last
						if on.Unseen {
							at = k
						}
						x := (o.Columns[at][i] - center) / scale
						if lp != nil {
							x += lp[i]
						}
						p = 1 / (1 + (1-p)/p*math.Exp(-on.Strength*x))
					}
					absent := draws[k][i] < p || gone
					if absent != (o.Absent[i]>>k&1 == 1) {
						t.Fatalf("patient %d, visit %d: absent %b, want %v", i, k, o.Absent[i], absent)
					}
					if absent && chance.Pattern == "monotone" {
						gone = true
					}
					if !absent {
						last = k
					}
				}
				if o.Absent[i]&1 != 0 {
					t.Fatalf("patient %d lacks the first visit", i)
				}
			}
		}
	})
}

// TestShares counts the missing of mcar by arm, within what chance allows.
func TestShares(t *testing.T) {
	const n = 100_000
	m, _ := read(t, "kind = \"mcar\"\np = { a = 0.1, b = 0.4 }")
	o, arm, _ := lost(m, n, nil)
	for visit := 1; visit < 3; visit++ {
		var missing [2]float64
		for i, a := range arm {
			missing[a] += float64(o.Absent[i] >> visit & 1)
		}
		for a, p := range []float64{0.1, 0.4} {
			want := 1 - math.Pow(1-p, float64(visit))
			z := (missing[a]/(n/2) - want) / math.Sqrt(want*(1-want)/(n/2))
			if math.Abs(z) > -num.NormalQuantile(falseAlarm/8) {
				t.Errorf("visit %d, arm %d: %v missing, want %v", visit, a, missing[a]/(n/2), want)
			}
		}
	}
}

// TestMeasuredOnce marks a value that has none before it: by chance and covariates.
func TestMeasuredOnce(t *testing.T) {
	c := cohort.New(2, 1, []cohort.Shape{{Type: cohort.Binary}})
	c.MayLack(0)
	o := &c.Outcomes[0]
	o.Value[0], o.Value[1] = 0, 1
	half := []dist.Dist{&dist.Bernoulli{P: number(0.5)}}
	half[0].Prepare(nil)
	for text, want := range map[string][2]uint64{
		"kind = \"mcar\"\np = 0.5":                             {0, 0},
		"kind = \"mar\"\np = 0.5\nstrength = 1\neffects.x = 1": {1, 0},
		"kind = \"mnar\"\np = 0.5\nstrength = 9\ncenter = 0.5": {0, 1},
		"kind = \"mnar\"\np = 0.5\nstrength = -9\nscale = 1":   {1, 0},
	} {
		m, p := read(t, text)
		if p.Len() > 0 {
			t.Fatal(p.Err())
		}
		var effect []float64
		if strings.Contains(text, "effects") {
			effect = []float64{3, -3}
		}
		clear(o.Absent)
		marker := New(m, [][]dist.Dist{half}, []string{"a"})
		marker.Prepare(nil)
		marker.Mark(o, 0, []float64{0.6, 0.6}, []uint8{0, 0}, effect)
		if o.Absent[0] != want[0] || o.Absent[1] != want[1] {
			t.Errorf("%s: %v, want %v", text, o.Absent, want)
		}
	}
}

func TestFit(t *testing.T) {
	binary := cohort.Shape{Type: cohort.Binary}
	visits := cohort.Shape{Type: cohort.Longitudinal, Visits: []float64{0, 1, 2}}
	for _, c := range []struct {
		text  string
		shape cohort.Shape
		path  string
	}{
		{"kind = \"mcar\"\np = { a = 0.1 }", binary, "p.b"},
		{"kind = \"mcar\"\np = { a = 0.1, b = 0.1, c = 0.1 }", binary, "p.c"},
		{"kind = \"mcar\"\np = 0.1", cohort.Shape{Type: cohort.Longitudinal, Visits: []float64{1}}, ""},
		{"kind = \"mar\"\np = 0.1\nstrength = 1", binary, ""},
		{"kind = \"mar\"\np = 0.1\nstrength = 1\neffects.age = 1", binary, "none"},
		{"kind = \"mar\"\np = 0.1\nstrength = 1", visits, "none"},
		{"kind = \"mnar\"\np = 0.1\nstrength = 1", binary, "none"},
	} {
		m, p := read(t, c.text)
		if p.Len() > 0 {
			t.Fatal(p.Err())
		}
		one := []*dist.Laws{{ByArm: laws()[0]}, {ByArm: laws()[1]}, {ByArm: laws()[2]}}
		Fit(m, &c.shape, one[:c.shape.Width()], []string{"a", "b"}, p)
		list := p.List()
		if c.path == "none" {
			if len(list) > 0 {
				t.Errorf("%s: %v", c.text, list)
			}
		} else if len(list) != 1 || list[0].Path != c.path || list[0].Hint == "" {
			t.Errorf("%s: %v, want one at %q with a hint", c.text, list, c.path)
		}
	}
	// A law without a mean needs center and scale.
	cauchy := &dist.LogLogistic{Shape: number(0.5), Scale: ptr(number(1))}
	cauchy.Prepare(nil)
	for text, want := range map[string]int{"": 1, "\ncenter = 1\nscale = 1": 0} {
		m, _ := read(t, "kind = \"mnar\"\np = 0.1\nstrength = 1"+text)
		p := spec.NewProblems()
		Fit(m, &cohort.Shape{Type: cohort.Continuous}, []*dist.Laws{{ByArm: []dist.Dist{cauchy}}}, []string{"a"}, p)
		if p.Len() != want {
			t.Errorf("%q: %v, want %d problems", text, p.List(), want)
		}
	}
}

func ptr[T any](x T) *T { return &x }

func TestNoAllocation(t *testing.T) {
	each(t, func(t *testing.T, m Mechanism) {
		o, arm, draws := lost(m, 300, nil)
		marker := New(m, laws(), []string{"a", "b"})
		if n := testing.AllocsPerRun(10, func() {
			marker.Prepare(nil)
			clear(o.Absent)
			for k := range draws {
				marker.Mark(o, k, draws[k], arm, nil)
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
