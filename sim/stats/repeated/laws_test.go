package repeated

import (
	"fmt"
	"math"
	"math/bits"
	"testing"

	"gonum.org/v1/gonum/mat"

	"simrun/sim/base/num"
)

// every calls f with each structure and each way of losing responses.
func every(t *testing.T, f func(t *testing.T, m Model, patients []patient)) {
	for i, s := range structures() {
		for j, l := range []losses{complete, dropout, intermittent, heavy} {
			t.Run(fmt.Sprintf("%v/%s", s, l.name), func(t *testing.T) {
				f(t, model(s, 4, 2), cohort(draws(2, int64(10*i+j)), 60, 4, 2, l))
			})
		}
	}
}

// changed returns the patients with x and y replaced.
func changed(patients []patient, x func(k int, x float64) float64, y func(v int, y float64) float64) []patient {
	out := make([]patient, len(patients))
	for i, p := range patients {
		out[i] = patient{x: make([]float64, len(p.x)), y: make([]float64, len(p.y)), known: p.known}
		for k := range p.x {
			out[i].x[k] = x(k, p.x[k])
		}
		for v := range p.y {
			out[i].y[v] = y(v, p.y[v])
		}
	}
	return out
}

// TestEstimatesFollowUnits changes units and origins, with what rounding the larger
// numbers leave.
func TestEstimatesFollowUnits(t *testing.T) {
	every(t, func(t *testing.T, m Model, patients []patient) {
		want := effect(t, fitted(t, m, patients), 3)
		shift := func(_ int, x float64) float64 { return x }
		moved := changed(patients, func(k int, x float64) float64 { return x + 1e4*float64(k+1) },
			func(v int, y float64) float64 { return y - 1e4*float64(v) })
		same(t, "moved", effect(t, fitted(t, m, moved), 3), want, 1e-7)
		scaled := changed(patients, shift, func(_ int, y float64) float64 { return -1e-5 * y })
		got := effect(t, fitted(t, m, scaled), 3)
		same(t, "scaled", Estimate{got.Value * -1e5, got.SE * 1e5, got.DF}, want, 1e-8)
		wide := changed(patients, func(k int, x float64) float64 { return x * []float64{1, 1e6}[k] },
			func(_ int, y float64) float64 { return y })
		same(t, "baseline in other units", effect(t, fitted(t, m, wide), 3), want, 1e-8)
		arms := changed(patients, func(k int, x float64) float64 { return []float64{1 - x, x}[k] },
			func(_ int, y float64) float64 { return y })
		got = effect(t, fitted(t, m, arms), 3)
		same(t, "arms exchanged", Estimate{-got.Value, got.SE, got.DF}, want, 1e-8)
	})
}

func TestOrderOfPatientsDoesNotMatter(t *testing.T) {
	every(t, func(t *testing.T, m Model, patients []patient) {
		want := effect(t, fitted(t, m, patients), 2)
		var other []patient
		for i := range patients {
			other = append(other, patients[(i*23+7)%len(patients)])
		}
		other = append(other, patient{x: []float64{1, 1e9}, y: make([]float64, 4)}) // nothing known
		same(t, "permuted", effect(t, fitted(t, m, other), 2), want, 1e-8)
	})
}

// TestFitsDependOnTheirPatientsAlone fits other patients before.
func TestFitsDependOnTheirPatientsAlone(t *testing.T) {
	every(t, func(t *testing.T, m Model, patients []patient) {
		want := effect(t, fitted(t, m, patients), 3)
		f := New(m, 100)
		for i := range 3 {
			load(f, cohort(draws(3, int64(i)), 100, 4, 2, []losses{heavy, complete, dropout}[i]))
			f.Fit()
		}
		load(f, patients)
		f.Fit()
		for range 2 {
			if got := effect(t, f, 3); got != want {
				t.Errorf("%v after other patients, %v alone", got, want)
			}
			kenwardRoger(t, f, 1)
		}
	})
}

// reversed numbers the visits from the last.
func reversed(patients []patient) []patient {
	var out []patient
	for _, p := range patients {
		q := patient{x: p.x, known: bits.Reverse64(p.known) >> (64 - len(p.y))}
		for v := range p.y {
			q.y = append(q.y, p.y[len(p.y)-1-v])
		}
		out = append(out, q)
	}
	return out
}

// TestOrderOfVisitsDoesNotMatter compares the closed form with the search, which is
// what dropout becomes in reverse.
func TestOrderOfVisitsDoesNotMatter(t *testing.T) {
	for _, s := range structures() {
		for i, l := range []losses{dropout, intermittent} {
			m := model(s, 5, 2)
			for k := range m.Times {
				m.Times[k] = float64(k)
			}
			patients := cohort(draws(4, int64(i)), 80, 5, 2, l)
			f, g := fitted(t, m, patients), fitted(t, m, reversed(patients))
			for v := range 5 {
				same(t, fmt.Sprint(s, l.name, v), effect(t, g, 4-v), effect(t, f, v), 1e-8)
				same(t, fmt.Sprint(s, l.name, v, " Kenward and Roger"), kenwardRoger(t, g, 4-v), kenwardRoger(t, f, v), 1e-8)
				for u := range 5 {
					if want := f.Covariance(u, v); !(math.Abs(g.Covariance(4-u, 4-v)-want) <= 1e-8*f.Covariance(v, v)) {
						t.Errorf("%v %s: covariance %d %d is %g, want %g", s, l.name, u, v, g.Covariance(4-u, 4-v), want)
					}
				}
			}
		}
	}
}

