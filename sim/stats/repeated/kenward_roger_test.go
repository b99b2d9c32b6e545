package repeated

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"simrun/sim/base/num"
)

// kenwardRoger is the contrast at a visit by the formulas of the paper as they stand
// there, for θ̂ with a covariance matrix W: with the derivatives Vᵢ and Vᵢⱼ of V,
//
//	Φ = (X'V⁻¹X)⁻¹,  Pᵢ = −X'V⁻¹VᵢV⁻¹X,  Qᵢⱼ = X'V⁻¹VᵢV⁻¹VⱼV⁻¹X,  Rᵢⱼ = X'V⁻¹VᵢⱼV⁻¹X
//	Φ_A = Φ + 2Φ ΣᵢΣⱼ Wᵢⱼ(Qᵢⱼ − PᵢΦPⱼ − Rᵢⱼ/4) Φ
func (w *twin) kenwardRoger(theta []float64, covariance mat.Symmetric, visit int) Estimate {
	n, m := w.x.Dims()
	k := len(theta)
	inverse, phi := new(mat.Dense), new(mat.Dense)
	if inverse.Inverse(w.large(w.covariance(theta))) != nil || phi.Inverse(multiplied(w.x.T(), inverse, w.x)) != nil {
		panic("singular")
	}
	vx := multiplied(inverse, w.x)
	first, p := make([]*mat.Dense, k), make([]*mat.Dense, k)
	for i := range k {
		first[i] = w.large(w.derivative(theta, i))
		p[i] = multiplied(vx.T(), first[i], vx)
		p[i].Scale(-1, p[i])
	}
	sum := mat.NewDense(m, m, nil)
	for i := range k {
		for j := range k {
			var term, r mat.Dense
			term.Sub(multiplied(vx.T(), first[i], inverse, first[j], vx), multiplied(p[i], phi, p[j]))
			r.Scale(0.25, multiplied(vx.T(), w.large(w.second(theta, i, j)), vx))
			term.Sub(&term, &r)
			term.Scale(covariance.At(i, j), &term)
			sum.Add(sum, &term)
		}
	}
	adjusted := multiplied(phi, sum, phi)
	adjusted.Scale(2, adjusted)
	adjusted.Add(adjusted, phi)
	l := mat.NewDense(m, 1, nil)
	at := visit*(1+w.model.Regressors) + 1
	l.Set(at, 0, 1)
	beta := multiplied(phi, vx.T(), mat.NewDense(n, 1, w.y.RawVector().Data))
	return Estimate{beta.At(at, 0), math.Sqrt(adjusted.At(at, at)), freedom(l, phi, p, covariance)}
}

// freedom are the degrees of freedom m of F = λ·F(ℓ, m) for the contrasts in the
// columns of L. It panics unless λ = 1, which one contrast has.
func freedom(l, phi *mat.Dense, p []*mat.Dense, covariance mat.Symmetric) float64 {
	_, columns := l.Dims()
	ell := float64(columns)
	var middle mat.Dense
	if middle.Inverse(multiplied(l.T(), phi, l)) != nil {
		panic("singular")
	}
	theta := multiplied(l, &middle, l.T())
	a1, a2 := 0.0, 0.0
	for i := range p {
		for j := range p {
			pi, pj := multiplied(theta, phi, p[i], phi), multiplied(theta, phi, p[j], phi)
			a1 += covariance.At(i, j) * mat.Trace(pi) * mat.Trace(pj)
			a2 += covariance.At(i, j) * mat.Trace(multiplied(pi, pj))
		}
	}
	b := (a1 + 6*a2) / (2 * ell)
	g := ((ell+1)*a1 - (ell+4)*a2) / ((ell + 2) * a2)
	c1, c2, c3 := g/(3*ell+2*(1-g)), (ell-g)/(3*ell+2*(1-g)), (ell+2-g)/(3*ell+2*(1-g))
	e := 1 / (1 - a2/ell)
	v := 2 / ell * (1 + c1*b) / ((1 - c2*b) * (1 - c2*b) * (1 - c3*b))
	rho := v / (2 * e * e)
	m := 4 + (ell+2)/(ell*rho-1)
	if lambda := m / (e * (m - 2)); !near(lambda, 1, 1e-6) {
		panic(fmt.Sprint("one contrast is scaled by ", lambda))
	}
	return m
}

