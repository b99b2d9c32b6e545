package trial

import (
	"math"
	"slices"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
	"simrun/sim/world/correlation"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
	"simrun/sim/world/missing"
	"simrun/sim/world/population"
)

// covariates are a number, a category, and a cut of the number.
func covariates(problems *spec.Problems) []population.Variable {
	law := func(d dist.Dist) *dist.Laws { return resolve([]dist.Dist{d}, []string{"x"}, problems) }
	return []population.Variable{
		{Name: "c0", Laws: law(&dist.Normal{Expected: *number(1), SD: *number(2)}), Slot: rng.NewSlot("population.c0")},
		{Name: "c1", Labels: []string{"no", "yes"}, Laws: law(&dist.Bernoulli{P: *number(0.4)}), Slot: rng.NewSlot("population.c1")},
		{Name: "c2", Labels: []string{"low", "mid", "high"}, Cut: &population.Cut{At: []float64{0, 2}}, Of: 0, Slot: rng.NewSlot("population.c2")},
	}
}

// endpoint makes the endpoint of a protocol.
func (c *column) endpoint(name string, w *World, problems *spec.Problems) Endpoint {
	e := Endpoint{Name: name, Model: c.model(problems)}
	_, e.Shape = e.Model.Parts()
	for k := range e.Shape.Width() {
		laws, slot := c.laws, "endpoints."+name
		if k > 0 {
			laws = c.later[k-1]
			slot += string(rune('a' + k))
		}
		e.Laws = append(e.Laws, resolve(laws, w.Arms, problems))
		e.Slots = append(e.Slots, rng.NewSlot(slot))
	}
	if c.missing != nil {
		e.Missing = &Missing{Mechanism: c.missing}
		for k := range e.Slots {
			e.Missing.Slots = append(e.Missing.Slots, rng.NewSlot("missing."+name+string(rune('a'+k))))
		}
	}
	if len(c.effects) > 0 {
		e.Effect = bind(c.effects, w, problems)
	}
	return e
}

// model is the endpoint as a scenario would declare it.
func (c *column) model(problems *spec.Problems) endpoint.Model {
	common, due := endpoint.Common{Delay: c.delay}, endpoint.Due{At: c.at}
	switch c.kind {
	case cohort.Binary:
		return &endpoint.Binary{Common: common, Due: due}
	case cohort.Continuous:
		return &endpoint.Continuous{Common: common, Due: due}
	case cohort.Longitudinal:
		l := &endpoint.Longitudinal{
			Common: common, Visits: c.visits, Marginal: "normal",
			Correlations: spec.Of[correlation.Pattern]{Name: "ar1", Value: &correlation.AR1{Rho: c.rho}},
		}
		if c.entry != nil {
			l.Entry = &endpoint.Entry{AtLeast: c.entry}
		}
		if c.round {
			l.Round, l.Bounds = ptr(0.5), []float64{-1, 2}
		}
		return l
	}
	return &endpoint.Survival{Common: common}
}

// bind makes the predictor of effects.
func bind(effects []influence, w *World, problems *spec.Problems) *population.Predictor {
	var out population.Effects
	for _, e := range effects {
		v := &w.Population[e.covariate]
		effect := population.Effect{Slope: e.slope}
		for i, x := range e.levels {
			effect.ByLevel = append(effect.ByLevel, spec.Named[float64]{Name: v.Labels[i], Value: x})
		}
		one := spec.Named[population.Effect]{Name: v.Name, Value: effect}
		if e.arm < 0 {
			out.Effects = append(out.Effects, one)
		} else {
			arm := spec.Named[spec.Table[population.Effect]]{Name: w.Arms[e.arm], Value: spec.Table[population.Effect]{one}}
			out.Interactions = append(out.Interactions, arm)
		}
	}
	return out.Bind(w.Population, w.Arms, problems)
}

