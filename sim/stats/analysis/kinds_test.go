package analysis

import (
	"math"
	"regexp"
	"slices"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// falseAlarm is the probability with which each check by simulation would fail
// although the code is right, and beyond its two-sided normal quantile.
const (
	falseAlarm = 1e-7
	beyond     = 5.326723886384
)

// fit calls Fit and counts the problems.
func fit(t Test, typ cohort.Type, margin float64) (Scale, int) {
	p := spec.NewProblems()
	scale := t.Fit(typ, margin, p)
	return scale, p.Len()
}

// eachFixture runs a check on every fixture.
func eachFixture(t *testing.T, check func(*testing.T, *fixture)) {
	for _, f := range fixtures() {
		t.Run(f.String(), func(t *testing.T) { check(t, f) })
	}
}

func near(got, want, tolerance float64) bool {
	return got == want || math.Abs(got-want) <= tolerance*max(math.Abs(want), 1e-300)
}

func TestEveryKindHasAFixture(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range fixtures() {
		seen[f.kind] = true
	}
	for _, kind := range Kinds.Names() {
		if !seen[kind] {
			t.Errorf("%q is not in fixtures", kind)
		}
	}
}

func TestFitRefusesOtherTypesAndMargins(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		for _, typ := range types {
			scale, problems := fit(f.test, typ, f.margin)
			if f.kind == "wilcoxon" && typ == cohort.Ordinal {
				continue // ranks of categories, as of numbers
			}
			if typ != f.typ() && problems == 0 {
				t.Errorf("fits a %v endpoint on the scale %v", typ, scale)
			}
		}
		_, problems := fit(f.test, f.typ(), 0.1)
		if f.takesMargin() != (problems == 0) {
			t.Errorf("with a margin: %d problems", problems)
		}
		if TakesMargin(f.test, f.typ(), 0.1) != f.takesMargin() {
			t.Error("TakesMargin says otherwise")
		}
	})
}

// TestNull simulates the null hypothesis. Each of the sums it looks at is nearly
// normal, with the standard error estimated from the same trials.
func TestNull(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		t.Parallel()
		h := f.hypothesis(Greater)
		var a Analyzer
		ev := make([]Evidence, 1)
		z, square, p := make([]float64, f.trials), make([]float64, f.trials), make([]float64, f.trials)
		for i := range f.trials {
			s := f.snapshot(int64(i), 0)
			if a == nil {
				a = f.test.New(h, Shape{Patients: s.N, Arms: 2})
			}
			a.Analyze(s, ev)
			if ev[0].Status != OK {
				t.Fatalf("trial %d: %v", i, ev[0].Status)
			}
			z[i], square[i], p[i] = ev[0].Z, ev[0].Z*ev[0].Z, ev[0].P
		}
		if f.moments {
			checkMean(t, "Z", z, 0, f.within)
			checkMean(t, "Z²", square, f.square, f.within)
		}
		if f.half {
			checkMean(t, "p", p, 0.5, 0)
		}
		if f.exact || f.valid {
			checkUniform(t, p, f.exact)
		}
	})
}

func checkMean(t *testing.T, name string, x []float64, want, within float64) {
	t.Helper()
	n := float64(len(x))
	mean, variance := 0.0, 0.0
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / (n - 1)
	}
	if limit := within + beyond*math.Sqrt(variance/n); !(math.Abs(mean-want) <= limit) {
		t.Errorf("mean of %s is %.4f, want %.4f ± %.4f", name, mean, want, limit)
	}
}

// checkUniform counts small p-values: not too many, and if exact not too few.
func checkUniform(t *testing.T, p []float64, exact bool) {
	t.Helper()
	for _, alpha := range []float64{0.005, 0.025, 0.05, 0.1, 0.3} {
		count := 0
		for _, v := range p {
			if v <= alpha {
				count++
			}
		}
		most := num.BinomialQuantile(1-falseAlarm/2, len(p), alpha)
		least := num.BinomialQuantile(falseAlarm/2, len(p), alpha)
		if count > most || exact && count < least {
			t.Errorf("p ≤ %v in %d of %d trials, want %d to %d", alpha, count, len(p), least, most)
		}
	}
}

