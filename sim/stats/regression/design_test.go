package regression

import (
	"math/rand/v2"
	"testing"
)

// TestPooledPatientsAreThePatients compares patients who share rows with the same
// ones in rows of their own.
func TestPooledPatientsAreThePatients(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 30 {
		d := draw(r, lawShapes[3])
		l, o := NewLogistic(len(d.Arm), 2), NewProportionalOdds(len(d.Arm), 2, 6)
		p, b := NewPoisson(len(d.Arm), 2), NewNegativeBinomial(len(d.Arm), 2)
		l.Reset()
		o.Reset()
		p.Reset()
		b.Reset()
		l.pool.full, o.pool.full, p.pool.full, b.poisson.pool.full = true, true, true, true
		for i, a := range d.Arm {
			x := d.patient(i)
			l.Add(a == 1, x, d.success[i])
			o.Add(a == 1, x, d.category[i])
			p.Add(a == 1, x, d.count[i], 1)
			b.Add(a == 1, x, d.count[i], 1)
		}
		for name, m := range map[string]model{"logistic": l, "proportional_odds": o, "poisson": p, "negative_binomial": b} {
			same(t, name, collect(m, 2), fitters[name](d), 1e-9)
		}
		if l.n != len(d.Arm) {
			t.Fatalf("%d rows for %d patients", l.n, len(d.Arm))
		}
	}
}

func TestManyPatientsAtOnceAreTheSameAsOneByOne(t *testing.T) {
	l, m := NewLogistic(200, 1), NewLogistic(4, 1)
	o, q := NewProportionalOdds(200, 1, 3), NewProportionalOdds(12, 1, 3)
	l.Reset()
	m.Reset()
	o.Reset()
	q.Reset()
	for k, y := range []int{7, 12, 9, 20} {
		treated, x := k%2 == 1, []float64{float64(k / 2)}
		m.AddMany(treated, x, 30, y)
		for i := range 30 {
			l.Add(treated, x, i < y)
		}
		for c := range 3 {
			q.AddMany(treated, x, c, y-c*k)
			for range y - c*k {
				o.Add(treated, x, c)
			}
		}
	}
	same(t, "logistic", collect(m, 1), collect(l, 1), 1e-12)
	same(t, "proportional odds", collect(q, 1), collect(o, 1), 1e-12)
}

// TestNobodyAddsNothing adds groups of no patients.
func TestNobodyAddsNothing(t *testing.T) {
	l, o := NewLogistic(1, 0), NewProportionalOdds(1, 0, 3)
	l.Reset()
	o.Reset()
	l.AddMany(true, nil, 0, 0)
	o.AddMany(true, nil, 2, 0)
	if l.n != 0 || o.n != 0 {
		t.Errorf("%d and %d rows", l.n, o.n)
	}
}

func TestMisuseIsABug(t *testing.T) {
	fails := func(what string, f func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s goes unnoticed", what)
			}
		}()
		f()
	}
	l := NewLogistic(4, 1)
	l.Reset()
	fails("a patient without covariates", func() { l.Add(true, nil, true) })
	l.AddMany(true, []float64{1}, 9, 3)
	l.AddMany(false, []float64{1}, 9, 3)
	l.Fit()
	fails("a patient after the fit", func() { l.Add(true, []float64{1}, true) })
	fails("columns without covariates", func() { NewLinear(4, 1).Fit(&Columns{}) })
}

func TestThresholdsMustRise(t *testing.T) {
	o := NewProportionalOdds(6, 0, 3)
	o.Reset()
	for c := range 3 {
		o.AddMany(true, nil, c, 4)
		o.AddMany(false, nil, c, 5)
	}
	if s := o.Fit(); s != OK {
		t.Fatal(s)
	}
	for _, at := range [][]float64{{1, 0, 0}, {1, 1, 0}} {
		if o.derive(at, o.gradient, o.information) {
			t.Errorf("%v is possible", at)
		}
	}
}
