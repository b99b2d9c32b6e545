package repeated

import (
	"math"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
)

// patient is one row of a data set.
type patient struct {
	x, y  []float64
	known uint64
}

// losses are the ways in which responses of a fixture get lost.
type losses struct {
	name          string
	leave, leave1 float64 // probability of leaving at each visit, from the first or from the second one on
	skip          float64 // probability of missing a single visit
}

var (
	complete     = losses{name: "complete"}
	dropout      = losses{name: "dropout", leave: 0.04}
	intermittent = losses{name: "intermittent", leave: 0.02, skip: 0.04}
	heavy        = losses{name: "heavy", leave1: 0.1, skip: 0.2}
)

var slot = rng.NewSlot("repeated/test")

// draws returns uniforms of one trial.
func draws(seed uint64, trial int64) *rng.Sequence {
	var s rng.Stream
	s.Seek(seed, trial, slot)
	q := s.Sequence(0)
	return &q
}

// cohort draws patients of two arms, assigned in turn, with a baseline and visits
// after it: mean 50, standard deviation 10 growing by 1 a visit, autoregressive
// correlation 0.7, no effect. Regressors are the arm, the baseline, and for the
// places left standard normal covariates.
func cohort(u *rng.Sequence, n, visits, regressors int, l losses) []patient {
	patients := make([]patient, n)
	for i := range patients {
		p := patient{x: make([]float64, regressors), y: make([]float64, visits)}
		z := num.NormalQuantile(u.Next())
		for k := range p.x {
			switch k {
			case 0:
				p.x[k] = float64(i % 2)
			case 1:
				p.x[k] = 50 + 10*z
			default:
				p.x[k] = num.NormalQuantile(u.Next())
			}
		}
		gone := false
		for v := range p.y {
			z = 0.7*z + math.Sqrt(1-0.49)*num.NormalQuantile(u.Next())
			p.y[v] = 50 + float64(v) + (11+float64(v))*z
			leave, skip := u.Next(), u.Next()
			gone = gone || leave < l.leave || v > 0 && leave < l.leave1
			if !gone && skip >= l.skip {
				p.known |= 1 << v
			}
		}
		patients[i] = p
	}
	return patients
}

// load gives patients to a fitter. Unknown responses become NaN on the way.
func load(f *Fitter, patients []patient) {
	f.Reset()
	y := make([]float64, f.model.Responses)
	for _, p := range patients {
		for v := range y {
			y[v] = p.y[v]
			if p.known>>v&1 == 0 {
				y[v] = math.NaN()
			}
		}
		f.Add(p.x, y, p.known)
	}
}

// fitted returns a fitter of the patients, and fails unless it is OK.
func fitted(t *testing.T, m Model, patients []patient) *Fitter {
	t.Helper()
	f := New(m, len(patients))
	load(f, patients)
	if status := f.Fit(); status != OK {
		t.Fatalf("%v with %d patients, %d visits: %v", m.Structure, len(patients), m.Responses, status)
	}
	return f
}

// effect is the contrast of the arms at a visit.
func effect(t *testing.T, f *Fitter, visit int) Estimate {
	t.Helper()
	c := make([]float64, f.model.Regressors)
	c[0] = 1
	e, status := f.Contrast(c, visit)
	if status != OK {
		t.Fatalf("contrast: %v", status)
	}
	return e
}

// kenwardRoger is effect by Kenward and Roger.
func kenwardRoger(t *testing.T, f *Fitter, visit int) Estimate {
	t.Helper()
	c := make([]float64, f.model.Regressors)
	c[0] = 1
	e, status := f.KenwardRoger(c, visit)
	if status != OK {
		t.Fatalf("contrast: %v", status)
	}
	return e
}

// model is that of a fixture.
func model(s Structure, visits, regressors int) Model {
	m := Model{Responses: visits, Regressors: regressors, Structure: s}
	if s == Exponential {
		for v := range visits {
			m.Times = append(m.Times, float64(4*v+v*v))
		}
	}
	return m
}

// structures are all of them.
func structures() []Structure {
	var all []Structure
	for s := range Structures {
		all = append(all, Structure(s))
	}
	return all
}

// same compares estimates: values relative to their standard error.
func same(t *testing.T, what string, got, want Estimate, tolerance float64) {
	t.Helper()
	if !(math.Abs(got.Value-want.Value) <= tolerance*want.SE && near(got.SE, want.SE, tolerance) && near(got.DF, want.DF, tolerance)) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

// near reports whether two numbers agree up to a relative tolerance.
func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}