// TestZHasTheTailsOfP checks the package comment: Z and P say the same.
func TestZHasTheTailsOfP(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		for i := range int64(60) {
			s := f.snapshot(i, float64(i%3)/2)
			for a := range Equivalence {
				e := analyze(f.test, f.hypothesis(a), s)[0]
				var want float64
				switch a {
				case Greater:
					want = num.NormalSurvival(e.Z)
				case Less:
					want = num.NormalCDF(e.Z)
				default:
					want = 2 * num.NormalSurvival(math.Abs(e.Z))
					// Mid-p of the most probable table is below 1 at estimate 0.
					if e.Estimate == f.margin {
						want = e.P
						if e.Z != 0 {
							t.Fatalf("estimate %v, but z is %v", e.Estimate, e.Z)
						}
					}
					if effect := e.Estimate - f.margin; effect*e.Z < 0 {
						t.Fatalf("estimate − margin is %v, but z is %v", effect, e.Z)
					}
				}
				if !near(e.P, want, 1e-11) {
					t.Fatalf("%v: p is %v, but z %v means %v", a, e.P, e.Z, want)
				}
				if !(e.P >= 0 && e.P <= 1) {
					t.Fatalf("p is %v", e.P)
				}
			}
		}
	})
}

// TestSigns: more, larger or earlier in the treated arm is positive.
func TestSigns(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		s := f.snapshot(1, 1)
		e := analyze(f.test, f.hypothesis(TwoSided), s)[0]
		g := analyze(f.test, f.hypothesis(Greater), s)[0]
		l := analyze(f.test, f.hypothesis(Less), s)[0]
		if !(e.Estimate > 0 && e.Z > 0 && g.Z > 0 && l.Z > 0 && g.P < 0.5 && l.P > 0.5) {
			t.Errorf("two-sided %+v\ngreater %+v\nless %+v", e, g, l)
		}
	})
}

// TestOrderOfPatientsDoesNotMatter shuffles them: to rounding for means, to the
// last bit for tables and risk sets.
func TestOrderOfPatientsDoesNotMatter(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		for i := range int64(40) {
			r := f.draw(i, 0.2)
			e := analyze(f.test, f.hypothesis(Greater), r.snapshot(f.typ(), 2))[0]
			g := analyze(f.test, f.hypothesis(Greater), shuffled(r, i).snapshot(f.typ(), 2))[0]
			if !f.rounded && g != e {
				t.Fatalf("%+v\nshuffled: %+v", e, g)
			}
			// Estimates may cancel; their scale is the standard error.
			if !(math.Abs(g.Estimate-e.Estimate) <= 1e-13*e.SE) || !near(g.SE, e.SE, 1e-13) || !(math.Abs(g.Z-e.Z) <= 1e-13*(1+math.Abs(e.Z))) {
				t.Fatalf("%+v\nshuffled: %+v", e, g)
			}
		}
	})
}

// shuffled is a random order of the rows.
func shuffled(r rows, trial int64) rows {
	var s rng.Stream
	s.Seek(7, trial, rng.NewSlot("shuffle"))
	r = slices.Clone(r)
	for i := len(r) - 1; i > 0; i-- {
		j := int(float64(i+1) * s.Uniform(i))
		r[i], r[j] = r[j], r[i]
	}
	return r
}