// ancova is least squares of one visit, for the first regressor.
func ancova(patients []patient, visit int) Estimate {
	n, q := len(patients), 1+len(patients[0].x)
	x, y := mat.NewDense(n, q, nil), mat.NewVecDense(n, nil)
	for i, p := range patients {
		x.SetRow(i, append([]float64{1}, p.x...))
		y.SetVec(i, p.y[visit])
	}
	var qr mat.QR
	qr.Factorize(x)
	var beta, fit mat.VecDense
	if err := qr.SolveVecTo(&beta, false, y); err != nil {
		panic(err)
	}
	fit.MulVec(x, &beta)
	fit.SubVec(y, &fit)
	var xx, inverse mat.Dense
	xx.Mul(x.T(), x)
	if err := inverse.Inverse(&xx); err != nil {
		panic(err)
	}
	df := float64(n - q)
	return Estimate{beta.AtVec(1), math.Sqrt(mat.Dot(&fit, &fit) / df * inverse.At(1, 1)), df}
}

// TestCompletePatientsGiveAnalysisOfCovariance holds for an unstructured covariance
// at each visit, and for any structure at the only one.
func TestCompletePatientsGiveAnalysisOfCovariance(t *testing.T) {
	patients := cohort(draws(5, 0), 50, 5, 3, complete)
	f := fitted(t, model(Unstructured, 5, 3), patients)
	for v := range 5 {
		same(t, fmt.Sprint("visit ", v), effect(t, f, v), ancova(patients, v), 1e-9)
	}
	patients = cohort(draws(5, 1), 50, 1, 3, complete)
	for _, s := range structures() {
		same(t, "one visit, "+s.String(), effect(t, fitted(t, model(s, 1, 3), patients), 0), ancova(patients, 0), 1e-9)
	}
}

// TestLinearStructuresAverage: with complete patients the estimate of compound
// symmetry is the mean variance and the mean covariance of the unstructured one.
func TestLinearStructuresAverage(t *testing.T) {
	patients := cohort(draws(6, 0), 50, 4, 2, complete)
	u, c := fitted(t, model(Unstructured, 4, 2), patients), fitted(t, model(CompoundSymmetry, 4, 2), patients)
	variance, covariance := 0.0, 0.0
	for i := range 4 {
		variance += u.Covariance(i, i) / 4
		for j := range i {
			covariance += u.Covariance(i, j) / 6
		}
	}
	if !near(c.Covariance(1, 1), variance, 1e-9) || !near(c.Covariance(0, 3), covariance, 1e-9) {
		t.Errorf("variance %g and covariance %g, want %g and %g", c.Covariance(1, 1), c.Covariance(0, 3), variance, covariance)
	}
	if got := c.ResidualDF(); got != 200-12 {
		t.Errorf("%d residual degrees of freedom", got)
	}
}

func TestFittingDoesNotAllocate(t *testing.T) {
	every(t, func(t *testing.T, m Model, patients []patient) {
		f := New(m, len(patients))
		c := []float64{1, 0}
		if n := testing.AllocsPerRun(3, func() {
			f.Reset()
			for _, p := range patients {
				f.Add(p.x, p.y, p.known)
			}
			f.Fit()
			f.Contrast(c, 3)
			f.KenwardRoger(c, 3)
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// TestNullIsRejectedAtItsLevel simulates no effect, in small trials with many gaps.
// Satterthwaite's degrees of freedom are an approximation, so the band is that of
// chance, with a false-alarm rate of 1e-7, and one tenth of alpha for the formula.
func TestNullIsRejectedAtItsLevel(t *testing.T) {
	const trials, alpha = 4000, 0.05
	for k, l := range []losses{dropout, {name: "gaps", leave: 0.05, skip: 0.05}} {
		f := New(model(Unstructured, 3, 2), 40)
		rejected, failed := 0, 0
		for i := range int64(trials) {
			load(f, cohort(draws(8+uint64(k), i), 40, 3, 2, l))
			if f.Fit() != OK {
				failed++
				continue
			}
			e := effect(t, f, 2)
			if num.StudentSurvival(math.Abs(e.Value/e.SE), e.DF) < alpha/2 {
				rejected++
			}
		}
		band := 5.33*math.Sqrt(alpha*(1-alpha)/trials) + alpha/10
		if share := float64(rejected) / trials; math.Abs(share-alpha) > band || failed > 0 {
			t.Errorf("%s: %.4f rejected, want %v ± %.4f; %d not fitted", l.name, share, alpha, band, failed)
		}
	}
}
