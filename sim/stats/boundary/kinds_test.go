package boundary

import (
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"simrun/sim/base/spec"
)

// example returns the rule of a name with its required parameters filled with
// something that works for any: numbers ½, bounds 2.5, spending linear.
func example(t *testing.T, name string, plan Plan) Efficacy {
	t.Helper()
	k, ok := Kinds.New(name)
	if !ok {
		t.Fatalf("no kind %q", name)
	}
	v := reflect.ValueOf(k).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if !f.CanSet() || !f.IsZero() {
			continue
		}
		switch f.Interface().(type) {
		case float64:
			f.SetFloat(0.5)
		case PerLook:
			f.Set(reflect.ValueOf(PerLook{2.5}))
		case []float64:
			f.Set(reflect.ValueOf(scaled(plan.Fractions, plan.Alpha)))
		}
	}
	return k
}

// everyKind runs a test for each kind and a few plans.
func everyKind(t *testing.T, test func(t *testing.T, k Efficacy, plan Plan)) {
	for _, name := range Kinds.Names() {
		t.Run(name, func(t *testing.T) {
			for _, fractions := range [][]float64{{1}, {0.5, 1}, {0.2, 0.25, 0.7, 1}, even(5)} {
				for _, alpha := range []float64{0.025, 0.1} {
					for _, two := range []bool{false, true} {
						plan := Plan{Alpha: alpha, TwoSided: two, Fractions: fractions}
						test(t, example(t, name, plan), plan)
					}
				}
			}
		})
	}
}

func TestBoundsSpendAlpha(t *testing.T) {
	everyKind(t, func(t *testing.T, k Efficacy, plan Plan) {
		b := bounds(t, k, plan)
		lower := []float64(nil)
		if plan.TwoSided {
			lower = Mirror(b.Z)
		}
		c := Cross(plan.Fractions, lower, b.Z, 0)
		for i := range b.Z {
			spent := sum(c.Upper[:i+1])
			if plan.TwoSided {
				spent += sum(c.Lower[:i+1])
			}
			near(t, "alpha spent", b.Spent[i], spent, 1e-13)
			near(t, "nominal p", b.Nominal[i], plan.Sides()*math.Erfc(b.Z[i]/math.Sqrt2)/2, 1e-14)
		}
		if _, free := k.(*FixedBounds); !free {
			near(t, "alpha", b.total(), plan.Alpha, 1e-12)
		}
	})
}

func TestSpendingIsMonotoneFromNothingToAlpha(t *testing.T) {
	everyKind(t, func(t *testing.T, k Efficacy, plan Plan) {
		f, ok := k.(Spending)
		if !ok {
			return
		}
		alpha, before := plan.Tail(), 0.0
		for i := range 1001 {
			s := f.Spend(float64(i)/1000, alpha)
			if s < before || s > alpha {
				t.Fatalf("spends %v at %v after %v", s, float64(i)/1000, before)
			}
			before = s
		}
		for at, want := range map[float64]float64{-1: 0, 0: 0, 1: alpha, 2: alpha, math.Inf(1): alpha} {
			near(t, "spent at the ends", f.Spend(at, alpha), want, 0)
		}
		near(t, "just below 1", f.Spend(1-1e-15, alpha), alpha, 1e-13)
		near(t, "just above 0", f.Spend(1e-300, alpha), 0, 1e-13)
		near(t, "at NaN", f.Spend(math.NaN(), alpha), 0, 0)
	})
}

// More looks spend no more: what is spent at a fraction does not depend on the
// looks before it.
func TestFurtherLooksDoNotChangeWhatIsSpent(t *testing.T) {
	for _, name := range Kinds.Names() {
		coarse, fine := Plan{Alpha: 0.05, TwoSided: true, Fractions: []float64{0.5, 1}}, Plan{Alpha: 0.05, TwoSided: true, Fractions: []float64{0.2, 0.5, 0.8, 0.81, 1}}
		k, ok := example(t, name, coarse).(Spending)
		if !ok {
			continue
		}
		a, b := bounds(t, k, coarse), bounds(t, example(t, name, fine), fine)
		near(t, name, b.Spent[1], a.Spent[0], 1e-16)
		near(t, name, b.Spent[4], a.Spent[1], 0)
		if b.Z[4] <= a.Z[1] {
			t.Errorf("%s: last bound %v with more looks, %v with fewer", name, b.Z[4], a.Z[1])
		}
	}
}

func TestKindsAreDocumented(t *testing.T) {
	for _, concept := range spec.Concepts() {
		if concept.Name != Kinds.Concept() {
			continue
		}
		references, err := sources.ReadFile("doc.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range concept.Kinds {
			if !strings.Contains(kind.Doc, "\n\n\t") {
				t.Errorf("%s: no formula in %q", kind.Name, kind.Doc)
			}
			keys := regexp.MustCompile(`\[[a-z]+[0-9]+\]`).FindAllString(kind.Doc, -1)
			for _, key := range keys {
				if !strings.Contains(string(references), "- "+key) {
					t.Errorf("%s: no reference %s", kind.Name, key)
				}
			}
			for _, field := range kind.Fields {
				if field.Doc == "" {
					t.Errorf("%s.%s has no comment", kind.Name, field.Key)
				}
			}
			if len(keys) == 0 {
				t.Errorf("%s cites nothing", kind.Name)
			}
		}
		return
	}
	t.Error("the concept is not listed")
}

