package num

import (
	"math"
	"testing"
)

func TestTailsSumToOne(t *testing.T) {
	random := splitmix(7)
	for range 3000 {
		a, b, x := 50*random.uniform(), 50*random.uniform(), random.uniform()
		if e := IncBeta(a, b, x) + IncBetaComplement(a, b, x) - 1; math.Abs(e) > 3e-16 {
			t.Fatalf("tails of beta(%g, %g) at %g sum to 1 %+g", a, b, x, e)
		}
		if e := GammaP(a, b) + GammaQ(a, b) - 1; math.Abs(e) > 3e-16 {
			t.Fatalf("tails of gamma(%g) at %g sum to 1 %+g", a, b, e)
		}
	}
}

func TestStudentQuantileInvertsBothTails(t *testing.T) {
	for _, df := range []float64{0.3, 1, 2, 3, 7.5, 17.9, 18, 38, 400, 1e5, 1e9} {
		for _, p := range []float64{1e-290, 1e-100, 1e-20, 1e-6, 0.01, 0.2, 0.2499, 0.25, 0.4, 0.499999, 0.6, 0.75, 0.9, 0.999} {
			x := StudentQuantile(p, df)
			if math.IsInf(x, 0) && df < 1 {
				continue // beyond the range of float64
			}
			if back := StudentCDF(x, df); !(math.Abs(back/p-1) < 1e-14+1e-15*math.Abs(math.Log(p))*(1+math.Min(df, x*x))) {
				t.Errorf("df = %g, p = %g: quantile %g comes back as %g", df, p, x, back)
			}
		}
	}
}

func TestStudentZGrowsAcrossItsMethods(t *testing.T) {
	for _, df := range []float64{1, 5, 17.99, 18, 30, 300, 1e6, 1e10} {
		before := 0.0
		for x := 0.001; x < 1e200; x *= math.Min(1.003+x*x*1e-5, 100) {
			z := StudentZ(x, df)
			if !(z > before && z < x*(1+1e-14)) {
				t.Fatalf("StudentZ(%g, %g) = %g after %g", x, df, z, before)
			}
			before = z
		}
		// On both sides of where the method changes the slope is the same.
		for _, x := range []float64{seriesCenter, math.Sqrt(seriesReach * df)} {
			h := x * 1e-7
			a, b := StudentZ(x, df)-StudentZ(x-h, df), StudentZ(x+h, df)-StudentZ(x, df)
			if math.Abs(a/b-1) > 1e-5 {
				t.Errorf("StudentZ has a step at %g for df = %g: %g and %g", x, df, a, b)
			}
		}
	}
}

func TestBinomialLaw(t *testing.T) {
	for _, n := range []int{1, 7, 60} {
		for _, p := range []float64{0, 1e-9, 0.2, 0.5, 0.93, 1} {
			sum := 0.0
			for k := range n + 1 {
				sum += BinomialPMF(k, n, p)
				if math.Abs(sum-BinomialCDF(k, n, p)) > 1e-14 || math.Abs(1-sum-BinomialSurvival(k, n, p)) > 1e-14 {
					t.Errorf("n = %d, p = %g: masses up to %d sum to %v, not %v", n, p, k, sum, BinomialCDF(k, n, p))
				}
			}
		}
	}
}

func TestBinomialQuantileIsTheSmallest(t *testing.T) {
	random := splitmix(8)
	for range 3000 {
		n, p, u := int(random.next()%500), random.uniform(), random.uniform()
		if random.next()%4 == 0 {
			u *= 1e-12
		}
		k := BinomialQuantile(u, n, p)
		if BinomialCDF(k, n, p) < u || k > 0 && BinomialCDF(k-1, n, p) >= u {
			t.Fatalf("BinomialQuantile(%g, %d, %g) = %d", u, n, p, k)
		}
	}
	if BinomialQuantile(0, 9, 0.3) != 0 || BinomialQuantile(1, 9, 0.3) != 9 || BinomialQuantile(0.5, 0, 0.3) != 0 || BinomialQuantile(0.5, 9, 1) != 9 {
		t.Error("BinomialQuantile is wrong at an edge")
	}
}

func TestHypergeometricSumsToOne(t *testing.T) {
	for _, c := range [][3]int{{5, 7, 4}, {30, 2, 11}, {200, 300, 77}} {
		sum := 0.0
		for x := range c[2] + 1 {
			sum += HypergeometricPMF(x, c[0], c[1], c[2])
		}
		if math.Abs(sum-1) > 1e-13 {
			t.Errorf("%v: sum %v", c, sum)
		}
	}
}

