package endpoint

import (
	"math"
	"strconv"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/correlation"
	"simrun/sim/world/dist"
	"simrun/sim/world/population"
)

// Longitudinal is a measurement repeated at visits.
//
//	Yᵥ = Qᵥ(Φ(Zᵥ)),  (Z₁, …) standard normal with the given correlation
//
// Qᵥ is the quantile function of the arm's law at the visit: of the kind marginal, with
// the given mean and sd of the variable itself, as papers report them. So skewed
// laws are correlated by a Gaussian copula [nelsen2006, ch. 2]. Covariates are added; then values
// are rounded to round, and moved to the bounds if outside: mean and sd are those of
// the variable before. With entry, only patients whose first value lies there are
// in the trial: it is drawn from that part of its law, and the later values
// follow it by their correlation.
type Longitudinal struct {
	Common
	Lacking
	population.Effects
	// Visits are the times since entry of the visits, increasing.
	Visits []float64 `toml:"visits,required" range:"[0,inf)"`
	// Mean is the mean at each visit, for all arms or by arm; an arm's may be relative to another's.
	Mean spec.Keyed[Profile] `toml:"mean,required"`
	// SD is the standard deviation, one or one for each visit, for all arms or by arm; an arm relative to another has that one's.
	SD spec.Keyed[Series] `toml:"sd"`
	// Correlation is that of the visits.
	Correlations spec.Of[correlation.Pattern] `toml:"correlation,required"`
	// Marginal is the law of each visit.
	Marginal string `toml:"marginal" choices:"normal lognormal gamma"`
	// Bounds are the least and the greatest value there is.
	Bounds []float64 `toml:"bounds"`
	// Round is the step of which recorded values are multiples.
	Round *float64 `toml:"round" range:"(0,inf)"`
	// Entry limits the value at the first visit by a criterion of inclusion.
	Entry *Entry `toml:"entry"`
	// EffectProfile multiplies the linear predictor of the covariates at each visit; default 1.
	EffectProfile []float64 `toml:"effect_profile"`
}

// Entry is a criterion of inclusion for the recorded value at the first visit.
type Entry struct {
	// AtLeast is the least value admitted.
	AtLeast *float64 `toml:"at_least"`
	// AtMost is the greatest value admitted.
	AtMost *float64 `toml:"at_most"`
}

// String is the criterion in words, empty when there is none.
func (e *Entry) String() string {
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	switch {
	case e == nil:
		return ""
	case e.AtMost == nil:
		return "at least " + number(*e.AtLeast)
	case e.AtLeast == nil:
		return "at most " + number(*e.AtMost)
	}
	return "from " + number(*e.AtLeast) + " to " + number(*e.AtMost)
}

var _ = Kinds.Add("longitudinal", &Longitudinal{Marginal: "normal"})

// Parts returns the shared keys and the shape.
func (l *Longitudinal) Parts() (*Common, cohort.Shape) {
	return &l.Common, cohort.Shape{Type: cohort.Longitudinal, Visits: l.Visits, Delay: l.Delay}
}

// Predictor is what covariates add.
func (l *Longitudinal) Predictor() *population.Effects { return &l.Effects }

// Correlation is the matrix of the pattern, nil when it does not fit.
func (l *Longitudinal) Correlation() [][]float64 {
	return l.Correlations.Value.Matrix(l.Visits, spec.NewProblems())
}

// Admit accepts every law, since it made them.
func (*Longitudinal) Admit(dist.Dist, *spec.Problems) {}

// Responses are the laws of the visits.
func (l *Longitudinal) Responses() []Column {
	columns := make([]Column, len(l.Visits))
	for k := range columns {
		c := Column{Path: "mean"}
		if one := l.Mean.One; one != nil && len(l.SD.Each) == 0 {
			c.Response = spec.All(l.response(one, "", k))
		} else {
			for _, arm := range l.arms() {
				mean, _ := l.Mean.For(arm)
				c.Response.Each = append(c.Response.Each, spec.Named[dist.Response]{Name: arm, Value: l.response(&mean, arm, k)})
			}
		}
		columns[k] = c
	}
	return columns
}

// arms are those that are named.
func (l *Longitudinal) arms() []string {
	if l.Mean.One != nil {
		return l.SD.Each.Names()
	}
	return l.Mean.Each.Names()
}

// response is the law of an arm at a visit.
func (l *Longitudinal) response(mean *Profile, arm string, visit int) dist.Response {
	if r := mean.Relative; r != nil {
		weight := r.weight(l.Visits, visit)
		return dist.Response{Relative: &dist.Relative{To: r.To, Shift: r.Shift, Scale: r.Scale, Weight: &weight}}
	}
	m, sd := mean.Series.at(visit), l.spread(arm, visit)
	out := dist.Response{Law: spec.Of[dist.Dist]{Name: l.Marginal}}
	switch l.Marginal {
	case "lognormal":
		out.Law.Value = &dist.Lognormal{Expected: &m, SD: &sd}
	case "gamma":
		out.Law.Value = &dist.Gamma{Expected: &m, SD: &sd}
	default:
		out.Law.Value = &dist.Normal{Expected: m, SD: sd}
	}
	return out
}

// spread is the standard deviation of an arm at a visit: as given, else as the
// correlation implies.
func (l *Longitudinal) spread(arm string, visit int) spec.Number {
	if s, ok := l.SD.For(arm); ok {
		return s.at(visit)
	}
	if s, ok := l.Correlations.Value.(correlation.Spreading); ok {
		return spec.Const(s.SD(l.Visits)[visit])
	}
	return spec.Const(math.NaN())
}

// New makes a realizer.
func (l *Longitudinal) New(laws [][]dist.Dist) Realizer { return newVisits(l, laws) }
