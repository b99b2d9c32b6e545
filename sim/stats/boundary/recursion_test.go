package boundary

import (
	"math"
	"testing"
)

var inf = math.Inf(1)

// near fails unless got is within tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.15g, want %.15g ± %g (off by %.2g)", what, got, want, tolerance, got-want)
	}
}

func TestNearCanFail(t *testing.T) {
	for _, bad := range []float64{1.1, math.NaN(), inf} {
		probe := new(testing.T)
		near(probe, "", bad, 1, 0.05)
		if !probe.Failed() {
			t.Errorf("near accepts %v for 1 ± 0.05", bad)
		}
	}
}

func TestGaussLegendreIntegratesPolynomials(t *testing.T) {
	for _, q := range rules() {
		n := len(q.nodes)
		for degree := 0; degree <= 2*n-1; degree++ {
			got, want := 0.0, 0.0
			for i, x := range q.nodes {
				got += q.weights[i] * math.Pow(x, float64(degree))
			}
			if degree%2 == 0 {
				want = 2 / float64(degree+1)
			}
			near(t, "integral", got, want, 5e-15)
		}
	}
}

// spacings are looks from evenly spaced to nearly on top of one another.
var spacings = [][]float64{
	{1},
	{0.5, 1},
	{0.2, 0.4, 0.6, 0.8, 1},
	{0.3, 0.35, 0.9, 1},
	{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1},
	{0.01, 0.5, 0.51, 0.99, 1},
	{0.3, 0.301, 0.302, 1},
	{0.5, 0.9, 0.999, 1},
	{0.1, 0.1001, 0.2, 1},
	{0.004, 0.0045, 0.005, 0.006, 1},
}

func TestDoublingTheGridMovesNoBound(t *testing.T) {
	worst := map[float64]float64{}
	for _, fractions := range spacings {
		// A loose tolerance only where looks all but coincide.
		tolerance, before := 1e-14, 0.0
		for _, t := range fractions {
			if t-before < 0.049 {
				tolerance = 5e-11
			}
			before = t
		}
		for _, f := range []Spending{&OBrienFleming{}, &Pocock{}, &HwangShihDeCani{-4}, &KimDeMets{3}} {
			for _, plan := range []Plan{{Alpha: 0.025, Fractions: fractions}, {Alpha: 0.05, TwoSided: true, Fractions: fractions}} {
				z := spend(f, plan).Z
				twice := newMemo(f, plan, 16)
				twice.null.steps.fine = 2
				for k := range fractions {
					b, _ := twice.Bound(fractions[:k+1], k == len(z)-1)
					near(t, "bound", z[k], b, tolerance)
					if !math.IsInf(b, 0) {
						worst[tolerance] = max(worst[tolerance], math.Abs(b-z[k]))
					}
				}
			}
		}
	}
	t.Logf("largest change by tolerance: %v", worst)
}

// With this many points Simpson's own error is some 2e-8.
func TestRecursionAgreesWithSimpson(t *testing.T) {
	for _, fractions := range [][]float64{{0.5, 1}, {0.2, 0.4, 0.6, 0.8, 1}, {0.3, 0.35, 0.9, 1}} {
		for _, drift := range []float64{0, 2.5, -1} {
			for _, lower := range []float64{-inf, -2, 0.3} {
				compareToSimpson(t, fractions, drift, lower)
			}
		}
	}
}

func compareToSimpson(t *testing.T, fractions []float64, drift, lower float64) {
	t.Helper()
	slow, fast := &oracle{r: 48, drift: drift}, NewRecursion(len(fractions))
	fast.Reset(drift)
	for k, info := range fractions {
		p := 0.002 * float64(k+1)
		b := fast.Upper(info, p)
		near(t, "bound", b, slow.upper(info, p), 3e-8)
		below, above := fast.Advance(info, lower, b)
		near(t, "above", above, p, 1e-15)
		near(t, "below", below, slow.above(info, -inf)-slow.above(info, lower), 3e-8)
		slow.advance(info, lower, b)
	}
	near(t, "inside", fast.Inside(), slow.above(fractions[len(fractions)-1]+1, -inf), 3e-8)
}

