package boundary

import (
	"math"
	"testing"

	"github.com/BurntSushi/toml"

	"simrun/sim/base/spec"
)

// reference is a file of values by another program, which it names.
type reference struct {
	Source string
	Case   []struct {
		Kind      string
		Parameter []float64
		Sided     int
		Alpha     float64
		Fractions []float64
		Z         []float64
		Inflation float64
	}
}

func readReference(t *testing.T, file string) reference {
	t.Helper()
	var r reference
	if _, err := toml.DecodeFile(file, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Case) == 0 || r.Source == "" {
		t.Fatalf("%s has no cases or no source", file)
	}
	return r
}

// kind returns the rule of that name with the given parameter.
func kind(t *testing.T, name string, parameter []float64) Efficacy {
	t.Helper()
	k, ok := Kinds.New(name)
	if !ok {
		t.Fatalf("no kind %q", name)
	}
	switch k := k.(type) {
	case *HwangShihDeCani:
		k.Gamma = parameter[0]
	case *KimDeMets:
		k.Rho = parameter[0]
	case *WangTsiatisBounds:
		k.Delta = parameter[0]
	case *HaybittlePeto:
		k.Z = parameter
	case *FixedBounds:
		k.Z = parameter
	case *User:
		k.Spent = parameter
	}
	return k
}

// bounds returns the bounds of a rule, and fails on a problem.
func bounds(t *testing.T, k Efficacy, plan Plan) Bounds {
	t.Helper()
	p := spec.NewProblems()
	plan.Check(p)
	k.Check(p)
	b := k.Bounds(plan, p)
	if err := p.Err(); err != nil {
		t.Fatalf("%T: %v", k, err)
	}
	return b
}

func TestBoundsAgreeWithRpact(t *testing.T) {
	for _, c := range readReference(t, "testdata/rpact.toml").Case {
		plan := Plan{Alpha: c.Alpha, TwoSided: c.Sided == 2, Fractions: c.Fractions}
		rule := kind(t, c.Kind, c.Parameter)
		b := bounds(t, rule, plan)
		for k, want := range c.Z {
			near(t, c.Kind, b.Z[k], rpactBound(t, want, b.Z[k]), rpactError(rule, c.Z, k))
		}
		inflation, ok := Inflation(plan, nil, b.Z, 0.9)
		if !ok {
			t.Errorf("%s: no inflation factor", c.Kind)
		}
		near(t, c.Kind+" inflation", inflation, c.Inflation, 2e-6)
		if t.Failed() {
			t.Fatalf("%s(%v) %v", c.Kind, c.Parameter, plan)
		}
	}
}

// rpactBound returns rpact's bound, or ours where rpact gives up: beyond about 6,
// where a tail holds less than 1e-9.
func rpactBound(t *testing.T, theirs, ours float64) float64 {
	t.Helper()
	if !math.IsInf(theirs, 1) {
		return theirs
	}
	if ours < 6 {
		t.Errorf("bound %v, rpact has ∞", ours)
	}
	return ours
}

// rpactError returns the error of rpact's bound at look k. Its probability of
// crossing there is good to some 1e-8 by the tenth look, where mvtnorm and Simpson's
// rule with its error extrapolated side with us. Where all that is left is spent,
// it spends alpha − 1e-8, which moves the last bound and all those that are
// multiples of a constant.
func rpactError(kind Efficacy, z []float64, k int) float64 {
	last := len(z) - 1
	_, spending := kind.(Spending)
	switch {
	case math.IsInf(z[k], 1):
		return 0
	case spending && k < last:
		return 2e-8 / density(z[k])
	}
	return 3e-8 / density(z[last]) * z[k] / z[last]
}

func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

func TestBoundsAgreeWithMvtnorm(t *testing.T) {
	for _, c := range readReference(t, "testdata/mvtnorm.toml").Case {
		b := bounds(t, kind(t, c.Kind, nil), Plan{Alpha: c.Alpha, TwoSided: c.Sided == 2, Fractions: c.Fractions})
		for k, want := range c.Z {
			near(t, c.Kind, b.Z[k], want, 1e-12)
		}
	}
}

func even(looks int) []float64 {
	fractions := make([]float64, looks)
	for k := range fractions {
		fractions[k] = float64(k+1) / float64(looks)
	}
	return fractions
}

