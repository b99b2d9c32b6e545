package repeated

import (
	"math"
	"testing"
)

// TestStatusSaysWhatIsWrong takes something away from patients who can be analyzed.
func TestStatusSaysWhatIsWrong(t *testing.T) {
	const visits = 4
	for _, c := range []struct {
		name   string
		n      int
		change func(i int, p *patient)
		want   Status
		only   func(Structure) bool
	}{
		{"all of it", 40, func(int, *patient) {}, OK, nil},
		{"nobody", 0, func(int, *patient) {}, NoPatients, nil},
		{"no response at visit 2", 40, func(_ int, p *patient) { p.known &^= 1 << 2 }, NoPatients, nil},
		{"no treated patient at the last visit", 40, func(_ int, p *patient) {
			if p.x[0] == 1 {
				p.known &^= 1 << 3
			}
		}, Inestimable, nil},
		{"no control patient", 40, func(_ int, p *patient) { p.x[0] = 1 }, Inestimable, nil},
		{"constant baseline", 40, func(_ int, p *patient) { p.x[1] = 77.7 }, Inestimable, nil},
		{"as many patients as regressors", 3, func(int, *patient) {}, TooFew, nil},
		{
			"fewer patients than an unstructured covariance needs", 6, func(int, *patient) {}, TooFew,
			func(s Structure) bool { return s == Unstructured },
		},
		{"nobody with two visits", 40, func(i int, p *patient) { p.known = 1 << (i / 2 % visits) }, TooFew, nil},
		{"constant response", 40, func(_ int, p *patient) { p.y[1] = 5.1 }, ZeroVariance, nil},
		{"response a function of the regressors", 40, func(_ int, p *patient) { p.y[1] = 3*p.x[0] - 0.1*p.x[1] + 7 }, ZeroVariance, nil},
		{
			"response a function of an earlier one", 40, func(_ int, p *patient) { p.y[2] = 3*p.y[0] - 0.1*p.x[1] + 7 }, ZeroVariance,
			func(s Structure) bool { return s == Unstructured },
		},
	} {
		for _, s := range structures() {
			if c.only != nil && !c.only(s) {
				continue
			}
			patients := cohort(draws(11, 0), c.n, visits, 2, complete)
			for i := range patients {
				c.change(i, &patients[i])
			}
			f := New(model(s, visits, 2), 40)
			load(f, patients)
			if got := f.Fit(); got != c.want {
				t.Errorf("%s, %v: %v, want %v", c.name, s, got, c.want)
			}
		}
	}
}

// TestFewPatientsGiveNumbersOrAStatus tries all that is scarce: whatever comes out is
// finite. A search may fail where the likelihood is highest at the edge, as for a
// correlation of −1, which one in fifty of these samples is.
func TestFewPatientsGiveNumbersOrAStatus(t *testing.T) {
	var count [NoConvergence + 1]int
	for i := range int64(1200) {
		u := draws(12, i)
		visits := 1 + int(5*u.Next())
		m := model(Structure(i%int64(len(Structures))), visits, 1+int(3*u.Next()))
		n := 2 + int(25*u.Next())
		f := New(m, n)
		load(f, cohort(u, n, visits, m.Regressors, []losses{complete, dropout, heavy}[i%3]))
		status := f.Fit()
		count[status]++
		if status != OK {
			continue
		}
		c := make([]float64, m.Regressors)
		c[0] = 1
		for v := range visits {
			for _, contrast := range []func([]float64, int) (Estimate, Status){f.Contrast, f.KenwardRoger} {
				if e, status := contrast(c, v); status == OK && !(e.SE > 0 && e.DF > 0 && !math.IsInf(e.SE+e.DF+e.Value, 0)) {
					t.Errorf("trial %d: %+v", i, e)
				}
			}
		}
	}
	t.Logf("by status: %v", count)
	if count[OK] < 900 || count[NoConvergence] > 24 {
		t.Errorf("by status: %v", count)
	}
}

// TestEnoughPatientsAlwaysGiveAFit counts failures of the search where there is no
// reason for any.
func TestEnoughPatientsAlwaysGiveAFit(t *testing.T) {
	for i := range int64(600) {
		s := Structure(i % int64(len(Structures)))
		f := New(model(s, 5, 2), 60)
		load(f, cohort(draws(13, i), 60, 5, 2, heavy))
		if status := f.Fit(); status != OK {
			t.Errorf("trial %d, %v: %v", i, s, status)
			continue
		}
		effect(t, f, 4)
	}
}

func TestMeaninglessCallsPanic(t *testing.T) {
	fit := New(model(AR1, 2, 1), 1)
	fit.Add([]float64{1}, []float64{1, 2}, 3)
	for name, f := range map[string]func(){
		"no responses":         func() { New(Model{}, 1) },
		"too many responses":   func() { New(Model{Responses: 65}, 1) },
		"negative regressors":  func() { New(Model{Responses: 1, Regressors: -1}, 1) },
		"unknown structure":    func() { New(Model{Responses: 1, Structure: 99}, 1) },
		"no times":             func() { New(Model{Responses: 2, Structure: Exponential}, 1) },
		"times that stand":     func() { New(Model{Responses: 2, Structure: Exponential, Times: []float64{1, 1}}, 1) },
		"one patient too many": func() { fit.Add([]float64{1}, []float64{1, 2}, 3) },
		"contrast without fit": func() { New(model(AR1, 2, 1), 1).Contrast([]float64{1}, 0) },
		"matrix without fit":   func() { New(model(AR1, 2, 1), 1).Covariance(0, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
