package regression

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// benchShapes are trials as they come: with the arm alone, with strata, with a
// baseline value, and with five covariates.
var benchShapes = []shape{
	{n: 300, covariates: 0, categories: 5, equal: true, dispersion: 1},
	{n: 300, covariates: 2, categories: 5, equal: true, discrete: true, dispersion: 1},
	{n: 300, covariates: 1, categories: 5, dispersion: 1},
	{n: 1000, covariates: 5, categories: 5, dispersion: 1},
}

func (s shape) String() string {
	kind := "continuous"
	if s.discrete {
		kind = "discrete"
	}
	return fmt.Sprintf("patients=%d/%s=%d", s.n, kind, s.covariates)
}

// fits reports fits a second.
func fits(b *testing.B) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fits/s")
	b.ReportMetric(0, "ns/op")
}

// bench runs one model over 64 trials in turn, each with its patients added.
func bench(b *testing.B, fit func(s shape) func(d *draws, x [][]float64)) {
	for _, s := range benchShapes {
		b.Run(s.String(), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			trials, rows := make([]*draws, 64), make([][][]float64, 64)
			for i := range trials {
				trials[i] = draw(r, s)
				for k := range s.n {
					rows[i] = append(rows[i], trials[i].patient(k))
				}
			}
			one := fit(s)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				one(trials[i%64], rows[i%64])
			}
			fits(b)
		})
	}
}

func BenchmarkLogistic(b *testing.B) {
	bench(b, func(s shape) func(*draws, [][]float64) {
		m := NewLogistic(s.n, s.covariates)
		return func(d *draws, x [][]float64) {
			m.Reset()
			for i, a := range d.Arm {
				m.Add(a == 1, x[i], d.success[i])
			}
			if m.Fit() != OK {
				b.Fatal(m.status)
			}
		}
	})
}

func BenchmarkPoisson(b *testing.B) {
	bench(b, func(s shape) func(*draws, [][]float64) {
		m := NewPoisson(s.n, s.covariates)
		return func(d *draws, x [][]float64) {
			m.Reset()
			for i, a := range d.Arm {
				m.Add(a == 1, x[i], d.count[i], d.Exposure[i])
			}
			if m.Fit() != OK {
				b.Fatal(m.status)
			}
		}
	})
}

func BenchmarkNegativeBinomial(b *testing.B) {
	bench(b, func(s shape) func(*draws, [][]float64) {
		m := NewNegativeBinomial(s.n, s.covariates)
		return func(d *draws, x [][]float64) {
			m.Reset()
			for i, a := range d.Arm {
				m.Add(a == 1, x[i], d.count[i], d.Exposure[i])
			}
			if m.Fit() != OK {
				b.Fatal(m.status)
			}
		}
	})
}

func BenchmarkProportionalOdds(b *testing.B) {
	bench(b, func(s shape) func(*draws, [][]float64) {
		m := NewProportionalOdds(s.n, s.covariates, s.categories)
		return func(d *draws, x [][]float64) {
			m.Reset()
			for i, a := range d.Arm {
				m.Add(a == 1, x[i], d.category[i])
			}
			if m.Fit() != OK {
				b.Fatal(m.status)
			}
		}
	})
}

// BenchmarkLinear is the analysis of covariance of whole trials; the first is that of
// 120 patients and their baseline.
func BenchmarkLinear(b *testing.B) {
	for _, s := range append([]shape{{n: 120, covariates: 1}}, benchShapes...) {
		b.Run(s.String(), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			trials := make([]*draws, 64)
			for i := range trials {
				trials[i] = draw(r, s)
			}
			m := NewLinear(s.n, s.covariates)
			var c Columns
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				d := trials[i%64]
				c = Columns{Arm: d.Arm, Treated: 1, Response: d.Response, Covariates: d.Covariates}
				if m.Fit(&c) != OK {
					b.Fatal(m.status)
				}
			}
			fits(b)
		})
	}
}

func BenchmarkMantelHaenszel(b *testing.B) {
	strata := []Table{{20, 8, 22, 7}, {30, 11, 28, 14}, {18, 3, 17, 5}, {25, 9, 24, 12}}
	for b.Loop() {
		CochranMantelHaenszel(strata)
		RiskDifference(strata)
	}
	fits(b)
}
