package population

import (
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// Effect is what one covariate adds to the linear predictor of an endpoint: a
// coefficient that multiplies a number, or one coefficient for each category.
type Effect struct {
	// Slope multiplies the covariate.
	Slope float64
	// ByLevel are the coefficients of categories; a category without one has 0.
	ByLevel spec.Table[float64]
}

// DescribeSpec says what may be written.
func (e *Effect) DescribeSpec() string { return "number, or table of numbers by category" }

// ShapesSpec says for schemas what may be written.
func (*Effect) ShapesSpec() []*spec.Shape {
	return []*spec.Shape{spec.ShapeOf[float64](""), spec.ShapeOf[spec.Table[float64]]("")}
}

// DecodeSpec reads a number or a table.
func (e *Effect) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*e = Effect{}
	if n.IsTable() {
		spec.Decode(n, &e.ByLevel, p)
		return
	}
	spec.Decode(n, &e.Slope, p)
}

// EncodeSpec is what DecodeSpec reads.
func (e Effect) EncodeSpec() *spec.Node {
	if e.ByLevel != nil {
		return spec.Encode(e.ByLevel)
	}
	return spec.NewFloat(e.Slope)
}

// Effects are what covariates add to the linear predictor of an endpoint.
type Effects struct {
	// Effects are the coefficients by covariate, in every arm.
	Effects spec.Table[Effect] `toml:"effects,later"`
	// Interactions are further coefficients by arm and covariate, in that arm only.
	Interactions spec.Table[spec.Table[Effect]] `toml:"interactions,later"`
}

// Predictor makes the linear predictors of patients. It is immutable.
type Predictor struct{ terms []effect }

// effect is one term of the predictor.
type effect struct {
	covariate int
	arm       int       // −1: every arm
	slope     float64   // of a number
	byLevel   []float64 // of categories, nil for a number
}

// Bind makes the predictor of the effects; nil when there are none. It reports
// covariates, categories and arms that do not exist.
func (e *Effects) Bind(of []Variable, arms []string, p *spec.Problems) *Predictor {
	out := &Predictor{}
	out.bind(e.Effects, of, -1, p.At("effects"))
	for _, i := range e.Interactions {
		at := p.At("interactions").At(i.Name)
		arm := indexOf(arms, i.Name)
		if arm < 0 {
			at.Unknown("arm", i.Name, arms)
			continue
		}
		out.bind(i.Value, of, arm, at)
	}
	if len(out.terms) == 0 {
		return nil
	}
	return out
}

func (r *Predictor) bind(effects spec.Table[Effect], of []Variable, arm int, p *spec.Problems) {
	names := Names(of)
	for _, e := range effects {
		at := p.At(e.Name)
		k := indexOf(names, e.Name)
		if k < 0 {
			at.Unknown("covariate", e.Name, names)
			continue
		}
		t := effect{covariate: k, arm: arm, slope: e.Value.Slope}
		labels := of[k].Labels
		switch {
		case labels == nil && e.Value.ByLevel != nil:
			at.Add("is a number, not a category", "give one coefficient, which multiplies it")
		case labels != nil && e.Value.ByLevel == nil:
			at.Add("is a category, not a number", "give a coefficient by category, such as { "+labels[len(labels)-1]+" = 0.5 }")
		case labels != nil:
			t.byLevel = make([]float64, len(labels))
			for _, l := range e.Value.ByLevel {
				i := indexOf(labels, l.Name)
				if i < 0 {
					at.At(l.Name).Unknown("category", l.Name, labels)
					continue
				}
				t.byLevel[i] = l.Value
			}
		}
		r.terms = append(r.terms, t)
	}
}

// Common reports whether covariates act alike in every arm and, if so, which do.
func (r *Predictor) Common() (covariates []int, ok bool) {
	for k := range r.terms {
		if r.terms[k].arm >= 0 {
			return nil, false
		}
		covariates = append(covariates, r.terms[k].covariate)
	}
	return covariates, true
}

// Fill sets lp to the linear predictors of the patients from lo on.
func (r *Predictor) Fill(lp []float64, of []cohort.Covariate, arm []uint8, lo int) {
	clear(lp)
	arm = arm[lo : lo+len(lp)]
	for k := range r.terms {
		t := &r.terms[k]
		for i, x := range of[t.covariate].Value[lo : lo+len(lp)] {
			if t.arm >= 0 && int(arm[i]) != t.arm {
				continue
			}
			if t.byLevel != nil {
				lp[i] += t.byLevel[int(x)]
			} else {
				lp[i] += float64(t.slope * x)
			}
		}
	}
}

// indexOf is the position of a name, −1 when it is not there.
func indexOf(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}
