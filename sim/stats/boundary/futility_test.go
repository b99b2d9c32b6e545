package boundary

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/BurntSushi/toml"

	"simrun/sim/base/spec"
)

// futile returns a futility rule.
func futile(name string, rule Efficacy, beta float64, binding bool) *Futility {
	return &Futility{Of: spec.Of[Efficacy]{Name: name, Value: rule}, Beta: beta, Binding: binding}
}

// both returns the bounds of both rules, and fails on a problem.
func both(t *testing.T, e Efficacy, f *Futility, plan Plan) Bounds {
	t.Helper()
	p := spec.NewProblems()
	plan.Check(p)
	f.Check(p)
	b := f.Bounds(e, plan, p.At("efficacy"), p.At("futility"))
	if err := p.Err(); err != nil {
		t.Fatalf("%T with %T: %v", e, f.Value, err)
	}
	return b
}

// everyFutility runs a test for each kind of futility bounds with each kind of
// efficacy bounds, binding and not.
func everyFutility(t *testing.T, test func(t *testing.T, e Efficacy, f *Futility, plan Plan)) {
	for _, name := range Kinds.Names() {
		for _, lower := range Kinds.Names() {
			for i, fractions := range [][]float64{{1}, {0.5, 1}, {0.2, 0.5, 0.6, 1}} {
				plan := Plan{Alpha: 0.025 * float64(1+i), Fractions: fractions}
				beta := 0.1 + 0.05*float64(i)
				rule := example(t, lower, Plan{Alpha: beta, Fractions: fractions})
				if fixed, ok := rule.(*FixedBounds); ok {
					fixed.Z = PerLook{-0.2}
				} else if _, ok := rule.(Spending); !ok {
					continue
				}
				for _, binding := range []bool{false, true} {
					test(t, example(t, name, plan), futile(lower, rule, beta, binding), plan)
				}
			}
		}
	}
}

func TestFutilityBoundsKeepTheirPromises(t *testing.T) {
	everyFutility(t, func(t *testing.T, e Efficacy, f *Futility, plan Plan) {
		b, free := both(t, e, f, plan), bounds(t, e, plan)
		last := len(b.Z) - 1
		near(t, "last futility bound", b.Lower[last], b.Z[last], 0)
		h0 := Cross(plan.Fractions, b.Lower, b.Z, 0)
		if f.Binding {
			near(t, "type I error when futility binds", h0.Above(), b.total(), 2e-11)
		} else {
			for k := range b.Z {
				near(t, "efficacy bound that ignores futility", b.Z[k], free.Z[k], 0)
			}
			near(t, "alpha spent", b.total(), free.total(), 0)
		}
		if !f.Spends() {
			return
		}
		h1 := Cross(plan.Fractions, b.Lower, b.Z, b.Drift)
		near(t, "power", h1.Above(), 1-f.Beta, 1e-11)
		g, spent := through(f.Value.(Spending), plan), 0.0
		for k, at := range plan.Fractions {
			spent += h1.Lower[k]
			near(t, "beta spent as reported", b.SpentBeta[k], spent, 1e-14)
			if !math.IsInf(b.Lower[k], -1) {
				near(t, "beta spent", spent, g.Spend(at, f.Beta), 1e-11)
			}
		}
	})
}

func TestFutilityMemoGivesThePlannedBounds(t *testing.T) {
	everyFutility(t, func(t *testing.T, e Efficacy, f *Futility, plan Plan) {
		b := both(t, e, f, plan)
		m := f.NewMemo(e, plan, b)
		var held []Held
		for k, at := range plan.Fractions {
			held = append(held, Held{at, k})
			lower, upper := m.At(held, k == len(plan.Fractions)-1)
			near(t, "futility bound", lower, b.Lower[k], 0)
			near(t, "efficacy bound", upper, b.Z[k], 0)
		}
	})
}

