package plan

import (
	"slices"
	"strconv"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/trial"
	"simrun/sim/world/cohort"
	"simrun/sim/world/endpoint"
	"simrun/sim/world/missing"
	"simrun/sim/world/population"
)

// population binds the covariates.
func (c *compiler) population() {
	c.protocol.Population = population.Bind(c.s.Population, c.p.At("population"))
	for _, v := range c.protocol.Population {
		if v.Laws != nil && !c.failed {
			v.Laws.Prepare(c.protocol.Typical())
		}
	}
}

// mostStrata bounds the combinations of categories.
const mostStrata = 100_000

// assignment binds the rule, with the strata that it names.
func (c *compiler) assignment() {
	w, p := &c.protocol.World, c.p.At("enrollment").At("assignment")
	if rule, ok := w.Assignment.(assign.Stratified); ok {
		strata := 1
		for i, name := range rule.By() {
			at := p.At("by").Index(i + 1)
			k, ok := c.category(name, at)
			switch {
			case !ok:
			case slices.Contains(w.Stratify, k):
				at.Report("name each covariate once", "%s is there twice", name)
			default:
				w.Stratify = append(w.Stratify, k)
				strata = min(strata*len(c.protocol.Population[k].Labels), mostStrata+1)
				w.Allocation.Strata = strata
			}
		}
		if strata > mostStrata {
			p.At("by").Report("leave some out", "make more than %d strata", mostStrata)
			return
		}
	}
	w.Assignment.New(&w.Allocation, p)
}

// endpoints binds every endpoint to the laws of its arms, or to the endpoints it
// follows from.
func (c *compiler) endpoints() {
	for i := range c.s.Endpoints {
		c.protocol.Endpoints = append(c.protocol.Endpoints, c.endpoint(i))
	}
	if len(c.s.Endpoints) == 0 {
		c.p.At("endpoints").Add("there is no endpoint", "give one, such as [endpoints.remission]")
	}
}

// endpoint binds one endpoint; what it is derived from comes before it.
func (c *compiler) endpoint(i int) trial.Endpoint {
	e := &c.s.Endpoints[i]
	model := e.Value.Value
	_, shape := model.Parts()
	p := c.p.At("endpoints").At(e.Name)
	out := trial.Endpoint{Name: e.Name, Shape: shape, Model: model}
	switch m := model.(type) {
	case endpoint.Drawn:
		c.columnLaws(m, &out, p)
		if a, ok := m.(endpoint.Affected); ok {
			out.Effect = a.Predictor().Bind(c.protocol.Population, c.protocol.Arms, p)
		}
		if s, ok := m.(*endpoint.Survival); ok {
			out.Terminal = s.Terminal
		}
		if i, ok := m.(endpoint.Incomplete); ok && i.Mechanism() != nil {
			out.Missing = c.missing(i.Mechanism(), &out, p.At("missing"))
		}
	case endpoint.Derived:
		out.Of, out.Shape = c.sources(m, i, p)
	}
	if out.Shape.Type != cohort.Survival && out.Shape.Type != cohort.Count && out.Shape.Last() > c.protocol.FollowUp {
		key := "at"
		if out.Shape.Type == cohort.Longitudinal {
			key = "visits"
		}
		p.At(key).Report("raise enrollment.follow_up, or measure earlier",
			"is after the end of every patient's follow-up at %v", c.protocol.FollowUp)
	}
	return out
}

// columnLaws binds the laws of the columns of an endpoint. What is wrong with several
// of them is said once.
func (c *compiler) columnLaws(m endpoint.Drawn, out *trial.Endpoint, p *spec.Problems) {
	_, shape := m.Parts()
	whole := true
	for k, column := range m.Responses() {
		at := p.Under(column.Path)
		if !whole {
			at = spec.NewProblems()
		}
		laws := c.laws(column.Response, at, m.Admit, farthest(shape.Type))
		whole = whole && laws != nil
		out.Laws = append(out.Laws, laws)
		out.Slots = append(out.Slots, rng.NewSlot(slotPath(out.Name, &shape, k)))
	}
	if s, ok := m.(endpoint.Selective); ok && s.Selects() && whole {
		s.Eligible(out.Laws[0].ByArm, p)
	}
}

