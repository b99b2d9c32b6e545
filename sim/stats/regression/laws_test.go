package regression

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// fitters fit each model to draws.
var fitters = map[string]func(d *draws) fitted{
	"linear":            func(d *draws) fitted { return fitLinear(d.with(d.Response)) },
	"logistic":          func(d *draws) fitted { return fitLogistic(d.with(floats(d.success, one))) },
	"poisson":           func(d *draws) fitted { return fitPoisson(d.with(floats(d.count, toFloat))) },
	"negative_binomial": func(d *draws) fitted { return fitNegativeBinomial(d.with(floats(d.count, toFloat))) },
	"proportional_odds": func(d *draws) fitted { return fitProportionalOdds(d.with(floats(d.category, toFloat))) },
}

func toFloat(k int) float64 { return float64(k) }

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func floats[T any](x []T, f func(T) float64) []float64 {
	var y []float64
	for _, v := range x {
		y = append(y, f(v))
	}
	return y
}

// with is the sample with that response.
func (d *draws) with(response []float64) *sample {
	s := d.sample
	s.Response = response
	return &s
}

// clone is a copy of the columns that a law changes.
func (d *draws) clone() *draws {
	c := *d
	c.Arm = slices.Clone(d.Arm)
	c.Response = slices.Clone(d.Response)
	c.Exposure = slices.Clone(d.Exposure)
	c.category = slices.Clone(d.category)
	c.Covariates = nil
	for _, x := range d.Covariates {
		c.Covariates = append(c.Covariates, slices.Clone(x))
	}
	return &c
}

// lawShapes are those on which the laws are tried.
var lawShapes = []shape{
	{n: 60, covariates: 0, categories: 4, equal: true},
	{n: 80, covariates: 1, categories: 5, dispersion: 1},
	{n: 101, covariates: 3, categories: 3, dispersion: 0.5},
	{n: 150, covariates: 2, categories: 6, discrete: true, equal: true, dispersion: 2},
}

// each tries a law with every model on draws of every shape.
func each(t *testing.T, law func(t *testing.T, name string, d *draws, fit func(*draws) fitted)) {
	for name, fit := range fitters {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 8))
			for _, s := range lawShapes {
				for range 20 {
					law(t, name, draw(r, s), fit)
				}
			}
		})
	}
}

// same asks that two fits agree to a share of their standard errors; 0 is to the bit.
func same(t *testing.T, what string, got, want fitted, tolerance float64) {
	t.Helper()
	if want.status != OK || got.status != OK {
		t.Fatalf("%s: status %v, want %v; the draws should allow a fit", what, got.status, want.status)
	}
	check := func(got, want coefficient) {
		t.Helper()
		if !(math.Abs(got.estimate-want.estimate) <= tolerance*want.se) || !(math.Abs(got.se-want.se) <= tolerance*want.se) {
			t.Errorf("%s: %.17g ± %.17g, want %.17g ± %.17g", what, got.estimate, got.se, want.estimate, want.se)
		}
	}
	check(got.effect, want.effect)
	for j := range want.slopes {
		check(got.slopes[j], want.slopes[j])
	}
}

// negative turns the effect round.
func negative(f fitted) fitted {
	f.effect.estimate = -f.effect.estimate
	return f
}

func TestExchangedArmsTurnTheEffectRoundToTheBit(t *testing.T) {
	each(t, func(t *testing.T, _ string, d *draws, fit func(*draws) fitted) {
		c := d.clone()
		for i := range c.Arm {
			c.Arm[i] = 1 - c.Arm[i]
		}
		same(t, "exchanged", negative(fit(c)), fit(d), 0)
	})
}

func TestOrderOfPatientsChangesLastBitsOnly(t *testing.T) {
	each(t, func(t *testing.T, _ string, d *draws, fit func(*draws) fitted) {
		c := d.clone()
		c.success, c.count = slices.Clone(d.success), slices.Clone(d.count)
		slices.Reverse(c.Arm)
		slices.Reverse(c.Response)
		slices.Reverse(c.Exposure)
		slices.Reverse(c.success)
		slices.Reverse(c.category)
		slices.Reverse(c.count)
		for _, x := range c.Covariates {
			slices.Reverse(x)
		}
		same(t, "reversed", fit(c), fit(d), 1e-10)
	})
}