func TestOneLookIsTheFixedTest(t *testing.T) {
	for _, name := range Kinds.Names() {
		plan := Plan{Alpha: 0.05, TwoSided: true, Fractions: []float64{1}}
		k := example(t, name, plan)
		if _, free := k.(*FixedBounds); !free {
			near(t, name, bounds(t, k, plan).Z[0], 1.959963984540054, 1e-11)
		}
	}
}

func TestKindsReportWhatDoesNotFit(t *testing.T) {
	plan := Plan{Alpha: 0.05, TwoSided: false, Fractions: even(3)}
	for name, c := range map[string]struct {
		kind Efficacy
		path string
	}{
		"too few bounds":       {&FixedBounds{PerLook{2, 2}}, "z"},
		"negative bound":       {&FixedBounds{PerLook{2, -2, 2}}, "z.2"},
		"one negative bound":   {&FixedBounds{PerLook{-2}}, "z"},
		"too many interim":     {&HaybittlePeto{PerLook{3, 3, 3}}, "z"},
		"spends it all":        {&HaybittlePeto{PerLook{1.5}}, "z"},
		"zero bound":           {&HaybittlePeto{PerLook{0}}, "z"},
		"nothing spent":        {&User{}, "spent"},
		"only zeros":           {&User{Spent: []float64{0, 0, 0}}, "spent"},
		"decreasing":           {&User{Spent: []float64{0.02, 0.01, 0.05}}, "spent.2"},
		"too short":            {&User{Spent: []float64{0.01, 0.05}}, "spent"},
		"last one below alpha": {&User{Spent: []float64{0.01, 0.02, 0.04}}, "spent.3"},
	} {
		t.Run(name, func(t *testing.T) {
			p := spec.NewProblems()
			if c.kind.Check(p); p.Len() == 0 {
				c.kind.Bounds(plan, p)
			}
			if p.Len() == 0 || p.List()[0].Path != c.path {
				t.Errorf("problems %v, want one at %q", p.List(), c.path)
			}
		})
	}
}

func TestPlanReportsWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		plan Plan
		fact string
	}{
		{Plan{Alpha: 0.05, TwoSided: false, Fractions: nil}, "no looks"},
		{Plan{Alpha: 0, TwoSided: false, Fractions: even(2)}, "alpha is 0"},
		{Plan{Alpha: math.NaN(), TwoSided: false, Fractions: even(2)}, "alpha is NaN"},
		{Plan{Alpha: 0.05, TwoSided: false, Fractions: []float64{0, 1}}, "is 0 after 0"},
		{Plan{Alpha: 0.05, TwoSided: false, Fractions: []float64{0.5, 0.5, 1}}, "is 0.5 after 0.5"},
		{Plan{Alpha: 0.05, TwoSided: false, Fractions: []float64{0.5, 0.9}}, "is 0.9, not 1"},
		{Plan{Alpha: 0.05, TwoSided: false, Fractions: []float64{0.5, 1.2}}, "is 1.2, not 1"},
	} {
		p := spec.NewProblems()
		c.plan.Check(p)
		if p.Len() != 1 || !strings.Contains(p.List()[0].Fact, c.fact) {
			t.Errorf("%v: problems %v, want one with %q", c.plan, p.List(), c.fact)
		}
	}
}

func TestUserSpendsStraightBetweenPlannedLooks(t *testing.T) {
	f := &User{Spent: []float64{0.01, 0.01, 0.04}}
	g := f.through([]float64{0.5, 0.75, 1})
	for at, want := range map[float64]float64{0.25: 0.005, 0.5: 0.01, 0.6: 0.01, 0.75: 0.01, 0.875: 0.025, 1: 0.04} {
		near(t, "spent", g.Spend(at, 0.04), want, 1e-17)
		near(t, "spent of one tail", g.Spend(at, 0.02), want/2, 1e-17)
	}
	near(t, "evenly spaced", f.Spend(5./6, 0.04), 0.025, 1e-16)
	b := bounds(t, f, Plan{Alpha: 0.04, TwoSided: false, Fractions: []float64{0.5, 0.75, 1}})
	near(t, "bound where nothing is spent", b.Z[1], inf, 0)
}

func TestLimitsOfTheFamilies(t *testing.T) {
	plan := Plan{Alpha: 0.05, TwoSided: true, Fractions: []float64{0.3, 0.6, 1}}
	same := func(a, b Efficacy, tolerance float64) {
		t.Helper()
		x, y := bounds(t, a, plan), bounds(t, b, plan)
		for k := range x.Z {
			near(t, "bound", x.Z[k], y.Z[k], tolerance)
		}
	}
	same(&WangTsiatisBounds{0}, &OBrienFlemingBounds{}, 0)
	same(&WangTsiatisBounds{0.5}, &PocockBounds{}, 0)
	same(&HwangShihDeCani{0}, &KimDeMets{1}, 1e-13)
	same(&HwangShihDeCani{1e-9}, &HwangShihDeCani{0}, 1e-8)
}