// missing binds the mechanism by which values are missing.
func (c *compiler) missing(m missing.Mechanism, e *trial.Endpoint, p *spec.Problems) *trial.Missing {
	out := &trial.Missing{Mechanism: m}
	for k := range e.Slots {
		out.Slots = append(out.Slots, rng.NewSlot(missingPath(e.Name, &e.Shape, k)))
	}
	if !slices.Contains(e.Laws, nil) {
		missing.Fit(m, &e.Shape, e.Laws, c.protocol.Arms, p)
	}
	if _, on := m.Parts(); on != nil {
		out.Effect = on.Effects.Bind(c.protocol.Population, c.protocol.Arms, p)
	}
	return out
}

// slotPath is the path by which the draws of a column are addressed: that of a
// visit has its time, so that further visits leave it where it is.
func slotPath(name string, shape *cohort.Shape, column int) string {
	return "endpoints." + name + visitPath(shape, column)
}

// missingPath is the path by which the draws of what is missing of a column are
// addressed.
func missingPath(name string, shape *cohort.Shape, column int) string {
	return "endpoints." + name + ".missing" + visitPath(shape, column)
}

// visitPath is the part of a path that tells visits apart.
func visitPath(shape *cohort.Shape, column int) string {
	if shape.Type != cohort.Longitudinal {
		return ""
	}
	return "." + strconv.FormatFloat(shape.Visits[column], 'g', -1, 64)
}

// sources finds the endpoints that another is derived from, and its shape.
func (c *compiler) sources(m endpoint.Derived, i int, p *spec.Problems) ([]int, cohort.Shape) {
	_, shape := m.Parts()
	var of []int
	var shapes []cohort.Shape
	for _, name := range m.Sources() {
		k := c.s.Endpoints.Index(name)
		switch {
		case k < 0:
			p.At("of").Unknown("endpoint", name, c.s.Endpoints.Names())
		case k >= i:
			p.At("of").Report("let it come first in the file", "%s comes later, or is the endpoint itself", name)
		default:
			of, shapes = append(of, k), append(shapes, c.protocol.Endpoints[k].Shape)
		}
	}
	if len(of) < len(m.Sources()) {
		return nil, shape
	}
	return of, m.Fit(shapes, p)
}

// correlation binds the columns of draws that are correlated: those that the file
// names, and the visits of every other longitudinal endpoint.
func (c *compiler) correlation() {
	taken := map[string]bool{}
	if s := c.s.Correlation; s != nil {
		p := c.p.At("correlation")
		var members []member
		for i, name := range s.Of {
			taken[name] = true
			if m, ok := c.member(name, p.At("of").Index(i+1)); ok {
				members = append(members, m)
			}
		}
		if len(members) == len(s.Of) {
			c.block(members, s.Between, p)
		}
	}
	for i, e := range c.protocol.Endpoints {
		if _, ok := e.Model.(endpoint.Correlated); ok && !taken[e.Name] {
			c.block([]member{c.ofEndpoint(i)}, nil, c.p.At("endpoints").At(e.Name).At("correlation"))
		}
	}
}

// member is the columns of one name in a block, and how they are correlated.
type member struct {
	columns []trial.Column
	own     [][]float64
}

// member finds what a name in the correlation stands for.
func (c *compiler) member(name string, p *spec.Problems) (member, bool) {
	names := population.Names(c.protocol.Population)
	if k := slices.Index(names, name); k >= 0 {
		if c.protocol.Population[k].Cut != nil {
			p.Report("name the covariate that it cuts", "%s is a cut", name)
			return member{}, false
		}
		if other := c.ofSameFile(k); other != "" {
			p.Report("leave it out here, or let it be the only covariate of its file",
				"%s hangs together with %s as in the rows of %s already", name, other, c.protocol.Population[k].File)
			return member{}, false
		}
		return member{[]trial.Column{{Covariate: k}}, [][]float64{{1}}}, true
	}
	k := c.s.Endpoints.Index(name)
	if k < 0 {
		p.Unknown("covariate or endpoint", name, append(names, c.s.Endpoints.Names()...))
		return member{}, false
	}
	if _, ok := c.protocol.Endpoints[k].Model.(endpoint.Drawn); !ok {
		p.Report("name the endpoints that it follows from", "%s is derived from others", name)
		return member{}, false
	}
	return c.ofEndpoint(k), true
}