func TestUnitsOfCovariatesDoNotMatter(t *testing.T) {
	each(t, func(t *testing.T, _ string, d *draws, fit func(*draws) fitted) {
		// Powers of two are exact.
		c := d.clone()
		for _, x := range c.Covariates {
			for i := range x {
				x[i] *= 1024
			}
		}
		got := fit(c)
		for j := range got.slopes {
			got.slopes[j].estimate *= 1024
			got.slopes[j].se *= 1024
		}
		same(t, "scaled", got, fit(d), 0)

		c = d.clone()
		for _, x := range c.Covariates {
			for i := range x {
				x[i] += 5000
			}
		}
		same(t, "shifted", fit(c), fit(d), 1e-9)
	})
}

func TestResponsesOfALinearModelMayBeShiftedAndScaled(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	d := draw(r, shape{n: 90, covariates: 2})
	want := fitLinear(d.with(d.Response))
	y := floats(d.Response, func(y float64) float64 { return 4 * y })
	got := fitLinear(d.with(y))
	if got.effect != (coefficient{4 * want.effect.estimate, 4 * want.effect.se}) {
		t.Errorf("scaled: %v, want four times %v", got.effect, want.effect)
	}
	y = floats(d.Response, func(y float64) float64 { return y + 1e5 })
	same(t, "shifted", fitLinear(d.with(y)), want, 1e-9)
}

func TestCountsDoNotDependOnTheUnitOfExposure(t *testing.T) {
	each(t, func(t *testing.T, name string, d *draws, fit func(*draws) fitted) {
		if name != "poisson" && name != "negative_binomial" {
			return
		}
		c := d.clone()
		for i := range c.Exposure {
			c.Exposure[i] *= 12
		}
		same(t, "months", fit(c), fit(d), 1e-10)
	})
}

func TestReversedCategoriesTurnTheEffectRound(t *testing.T) {
	each(t, func(t *testing.T, name string, d *draws, fit func(*draws) fitted) {
		if name != "proportional_odds" {
			return
		}
		c := d.clone()
		for i := range c.category {
			c.category[i] = 9 - d.category[i]
		}
		got := negative(fit(c))
		for j := range got.slopes {
			got.slopes[j].estimate *= -1
		}
		same(t, "reversed", got, fit(d), 1e-10)
	})
}

func TestTwoCategoriesAreLogisticRegression(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 50 {
		d := draw(r, shape{n: 90, covariates: 2})
		y := floats(d.success, one)
		same(t, "two categories", fitProportionalOdds(d.with(y)), fitLogistic(d.with(y)), 1e-9)
	}
}

func TestArmsAloneHaveClosedForms(t *testing.T) {
	l := NewLogistic(2, 0)
	l.Reset()
	l.AddMany(true, nil, 30, 12)
	l.AddMany(false, nil, 28, 7)
	want := pair(math.Log(12./18)-math.Log(7./21), math.Sqrt(1./12+1./18+1./7+1./21))
	same(t, "odds ratio", collect(l, 0), fitted{effect: want}, 1e-14)

	p := NewPoisson(2, 0)
	p.Reset()
	p.Add(true, nil, 12, 30.5)
	p.Add(false, nil, 27, 28.25)
	want = pair(math.Log(12/30.5)-math.Log(27/28.25), math.Sqrt(1./12+1./27))
	same(t, "rate ratio", collect(p, 0), fitted{effect: want}, 1e-14)
}

// TestOtherArmsAndPatientsAreLeftOut hides two arms among three and covariates behind
// an index of patients.
func TestOtherArmsAndPatientsAreLeftOut(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	d := draw(r, shape{n: 60, covariates: 2})
	want := fitLinear(d.with(d.Response))
	c := Columns{Treated: 7, Control: 2, Covariates: [][]float64{{}, {}}}
	for i, a := range d.Arm {
		// Between rows of the sample, rows of other arms; the patients come backward.
		c.Arm = append(c.Arm, 2+5*a, 0)
		c.Response = append(c.Response, d.Response[i], math.NaN())
		c.Patient = append(c.Patient, int32(119-2*i), int32(118-2*i))
		for j := range c.Covariates {
			c.Covariates[j] = append(c.Covariates[j], math.NaN(), d.Covariates[j][59-i])
		}
	}
	l := NewLinear(120, 2)
	check := func(what string) {
		t.Helper()
		if s := l.Fit(&c); s != OK {
			t.Fatal(s)
		}
		if got := pair(l.Effect()); got != want.effect {
			t.Errorf("%s: %v, want %v", what, got, want.effect)
		}
	}
	check("by patient")

	// By row.
	byRow := make([][]float64, 2)
	for j := range byRow {
		for _, p := range c.Patient {
			byRow[j] = append(byRow[j], c.Covariates[j][p])
		}
	}
	patient := c.Patient
	c.Patient, c.Covariates = nil, byRow
	check("by row")

	// By patient, without other arms.
	c = Columns{Arm: d.Arm, Treated: 1, Response: d.Response, Covariates: make([][]float64, 2)}
	for i := range d.Arm {
		c.Patient = append(c.Patient, patient[2*(len(d.Arm)-1-i)]/2)
	}
	for j := range c.Covariates {
		c.Covariates[j] = make([]float64, 60)
		for i, p := range c.Patient {
			c.Covariates[j][p] = d.Covariates[j][i]
		}
	}
	check("all arms, by patient")
}

