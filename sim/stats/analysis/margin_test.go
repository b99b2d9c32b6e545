package analysis

import (
	"math"
	"testing"

	"simrun/sim/world/cohort"
)

// TestExchangedArms: exchanging the arms and mirroring alternative and margin
// turns the estimate and Z, and keeps everything else.
func TestExchangedArms(t *testing.T) {
	mirror := [...]Alternative{TwoSided: TwoSided, Greater: Less, Less: Greater}
	eachFixture(t, func(t *testing.T, f *fixture) {
		if f.alone() {
			return // there is nothing to exchange
		}
		rounding := 1e-14
		if f.iterated {
			rounding = 1e-12
		}
		for i := range int64(40) {
			s := f.snapshot(i, float64(i%3)/3)
			for a := range Equivalence {
				h := f.hypothesis(a)
				e := analyze(f.test, h, s)[0]
				m := f.hypothesis(mirror[a])
				m.Pairs, m.Margin = []Pair{{Treated: 0, Control: 1}}, -h.Margin
				g := analyze(f.test, m, s)[0]
				if g.Z != -e.Z && !(math.Abs(g.Z+e.Z) <= 1e-12*(1+math.Abs(e.Z))) || !near(g.P, e.P, 1e-12) || !near(g.Estimate, -e.Estimate, rounding) ||
					!near(g.SE, e.SE, rounding) || !near(g.Half, e.Half, rounding) || g.Info != e.Info || g.N != e.N || g.Events != e.Events {
					t.Fatalf("%v: %+v\nexchanged: %+v", h.Alternative, e, g)
				}
			}
		}
	})
}

// TestMarginIsAShift: a margin does what subtracting it from the treated does.
func TestMarginIsAShift(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		if f.margin == 0 {
			return
		}
		r := f.draw(3, 0.1)
		h := f.hypothesis(Less)
		e := analyze(f.test, h, r.snapshot(f.typ(), 2))[0]
		if f.kind == "farrington_manning" || f.kind == "miettinen_nurminen" {
			return // the variance of the score depends on the margin
		}
		if f.typ() != cohort.Continuous && f.typ() != cohort.Longitudinal {
			if want := (e.Estimate - f.margin) / e.SE; !near(e.Z, want, 1e-14) {
				t.Fatalf("z is %v, want %v", e.Z, want)
			}
			return
		}
		for i := range r {
			if r[i].arm == 1 {
				r[i].value -= f.margin
				for k := range r[i].visits {
					if k > 0 {
						r[i].visits[k] -= f.margin
					}
				}
			}
		}
		h.Margin = 0
		g := analyze(f.test, h, r.snapshot(f.typ(), 2))[0]
		if !near(g.Z, e.Z, 1e-12) || !near(g.P, e.P, 1e-12) || !near(g.Estimate, e.Estimate-f.margin, 1e-12) || !near(g.Half, e.Half, 1e-12) {
			t.Fatalf("with margin %+v\nshifted %+v", e, g)
		}
	})
}

// TestEquivalenceIsTwoOneSidedTests, both of which must reject.
func TestEquivalenceIsTwoOneSidedTests(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		if !f.takesMargin() {
			return
		}
		sides := [2]int{}
		for i := range int64(40) {
			s := f.snapshot(i, float64(i%5-2)/5)
			h := f.hypothesis(Equivalence)
			h.Margins = Margins{Low: f.margin - 0.2, High: f.margin + 0.3}
			e := analyze(f.test, h, s)[0]
			h.Alternative, h.Margin = Greater, h.Margins.Low
			low := analyze(f.test, h, s)[0]
			h.Alternative, h.Margin = Less, h.Margins.High
			high := analyze(f.test, h, s)[0]
			want, side := low, 0
			if high.P > low.P {
				want, side = high, 1
				want.Z = -want.Z
			}
			sides[side]++
			if !near(e.P, want.P, 1e-14) {
				t.Fatalf("%+v\nlow %+v\nhigh %+v", e, low, high)
			}
			want.P = e.P
			if e != want || Equivalence.Turn(e.Z) != e.Z {
				t.Fatalf("%+v\nwant %+v", e, want)
			}
		}
		if sides[0] == 0 || sides[1] == 0 {
			t.Errorf("the weaker side is never one of them: %v", sides)
		}
	})
}
