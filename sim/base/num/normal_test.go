package num

import (
	"math"
	"math/big"
	"testing"
)

// grid is the spacing of uniforms.
const grid = 0x1p-53

func TestNormalQuantileIncreasesOnTheGrid(t *testing.T) {
	check := func(p float64) {
		before := math.Inf(-1)
		for i := range 12 {
			u := p + float64(i-6)*grid
			if u <= 0 || u >= 1 {
				continue
			}
			x := NormalQuantile(u)
			if !(x > before) {
				t.Fatalf("NormalQuantile(%x) = %x, one step before %x", u, x, before)
			}
			before = x
		}
	}
	// Both edges of every cell, in both halves, and what lies beyond.
	for i := range quantileTable {
		edge := math.Float64frombits((quantileBase + uint64(i)) << 47)
		check(edge)
		check(1 - edge)
	}
	for e := 11; e <= 53; e++ {
		check(math.Ldexp(1, -e))
		check(1 - math.Ldexp(1, -e))
	}
	random := splitmix(1)
	for range 200000 {
		check(random.uniform())
	}
}

func TestNormalQuantileStepsBackByOneUnitAtMost(t *testing.T) {
	// Finer than the grid: neighboring float64 values, at the edges of the cells
	// and anywhere.
	random := splitmix(6)
	for i := range 100000 {
		p := math.Ldexp(random.uniform(), -int(random.next()%12))
		if i < len(quantileTable) {
			p = math.Float64frombits((quantileBase + uint64(i)) << 47)
		}
		before, x := NormalQuantile(math.Nextafter(p, 0)), NormalQuantile(p)
		if before > math.Nextafter(x, math.Inf(1)) {
			t.Errorf("%x before %x at %x", before, x, p)
		}
	}
}

func TestNormalQuantileIsOdd(t *testing.T) {
	random := splitmix(2)
	for range 100000 {
		u := random.uniform()
		if a, b := NormalQuantile(u), NormalQuantile(1-u); a != -b {
			t.Fatalf("NormalQuantile(%x) = %x, of the complement %x", u, a, b)
		}
		if a, b := NormalQuantile(u), NormalSurvivalQuantile(u); a != -b {
			t.Fatalf("NormalQuantile(%x) = %x, NormalSurvivalQuantile %x", u, a, b)
		}
	}
}

func TestNormalQuantileInvertsSurvival(t *testing.T) {
	for x := 0.01; x < 37; x += 0.037 {
		q := NormalSurvival(x)
		// One unit in the last place of q and the rounding of x.
		allowed := 8e-16 / x
		if x > 1 {
			allowed = 8e-16
		}
		if back := NormalSurvivalQuantile(q); math.Abs(back/x-1) > allowed*3 {
			t.Errorf("x = %g comes back as %g", x, back)
		}
	}
}

func TestBatchesEqualScalars(t *testing.T) {
	random := splitmix(3)
	u := []float64{0, 0.5, 1, grid, 1 - grid, 2, -1, math.NaN(), 1e-300, math.Inf(1)}
	for range 50000 {
		u = append(u, random.uniform())
	}
	normals, exponentials := append([]float64{}, u...), append([]float64{}, u...)
	NormalQuantiles(normals)
	NegLogs(exponentials)
	for i, p := range u {
		if want := NormalQuantile(p); math.Float64bits(normals[i]) != math.Float64bits(want) {
			t.Fatalf("NormalQuantiles of %x: %x, alone %x", p, normals[i], want)
		}
		if want := -Log(1 - p); math.Float64bits(exponentials[i]) != math.Float64bits(want) {
			t.Fatalf("NegLogs of %x: %x, alone %x", p, exponentials[i], want)
		}
	}
}

func TestBatchesDoNotAllocate(t *testing.T) {
	u := make([]float64, 100)
	if n := testing.AllocsPerRun(10, func() {
		for i := range u {
			u[i] = float64(i) / 100
		}
		NormalQuantiles(u)
		for i := range u {
			u[i] = float64(i) / 100
		}
		NegLogs(u)
		u[0] = StudentZ(u[3], 7) + LogBeta(3, 4) + GammaQ(2, 3) + Pow(u[3], u[4])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestNormalQuantileNodes brackets each node between its neighbors' exact
// tail probabilities.
func TestNormalQuantileNodes(t *testing.T) {
	for i, x := range quantileNodes[:quantileCells-1] {
		node := quantileTable[i][0]
		gap := (math.Nextafter(x, 9) - x) / 2 * 1.0001
		if bigSurvival(x, gap).Cmp(big.NewFloat(node)) > 0 || bigSurvival(x, -gap).Cmp(big.NewFloat(node)) < 0 {
			t.Errorf("node %d: %v is not the quantile of %v", i, x, node)
		}
	}
}

func TestTailSymmetries(t *testing.T) {
	for _, x := range []float64{0.01, 0.3, 0.5, 0.7, 0.71, 1, 2, 5, 8} {
		if NormalCDF(x) != NormalSurvival(-x) || NormalPDF(x) != NormalPDF(-x) || Erf(x) != -Erf(-x) {
			t.Errorf("normal functions not symmetric at %g", x)
		}
		if e := NormalCDF(x) + NormalSurvival(x) - 1; math.Abs(e) > 3e-16 {
			t.Errorf("tails at %g sum to 1 %+g", x, e)
		}
		if StudentZ(x, 5) != -StudentZ(-x, 5) || StudentCDF(x, 5) != StudentSurvival(-x, 5) {
			t.Errorf("Student functions not symmetric at %g", x)
		}
		if z := StudentZ(x, 5); !(z > 0 && z < x) {
			t.Errorf("StudentZ(%g, 5) = %g", x, z)
		}
	}
}