// TestPairsUseTheirOwnArms: patients of a third arm change nothing, whatever they
// are, and every pair is tested as if it were alone.
func TestPairsUseTheirOwnArms(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		two := f.draw(5, 0.3)
		three := slices.Clone(two)
		for i, p := range f.draw(6, 0.7) {
			p.arm = 2
			three = slices.Insert(three, (5*i)%len(three), p)
		}
		h := f.hypothesis(TwoSided)
		alone := analyze(f.test, h, two.snapshot(f.typ(), 2))[0]
		among := analyze(f.test, h, three.snapshot(f.typ(), 3))[0]
		if !f.rounded && alone != among || !near(among.Z, alone.Z, 1e-12) || !near(among.SE, alone.SE, 1e-13) ||
			among.N != alone.N || !near(among.Info, alone.Info, 1e-15) {
			t.Errorf("alone %+v\namong three %+v", alone, among)
		}
		both := *h
		both.Pairs = []Pair{{Treated: 2, Control: h.Pairs[0].Control}, h.Pairs[0]}
		ev := analyze(f.test, &both, three.snapshot(f.typ(), 3))
		if ev[1] != among {
			t.Errorf("as the second pair %+v\nas the only one %+v", ev[1], among)
		}
		both.Pairs = both.Pairs[:1]
		if only := analyze(f.test, &both, three.snapshot(f.typ(), 3)); only[0] != ev[0] || ev[0] == ev[1] {
			t.Errorf("first of two %+v\nalone %+v", ev[0], only[0])
		}
	})
}

// TestMissingPatients are left out and counted, or count as failures.
func TestMissingPatients(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		if f.typ() == cohort.Survival {
			return // survival times are censored, not missing
		}
		known := f.draw(9, 0.2)
		some, zeros := slices.Clone(known), slices.Clone(known)
		for i := range 7 {
			some.lose(i % 3 % 2)
			zeros.add(i%3%2, 0, false)
		}
		h := f.hypothesis(Greater)
		check := func(rule Missing, want rows) {
			h.Missing = Exclude
			w := analyze(f.test, h, want.snapshot(f.typ(), 2))[0]
			w.Missing += 7
			if f.alone() {
				w.Missing = 2
			}
			h.Missing = rule
			if got := analyze(f.test, h, some.snapshot(f.typ(), 2))[0]; got != w {
				t.Errorf("%v: %+v, want %+v", rule, got, w)
			}
		}
		check(Exclude, known)
		if f.typ() == cohort.Binary {
			check(Failure, zeros)
		}
	})
}

// TestAnalyzeDoesNotAllocate, also when what it meets is new to its memory, nor
// does its memory change any result.
func TestAnalyzeDoesNotAllocate(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		var snapshots []*cohort.Snapshot
		most := 0
		for i := range int64(30) {
			r := f.draw(i, float64(i)/20)
			s := r[:len(r)-int(i)%5].snapshot(f.typ(), 2)
			most = max(most, s.N)
			snapshots = append(snapshots, s)
		}
		h := f.hypothesis(TwoSided)
		a := f.test.New(h, Shape{Patients: most, Arms: 2})
		ev := make([]Evidence, 1)
		i := 0
		if n := testing.AllocsPerRun(100, func() {
			a.Analyze(snapshots[i%len(snapshots)], ev)
			i++
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
		for _, s := range snapshots {
			a.Analyze(s, ev)
			if fresh := analyze(f.test, h, s)[0]; fresh != ev[0] {
				t.Errorf("a used analyzer says %+v, a fresh one %+v", ev[0], fresh)
			}
		}
	})
}

// TestDocsHaveAFormula, and name only references that the package lists.
func TestDocsHaveAFormula(t *testing.T) {
	formula := regexp.MustCompile(`(?m)^\s+.*=.*$`)
	key := regexp.MustCompile(`\[([a-z]+[0-9]{4})\]`)
	doc, err := sources.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, concept := range spec.Concepts() {
		if concept.Name != Kinds.Concept() {
			continue
		}
		if len(concept.Kinds) != len(Kinds.Names()) {
			t.Fatalf("%d kinds of %d are described", len(concept.Kinds), len(Kinds.Names()))
		}
		for _, kind := range concept.Kinds {
			if !formula.MatchString(kind.Doc) {
				t.Errorf("%s: the doc has no formula:\n%s", kind.Name, kind.Doc)
			}
			for _, k := range key.FindAllStringSubmatch(kind.Doc, -1) {
				if !regexp.MustCompile(`(?m)^//\s+\[` + k[1] + `\]`).Match(doc) {
					t.Errorf("%s: [%s] is not among the references", kind.Name, k[1])
				}
			}
		}
		return
	}
	t.Fatal("the tests are not described")
}