// multiplied multiplies matrices.
func multiplied(first mat.Matrix, others ...mat.Matrix) *mat.Dense {
	out := mat.DenseCopyOf(first)
	for _, x := range others {
		next := new(mat.Dense)
		next.Mul(out, x)
		out = next
	}
	return out
}

// large puts a matrix of visits in the place of each patient.
func (w *twin) large(small [][]float64) *mat.Dense {
	n := len(w.who)
	out := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			if w.who[i] == w.who[j] {
				out.Set(i, j, small[w.when[i]][w.when[j]])
			}
		}
	}
	return out
}

// combined is a sum of covariance matrices at θ + shift, times factors, over a divisor.
func (w *twin) combined(theta []float64, divisor float64, terms map[float64][]map[int]float64) [][]float64 {
	out := make([][]float64, w.model.Responses)
	for i := range out {
		out[i] = make([]float64, w.model.Responses)
	}
	for factor, shifts := range terms {
		for _, shift := range shifts {
			point := append([]float64(nil), theta...)
			for k, x := range shift {
				point[k] += x
			}
			for i, row := range w.covariance(point) {
				for j, x := range row {
					out[i][j] += factor * x / divisor
				}
			}
		}
	}
	return out
}

// extrapolated is the limit of matrices for a step of 4 %, halved twice.
func extrapolated(f func(share float64) [][]float64) [][]float64 {
	a, b, c := f(0.04), f(0.02), f(0.01)
	for i := range a {
		for j := range a {
			a[i][j] = richardson([3]float64{a[i][j], b[i][j], c[i][j]})
		}
	}
	return a
}

// derivative is that of the matrix of visits by one θ, by central differences.
func (w *twin) derivative(theta []float64, k int) [][]float64 {
	return extrapolated(func(share float64) [][]float64 {
		h := share * math.Abs(theta[k])
		return w.combined(theta, 2*h, map[float64][]map[int]float64{1: {{k: h}}, -1: {{k: -h}}})
	})
}

// second is that by two θ.
func (w *twin) second(theta []float64, a, b int) [][]float64 {
	return extrapolated(func(share float64) [][]float64 {
		x, y := share*math.Abs(theta[a]), share*math.Abs(theta[b])
		if a == b {
			return w.combined(theta, x*x, map[float64][]map[int]float64{1: {{a: x}, {a: -x}}, -2: {{}}})
		}
		return w.combined(theta, 4*x*y, map[float64][]map[int]float64{
			1: {{a: x, b: y}, {a: -x, b: -y}}, -1: {{a: x, b: -y}, {a: -x, b: y}},
		})
	})
}

// TestCompletePatientsNeedNoAdjustment: the estimate is then that of least squares
// whatever Σ is, and its variance that of the visit, without bias as a parameter.
func TestCompletePatientsNeedNoAdjustment(t *testing.T) {
	for i, s := range structures() {
		f := fitted(t, model(s, 4, 2), cohort(draws(21, int64(i)), 15, 4, 2, complete))
		for v := range 4 {
			same(t, fmt.Sprint(s, " visit ", v), kenwardRoger(t, f, v), effect(t, f, v), 1e-9)
		}
	}
}

// TestAdjustmentFollowsUnits changes those of the responses, and of the times of visits.
func TestAdjustmentFollowsUnits(t *testing.T) {
	every(t, func(t *testing.T, m Model, patients []patient) {
		want := kenwardRoger(t, fitted(t, m, patients), 3)
		for k := range m.Times {
			m.Times[k] *= 7
		}
		got := kenwardRoger(t, fitted(t, m, changed(patients, func(_ int, x float64) float64 { return x },
			func(_ int, y float64) float64 { return -1e-5 * y })), 3)
		same(t, "scaled", Estimate{got.Value * -1e5, got.SE * 1e5, got.DF}, want, 1e-8)
	})
}