func TestPatientsWithoutExposureSayNothing(t *testing.T) {
	p, b := NewPoisson(20, 0), NewNegativeBinomial(20, 0)
	p.Reset()
	b.Reset()
	for i := range 12 {
		p.Add(i%2 == 0, nil, i%5, float64(i%4))
		b.Add(i%2 == 0, nil, i%5, float64(i%4))
	}
	q := NewPoisson(20, 0)
	q.Reset()
	for i := range 12 {
		if i%4 > 0 {
			q.Add(i%2 == 0, nil, i%5, float64(i%4))
		}
	}
	same(t, "poisson", collect(p, 0), collect(q, 0), 0)
	if b.poisson.arms != q.arms {
		t.Errorf("negative binomial counts %v patients, want %v", b.poisson.arms, q.arms)
	}
}

// TestFitsArePure fits the same patients after others, and twice.
func TestFitsArePure(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	s := shape{n: 70, covariates: 1, categories: 5, dispersion: 1}
	first, second := draw(r, s), draw(r, s)
	l, o := NewLogistic(70, 1), NewProportionalOdds(70, 1, 5)
	p, b := NewPoisson(70, 1), NewNegativeBinomial(70, 1)
	fill := func(d *draws) {
		l.Reset()
		o.Reset()
		p.Reset()
		b.Reset()
		for i, a := range d.Arm {
			x := d.patient(i)
			l.Add(a == 1, x, d.success[i])
			o.Add(a == 1, x, d.category[i])
			p.Add(a == 1, x, d.count[i], d.Exposure[i])
			b.Add(a == 1, x, d.count[i], d.Exposure[i])
		}
	}
	for name, m := range map[string]model{"logistic": l, "proportional_odds": o, "poisson": p, "negative_binomial": b} {
		fill(first)
		m.Fit()
		fill(second)
		same(t, name+" after others", collect(m, 1), fitters[name](second), 0)
		same(t, name+" twice", collect(m, 1), fitters[name](second), 0)
	}
}

func TestNothingAllocates(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	d := draw(r, shape{n: 100, covariates: 2, categories: 5, dispersion: 1})
	d.count[3] = smallCounts + 7
	var x [][]float64
	for i := range d.Arm {
		x = append(x, d.patient(i))
	}
	l, o := NewLogistic(100, 2), NewProportionalOdds(100, 2, 5)
	p, b := NewPoisson(100, 2), NewNegativeBinomial(100, 2)
	n, c := NewLinear(100, 2), &Columns{Arm: d.Arm, Treated: 1, Response: d.Response, Covariates: d.Covariates}
	strata := []Table{{20, 8, 22, 7}, {30, 11, 28, 14}}
	if a := testing.AllocsPerRun(20, func() {
		l.Reset()
		o.Reset()
		p.Reset()
		b.Reset()
		for i, a := range d.Arm {
			l.Add(a == 1, x[i], d.success[i])
			o.Add(a == 1, x[i], d.category[i])
			p.Add(a == 1, x[i], d.count[i], d.Exposure[i])
			b.Add(a == 1, x[i], d.count[i], d.Exposure[i])
		}
		if l.Fit() != OK || o.Fit() != OK || p.Fit() != OK || b.Fit() != OK || n.Fit(c) != OK {
			t.Fatal("no fit")
		}
		l.Effect()
		o.Coefficient(1)
		n.Coefficient(1)
		CochranMantelHaenszel(strata)
		RiskDifference(strata)
	}); a != 0 {
		t.Errorf("%v allocations", a)
	}
}