func TestRoot(t *testing.T) {
	for _, c := range []struct {
		name         string
		f            func(float64) float64
		lo, hi, want float64
	}{
		{"cube", func(x float64) float64 { return x*x*x - 2 }, 0, 5, math.Cbrt(2)},
		{"swapped ends", func(x float64) float64 { return x*x*x - 2 }, 5, 0, math.Cbrt(2)},
		{"exponential", func(x float64) float64 { return math.Exp(x) - 1e-8 }, -700, 700, math.Log(1e-8)},
		{"flat", func(x float64) float64 { return math.Pow(x-1, 9) }, 0, 3.3, 1},
		{"step", func(x float64) float64 { return math.Copysign(1, x-0.3) }, -1, 1, 0.3},
		{"zero at lo", func(x float64) float64 { return x }, 0, 1, 0},
		{"zero at hi", func(x float64) float64 { return x - 1 }, 0, 1, 1},
		{"pole on the way", func(x float64) float64 { return 1/x - 4 }, 1e-9, 1, 0.25},
	} {
		n := 0
		x, ok := Root(func(x float64) float64 { n++; return c.f(x) }, c.lo, c.hi, 0)
		allowed := 4e-16 * math.Max(1, math.Abs(c.want))
		if c.name == "flat" {
			allowed = 1e-12
		}
		if !ok || math.Abs(x-c.want) > allowed {
			t.Errorf("%s: %v (%v), want %v", c.name, x, ok, c.want)
		}
		if n > 150 {
			t.Errorf("%s: %d evaluations", c.name, n)
		}
	}
	if x, ok := Root(func(x float64) float64 { return x*x + 1 + x }, 1, 3, 0); ok || x != 1 {
		t.Errorf("no change of sign: %v %v", x, ok)
	}
	if _, ok := Root(func(float64) float64 { return nan }, 1, 3, 0); ok {
		t.Error("NaN accepted")
	}
	n := 0
	if x, ok := Root(func(x float64) float64 { n++; return math.Cos(x) }, 0, 3, 1e-3); !ok || math.Abs(x-math.Pi/2) > 1e-3 || n > 8 {
		t.Errorf("tolerance: %v after %d", x, n)
	}
}

func TestGaussLegendre(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 16, 33, 64, 200} {
		nodes, weights := GaussLegendre(n)
		// Legendre polynomials of degree up to 2n−1 integrate to 0 but the first.
		for degree := 0; degree < 2*n; degree++ {
			sum := 0.0
			for i, x := range nodes {
				p := 1.0
				if degree > 0 {
					p, _ = legendre(degree, x)
				}
				sum += weights[i] * p
				if i > 0 && nodes[i-1] >= x {
					t.Fatalf("nodes not increasing for n = %d", n)
				}
			}
			want := 0.0
			if degree == 0 {
				want = 2
			}
			if math.Abs(sum-want) > 4e-15*math.Sqrt(float64(n)) {
				t.Errorf("n = %d, degree %d: %g", n, degree, sum-want)
			}
		}
	}
}

func TestKronrodRuleIsExactForPolynomials(t *testing.T) {
	for degree := 0; degree <= 31; degree++ {
		f := func(x float64) float64 { return math.Pow(x, float64(degree)) }
		value, _, _ := kronrodRule(f, 0, 1)
		if math.Abs(value*float64(degree+1)-1) > 2e-15 {
			t.Errorf("degree %d: %v", degree, value)
		}
	}
}

func TestIntegrate(t *testing.T) {
	for _, c := range []struct {
		name         string
		f            func(float64) float64
		lo, hi, want float64
		within       float64
	}{
		{"sine", math.Sin, 0, math.Pi, 2, 1e-14},
		{"backward", math.Sin, math.Pi, 0, -2, 1e-14},
		{"empty", math.Sin, 1, 1, 0, 0},
		{"root singularity", func(x float64) float64 { return 1 / math.Sqrt(x) }, 0, 1, 2, 1e-6},
		{"logarithm", math.Log, 0, 1, -1, 1e-11},
		{"kink", func(x float64) float64 { return math.Abs(x - 0.3) }, 0, 1, 0.29, 1e-12},
		{"normal", NormalPDF, math.Inf(-1), inf, 1, 1e-12},
		{"normal tail", NormalPDF, 2, inf, NormalSurvival(2), 1e-12},
		{"normal lower tail", NormalPDF, math.Inf(-1), -2, NormalSurvival(2), 1e-12},
		{"peak", func(x float64) float64 { return 1 / (1e-6 + x*x) }, -1, 1, 2e3 * math.Atan(1e3), 1e-9},
	} {
		if got := Integrate(c.f, c.lo, c.hi, 1e-12); !(math.Abs(got-c.want) <= c.within) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if !math.IsNaN(Integrate(math.Sin, nan, 1, 0)) || !math.IsNaN(Integrate(func(float64) float64 { return nan }, 0, 1, 0)) {
		t.Error("NaN lost")
	}
}
