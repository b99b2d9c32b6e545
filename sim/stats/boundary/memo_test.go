package boundary

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestMemoChangesNoBit(t *testing.T) {
	plan := Plan{Alpha: 0.05, TwoSided: true, Fractions: even(4)}
	r := rand.New(rand.NewPCG(1, 2))
	m := newMemo(&OBrienFleming{}, plan, 4) // so that keys take each other's slots
	trial := make([]float64, 4)
	for range 300 {
		at := 0.0
		for k := range trial {
			at += 0.01 + float64(r.IntN(8))*0.05
			trial[k] = at
		}
		looks := 1 + r.IntN(4)
		for k := range looks {
			last := k == looks-1
			z, spent := m.Bound(trial[:k+1], last)
			fresh := newMemo(&OBrienFleming{}, plan, 4)
			wantZ, wantSpent := fresh.Bound(trial[:k+1], last)
			if z != wantZ || spent != wantSpent {
				t.Fatalf("%v: bound %v, spent %v; afresh %v, %v", trial[:k+1], z, spent, wantZ, wantSpent)
			}
		}
	}
}

func TestMemoGivesThePlannedBounds(t *testing.T) {
	everyKind(t, func(t *testing.T, k Efficacy, plan Plan) {
		f, ok := k.(Spending)
		if !ok {
			return
		}
		m, b := newMemo(f, plan, 8), bounds(t, k, plan)
		for i := range plan.Fractions {
			z, spent := m.Bound(plan.Fractions[:i+1], i == len(plan.Fractions)-1)
			near(t, "bound", z, b.Z[i], 0)
			near(t, "spent", spent, b.Spent[i], 0)
		}
	})
}

func TestRulesOfRespending(t *testing.T) {
	plan := Plan{Alpha: 0.05, TwoSided: true, Fractions: even(4)}
	const all = 0.05
	f := &OBrienFleming{}
	at := func(x float64) float64 { return 2 * f.Spend(x, 0.025) }
	for name, c := range map[string]struct {
		fractions []float64
		last      bool
		infinite  bool
		spent     float64
	}{
		"first look":               {[]float64{0.4}, false, false, at(0.4)},
		"only look":                {[]float64{0.4}, true, false, all},
		"early end":                {[]float64{0.4, 0.6}, true, false, all},
		"same information":         {[]float64{0.4, 0.4}, false, true, at(0.4)},
		"less information":         {[]float64{0.4, 0.3}, false, true, at(0.4)},
		"same, last":               {[]float64{0.4, 0.4}, true, true, at(0.4)},
		"after the same":           {[]float64{0.4, 0.4, 0.6}, false, false, at(0.6)},
		"after less":               {[]float64{0.4, 0.3, 0.35}, false, true, at(0.4)},
		"not a number":             {[]float64{0.4, math.NaN()}, false, true, at(0.4)},
		"after not a number":       {[]float64{0.4, math.NaN(), 0.6}, false, false, at(0.6)},
		"none":                     {[]float64{0}, false, true, 0},
		"more than all":            {[]float64{0.4, 1.3}, false, false, all},
		"more than all, last":      {[]float64{0.4, 1.3}, true, false, all},
		"again more than all":      {[]float64{1.3, 1.4}, true, true, all},
		"too little to spend":      {[]float64{0.003}, false, true, 0},
		"what was too little":      {[]float64{0.003, 0.5}, false, false, at(0.5)},
		"nothing left for another": {[]float64{0.5, 1, 1}, true, true, all},
	} {
		z, spent := NewMemo(f, plan).Bound(c.fractions, c.last)
		if math.IsInf(z, 1) != c.infinite || math.IsNaN(z) {
			t.Errorf("%s: bound %v", name, z)
		}
		near(t, name+": spent", spent, c.spent, 1e-17)
	}
}

func TestLooksThatCannotRejectDoNotCount(t *testing.T) {
	m := NewMemo(&Pocock{}, Plan{Alpha: 0.05, TwoSided: true, Fractions: even(4)})
	with, _ := m.Bound([]float64{0.3, 0.3, 0.2, 0.8}, true)
	without, _ := m.Bound([]float64{0.3, 0.8}, true)
	near(t, "bound", with, without, 0)
	above1, _ := m.Bound([]float64{0.3, 1.7}, false)
	at1, _ := m.Bound([]float64{0.3, 1}, false)
	near(t, "bound above 1", above1, at1, 0)
}

func TestMoreLooksThanPlannedPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	NewMemo(&Pocock{}, Plan{Alpha: 0.05, TwoSided: true, Fractions: even(2)}).Bound(even(3), true)
}

func TestNothingIsAllocated(t *testing.T) {
	plan := Plan{Alpha: 0.025, TwoSided: false, Fractions: even(5)}
	hit, miss := NewMemo(&OBrienFleming{}, plan), NewMemo(&OBrienFleming{}, plan)
	shift, fractions := 0.0, even(5)
	steps := NewRecursion(2)
	for name, f := range map[string]func(){
		"hit": func() { hit.Bound(plan.Fractions, true) },
		"miss": func() {
			shift += 1e-6
			fractions[1] = 0.4 + shift
			miss.Bound(fractions, true)
		},
		"recursion": func() {
			steps.Reset(1)
			steps.Advance(0.5, -1, steps.Upper(0.5, 0.01))
			steps.Advance(1, steps.Lower(1, 0.1), 3)
		},
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkFiveLooks(b *testing.B) {
	m := newMemo(&OBrienFleming{}, Plan{Alpha: 0.025, TwoSided: false, Fractions: even(5)}, 16)
	for b.Loop() {
		clear(m.entries)
		m.null.steps.Truncate(0)
		m.Bound(m.plan.Fractions, true)
	}
}

func BenchmarkMemoHit(b *testing.B) {
	m := NewMemo(&OBrienFleming{}, Plan{Alpha: 0.025, TwoSided: false, Fractions: even(5)})
	m.Bound(m.plan.Fractions, true)
	held := m.scratch
	for b.Loop() {
		m.At(held, true)
	}
}

func BenchmarkMemoMissAtThirdLook(b *testing.B) {
	m := NewMemo(&OBrienFleming{}, Plan{Alpha: 0.025, TwoSided: false, Fractions: even(3)})
	fractions, x := even(3), 0
	for b.Loop() {
		x = (x + 1) & 0xfffff
		fractions[1] = 0.5 + float64(x)*1e-7
		m.Bound(fractions, true)
	}
}