// blocks correlates the visits, and one endpoint with the number.
func (r *recipe) blocks(w *World) {
	for i := range w.Endpoints {
		bound := r.population && i == r.bound
		var b Block
		for k := range w.Endpoints[i].Slots {
			b.Columns = append(b.Columns, Column{Covariate: -1, Endpoint: i, Column: k})
		}
		if bound {
			b.Columns = append(b.Columns, Column{Covariate: 0})
		}
		if _, visits := w.Endpoints[i].Model.(*endpoint.Longitudinal); !bound && !visits {
			continue
		}
		matrix := make([][]float64, len(b.Columns))
		for j := range matrix {
			for k := range matrix {
				rho := math.Pow(r.endpoints[i].rho, math.Abs(float64(j-k)))
				if j != k && bound && max(j, k) == len(matrix)-1 {
					rho = 0.3
				}
				matrix[j] = append(matrix[j], rho)
			}
		}
		b.Joint, _ = population.NewJoint(matrix)
		w.Blocks = append(w.Blocks, b)
	}
}

// view is the index of a reading, which it adds.
func (p *Protocol) view(r cohort.Reading) int {
	at := slices.IndexFunc(p.Readings, func(other cohort.Reading) bool { return other.Equal(&r) })
	if at < 0 {
		at = len(p.Readings)
		p.Readings = append(p.Readings, r)
	}
	return at
}

// visits makes a column one of a longitudinal endpoint, at random.
func (m maker) visits(r *recipe, c *column) {
	c.visits, c.rho = []float64{0, m.time(2) + 0.25, 3}[:2+m.IntN(2)], m.Float64()*0.8
	c.laws, c.later = nil, nil
	same := m.normal()
	for range r.ratio {
		c.laws = append(c.laws, same)
	}
	for range c.visits[1:] {
		var laws []dist.Dist
		for range r.ratio {
			laws = append(laws, m.normal())
		}
		c.later = append(c.later, laws)
	}
	switch m.IntN(3) {
	case 0:
		c.entry = ptr(m.Float64() - 0.5)
	case 1:
		c.round = true
	}
}

func (m maker) normal() dist.Dist {
	return &dist.Normal{Expected: *number(m.Float64()), SD: *number(0.5 + m.Float64())}
}

// surround adds what may be missing, and what covariates do.
func (m maker) surround(r *recipe, c *column) {
	chance := missing.Chance{P: spec.All(*number(m.Float64() / 2)), Pattern: "monotone"}
	if m.yes(0.5) {
		chance.Pattern = "intermittent"
	}
	on := missing.Dependence{Strength: 2 * m.Float64(), Center: ptr(0.5), Scale: ptr(1.5)}
	switch {
	case c.kind == cohort.Survival || m.yes(0.4):
	case m.yes(0.3):
		c.missing = &missing.MCAR{Chance: chance}
	case c.kind == cohort.Longitudinal && m.yes(0.5):
		c.missing = &missing.MAR{Chance: chance, Dependence: on}
	default:
		on.Unseen = true
		c.missing = &missing.MNAR{Chance: chance, Dependence: on}
	}
	if !r.population || c.entry != nil || m.yes(0.4) {
		return
	}
	c.effects = []influence{{covariate: 0, arm: -1, slope: m.Float64() - 0.5}}
	if m.yes(0.5) {
		c.effects = append(c.effects, influence{covariate: 2, arm: -1, levels: []float64{m.Float64(), 0, -1}})
	}
	if m.yes(0.5) {
		c.effects = append(c.effects, influence{covariate: 1, arm: m.IntN(len(r.ratio)), levels: []float64{0, m.Float64()}})
	}
}

// reading is how a question reads its endpoint.
func (m maker) reading(r *recipe, q *question) {
	c := &r.endpoints[q.endpoint]
	q.reading = cohort.Whole(q.endpoint)
	if c.visits != nil {
		q.reading.Visit = m.IntN(len(c.visits))
		q.reading.Change = q.reading.Visit > 0 && m.yes(0.4)
		if m.yes(0.3) {
			q.reading.Carry, q.missing = true, 2
		}
	}
	if m.yes(0.3) {
		q.reading.First = 1 + m.IntN(r.size)
	}
	if r.population && m.yes(0.4) {
		q.reading.Subgroup = []cohort.Subset{{Covariate: 2, In: []bool{m.yes(0.5), true, m.yes(0.5)}}}
		if m.yes(0.3) {
			q.reading.Subgroup = append(q.reading.Subgroup, cohort.Subset{Covariate: 1, In: []bool{true, m.yes(0.5)}})
		}
	}
}