// Twice the points cut Simpson's error to a sixteenth. What is left between it
// and us must be that.
func TestSpendingIsTheLimitOfSimpson(t *testing.T) {
	for _, two := range []bool{false, true} {
		plan := Plan{Alpha: 0.025, TwoSided: two, Fractions: even(10)}
		z := bounds(t, &OBrienFleming{}, plan).Z
		coarse, fine := simpsonBounds(plan, 40), simpsonBounds(plan, 80)
		for k := range z {
			near(t, "bound", z[k], fine[k]+(fine[k]-coarse[k])/15, 2e-9)
		}
	}
}

// simpsonBounds spends as OBrienFleming does, by the oracle.
func simpsonBounds(plan Plan, r int) (z []float64) {
	f, slow, spent := &OBrienFleming{}, &oracle{r: r}, 0.0
	for _, at := range plan.Fractions {
		goal := f.Spend(at, plan.Tail())
		b := slow.upper(at, goal-spent)
		slow.advance(at, plan.Lower(b), b)
		z, spent = append(z, b), goal
	}
	return z
}

func TestLowerMirrorsUpper(t *testing.T) {
	up, down := NewRecursion(4), NewRecursion(4)
	up.Reset(1.3)
	down.Reset(-1.3)
	for _, info := range []float64{0.3, 0.5, 0.55, 1} {
		b, l := up.Upper(info, 0.02), down.Lower(info, 0.02)
		near(t, "lower", l, -b, 1e-13)
		up.Advance(info, -1, b)
		down.Advance(info, l, 1)
	}
}

func TestLookWithoutBoundsChangesNothing(t *testing.T) {
	one, two := NewRecursion(2), NewRecursion(3)
	one.Advance(0.3, -1, 2)
	two.Advance(0.3, -1, 2)
	if below, above := two.Advance(0.6, -inf, inf); below != 0 || above != 0 {
		t.Errorf("leaves without bounds: %v %v", below, above)
	}
	near(t, "bound", two.Upper(1, 0.01), one.Upper(1, 0.01), 1e-13)
}

func TestTruncateReturnsToTheSameBits(t *testing.T) {
	r := NewRecursion(3)
	r.Advance(0.3, -inf, 3)
	r.Advance(0.6, -inf, 2.5)
	want := r.Upper(1, 0.01)
	r.Truncate(1)
	r.Upper(0.301, 0.001) // lays another grid
	r.Advance(0.6, -inf, 2.5)
	if got := r.Upper(1, 0.01); got != want {
		t.Errorf("bound %v after coming back, %v before", got, want)
	}
}

func TestBoundsOfImpossibleProbabilities(t *testing.T) {
	r := NewRecursion(2)
	near(t, "Upper of 1e-320", r.Upper(1, 1e-320), inf, 0)
	for range 2 {
		info := float64(1 + r.Looks())
		near(t, "Upper of 0", r.Upper(info, 0), inf, 0)
		near(t, "Upper of −1", r.Upper(info, -1), inf, 0)
		near(t, "Upper of NaN", r.Upper(info, math.NaN()), inf, 0)
		near(t, "Upper of 1", r.Upper(info, 1), -inf, 0)
		near(t, "Lower of 0", r.Lower(info, 0), -inf, 0)
		near(t, "Lower of 1", r.Lower(info, 1), inf, 0)
		if r.Looks() == 0 {
			r.Advance(info, -1, 1)
		}
	}
	below, above := r.Advance(2, 0.5, 0.5)
	near(t, "all leaves where the bounds meet", below+above, 0.682689492137086, 1e-14)
	near(t, "inside", r.Inside(), 0, 1e-15)
}

func TestEmptyIntervalEndsEverything(t *testing.T) {
	r := NewRecursion(3)
	r.Reset(30)
	r.Advance(1, -inf, 2) // 28 standard deviations below the mean
	below, above := r.Advance(2, -inf, 2)
	near(t, "mass", below+above, 0, 1e-100)
}

func TestMisuseOfRecursionPanics(t *testing.T) {
	for name, misuse := range map[string]func(*Recursion){
		"too many looks":    func(r *Recursion) { r.Advance(2, 0, 1) },
		"truncate beyond":   func(r *Recursion) { r.Truncate(2) },
		"no increase":       func(r *Recursion) { r.Upper(1, 0.01) },
		"information NaN":   func(r *Recursion) { r.Upper(math.NaN(), 0.01) },
		"information below": func(r *Recursion) { r.Truncate(0); r.Upper(0, 0.01) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			r := NewRecursion(1)
			r.Advance(1, -1, 1)
			misuse(r)
		})
	}
}
