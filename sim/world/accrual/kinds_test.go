package accrual

import (
	"math"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// falseAlarm is the rate at which a right program fails a test that draws.
const falseAlarm = 1e-7

// patterns are examples of every kind; a kind without one fails the tests.
var patterns = map[string][]Pattern{
	"instant": {&Instant{}},
	"uniform": {&Uniform{Rate: ptr(2.5)}, &Uniform{Duration: ptr(12.0)}},
	"poisson": {&Poisson{Rate: 0.01}, &Poisson{Rate: 3}},
	"piecewise": {
		&Piecewise{From: []float64{0}, Rate: []float64{2}, Poisson: true},
		&Piecewise{From: []float64{0, 3, 6}, Rate: []float64{10, 20, 30}, Poisson: true},
		&Piecewise{From: []float64{0, 1, 2, 4}, Rate: []float64{0, 8, 0, 3}, Poisson: true},
		&Piecewise{From: []float64{0, 3, 6}, Rate: []float64{1, 0, 4}},
	},
}

func ptr[T any](x T) *T { return &x }

// column is the accrual stream of a trial.
func column(trial int64) *rng.Stream {
	s := new(rng.Stream)
	s.Seek(1, trial, rng.NewSlot("enrollment.accrual"))
	return s
}

// each runs a test for every example of every kind.
func each(t *testing.T, test func(t *testing.T, a Pattern)) {
	for _, name := range Kinds.Names() {
		if len(patterns[name]) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, a := range patterns[name] {
			t.Run(name, func(t *testing.T) { test(t, a) })
		}
	}
}

func random(a Pattern) bool {
	p, piecewise := a.(*Piecewise)
	_, poisson := a.(*Poisson)
	return poisson || piecewise && p.Poisson
}

func TestExamplesAreSound(t *testing.T) {
	each(t, func(t *testing.T, a Pattern) {
		p := spec.NewProblems()
		if a.Check(p); p.Len() > 0 {
			t.Error(p.Err())
		}
	})
}

// TestEnterInOrder wants entries that are finite, not negative and never
// decrease, and that are the same again.
func TestEnterInOrder(t *testing.T) {
	each(t, func(t *testing.T, a Pattern) {
		for _, size := range []int{0, 1, 2, 300, 1000} {
			for trial := range int64(20) {
				entry, again := make([]float64, size), make([]float64, size)
				a.Enter(entry, column(trial))
				a.Enter(again, column(trial))
				if !slices.Equal(entry, again) {
					t.Fatal("not a function of the stream")
				}
				if !slices.IsSorted(entry) {
					t.Fatal("entries decrease")
				}
				for _, e := range entry {
					if !(e >= 0 && e < math.Inf(1)) {
						t.Fatalf("entry at %v", e)
					}
				}
			}
		}
	})
}

// TestNested wants the first entries of a larger trial to be those of a smaller
// one, unless the pattern is about the size.
func TestNested(t *testing.T) {
	each(t, func(t *testing.T, a Pattern) {
		if u, ok := a.(*Uniform); ok && u.Duration != nil {
			return
		}
		small, large := make([]float64, 100), make([]float64, 700)
		a.Enter(small, column(5))
		a.Enter(large, column(5))
		if !slices.Equal(small, large[:100]) {
			t.Error("entries depend on the size")
		}
	})
}

// TestExpected compares the patients who enter by Expected(n) with n: exactly
// when entries are not random, else by the mean of many trials, whose counts
// are Poisson with mean n.
func TestExpected(t *testing.T) {
	const size, trials = 40, 2000
	each(t, func(t *testing.T, a Pattern) {
		at, total := a.Expected(size), 0.0
		if !random(a) {
			entry := make([]float64, size)
			a.Enter(entry, column(0))
			if entry[size-1] != at {
				t.Errorf("the last enters at %v, expected at %v", entry[size-1], at)
			}
			return
		}
		entry := make([]float64, 4*size) // nearly never all by then
		for trial := range int64(trials) {
			a.Enter(entry, column(trial))
			for _, e := range entry {
				if e <= at {
					total++
				}
			}
		}
		z := (total/trials - size) / math.Sqrt(size/float64(trials))
		if limit := normalLimit(falseAlarm); math.Abs(z) > limit {
			t.Errorf("%v patients by the time %v when %d are expected: z = %v", total/trials, at, size, z)
		}
	})
}

// intensity is Λ(t) of a random pattern.
func intensity(a Pattern, t float64) float64 {
	if p, ok := a.(*Poisson); ok {
		return p.Rate * t
	}
	p, sum := a.(*Piecewise), 0.0
	for j, from := range p.From {
		end := math.Inf(1)
		if j+1 < len(p.From) {
			end = p.From[j+1]
		}
		sum += p.Rate[j] * math.Max(0, math.Min(t, end)-from)
	}
	return sum
}

// TestPoissonCounts compares the patients who enter between two dates with the
// Poisson law, by chi-square, for dates within and across the pieces.
func TestPoissonCounts(t *testing.T) {
	const trials = 4000
	each(t, func(t *testing.T, a Pattern) {
		if !random(a) {
			return
		}
		unit := a.Expected(4)
		for k := range 4 {
			from, to := float64(k)*unit, float64(k+1)*unit
			mean := intensity(a, to) - intensity(a, from)
			bins := int(mean+4*math.Sqrt(mean)) + 2
			observed := make([]float64, bins)
			entry := make([]float64, 60+int(2*intensity(a, to)))
			for trial := range int64(trials) {
				n := 0
				a.Enter(entry, column(trial))
				for _, e := range entry {
					if from < e && e <= to {
						n++
					}
				}
				observed[min(n, bins-1)]++
			}
			if p := chiSquareP(observed, poissonLaw(mean, bins), trials); p < falseAlarm {
				t.Errorf("counts in (%v, %v]: p = %v", from, to, p)
			}
		}
	})
}

// TestEvenlySpaced works out the entries of patterns that are not random.
func TestEvenlySpaced(t *testing.T) {
	for _, c := range []struct {
		pattern Pattern
		want    []float64
	}{
		{&Instant{}, []float64{0, 0, 0}},
		{&Uniform{Rate: ptr(4.0)}, []float64{0.25, 0.5, 0.75, 1}},
		{&Uniform{Duration: ptr(10.0)}, []float64{2.5, 5, 7.5, 10}},
		// Two a unit until 2, none until 5, then four a unit.
		{&Piecewise{From: []float64{0, 2, 5}, Rate: []float64{2, 0, 4}}, []float64{0.5, 1, 1.5, 2, 5.25, 5.5, 5.75, 6}},
		// A piece that ends between two patients: half a patient, then one a unit.
		{&Piecewise{From: []float64{0, 1}, Rate: []float64{0.5, 1}}, []float64{1.5, 2.5, 3.5}},
		{&Piecewise{From: []float64{0, 1}, Rate: []float64{0, 2}}, []float64{1.5, 2}},
	} {
		entry := make([]float64, len(c.want))
		if c.pattern.Enter(entry, column(0)); !slices.Equal(entry, c.want) {
			t.Errorf("%+v: %v, want %v", c.pattern, entry, c.want)
		}
	}
}

// TestPieceEdges walks over edges of pieces in steps of one rounding, where a
// time just before an edge must not come out after it.
func TestPieceEdges(t *testing.T) {
	for k := range 2000 {
		from := 0.1 + float64(k)/7
		a := &Piecewise{From: []float64{0, from}, Rate: []float64{1 / 0.3, 70}}
		count := from / 0.3
		for range 8 {
			count = math.Nextafter(count, 0)
		}
		before, w := 0.0, walk{pieces: a}
		for range 16 {
			at := w.time(count)
			if at < before {
				t.Fatalf("%v after %v, edge at %v", at, before, from)
			}
			before, count = at, math.Nextafter(count, math.Inf(1))
		}
	}
}

func TestNoAllocation(t *testing.T) {
	each(t, func(t *testing.T, a Pattern) {
		entry, s := make([]float64, 300), column(0)
		if n := testing.AllocsPerRun(20, func() { a.Enter(entry, s) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// TestProblems gives bad parameters as a file would.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, path, fact string }{
		{`kind = "uniform"`, "a", "exactly one of rate, duration"},
		{"kind = \"uniform\"\nrate = 1.0\nduration = 2.0", "a", "exactly one of rate, duration"},
		{"kind = \"uniform\"\nrate = 0", "a.rate", "wanted"},
		{"kind = \"uniform\"\nduration = -1", "a.duration", "wanted"},
		{`kind = "poisson"`, "a.rate", "missing"},
		{"kind = \"poisson\"\nrate = 0", "a.rate", "wanted"},
		{"kind = \"piecewise\"\nfrom = [0, 1]\nrate = [1]", "a.rate", "1 rates for 2 pieces"},
		{"kind = \"piecewise\"\nfrom = []\nrate = []", "a.from", "no piece"},
		{"kind = \"piecewise\"\nfrom = [1, 2]\nrate = [1, 1]", "a.from.1", "does not start at 0"},
		{"kind = \"piecewise\"\nfrom = [0, 2, 2]\nrate = [1, 1, 1]", "a.from.3", "does not come after"},
		{"kind = \"piecewise\"\nfrom = [0, 2]\nrate = [1, 0]", "a.rate.2", "never be complete"},
		{"kind = \"piecewise\"\nfrom = [0]\nrate = [-1]", "a.rate.1", "wanted"},
	} {
		problems := decode(t, c.text)
		if len(problems) != 1 || problems[0].Path != c.path || !strings.Contains(problems[0].Fact, c.fact) {
			t.Errorf("%s:\n got %v\nwant %s: … %s …", c.text, problems, c.path, c.fact)
		}
	}
}