// Whatever the information of the looks, binding futility keeps the type I error,
// and the beta spent at the planned drift is what the function allows.
func TestRespentFutility(t *testing.T) {
	plan := Plan{Alpha: 0.025, Fractions: even(4)}
	r := rand.New(rand.NewPCG(3, 4))
	f, g := futile("hwang_shih_decani", &HwangShihDeCani{-2}, 0.1, true), futile("hwang_shih_decani", &HwangShihDeCani{-2}, 0.1, false)
	e := &OBrienFleming{}
	binding, free := f.NewMemo(e, plan, both(t, e, f, plan)), g.NewMemo(e, plan, both(t, e, g, plan))
	drift := both(t, e, g, plan).Drift
	for range 100 {
		var held []Held
		var fractions, lower, upper, below []float64
		at := 0.0
		for k := range 4 {
			at += 0.02 + 0.24*r.Float64()
			if k == 3 {
				at = 1
			}
			held, fractions = append(held, Held{at, k}), append(fractions, at)
			l, u := binding.At(held, k == 3)
			lower, upper = append(lower, l), append(upper, u)
			l, u = free.At(held, k == 3)
			want, _ := NewMemo(e, plan).Bound(fractions, k == 3)
			near(t, "efficacy bound that ignores futility", u, want, 0)
			below = append(below, l)
		}
		near(t, "type I error", Cross(fractions, lower, upper, 0).Above(), 0.025, 1e-11)
		var z []float64
		for k := range held {
			_, u := free.At(held[:k+1], k == 3)
			z = append(z, u)
		}
		c := Cross(fractions, below, z, drift)
		for k := range 3 {
			near(t, "beta spent", sum(c.Lower[:k+1]), g.Value.(Spending).Spend(fractions[k], 0.1), 1e-12)
		}
	}
}

func TestFutilityMemoChangesNoBit(t *testing.T) {
	plan := Plan{Alpha: 0.025, Fractions: even(4)}
	r := rand.New(rand.NewPCG(1, 2))
	for _, e := range []Efficacy{&OBrienFleming{}, &PocockBounds{}} {
		for _, binding := range []bool{false, true} {
			f := futile("pocock", &Pocock{}, 0.2, binding)
			b := both(t, e, f, plan)
			m := f.memo(e, plan, b.Z, 4) // so that keys take each other's slots
			m.aim(b.Drift)
			for range 100 {
				held, at := make([]Held, 1+r.IntN(4)), 0.0
				for k := range held {
					at += float64(r.IntN(8)) * 0.06
					held[k] = Held{at, k}
				}
				for k := range held {
					last := k == len(held)-1
					fresh := f.memo(e, plan, b.Z, 4)
					fresh.aim(b.Drift)
					lower, upper := m.At(held[:k+1], last)
					wantLower, wantUpper := fresh.At(held[:k+1], last)
					if lower != wantLower || upper != wantUpper || lower > upper {
						t.Fatalf("%v: bounds %v, %v; afresh %v, %v", held[:k+1], lower, upper, wantLower, wantUpper)
					}
				}
			}
		}
	}
}

// More beta than can be spent at an early look ends the trial there: the futility
// bound is never above the efficacy bound, and what follows is still a number.
func TestFutilityNeverPassesEfficacy(t *testing.T) {
	plan := Plan{Alpha: 0.025, Fractions: even(3)}
	for _, binding := range []bool{false, true} {
		f := futile("user", &User{Spent: []float64{0.19, 0.2, 0.2}}, 0.2, binding)
		e := &OBrienFleming{}
		m := f.NewMemo(e, plan, both(t, e, f, plan))
		held := []Held{{0.9, 0}, {0.95, 1}, {1, 2}}
		for k := range held {
			lower, upper := m.At(held[:k+1], k == 2)
			if math.IsNaN(lower) || math.IsNaN(upper) || lower > upper || upper < 0 {
				t.Errorf("look %d: bounds %v, %v", k+1, lower, upper)
			}
		}
	}
}

