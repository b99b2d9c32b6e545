package repeated

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// twin is the same model by brute force: dense matrices of all known responses, and
// derivatives of the likelihood by differences.
type twin struct {
	model Model
	x     *mat.Dense // known responses × coefficients, by visit and regressor
	y     *mat.VecDense
	who   []int
	when  []int
}

func newTwin(m Model, patients []patient) *twin {
	w := &twin{model: m}
	var x, y []float64
	q := 1 + m.Regressors
	for i, p := range patients {
		for v := range p.y {
			if p.known>>v&1 == 1 {
				row := make([]float64, q*m.Responses)
				row[v*q] = 1
				copy(row[v*q+1:], p.x)
				x, y = append(x, row...), append(y, p.y[v])
				w.who, w.when = append(w.who, i), append(w.when, v)
			}
		}
	}
	w.x = mat.NewDense(len(y), q*m.Responses, x)
	w.y = mat.NewVecDense(len(y), y)
	return w
}

// covariance is the matrix at θ: variances, then covariances where these are all
// free or equal along a diagonal, else correlations, or the range of the times.
func (w *twin) covariance(theta []float64) [][]float64 {
	m := w.model
	scales := 1
	switch m.Structure {
	case Unstructured, HeterogeneousCompoundSymmetry, HeterogeneousAR1, HeterogeneousToeplitz:
		scales = m.Responses
	}
	sigma := make([][]float64, m.Responses)
	rho := theta[scales:]
	pair := 0
	for i := range sigma {
		sigma[i] = make([]float64, m.Responses)
		for j := range i {
			var r float64
			switch m.Structure {
			case Unstructured:
				r = rho[pair]
			case CompoundSymmetry, HeterogeneousCompoundSymmetry:
				r = rho[0]
			case AR1, HeterogeneousAR1:
				r = math.Pow(rho[0], float64(i-j))
			case Toeplitz, HeterogeneousToeplitz:
				r = rho[i-j-1]
			case Exponential:
				r = math.Exp(-(m.Times[i] - m.Times[j]) / rho[0])
			}
			pair++
			sigma[i][j] = r
			if !w.linear() {
				sigma[i][j] *= math.Sqrt(theta[min(i, scales-1)] * theta[min(j, scales-1)])
			}
			sigma[j][i] = sigma[i][j]
		}
		sigma[i][i] = theta[min(i, scales-1)]
	}
	return sigma
}

// linear reports whether θ holds covariances.
func (w *twin) linear() bool {
	switch w.model.Structure {
	case Unstructured, CompoundSymmetry, Toeplitz:
		return true
	}
	return false
}

// theta is the parameter of a covariance matrix of the model's structure.
func (w *twin) theta(f *Fitter) []float64 {
	m := w.model
	var theta []float64
	last := m.Responses
	switch m.Structure {
	case CompoundSymmetry, AR1, Toeplitz, Exponential:
		last = 1
	}
	for v := range last {
		theta = append(theta, f.Covariance(v, v))
	}
	r := func(i, j int) float64 {
		if w.linear() {
			return f.Covariance(i, j)
		}
		return f.Covariance(i, j) / math.Sqrt(f.Covariance(i, i)*f.Covariance(j, j))
	}
	switch m.Structure {
	case Unstructured:
		for i := range m.Responses {
			for j := range i {
				theta = append(theta, r(i, j))
			}
		}
	case Toeplitz, HeterogeneousToeplitz:
		for i := 1; i < m.Responses; i++ {
			theta = append(theta, r(i, 0))
		}
	case Exponential:
		theta = append(theta, -(m.Times[m.Responses-1]-m.Times[0])/math.Log(r(m.Responses-1, 0)))
	default:
		theta = append(theta, r(1, 0))
	}
	return theta
}

// at is −2 log L at θ, up to a constant, with the estimate and the variance of the
// contrast.
func (w *twin) at(theta []float64, visit int) (deviance, value, variance float64) {
	n, m := w.x.Dims()
	sigma := w.covariance(theta)
	v := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n && w.who[j] == w.who[i]; j++ {
			v.SetSym(i, j, sigma[w.when[i]][w.when[j]])
		}
	}
	var chol, cholM mat.Cholesky
	if !chol.Factorize(v) {
		return math.NaN(), 0, 0
	}
	var vx, information mat.Dense
	chol.SolveTo(&vx, w.x)
	information.Mul(w.x.T(), &vx)
	sym := mat.NewSymDense(m, nil)
	for i := range m {
		for j := range i + 1 {
			sym.SetSym(i, j, information.At(i, j))
		}
	}
	if !cholM.Factorize(sym) {
		return math.NaN(), 0, 0
	}
	var right, beta, r, vr, fit, z mat.VecDense
	right.MulVec(vx.T(), w.y)
	cholM.SolveVecTo(&beta, &right)
	fit.MulVec(w.x, &beta)
	r.SubVec(w.y, &fit)
	chol.SolveVecTo(&vr, &r)
	c := mat.NewVecDense(m, nil)
	at := visit*(1+w.model.Regressors) + 1
	c.SetVec(at, 1)
	cholM.SolveVecTo(&z, c)
	return chol.LogDet() + cholM.LogDet() + mat.Dot(&r, &vr), beta.AtVec(at), z.AtVec(at)
}