// TestAdjustmentOfTheClosedForm compares with the expectation of what it sums up: with
// E Tₖ = (nₖ − q)·diag(sⱼ²) in place of the Tₖ of the sample it would be
// 2 Σₖ wₖ²sₖ²/(nₖ − q) Σⱼ (dₖ − dⱼ), which it must be in the mean, and nearly so for
// many patients.
func TestAdjustmentOfTheClosedForm(t *testing.T) {
	const visits = 4
	f := fitted(t, model(Unstructured, visits, 2), cohort(draws(22, 0), 40000, visits, 2, losses{leave: 0.1}))
	if !f.direct {
		t.Fatal("not in closed form")
	}
	effect(t, f, visits-1)
	s := &f.closed
	want := 0.0
	for k := range visits {
		for j := range k {
			want += 2 * s.weight[k] * s.weight[k] * s.variance[k] / s.rest[k] * (s.unscaled[k] - s.unscaled[j])
		}
	}
	// Each Tₖ deviates by a share of √(2/n) at most.
	if got := s.inflation(visits - 1); !near(got, want, 5.33*math.Sqrt(2.0/25000)) {
		t.Errorf("%g, want about %g", got, want)
	}
}

// TestSmallTrialsKeepTheirLevel simulates no effect in trials of 10 patients an arm with
// four visits, of whom 30 % leave before the last. There the normal law rejects far too
// often, Satterthwaite's degrees of freedom leave some of that, and with the standard
// error of Kenward and Roger most of the rest goes. All three look at the same trials.
// The level of the last is held to chance, with a false-alarm rate of 1e-7, and one
// twentieth of alpha for the formula.
func TestSmallTrialsKeepTheirLevel(t *testing.T) {
	const trials, visits, alpha = 20000, 4, 0.05
	f := New(model(Unstructured, visits, 1), 20)
	var normal, satterthwaite, adjusted, fits float64
	for i := range int64(trials) {
		load(f, cohort(draws(23, i), 20, visits, 1, losses{leave1: 0.112}))
		if f.Fit() != OK {
			continue // for want of patients
		}
		fits++
		e, k := effect(t, f, visits-1), kenwardRoger(t, f, visits-1)
		normal += rejected(e, math.Inf(1), alpha)
		satterthwaite += rejected(e, e.DF, alpha)
		adjusted += rejected(k, k.DF, alpha)
	}
	normal, satterthwaite, adjusted = normal/fits, satterthwaite/fits, adjusted/fits
	t.Logf("%v fits: normal %.4f, Satterthwaite %.4f, Kenward and Roger %.4f", fits, normal, satterthwaite, adjusted)
	chance := 5.33 * math.Sqrt(alpha*(1-alpha)/fits)
	if fits < 0.95*trials || math.Abs(adjusted-alpha) > chance+alpha/20 {
		t.Errorf("Kenward and Roger reject %.4f, want %v ± %.4f", adjusted, alpha, chance+alpha/20)
	}
	if !(normal > satterthwaite+chance && satterthwaite > adjusted && satterthwaite > alpha) {
		t.Errorf("normal %.4f, Satterthwaite %.4f, Kenward and Roger %.4f", normal, satterthwaite, adjusted)
	}
}

// rejected is 1 if a two-sided test rejects, by the normal law for infinite df.
func rejected(e Estimate, df, alpha float64) float64 {
	p := num.NormalSurvival(math.Abs(e.Value / e.SE))
	if !math.IsInf(df, 1) {
		p = num.StudentSurvival(math.Abs(e.Value/e.SE), df)
	}
	if p < alpha/2 {
		return 1
	}
	return 0
}
