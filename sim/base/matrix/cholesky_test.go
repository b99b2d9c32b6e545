package matrix

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// random is a positive definite matrix B·Bᵀ + I/8 and its triangle.
func random(r *rand.Rand, n int) (*mat.SymDense, []float64) {
	b := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			b.Set(i, j, r.NormFloat64())
		}
	}
	var s mat.SymDense
	s.SymOuterK(1, b)
	var a []float64
	for i := range n {
		s.SetSym(i, i, s.At(i, i)+0.125)
		for j := range i + 1 {
			a = append(a, s.At(i, j))
		}
	}
	return &s, a
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s is %.17g, want %.17g", what, got, want)
	}
}

// TestFactorAgreesWithGonum compares the factor, solutions and inverses. The
// matrices have condition numbers up to 8·4n² or so, which bounds the tolerance.
func TestFactorAgreesWithGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 12; n++ {
		for range 20 {
			s, a := random(r, n)
			var c mat.Cholesky
			if !c.Factorize(s) {
				t.Fatal("gonum cannot factor")
			}
			if rank := Factor(a, n, 1e-12); rank != n {
				t.Fatalf("rank is %d, want %d", rank, n)
			}
			var l mat.TriDense
			c.LTo(&l)
			for i := range n {
				for j := range i + 1 {
					near(t, "L", a[Size(i)+j], l.At(i, j), 1e-12)
				}
			}
			x, b := make([]float64, n), make([]float64, n)
			for i := range b {
				b[i] = r.NormFloat64()
			}
			copy(x, b)
			Solve(a, x)
			var want mat.VecDense
			if err := c.SolveVecTo(&want, mat.NewVecDense(n, b)); err != nil {
				t.Fatal(err)
			}
			var inverse mat.SymDense
			if err := c.InverseTo(&inverse); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				near(t, "x", x[i], want.AtVec(i), 1e-11)
				near(t, "inverse", InverseDiagonal(a, i, b), inverse.At(i, i), 1e-11)
			}
		}
	}
}

// TestCombinationsAreDropped repeats a row and column of a matrix, and asks that
// everything else stays, to the last bit, as it is without them.
func TestCombinationsAreDropped(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n, again, at = 5, 1, 3 // row 1 comes again in place 3
	from := []int{0, 1, 2, again, 3, 4}
	s, a := random(r, n)
	var wide []float64
	for i := range from {
		for j := range i + 1 {
			wide = append(wide, s.At(from[i], from[j]))
		}
	}
	if rank := Factor(a, n, 1e-12); rank != n {
		t.Fatalf("rank is %d, want %d", rank, n)
	}
	if rank := Factor(wide, n+1, 1e-12); rank != n {
		t.Fatalf("rank is %d, want %d", rank, n)
	}
	x := []float64{1, -2, 3, 0.5, 4}
	y := []float64{1, -2, 3, -2, 0.5, 4}
	scratch := make([]float64, n+1)
	Solve(a, x)
	Solve(wide, y)
	for i, k := range from {
		switch want := x[k]; {
		case i == at:
			if y[i] != 0 || !math.IsNaN(InverseDiagonal(wide, i, scratch)) {
				t.Errorf("the dropped row has solution %v", y[i])
			}
		case y[i] != want || InverseDiagonal(wide, i, scratch) != InverseDiagonal(a, k, scratch[:n]):
			t.Errorf("solution %d is %v, want %v", i, y[i], want)
		}
	}
}

func TestIndefiniteMatricesHaveLessThanFullRank(t *testing.T) {
	for _, a := range [][]float64{{-1}, {0}, {math.NaN()}, {math.Inf(1)}, {1, 2, 1}, {0, 1, 0}, {1, 1, 1}} {
		if n := Order(len(a)); Factor(a, n, 0) >= n {
			t.Errorf("%v has full rank", a)
		}
	}
}

func TestOrderInvertsSize(t *testing.T) {
	for n := range 20 {
		if got := Order(Size(n)); got != n {
			t.Errorf("order is %d, want %d", got, n)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("5 numbers are a triangle")
		}
	}()
	Order(5)
}

func TestNothingAllocates(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	_, a := random(r, 6)
	work, x, scratch := make([]float64, len(a)), make([]float64, 6), make([]float64, 6)
	if n := testing.AllocsPerRun(100, func() {
		copy(work, a)
		Factor(work, 6, 1e-12)
		Solve(work, x)
		InverseDiagonal(work, 2, scratch)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkFactorAndSolve(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	_, a := random(r, 4)
	work, x := make([]float64, len(a)), make([]float64, 4)
	for b.Loop() {
		copy(work, a)
		Factor(work, 4, 1e-12)
		copy(x, a)
		Solve(work, x)
	}
}