// ofSameFile is another covariate of which a patient has the value from the same row of
// a file as of covariate k; empty when there is none.
func (c *compiler) ofSameFile(k int) string {
	all := c.protocol.Population
	for i := range all {
		if i != k && all[i].File != "" && all[i].File == all[k].File {
			return all[i].Name
		}
	}
	return ""
}

// ofEndpoint is the columns of an endpoint.
func (c *compiler) ofEndpoint(k int) member {
	e := &c.protocol.Endpoints[k]
	m := member{own: [][]float64{{1}}}
	if correlated, ok := e.Model.(endpoint.Correlated); ok {
		m.own = correlated.Correlation()
	}
	for column := range e.Slots {
		m.columns = append(m.columns, trial.Column{Covariate: -1, Endpoint: k, Column: column})
	}
	return m
}

// first moves the endpoint by which patients are selected to the front, so that all
// else follows from those who are.
func (c *compiler) first(members []member, between func(i, j int) float64, p *spec.Problems) ([]member, func(i, j int) float64) {
	order := make([]int, 0, len(members))
	for i := range members {
		order = append(order, i)
	}
	selects := func(i int) bool {
		col := members[i].columns[0]
		if col.Covariate >= 0 {
			return false
		}
		s, ok := c.protocol.Endpoints[col.Endpoint].Model.(endpoint.Selective)
		return ok && s.Selects()
	}
	at := slices.IndexFunc(order, selects)
	if at < 0 {
		return members, between
	}
	if slices.ContainsFunc(order[at+1:], selects) {
		p.At("of").Add("names two endpoints with a criterion of entry", "let patients be selected by one of them")
	}
	order = slices.Concat([]int{at}, order[:at], order[at+1:])
	sorted := make([]member, len(members))
	for i, k := range order {
		sorted[i] = members[k]
	}
	return sorted, func(i, j int) float64 { return between(order[i], order[j]) }
}

// block binds a block of members, whose columns have the given correlation between
// one member and another.
func (c *compiler) block(members []member, between func(i, j int) float64, p *spec.Problems) {
	if between != nil {
		members, between = c.first(members, between, p)
	}
	var b trial.Block
	var matrix [][]float64
	for i, m := range members {
		if len(m.own) < len(m.columns) {
			return // what is wrong with it has been said
		}
		for k := range m.columns {
			var row []float64
			for j, other := range members {
				for l := range other.columns {
					if i == j {
						row = append(row, m.own[k][l])
					} else {
						row = append(row, between(i, j))
					}
				}
			}
			matrix = append(matrix, row)
		}
		b.Columns = append(b.Columns, m.columns...)
	}
	joint, ok := population.NewJoint(matrix)
	if !ok {
		p.Add("is not positive definite", "no patients can have these correlations together: bring them nearer to 0")
		return
	}
	b.Joint = joint
	c.protocol.Blocks = append(c.protocol.Blocks, b)
}

// slots addresses what is drawn, and refuses two paths of one address.
func (c *compiler) slots() {
	paths := []string{"enrollment.accrual", "enrollment.assignment", "dropout"}
	c.protocol.Slots = trial.Slots{
		Accrual: rng.NewSlot(paths[0]), Assignment: rng.NewSlot(paths[1]), Dropout: rng.NewSlot(paths[2]),
	}
	for _, v := range c.protocol.Population {
		if path := v.Path(); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for _, e := range c.protocol.Endpoints {
		for k := range e.Slots {
			paths = append(paths, slotPath(e.Name, &e.Shape, k))
			if e.Missing != nil {
				paths = append(paths, missingPath(e.Name, &e.Shape, k))
			}
		}
	}
	for _, d := range c.protocol.Draws {
		paths = append(paths, d.Path)
	}
	taken := map[rng.Slot]string{}
	for _, path := range paths {
		slot := rng.NewSlot(path)
		if other, ok := taken[slot]; ok {
			c.p.Under(path).Report("rename one of them", "has the same address of random numbers as %s", other)
		}
		taken[slot] = path
	}
}