func TestFutilityAllocatesNothing(t *testing.T) {
	plan := Plan{Alpha: 0.025, Fractions: even(3)}
	f := futile("hwang_shih_decani", &HwangShihDeCani{-2}, 0.1, true)
	m := f.NewMemo(&OBrienFleming{}, plan, both(t, &OBrienFleming{}, f, plan))
	held := []Held{{0.3, 0}, {0.6, 1}, {1, 2}}
	if n := testing.AllocsPerRun(100, func() {
		held[0].Fraction += 1e-6
		for k := range held {
			m.At(held[:k+1], k == 2)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestWrongFutilityIsAProblem(t *testing.T) {
	plan := Plan{Alpha: 0.025, Fractions: even(3)}
	for name, c := range map[string]struct {
		f    *Futility
		path string
	}{
		"not for futility":      {futile("pocock_bounds", &PocockBounds{}, 0.1, false), "futility.kind"},
		"too many":              {futile("fixed_bounds", &FixedBounds{PerLook{0, 0, 0, 0}}, 0.1, false), "futility.z"},
		"not a number":          {futile("fixed_bounds", &FixedBounds{PerLook{0, math.NaN()}}, 0.1, false), ""},
		"beta not all spent":    {futile("user", &User{Spent: []float64{0.01, 0.02, 0.05}}, 0.1, false), "futility.spent.3"},
		"not for all looks":     {futile("user", &User{Spent: []float64{0.01, 0.1}}, 0.1, false), "futility.spent"},
		"power less than alpha": {futile("pocock", &Pocock{}, 0.98, false), "futility.beta"},
	} {
		p := spec.NewProblems()
		at := p.At("futility")
		c.f.Check(at)
		if kind, ok := c.f.Value.(*FixedBounds); ok {
			kind.Check(at)
		}
		if p.Len() == 0 {
			c.f.Bounds(&OBrienFleming{}, plan, p.At("efficacy"), at)
		}
		if p.Len() != 1 || c.path != "" && p.List()[0].Path != c.path {
			t.Errorf("%s: problems %v, want one at %s", name, p.List(), c.path)
		}
	}
}

// futilityReference is a file of values by another program, which it names.
type futilityReference struct {
	Source string
	Case   []struct {
		Efficacy          string
		Parameter         []float64
		Futility          string
		FutilityParameter []float64 `toml:"futility_parameter"`
		Binding           bool
		Alpha, Beta       float64
		Fractions         []float64
		Z, Lower          []float64
		Inflation         float64
	}
}

// rpact's probabilities are good to some 1e-8, and it spends alpha − 1e-8.
func TestFutilityAgreesWithRpact(t *testing.T) {
	const probability = 4e-8
	var r futilityReference
	if _, err := toml.DecodeFile("testdata/futility.toml", &r); err != nil || len(r.Case) < 100 || r.Source == "" {
		t.Fatal(len(r.Case), err)
	}
	for _, c := range r.Case {
		plan := Plan{Alpha: c.Alpha, Fractions: c.Fractions}
		f := futile(c.Futility, kind(t, c.Futility, c.FutilityParameter), c.Beta, c.Binding)
		b := both(t, kind(t, c.Efficacy, c.Parameter), f, plan)
		for k, want := range c.Z {
			near(t, "efficacy", b.Z[k], rpactBound(t, want, b.Z[k]), probability/density(b.Z[k]))
		}
		for k, want := range c.Lower {
			if math.IsInf(want, -1) && b.Lower[k] < -6 { // where rpact gives up
				continue
			}
			near(t, "futility", b.Lower[k], want, probability/density(b.Lower[k]-b.Drift*math.Sqrt(c.Fractions[k])))
		}
		fixed, _ := Drift([]float64{1}, nil, []float64{bounds(t, &Pocock{}, Plan{Alpha: c.Alpha, Fractions: []float64{1}}).Z[0]}, 1-c.Beta)
		near(t, "inflation", b.Drift*b.Drift/fixed/fixed, c.Inflation, 2e-6)
		if t.Failed() {
			t.Fatalf("%+v", c)
		}
	}
}
