package regression

// coefficient is an estimate with its standard error.
type coefficient struct{ estimate, se float64 }

func pair(estimate, se float64) coefficient { return coefficient{estimate, se} }

// fitted is all that a model says.
type fitted struct {
	status     Status
	effect     coefficient
	slopes     []coefficient
	freedom    int
	sigma      float64
	dispersion float64
}

// model is what all of them can say.
type model interface {
	Fit() Status
	Effect() (estimate, se float64)
	Coefficient(j int) (estimate, se float64)
}

// collect fits a model that has its patients.
func collect(m model, covariates int) fitted {
	f := fitted{status: m.Fit(), effect: pair(m.Effect())}
	for j := range covariates {
		f.slopes = append(f.slopes, pair(m.Coefficient(j)))
	}
	return f
}

// patient gathers the covariates of one patient.
func (s *sample) patient(i int) []float64 {
	var x []float64
	for _, column := range s.Covariates {
		x = append(x, column[i])
	}
	return x
}

func fitLinear(s *sample) fitted {
	l := NewLinear(len(s.Arm), len(s.Covariates))
	f := fitted{status: l.Fit(&Columns{Arm: s.Arm, Treated: 1, Control: 0, Response: s.Response, Covariates: s.Covariates})}
	f.effect, f.freedom, f.sigma = pair(l.Effect()), l.Freedom(), l.Sigma()
	for j := range s.Covariates {
		f.slopes = append(f.slopes, pair(l.Coefficient(j)))
	}
	return f
}

func fitLogistic(s *sample) fitted {
	l := NewLogistic(len(s.Arm), len(s.Covariates))
	l.Reset()
	for i, a := range s.Arm {
		l.Add(a == 1, s.patient(i), s.Response[i] == 1)
	}
	return collect(l, len(s.Covariates))
}

func fitPoisson(s *sample) fitted {
	p := NewPoisson(len(s.Arm), len(s.Covariates))
	p.Reset()
	for i, a := range s.Arm {
		p.Add(a == 1, s.patient(i), int(s.Response[i]), s.Exposure[i])
	}
	return collect(p, len(s.Covariates))
}

func fitNegativeBinomial(s *sample) fitted {
	b := NewNegativeBinomial(len(s.Arm), len(s.Covariates))
	b.Reset()
	for i, a := range s.Arm {
		b.Add(a == 1, s.patient(i), int(s.Response[i]), s.Exposure[i])
	}
	f := collect(b, len(s.Covariates))
	f.dispersion = b.Dispersion()
	return f
}

func fitProportionalOdds(s *sample) fitted {
	top := 0.0
	for _, y := range s.Response {
		top = max(top, y)
	}
	o := NewProportionalOdds(len(s.Arm), len(s.Covariates), int(top)+1)
	o.Reset()
	for i, a := range s.Arm {
		o.Add(a == 1, s.patient(i), int(s.Response[i]))
	}
	return collect(o, len(s.Covariates))
}