// [jennison2000] tables 2.1, 2.2 (Pocock), 2.3, 2.4 (O'Brien and Fleming).
func TestPublishedClassicalConstants(t *testing.T) {
	for _, c := range []struct {
		kind      string
		constant  [4]float64 // K = 2, 3, 4, 5
		inflation [4]float64 // at power .9
	}{
		{"pocock_bounds", [4]float64{2.178, 2.289, 2.361, 2.413}, [4]float64{1.100, 1.151, 1.183, 1.207}},
		{"obrien_fleming_bounds", [4]float64{1.977, 2.004, 2.024, 2.040}, [4]float64{1.007, 1.016, 1.022, 1.026}},
	} {
		for i := range 4 {
			plan := Plan{Alpha: 0.05, TwoSided: true, Fractions: even(i + 2)}
			b := bounds(t, kind(t, c.kind, nil), plan)
			near(t, c.kind, b.Z[i+1], c.constant[i], 0.5e-3)
			inflation, _ := Inflation(plan, nil, b.Z, 0.9)
			near(t, c.kind+" inflation", inflation, c.inflation[i], 0.5e-3)
		}
	}
	b := bounds(t, &OBrienFlemingBounds{}, Plan{Alpha: 0.05, TwoSided: true, Fractions: even(3)})
	for k, want := range []float64{3.4711, 2.4544, 2.0040} {
		near(t, "O'Brien–Fleming, 3 looks", b.Z[k], want, 0.5e-4)
	}
}

// [armitage1969] table 2: repeated looks at the two-sided level 0.05, printed to
// three decimals.
func TestPublishedRepeatedLooks(t *testing.T) {
	z := kind(t, "fixed_bounds", []float64{1.96})
	for looks, want := range map[int]float64{2: .083, 3: .107, 4: .126, 5: .142, 10: .193, 20: .248} {
		near(t, "type I error", bounds(t, z, Plan{Alpha: 0.05, TwoSided: true, Fractions: even(looks)}).total(), want, 0.5e-3)
	}
}

// gsDesign's documented LD-OF bounds and its default design, upper side.
func TestPublishedSpendingBounds(t *testing.T) {
	for _, c := range []struct {
		kind Efficacy
		want []float64
		last float64 // decimals printed
	}{
		{&HwangShihDeCani{-4}, []float64{3.0107, 2.5465, 1.9992}, 0.5e-4},
		{&OBrienFleming{}, []float64{3.7103, 2.5114, 1.9930}, 0.5e-4},
		{&OBrienFleming{}, []float64{4.877, 3.357, 2.680, 2.290, 2.031}, 0.5e-3},
	} {
		b := bounds(t, c.kind, Plan{Alpha: 0.025, TwoSided: false, Fractions: even(len(c.want))})
		for k, want := range c.want {
			near(t, "bound", b.Z[k], want, c.last)
		}
	}
	plan := Plan{Alpha: 0.025, TwoSided: false, Fractions: even(3)}
	inflation, _ := Inflation(plan, nil, bounds(t, &OBrienFleming{}, plan).Z, 0.9)
	near(t, "inflation", inflation, 1.0119, 0.5e-4)
}

// The default design of gsDesign: efficacy gamma −4, beta spending with gamma
// −2 and beta 0.1, futility not binding; printed to four decimals.
func TestPublishedFutilityDesign(t *testing.T) {
	fractions, beta := even(3), &HwangShihDeCani{-2}
	upper := bounds(t, &HwangShihDeCani{-4}, Plan{Alpha: 0.025, TwoSided: false, Fractions: fractions}).Z
	lower := make([]float64, 3)

	// The drift at which the last lower bound meets the upper one.
	lo, hi := 3.0, 4.0
	for hi-lo > 1e-12 {
		drift, steps, spent := (lo+hi)/2, NewRecursion(3), 0.0
		steps.Reset(drift)
		for k, f := range fractions {
			lower[k] = steps.Lower(f, beta.Spend(f, 0.1)-spent)
			spent = beta.Spend(f, 0.1)
			steps.Advance(f, min(lower[k], upper[k]), upper[k])
		}
		if lower[2] < upper[2] {
			lo = drift
		} else {
			hi = drift
		}
	}
	for k, want := range []float64{-.2387, .9411, 1.9992} {
		near(t, "futility bound", lower[k], want, 0.5e-4)
	}
	fixed := 1.959963984540054 + 1.2815515655446004
	near(t, "inflation", lo*lo/fixed/fixed, 1.0699, 0.5e-4)

	h1 := Cross(fractions, lower, upper, lo)
	for k, want := range []float64{.1412, .5815, .9000} {
		near(t, "upper under H1", sum(h1.Upper[:k+1]), want, 0.5e-4)
	}
	for k, want := range []float64{.0148, .0437} {
		near(t, "lower under H1", sum(h1.Lower[:k+1]), want, 0.5e-4)
	}
	near(t, "type I error with futility", Cross(fractions, lower, upper, 0).Above(), .0233, 0.5e-4)
	for k, want := range []float64{.0013, .0062, .0250} {
		near(t, "type I error", sum(Cross(fractions, nil, upper, 0).Upper[:k+1]), want, 0.5e-4)
	}
}
