package missing

import (
	"embed"
	"math"
	"slices"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/population"
)

//go:embed *.go
var sources embed.FS

// Mechanism says why values are missing, as a scenario declares it.
//
// Parts gives the chance and what it depends on, nil for chance alone.
type Mechanism interface {
	spec.Kind
	Parts() (*Chance, *Dependence)
}

// Kinds is the list of mechanisms.
var Kinds = spec.NewKinds[Mechanism]("missing", sources)

// Chance is what all mechanisms have.
type Chance struct {
	// P is the probability that a value is missing, for all arms or by arm: at each visit after the first, of patients who still come.
	P spec.Keyed[spec.Number] `toml:"p,required" range:"[0,1)"`
	// Pattern says what follows a missing value: monotone, all later ones are missing too; intermittent, nothing.
	Pattern string `toml:"pattern" choices:"monotone intermittent"`
}

// Dependence is on what the chance depends.
type Dependence struct {
	// Strength multiplies what the log odds of a missing value depend on.
	Strength float64 `toml:"strength,required"`
	// Center is the value at which the probability is p; default the mean of the endpoint, averaged over the arms.
	Center *float64 `toml:"center"`
	// Scale is the unit of the distance from it; default the standard deviation, averaged likewise.
	Scale *float64 `toml:"scale" range:"(0,inf)"`
	population.Effects

	// Unseen makes it the missing value itself, not the last one seen, on which the chance depends.
	Unseen bool
}

// Fit reports a probability that an arm has not, arms that do not exist, and a
// dependence on what an endpoint of the given shape has not.
func Fit(m Mechanism, shape *cohort.Shape, laws []*dist.Laws, arms []string, p *spec.Problems) {
	chance, on := m.Parts()
	for _, named := range chance.P.Each {
		if !slices.Contains(arms, named.Name) {
			p.At("p").At(named.Name).Unknown("arm", named.Name, arms)
		}
	}
	for _, arm := range arms {
		if _, ok := chance.P.For(arm); !ok {
			p.At("p").At(arm).Add("missing", "give each arm its probability, or one for all")
		}
	}
	switch {
	case shape.Width() == 1 && shape.Type == cohort.Longitudinal:
		p.Add("the one visit is the first, which is never missing", "leave missing out, or add visits")
	case on == nil:
	case !on.Unseen && shape.Type != cohort.Longitudinal && on.Effects.Effects == nil && on.Interactions == nil:
		p.Report("give effects of covariates, or say mnar", "a %s endpoint has no value that is seen before", shape.Type)
	case on.Unseen || shape.Type == cohort.Longitudinal:
		for k := range laws {
			center, scale := on.measure(laws[k].ByArm)
			if math.IsNaN(center) || math.IsInf(center, 0) || !(scale > 0) || math.IsInf(scale, 1) {
				p.Add("the values have no mean, or no standard deviation", "give center and scale")
				return
			}
		}
	}
}

// measure is the center and the scale of values that follow the laws of the arms.
func (d *Dependence) measure(laws []dist.Dist) (center, scale float64) {
	n := float64(len(laws))
	if d.Center != nil {
		center = *d.Center
	} else {
		for _, law := range laws {
			center += law.Mean() / n
		}
	}
	if d.Scale != nil {
		return center, *d.Scale
	}
	for _, law := range laws {
		scale += dist.Variance(law) / n
	}
	return center, math.Sqrt(scale)
}

// Marker marks the values that are missing. It belongs to one worker.
type Marker struct {
	chance   *Chance
	on       *Dependence
	arms     []string
	odds     []float64 // by arm: log odds of p
	p        []float64 // by arm
	center   []float64 // by column
	strength []float64 // by column: over the scale
}

// New makes a marker for columns with the given laws, by column and arm, which
// have been prepared.
func New(m Mechanism, laws [][]dist.Dist, arms []string) *Marker {
	chance, on := m.Parts()
	out := &Marker{chance: chance, on: on, arms: arms, odds: make([]float64, len(arms)), p: make([]float64, len(arms))}
	for _, law := range laws {
		center, strength := 0.0, 0.0
		if on != nil {
			var scale float64
			center, scale = on.measure(law)
			strength = on.Strength / scale
		}
		out.center, out.strength = append(out.center, center), append(out.strength, strength)
	}
	return out
}

// Prepare takes over the probabilities of a trial with these draws.
func (m *Marker) Prepare(draws []float64) {
	for i, arm := range m.arms {
		n, _ := m.chance.P.For(arm)
		m.p[i] = n.At(draws)
		m.odds[i] = num.Log(m.p[i] / (1 - m.p[i]))
	}
}

// Mark marks the missing values of one column, from uniforms in (0, 1); those of
// the columns before have been marked. Effect are the linear predictors of the covariates,
// nil when there are none.
func (m *Marker) Mark(o *cohort.Outcome, column int, u []float64, arm []uint8, effect []float64) {
	longitudinal := o.Type == cohort.Longitudinal
	if longitudinal && column == 0 {
		return
	}
	monotone := m.chance.Pattern == "monotone" && column > 0
	absent, bit := o.Absent[:len(u)], uint64(1)<<column
	for i, x := range u {
		if monotone && absent[i]&(bit>>1) != 0 {
			absent[i] |= bit
			continue
		}
		lost := x < m.p[arm[i]]
		if m.on != nil {
			lost = x < m.probability(o, column, i, arm[i], effect)
		}
		if lost {
			absent[i] |= bit
		}
	}
}

// probability is that of a missing value which depends on something:
//
//	logit P = logit p + strength·((y − center)/scale + predictor)
func (m *Marker) probability(o *cohort.Outcome, column, i int, arm uint8, effect []float64) float64 {
	odds := m.odds[arm]
	if at := m.seen(o, column, i); at >= 0 {
		odds += float64(m.strength[at] * (o.Columns[at][i] - m.center[at]))
	}
	if effect != nil {
		odds += float64(m.on.Strength * effect[i])
	}
	return 1 / (1 + num.Exp(-odds))
}

// seen is the column on whose value the chance depends, −1 when on none.
func (m *Marker) seen(o *cohort.Outcome, column, i int) int {
	if m.on.Unseen {
		return column
	}
	for column--; column >= 0 && o.Absent[i]>>column&1 != 0; column-- {
	}
	return column
}
