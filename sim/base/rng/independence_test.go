package rng

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// alarm is the false-alarm rate of each statistical test, on fixed seeds.
const alarm = 1e-7

// pairs are two columns of draws whose addresses are neighbors in one respect.
func pairs() map[string][2]func(trial int64, u []float64) {
	column := func(seed uint64, step int64, slot Slot, lo int) func(int64, []float64) {
		return func(trial int64, u []float64) { at(seed, trial+step, slot).Fill(u, lo) }
	}
	sequence := func(patient int) func(int64, []float64) {
		return func(trial int64, u []float64) {
			q := at(1, trial, slotA).Sequence(patient)
			for i := range u {
				u[i] = q.Next()
			}
		}
	}
	// The first values of the sequences of neighboring patients.
	heads := func(trial int64, u []float64) {
		s := at(1, trial, slotA)
		for i := range u {
			q := s.Sequence(i)
			u[i] = q.Next()
		}
	}
	base := column(1, 0, slotA, 0)
	return map[string][2]func(int64, []float64){
		"seed":               {base, column(2, 0, slotA, 0)},
		"high bit of seed":   {base, column(1|1<<63, 0, slotA, 0)},
		"trial":              {base, column(1, 1, slotA, 0)},
		"seed against trial": {base, column(2, -1, slotA, 0)},
		"slot":               {base, column(1, 0, slotB, 0)},
		"slot + 1":           {base, column(1, 0, slotA+1, 0)},
		"patient":            {base, column(1, 0, slotA, 1)},
		"block":              {base, column(1, 0, slotA, blockSize)},
		"distant block":      {base, column(1, 0, slotA, 1<<20*blockSize)},
		"own sequence":       {base, sequence(0)},
		"heads of sequences": {base, heads},
		"next sequence":      {sequence(5), sequence(6)},
		"trial, sequences":   {heads, func(trial int64, u []float64) { heads(trial+1, u) }},
	}
}

var slotA, slotB = NewSlot("endpoints.relapse"), NewSlot("endpoints.relapsf")

// TestNeighborsAreIndependent counts pairs of draws (of the same trial and
// place) in 16 × 16 cells: chi-square with 255 degrees of freedom.
func TestNeighborsAreIndependent(t *testing.T) {
	const trials, n, cells = 1024, 128, 16
	for name, pair := range pairs() {
		var count [cells][cells]float64
		u, v := make([]float64, n), make([]float64, n)
		for trial := range int64(trials) {
			pair[0](trial, u)
			pair[1](trial, v)
			for i := range u {
				count[int(cells*u[i])][int(cells*v[i])]++
			}
		}
		const expected = float64(trials*n) / (cells * cells)
		chi2 := 0.0
		for _, row := range count {
			for _, c := range row {
				chi2 += (c - expected) * (c - expected) / expected
			}
		}
		// Two-sided: too even a table is as suspicious.
		law := distuv.ChiSquared{K: cells*cells - 1}
		if p := min(law.Survival(chi2), law.CDF(chi2)); p < alarm/2 {
			t.Errorf("%s: chi-square %.1f with 255 degrees of freedom, p = %.2g", name, chi2, p)
		}
	}
}

// TestDrawsAreUniform is the Kolmogorov-Smirnov test along every axis of the
// address; the limit is that of its asymptotic law, 2·exp(−2nd²) = alarm.
func TestDrawsAreUniform(t *testing.T) {
	const n = 100_000
	u := make([]float64, n)
	axes := map[string]func(i int) float64{
		"seed":     func(i int) float64 { return at(uint64(i), 0, slotA).Uniform(0) },
		"trial":    func(i int) float64 { return at(1, int64(i), slotA).Uniform(0) },
		"slot":     func(i int) float64 { return at(1, 0, Slot(i)).Uniform(0) },
		"patient":  func(i int) float64 { return at(1, 0, slotA).Uniform(i) },
		"block":    func(i int) float64 { return at(1, 0, slotA).Uniform(i * blockSize) },
		"sequence": func(i int) float64 { q := at(1, 0, slotA).Sequence(i); return q.Next() },
	}
	for axis, draw := range axes {
		for i := range u {
			u[i] = draw(i)
		}
		slices.Sort(u)
		d := 0.0
		for i, x := range u {
			d = max(d, float64(i+1)/n-x, x-float64(i)/n)
		}
		if limit := math.Sqrt(-math.Log(alarm/2) / (2 * n)); d > limit {
			t.Errorf("along %s: distance %.5f exceeds %.5f", axis, d, limit)
		}
	}
}
