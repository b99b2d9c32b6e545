package report

import (
	"math"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/dist"
)

// marginOf is the margin of a law.
func marginOf(law dist.Dist) *margin {
	law.Prepare(nil)
	m := &margin{law: law, value: func(z float64) float64 { return law.Quantile(num.NormalCDF(z)) }}
	if dist.Discreteness(law) {
		m.climb()
	}
	return m
}

// The correlation of two halves is 2/π·arcsin(ρ) (Sheppard 1899), and of a half with
// a normal value ρ·√(2/π); both are exact.
func TestImpliedCorrelationOfHalves(t *testing.T) {
	half := marginOf(&dist.Bernoulli{P: spec.Const(0.5)})
	normal := marginOf(&dist.Normal{Expected: spec.Const(3), SD: spec.Const(2)})
	for _, rho := range []float64{-0.9, -0.3, 0, 0.5, 0.95} {
		if got, want := half.correlation(half, rho), 2/math.Pi*math.Asin(rho); math.Abs(got-want) > 1e-9 {
			t.Errorf("two halves at %v: %v, want %v", rho, got, want)
		}
		if got, want := normal.correlation(half, rho), rho*math.Sqrt(2/math.Pi); math.Abs(got-want) > 1e-9 {
			t.Errorf("half and normal at %v: %v, want %v", rho, got, want)
		}
	}
}

// Values drawn by a Gaussian copula have the implied correlation. The mean of the
// products of standardized values is normal with its own standard error; 5.33 of
// them are exceeded at a rate of 1e-7.
func TestImpliedCorrelationOfDraws(t *testing.T) {
	const n, rho = 400_000, 0.6
	laws := []dist.Dist{
		&dist.Bernoulli{P: spec.Const(0.2)},
		&dist.Poisson{Rate: spec.Const(1.7)},
		&dist.Gamma{Expected: ptr(spec.Const(2)), SD: ptr(spec.Const(1.5))},
	}
	var u [2][]float64
	for k := range u {
		var s rng.Stream
		s.Seek(9, 0, rng.NewSlot("pair "+string(rune('a'+k))))
		u[k] = make([]float64, n)
		s.Fill(u[k], 0)
		num.NormalQuantiles(u[k])
	}
	for i := range laws {
		for j := range i {
			a, b := marginOf(laws[i]), marginOf(laws[j])
			meanA, meanB := laws[i].Mean(), laws[j].Mean()
			scale := math.Sqrt(a.variance() * b.variance())
			sum, square := 0.0, 0.0
			for k := range n {
				z := u[0][k]
				w := float64(rho*z) + float64(math.Sqrt(1-rho*rho)*u[1][k])
				x := (a.value(z) - meanA) * (b.value(w) - meanB) / scale
				sum += x / n
				square += x * x / n
			}
			want := a.correlation(b, rho)
			if se := math.Sqrt((square - sum*sum) / n); math.Abs(sum-want) > 5.33*se {
				t.Errorf("laws %d and %d: %v drawn, %v implied, SE %v", i, j, sum, want, se)
			}
		}
	}
}

func ptr[T any](x T) *T { return &x }