// slopes are derivatives of the deviance and of the variance by central differences
// with two steps of Richardson's extrapolation, with the given steps.
func (w *twin) slopes(theta, h []float64, visit int) (deviance, variance []float64) {
	point := make([]float64, len(theta))
	for k := range theta {
		var d, v [3]float64
		for level := range 3 {
			step := h[k] / float64(int(1)<<level)
			copy(point, theta)
			point[k] = theta[k] + step
			d1, _, v1 := w.at(point, visit)
			point[k] = theta[k] - step
			d0, _, v0 := w.at(point, visit)
			d[level], v[level] = (d1-d0)/(2*step), (v1-v0)/(2*step)
		}
		deviance, variance = append(deviance, richardson(d)), append(variance, richardson(v))
	}
	return deviance, variance
}

// richardson extrapolates values whose error is a series in even powers of a step
// that is halved.
func richardson(x [3]float64) float64 {
	a, b := (4*x[1]-x[0])/3, (4*x[2]-x[1])/3
	return (16*b - a) / 15
}

// hessian is that of the deviance, likewise.
func (w *twin) hessian(theta, h []float64) *mat.SymDense {
	k := len(theta)
	out := mat.NewSymDense(k, nil)
	point := make([]float64, k)
	value := func(a, b int, x, y float64) float64 {
		copy(point, theta)
		point[a] += x
		point[b] += y
		d, _, _ := w.at(point, 0)
		return d
	}
	center := value(0, 0, 0, 0)
	for a := range k {
		for b := range a + 1 {
			var d [3]float64
			for level := range d {
				x, y := h[a]/float64(int(1)<<level), h[b]/float64(int(1)<<level)
				if a == b {
					d[level] = (value(a, a, x, 0) - 2*center + value(a, a, -x, 0)) / (x * x)
				} else {
					d[level] = (value(a, b, x, y) - value(a, b, x, -y) - value(a, b, -x, y) + value(a, b, -x, -y)) / (4 * x * y)
				}
			}
			out.SetSym(a, b, richardson(d))
		}
	}
	return out
}

// estimates goes to the minimum from near it, and returns the contrasts of the arms,
// by Satterthwaite and by Kenward and Roger.
func (w *twin) estimates(t *testing.T, theta []float64, visits ...int) (plain, adjusted []Estimate) {
	h := make([]float64, len(theta))
	for k := range h {
		h[k] = 0.01 * math.Abs(theta[k])
		theta[k] *= 1 + 0.01*float64(1-2*(k%2)) // away from what the other found
	}
	var chol mat.Cholesky
	for turn := range 100 {
		if turn < 2 { // afterwards along the same Hessian
			hessian := w.hessian(theta, h)
			if !chol.Factorize(hessian) {
				t.Fatal("the twin's Hessian is not positive definite")
			}
			for k := range h {
				h[k] = 0.08 / math.Sqrt(hessian.At(k, k))
			}
		}
		g, _ := w.slopes(theta, h, 0)
		var step mat.VecDense
		chol.SolveVecTo(&step, mat.NewVecDense(len(g), g))
		for k := range theta {
			theta[k] -= step.AtVec(k)
		}
		if mat.Dot(&step, mat.NewVecDense(len(g), g)) < 1e-18 {
			break
		}
	}
	if !chol.Factorize(w.hessian(theta, h)) {
		t.Fatal("the twin's Hessian is not positive definite at the minimum")
	}
	var covariance mat.SymDense
	if err := chol.InverseTo(&covariance); err != nil {
		t.Fatal(err)
	}
	covariance.ScaleSym(2, &covariance)
	for _, visit := range visits {
		_, value, variance := w.at(theta, visit)
		_, slope := w.slopes(theta, h, visit)
		g := mat.NewVecDense(len(slope), slope)
		var z mat.VecDense
		chol.SolveVecTo(&z, g)
		plain = append(plain, newEstimate(value, variance, mat.Dot(g, &z)))
		adjusted = append(adjusted, w.kenwardRoger(theta, &covariance, visit))
	}
	return plain, adjusted
}

func TestFitsAreThoseOfADenseTwin(t *testing.T) {
	for i, s := range structures() {
		for j, l := range []losses{complete, dropout, heavy} {
			for regressors := 1; regressors < 4; regressors += 2 {
				if testing.Short() && regressors != 1+j {
					continue
				}
				name := fmt.Sprintf("%v, %s, %d regressors", s, l.name, regressors)
				patients := cohort(draws(1, int64(100*i+10*j+regressors)), 20, 3, regressors, l)
				m := model(s, 3, regressors)
				f := fitted(t, m, patients)
				w := newTwin(m, patients)
				plain, adjusted := w.estimates(t, w.theta(f), 0, 2)
				for k, v := range []int{0, 2} {
					same(t, name, effect(t, f, v), plain[k], 1e-7)
					same(t, name+", Kenward and Roger", kenwardRoger(t, f, v), adjusted[k], 1e-7)
				}
			}
		}
	}
}
